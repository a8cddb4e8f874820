"""The command line: `python -m helpers WORD …`, or `./run WORD …`, which sets up the environment
first.

Every word and parameter is checked before anything heavy is imported, and refused in one plain
line.
"""

import argparse
import difflib
import functools
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from helpers import parameters, paths, settings
from helpers.data.schema import PackageError
from helpers.editions import fingerprint
from helpers.files import LONGEST_SHOWN, printable
from helpers.parameters import ParameterError, quoted

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
    word = word if len(word) <= LONGEST_SHOWN else f"{word[: LONGEST_SHOWN - 1]}…"
    near = difflib.get_close_matches(word, known, n=1)
    offer = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    return f"There is no {kind} {word}; {offer}"


def report(words: list[str]) -> int:
    parser = Parser("report")
    parser.add_argument(
        "--year", type=whole, help="reference year (default: the newest that has an article)"
    )
    add_choices(parser)
    parser.add_argument("--output", type=Path, help="folder of the edition (default: outputs/YEAR)")
    parser.add_argument("--jobs", type=whole, default=2, help="notebooks at a time (default: 2)")
    options = parser.understood(words)
    jobs, fork = at_least_one("--jobs", options.jobs), forked(options)
    checked = parameters.check(raw=options.raw, **chosen(options, "year"))
    if not options.again and (page := standing(checked, options.output, options.raw)):
        say(f"Unchanged since it was made; open {page}")
        return 0
    if refused(options.raw, "No edition was made"):
        return 1

    from helpers.editions import (
        make,
    )  # papermill takes its time; a misspelt word or an unchanged edition should not

    places = {"output": options.output, "raw": options.raw}
    how = {"progress": say, "workers": jobs, "reuse": not options.again, "forked": fork}
    return finished(make, lambda: make.make_edition(checked, **places, **how))


def refused(raw: Path | None, undone: str) -> bool:
    """Whether the data package has faults; then they are told as `validate` tells them, with what
    was left undone.
    """
    from helpers.data import validation

    faults = validation.validate(raw or paths.raw_folder())
    if faults:
        why = f"{undone}, because of {validation.counted(faults)} in the data package; ./run validate checks it again."
        complain(PackageError("\n".join([*map(str, faults), why])))
    return bool(faults)


def add_choices(parser: Parser) -> None:
    """The options that `report` and `batch` share."""
    parser.add_argument("--horizon", type=whole, help="years ahead (default: 5)")
    parser.add_argument(
        "--language", help=f"{parameters.either(parameters.LANGUAGES)} (default: en)"
    )
    parser.add_argument(
        "--vintage", help=f"{parameters.either(parameters.VINTAGES)} (default: latest)"
    )
    parser.add_argument(
        "--moderate-decline",
        type=decimal,
        nargs=2,
        metavar=("LOW", "HIGH"),
        help="a moderate yearly change (default: -0.20 0)",
    )
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    parser.add_argument(
        "--again", action="store_true", help="make it anew even where nothing has changed"
    )
    parser.add_argument(
        "--fork",
        action="store_true",
        help="fork the kernels from one process: faster (not on Windows)",
    )


def forked(options: argparse.Namespace) -> bool:
    """Whether --fork was given. Raises ParameterError where the system knows no forks."""
    if options.fork and not settings.CAN_FORK:
        raise ParameterError(
            "--fork does not work on this system; leave it out, the edition will be the same."
        )
    return options.fork


def chosen(options: argparse.Namespace, *more: str) -> dict:
    """The parameters that the user has given."""
    names = (*more, "horizon", "language", "vintage", "moderate_decline")
    return {name: value for name in names if (value := getattr(options, name)) is not None}


def standing(checked: parameters.Parameters, output: Path | None, raw: Path | None) -> str | None:
    """The first page of the edition, as the user would type it, if the edition stands there whole
    and unchanged.
    """
    folder = Path(output or paths.OUTPUTS / checked.folder).resolve()
    if not (folder / paths.RECORD).is_file():
        return None
    try:
        made = fingerprint.made_from(checked, Path(raw or paths.raw_folder()).resolve())
        made |= fingerprint.neighbours(checked, folder)
    except OSError:
        return None  # the run will say what it cannot read
    return paths.as_typed(folder / "index.html") if fingerprint.unchanged(folder, made) else None


def batch(words: list[str]) -> int:
    parser = Parser("batch")
    parser.add_argument("--years", required=True, help="such as 2010-2025 or 2015,2019,2021")
    add_choices(parser)
    parser.add_argument(
        "--output", type=Path, help="folder for the folders of the editions (default: outputs)"
    )
    parser.add_argument(
        "--jobs", type=whole, help="editions at a time (default: one for each processor)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="hand the editions to the Dask cluster at this address",
    )
    options = parser.understood(words)
    editions = [
        parameters.check(options.raw, year=year, **chosen(options))
        for year in years(options.years, options.raw)
    ]
    jobs = at_least_one("--jobs", options.jobs) if options.jobs is not None else os.cpu_count() or 1
    fork = forked(options)
    if refused(options.raw, "No edition was made"):
        return 1

    from helpers.editions import batch

    try:
        return batch.main(
            editions, options.output, options.raw, jobs, options.scheduler, options.again, fork, say
        )
    except batch.BatchError as error:
        complain(error)
        return 1


def years(text: str, raw: Path | None) -> list[int]:
    """The years in a list such as 2010-2012,2015, in order. Raises ParameterError for what is
    none.
    """
    found = set()
    for part in text.split(","):
        ends = re.fullmatch(r"\s*([0-9]{4})\s*(?:[-–]\s*([0-9]{4}))?\s*", part)
        if not ends or int(ends[2] or ends[1]) < int(ends[1]):
            raise ParameterError(
                f"--years must be years such as 2010-2025 or 2015,2019,2021, not {quoted(text)}."
            )
        first, last = int(ends[1]), int(ends[2] or ends[1])
        for end in (first, last):
            parameters.check(raw, year=end)
        found |= set(range(first, last + 1))
    return sorted(found)


def compare(words: list[str]) -> int:
    parser = Parser("compare")
    parser.add_argument(
        "a", type=Path, metavar="A", help="folder of the earlier edition, such as outputs/2024"
    )
    parser.add_argument("b", type=Path, metavar="B", help="folder of the later edition")
    options = parser.understood(words)

    from helpers.editions import compare_page

    try:
        return compare_page.main(options.a, options.b) or 0
    except compare_page.CompareError as error:
        complain(error)
        return 1


def pdf(words: list[str]) -> int:
    parser = Parser("pdf")
    parser.add_argument(
        "--year", type=whole, help="reference year (default: the newest that has an article)"
    )
    parser.add_argument(
        "--language", help=f"{parameters.either(parameters.LANGUAGES)} (default: en)"
    )
    parser.add_argument(
        "--vintage", help=f"{parameters.either(parameters.VINTAGES)} (default: latest)"
    )
    parser.add_argument("--output", type=Path, help="folder of the edition (default: outputs/YEAR)")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="the PDF (default: beside the folder, with its name)",
    )
    options = parser.understood(words)
    names = ("year", "language", "vintage")
    wanted = {name: value for name in names if (value := getattr(options, name)) is not None}
    folder = options.output or paths.OUTPUTS / parameters.check(**wanted).folder

    from helpers.editions import pdf

    return pdf.main(folder, options.to, wanted)


def site(words: list[str]) -> int:
    parser = Parser("site")
    parser.add_argument(
        "--output", type=Path, help="folder of the editions, and of the list (default: outputs)"
    )
    options = parser.understood(words)

    from helpers.editions import site

    try:
        say(f"Open {paths.as_typed(site.main(options.output).resolve())}")
    except site.SiteError as error:
        complain(error)
        return 1
    return 0


def refresh(words: list[str]) -> int:
    parser = Parser("refresh")
    parser.add_argument(
        "--year", type=whole, help="new default year (default: the one that the notebooks have)"
    )
    year = parser.understood(words).year
    if year is not None:
        parameters.check(year=year)
    if refused(None, "Nothing was refreshed"):
        return 1

    from helpers.editions import make
    from helpers.editions.refresh import refresh

    return finished(make, lambda: refresh(year, progress=say))


def validate(words: list[str]) -> int:
    parser = Parser("validate")
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    parser.add_argument("--texts", type=Path, help="folder with the texts of the articles")
    parser.add_argument(
        "--seal",
        action="store_true",
        help="renew sizes and hashes after a change that is meant, if all else is well",
    )
    options = parser.understood(words)

    from helpers.data import validation

    return validation.main(options.raw, options.texts, options.seal) or 0


def new_article(words: list[str]) -> int:
    parser = Parser("new-article")
    parser.add_argument(
        "text", type=Path, metavar="TEXT", help="file with the text of the article, in UTF-8"
    )
    parser.add_argument("--id", required=True, help="id of the article, such as lada_2027-02-08")
    parser.add_argument(
        "--year", type=whole, required=True, help="the year that the article reports"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="also write the draft into the folder drafts beside them",
    )
    parser.add_argument("--raw", type=Path, help="folder of the data package (default: data/raw)")
    options = parser.understood(words)

    from helpers.data import draft

    return draft.main(options.text, options.id, options.year, options.write, options.raw)


def freeze(words: list[str]) -> int:
    parser = Parser("freeze")
    parser.add_argument(
        "--year", type=whole, required=True, help="the edition, by its reference year"
    )
    parser.add_argument("--date", required=True, help="the day of the freeze, such as 2027-02-20")
    options = parser.understood(words)
    checked = parameters.check(year=options.year)
    if not is_day(options.date):
        raise ParameterError(
            f"--date must be a day written YYYY-MM-DD, such as 2027-02-20, not {quoted(options.date)}."
        )
    if refused(None, "Nothing was frozen"):
        return 1

    from helpers.projection import ledger

    try:
        say(ledger.freeze(checked, options.date))
    except ledger.LedgerError as error:
        complain(error)
        return 1
    return 0


def benchmark(words: list[str]) -> int:
    parser = Parser("benchmark")
    parser.add_argument(
        "--rivals", action="store_true", help="the textbook methods too, which takes some minutes"
    )
    options = parser.understood(words)

    from helpers.projection import benchmark_tables

    benchmark_tables.main(options.rivals)
    return 0


def prove(words: list[str]) -> int:
    parser = Parser("prove")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a sample, for every day; of --helpers: one mutant in ten",
    )
    parser.add_argument(
        "--output", type=Path, help="folder for what was found (default: outputs/prove)"
    )
    parser.add_argument(
        "--environments",
        action="store_true",
        help="make an edition with other Pythons and the lowest versions instead",
    )
    parser.add_argument(
        "--helpers",
        nargs="*",
        metavar="MODULE",
        help="mutate the code instead: these modules, or the whole core",
    )
    parser.add_argument(
        "--fuzz",
        type=whole,
        nargs="?",
        const="",
        metavar="N",
        help="bad input instead, N cases (default: 10,000)",
    )
    parser.add_argument(
        "--case", type=whole, metavar="K", help="of --fuzz: the case with this number alone"
    )
    parser.add_argument("--seed", type=whole, help="of --fuzz: other cases (default: 2026)")
    options = parser.understood(words)
    if clash := clashing(options):
        parser.error(clash)
    if options.fuzz is not None:
        return fuzz(options)

    from helpers import prove
    from helpers.prove import mutants

    if options.helpers is None:
        return prove.main(options.quick, options.output, say, options.environments)
    try:
        mutants.chosen(options.helpers)
    except ValueError as error:
        parser.error(str(error))
    return mutants.main(options.helpers, options.output, say, options.quick)


def clashing(options: argparse.Namespace) -> str:
    """Why options of `prove` do not go together; empty where they do."""
    modes = {
        "--environments": options.environments,
        "--helpers": options.helpers,
        "--fuzz": options.fuzz,
    }
    given = [name for name, value in modes.items() if value is not None and value is not False]
    given += ["--quick"] * (options.quick and given not in ([], ["--helpers"]))
    if len(given) > 1:
        return f"{given[0]} and {given[1]} do not go together; leave one of them out."
    if options.fuzz is None and (options.case, options.seed) != (None, None):
        return f"{'--seed' if options.case is None else '--case'} needs --fuzz."
    if options.case is not None and options.fuzz != "":
        return f"--case is one case; leave out the {quoted(options.fuzz)} after --fuzz."
    return ""


def health(words: list[str]) -> int:
    parser = Parser("health")
    parser.add_argument(
        "--output",
        type=Path,
        help="folder of the page and of what it is made from (outputs/health)",
    )
    options = parser.understood(words)

    from helpers import health

    say(f"Open {paths.as_typed(health.main(options.output).resolve())}")
    return 0


def fuzz(options: argparse.Namespace) -> int:
    numbers = {
        "--fuzz": None if options.fuzz == "" else options.fuzz,
        "--case": options.case,
        "--seed": options.seed,
    }
    numbers |= {
        name: at_least_one(name, value) for name, value in numbers.items() if value is not None
    }

    from helpers.prove import fuzz

    cases, case, seed = numbers.values()
    return fuzz.main(cases or fuzz.CASES, case, seed or fuzz.SEED, say, options.output)


def complain(error: Exception) -> None:
    """Print an error, line by line, without the control characters that a word or a file may have
    brought into it.
    """
    print("\n".join(printable(line) for line in str(error).split("\n")), file=sys.stderr)


def finished(runs, work: Callable) -> int:
    """Do the work; a run that fails ends in plain words, not in a traceback."""
    try:
        work()
    except runs.RunError as error:
        complain(error)
        return 1
    return 0


class Command:
    """A word of the command line: the function that obeys it, and what it does."""

    def __init__(self, obey: Callable[[list[str]], int], does: str):
        self.obey = obey
        self.does = does


BY_RUN_ITSELF = {
    "test": "run every test, the notebooks included",
    "lab": "open JupyterLab with the project's kernel",
}
COMMANDS = {
    "report": Command(report, "make an edition and say which page to open"),
    "refresh": Command(refresh, "bring the committed notebooks, tables and README up to date"),
    "validate": Command(
        validate, "check the data package, and with the texts every position in them"
    ),
    "benchmark": Command(
        benchmark, "accuracy, coverage, event probabilities and speed on public series"
    ),
    "new-article": Command(
        new_article, "draft the rows of a new article: every numeral found, placed and read"
    ),
    "batch": Command(
        batch, "make the editions of many years side by side, and a page about them all"
    ),
    "pdf": Command(pdf, "print a finished edition as one PDF, through Chromium"),
    "site": Command(site, "write the list of all editions, with which the published site opens"),
    "compare": Command(compare, "say what changed between two editions"),
    "prove": Command(prove, "change things one at a time in a copy, and show which check notices"),
    "health": Command(
        health, "write a page on tests, proofs, accuracy and dependencies, from what was measured"
    ),
    "freeze": Command(freeze, "add the edition's forecast to the ledger, where it stays"),
}


def whole(text: str) -> int | str:
    """A whole number; any other text as it is, for parameters.check to refuse in its own words."""
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else text


def at_least_one(option: str, number: int | str) -> int:
    """The number given to an option. Raises ParameterError unless it is whole and at least 1."""
    if not isinstance(number, int) or number < 1:
        raise ParameterError(
            f"{option} must be a whole number of at least 1, not {quoted(number)}."
        )
    return number


def decimal(text: str) -> float | str:
    """A decimal number; any other text as it is."""
    return float(text) if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", text) else text


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written YYYY-MM-DD."""
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False


def overview() -> str:
    does = {word: command.does for word, command in COMMANDS.items()} | BY_RUN_ITSELF
    lines = [f"  {word:<11} {what}" for word, what in does.items()]
    return "\n".join(["./run WORD [options]; './run WORD --help' lists the options", "", *lines])


def main(words: list[str]) -> int:
    """Obey `words` and return the exit code: 0 done, 1 failed, 2 not understood."""
    settings.fix()
    try:
        code = obeyed(words)
        sys.stdout.flush()
        return code
    except ParameterError as error:
        print(printable(str(error)), file=sys.stderr)
        return 2
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as a shell counts it
    except KeyboardInterrupt:
        print("Stopped; what was not finished was not replaced.", file=sys.stderr)
        return 130


def obeyed(words: list[str]) -> int:
    """The exit code of the command that `words` name. Raises ParameterError for what is not
    understood.
    """
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        return 0
    if words[0] not in COMMANDS:
        raise ParameterError(unknown(words[0], "command", [*COMMANDS, *BY_RUN_ITSELF]))
    return COMMANDS[words[0]].obey(words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
