"""The command line: `python -m helpers WORD …`, or `./run WORD …`, which sets up the environment first.

Every word and parameter is checked before anything heavy is imported, and refused in one plain line.
"""

import argparse
import difflib
import functools
import re
import sys
from collections.abc import Callable
from pathlib import Path

from helpers import parameters, settings
from helpers.parameters import ParameterError

say = functools.partial(print, flush=True)  # progress is no use when a pipe holds it back


class Parser(argparse.ArgumentParser):
    """argparse, but each refusal is one line that repeats the offending word."""

    def __init__(self, word: str):
        super().__init__(
            prog=f"./run {word}",
            description=f"{COMMANDS[word].does[0].upper()}{COMMANDS[word].does[1:]}.",
            allow_abbrev=False,
        )

    def error(self, message: str):
        lacking = re.fullmatch(r"argument (\S+): expected (\w+) arguments?", message)
        if lacking:
            number = {"one": "a value", "2": "two values"}[lacking[2]]
            message = f"{lacking[1]} needs {number}."
        raise ParameterError(message)

    def understood(self, words: list[str]) -> argparse.Namespace:
        """The options in `words`. Raises ParameterError for a word that means nothing here."""
        options, rest = self.parse_known_args(words)
        if rest:
            raise ParameterError(unknown(rest[0], "option", list(self._option_string_actions)))
        return options


def unknown(word: str, kind: str, known: list[str]) -> str:
    """The sentence that refuses a misspelt word and offers the nearest known one."""
    word = word.partition("=")[0]
    near = difflib.get_close_matches(word, known, n=1)
    offer = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    return f"There is no {kind} {word}; {offer}"


def report(words: list[str]) -> int:
    parser = Parser("report")
    parser.add_argument("--year", type=whole, help="reference year (default: the newest that has an article)")
    parser.add_argument("--horizon", type=whole, help="years ahead (default: 5)")
    parser.add_argument("--language", help=f"{' or '.join(parameters.LANGUAGES)} (default: en)")
    parser.add_argument("--vintage", help=f"{' or '.join(parameters.VINTAGES)} (default: latest)")
    parser.add_argument(
        "--moderate-decline",
        type=decimal,
        nargs=2,
        metavar=("LOW", "HIGH"),
        help="a moderate yearly change (default: -0.20 0)",
    )
    parser.add_argument("--output", type=Path, help="folder of the edition (default: outputs/YEAR)")
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    options = vars(parser.understood(words))
    places = {name: options.pop(name) for name in ("output", "raw")}
    given = {name: value for name, value in options.items() if value is not None}
    checked = parameters.check(raw=places["raw"], **given)

    from helpers import runs  # papermill takes its time; a misspelt word should not

    return finished(runs, lambda: runs.make_edition(checked, progress=say, **places))


def refresh(words: list[str]) -> int:
    parser = Parser("refresh")
    parser.add_argument("--year", type=whole, help="new default year (default: the one that the notebooks have)")
    year = parser.understood(words).year
    if year is not None:
        parameters.check(year=year)

    from helpers import runs
    from helpers.refresh import refresh

    return finished(runs, lambda: refresh(year, progress=say))


def validate(words: list[str]) -> int:
    parser = Parser("validate")
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    parser.add_argument("--texts", type=Path, help="folder with the texts of the articles")
    options = parser.understood(words)

    from helpers import validation

    return validation.main(options.raw, options.texts) or 0


def new_article(words: list[str]) -> int:
    parser = Parser("new-article")
    parser.add_argument("text", type=Path, metavar="TEXT", help="file with the text of the article, in UTF-8")
    parser.add_argument("--id", required=True, help="id of the article, such as lada_2027-02-08")
    parser.add_argument("--year", type=whole, required=True, help="the year that the article reports")
    parser.add_argument("--write", action="store_true", help="also write the draft into the folder drafts beside them")
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    options = parser.understood(words)

    from helpers import drafting

    return drafting.main(options.text, options.id, options.year, options.write, options.raw)


def benchmark(words: list[str]) -> int:
    parser = Parser("benchmark")
    parser.add_argument("--rivals", action="store_true", help="the textbook methods too, which takes some minutes")
    options = parser.understood(words)

    from helpers import benchmark

    benchmark.main(options.rivals)
    return 0


def finished(runs, work: Callable) -> int:
    """Do the work; a run that fails ends in plain words, not in a traceback."""
    try:
        work()
    except runs.RunError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


class Command:
    """A word of the command line: the function that obeys it, and what it does."""

    def __init__(self, obey: Callable[[list[str]], int], does: str):
        self.obey = obey
        self.does = does


BY_RUN_ITSELF = {"test": "run every test, the notebooks included", "lab": "open JupyterLab with the project's kernel"}
COMMANDS = {
    "report": Command(report, "make an edition and say which page to open"),
    "refresh": Command(refresh, "bring the committed notebooks, tables and README up to date"),
    "validate": Command(validate, "check the data package, and with the texts every position in them"),
    "benchmark": Command(benchmark, "accuracy, coverage, event probabilities and speed on public series"),
    "new-article": Command(new_article, "draft the rows of a new article: every numeral found, placed and read"),
}


def whole(text: str) -> int | str:
    """A whole number; any other text as it is, for parameters.check to refuse in its own words."""
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else text


def decimal(text: str) -> float | str:
    """A decimal number; any other text as it is."""
    return float(text) if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", text) else text


def overview() -> str:
    does = {word: command.does for word, command in COMMANDS.items()} | BY_RUN_ITSELF
    lines = [f"  {word:<11} {what}" for word, what in does.items()]
    return "\n".join(["./run WORD [options]; './run WORD --help' lists the options", "", *lines])


def main(words: list[str]) -> int:
    """Obey `words` and return the exit code: 0 done, 1 failed, 2 not understood."""
    settings.fix()
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        return 0
    try:
        if words[0] not in COMMANDS:
            raise ParameterError(unknown(words[0], "command", [*COMMANDS, *BY_RUN_ITSELF]))
        return COMMANDS[words[0]].obey(words[1:])
    except ParameterError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; nothing was replaced.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
