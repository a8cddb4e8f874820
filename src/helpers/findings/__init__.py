"""Sentences that carry their own conditions, and flip when the data do.

A function takes results, decides which wording of `language/en.yml` holds, and fills its slots, or
says that it cannot. "Fell" and "largest" are said only if every value that prints the same agrees.
"""

from helpers.findings import articles, flows, forecast, people
from helpers.findings.finding import Finding
