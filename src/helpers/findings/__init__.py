"""Sentences that flip when the data do: a function takes results, decides which wording holds, and
fills its slots. "Fell" and "largest" are said only if every value that prints the same agrees."""

from helpers.findings import articles, flows, forecast, people
from helpers.findings.finding import Finding
