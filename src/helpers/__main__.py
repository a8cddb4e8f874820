"""The command line: `python -m helpers WORD …`, or `./run WORD …`, which sets up the environment.
Every word and parameter is checked before anything heavy is imported, and refused in one line."""

import difflib
import functools
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from helpers import parameters, paths, settings
from helpers.editions import fingerprint
from helpers.files import WorkError, cut, printable
from helpers.parameters import ParameterError, either, quoted

say = functools.partial(print, flush=True)  # progress is no use when a pipe holds it back
BY_RUN_ITSELF = {
    "test": "Run every test, the notebooks included.",
    "lab": "Open JupyterLab with the project's kernel.",
    "prove": "Change one thing at a time in a copy; a check must detect it.",
    "health": "Write a page on tests, checks, accuracy and dependencies.",
}


class Commands(click.Group):
    """The words of the command line; their overview has those of `run` too."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write("./run WORD [options]; './run WORD --help' lists the options\n\n")
        own = {word: command.help for word, command in self.commands.items()}
        for word, does in (own | BY_RUN_ITSELF).items():
            formatter.write(f"  {word:<11} {does}\n")


commands = Commands()


@dataclass(eq=False)
class Value(click.ParamType):
    """A value of an option: what `read` makes of the text, which must keep the rule."""

    name: str
    read: Callable
    rule: str = ""
    keeps: Callable | None = None

    def convert(self, value, param: click.Parameter, ctx: click.Context):
        if not isinstance(value, str):
            return value
        option = param.opts[0]
        if value.startswith("--") and isinstance(param, click.Option):
            raise ParameterError(f"Option '{option}' requires an argument.")
        result = self.read(value)
        if self.keeps and not self.keeps(result):
            raise ParameterError(f"{option} must be {self.rule}, not {quoted(result)}.")
        return result


def whole(text: str) -> int | str:
    """A whole number; any other text as it is, for parameters.check to refuse in its own words."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,99}", text) else text


def decimal(text: str) -> float | str:
    """A decimal number, also one with a comma or in percent; any other text as it is."""
    number = text.replace(",", ".").replace("−", "-").removesuffix("%")
    if not re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", number):
        return text
    return float(number) / (100 if text.endswith("%") else 1)


YEARS = re.compile(r"\s*([0-9]{4})\s*(?:[-–]\s*([0-9]{4}))?\s*")  # one, or the first and the last
ADDRESS_FORM = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
INTEGER = Value("integer", whole)
AT_LEAST_1 = "a whole number of at least 1"
COUNT = Value("integer", whole, AT_LEAST_1, lambda n: isinstance(n, int) and n >= 1)
NUMBER = Value("number", decimal)
DAY = Value("day", str, "a day written YYYY-MM-DD, such as 2027-02-20", parameters.is_day)
ADDRESS = Value(
    "address", str, "an address such as https://outlet.kz/news/1", ADDRESS_FORM.fullmatch
)
PATH = Value("path", lambda text: Path(os.path.expanduser(text)))  # noqa: PTH111 (never raises)
TEXT = Value("text", str)

option = click.option
flag = functools.partial(click.option, is_flag=True)
NEWEST = "reference year (default: the newest that has an article)"
YEAR = option("--year", type=INTEGER, help=NEWEST)
HORIZON = option("--horizon", type=INTEGER, help="years ahead (default: 5)")
LANGUAGE = option("--language", type=TEXT, help=f"{either(parameters.LANGUAGES)} (default: en)")
VINTAGE = option("--vintage", type=TEXT, help=f"{either(parameters.VINTAGES)} (default: latest)")
BAND = "a moderate yearly change (default: -0.20 0)"
DECLINE = option("--moderate-decline", type=NUMBER, help=BAND, nargs=2, metavar="LOW HIGH")
RAW = option("--raw", type=PATH, help="folder of the data package (default: data/raw)")
EDITION = option("--output", type=PATH, help="folder of the edition (default: outputs/YEAR)")
AGAIN = flag("--again", help="make it anew even where nothing has changed")
FORKED = "fork kernels from one process, which is faster (default: on Linux)"
FORK = option("--fork/--no-fork", default=settings.CAN_FORK, help=FORKED)


def choices(function: Callable) -> Callable:
    """Add the options that `report` and `batch` share."""
    for add in (FORK, AGAIN, RAW, DECLINE, VINTAGE, LANGUAGE, HORIZON):
        function = add(function)
    return function


def given(chosen: dict) -> dict:
    """The parameters that the user has given."""
    return {name: value for name, value in chosen.items() if value is not None}


@commands.command()
@YEAR
@choices
@EDITION
@option("--jobs", type=COUNT, help="notebooks at a time (default: 3)", default=3)
def report(raw, output, jobs, again, fork, **chosen) -> None:
    """Make an edition and say which page to open."""
    checked = parameters.check(raw=raw, **given(chosen))
    if not again and (page := fingerprint.unchanged_page(checked, output, raw)):
        say(f"Unchanged since it was made; open {paths.as_typed(page)}")
        return
    if fork:
        from helpers.editions import kernels

        kernels.preload()
    refuse_faults(raw, "No edition was made")

    from helpers.editions import make  # papermill takes its time; a misspelt word need not

    how = {"workers": jobs, "reuse": not again, "forked": fork}
    make.make_edition(checked, output=output, raw=raw, progress=say, **how)
    if output is None:
        make.tell_other_languages(checked, raw)


@commands.command()
@option("--year", type=INTEGER, help="new default year (default: the one that the notebooks have)")
def refresh(year) -> None:
    """Bring the committed notebooks, tables and README up to date."""
    if year is not None:
        parameters.check(year=year)
    refuse_faults(None, "Nothing was refreshed")

    from helpers.editions import refresh

    refresh.refresh(year, progress=say)


@commands.command()
@RAW
@option("--texts", type=PATH, help="folder with the texts of the articles")
@flag("--seal", help="renew sizes and hashes after a change that is meant, if all else is well")
def validate(raw, texts, seal) -> int:
    """Check the data package, and with the texts every position in them."""
    from helpers.data import validation

    return validation.main(raw, texts, seal)


@commands.command()
@flag("--rivals", help="the textbook methods too, which takes some minutes")
def benchmark(rivals) -> None:
    """Accuracy, coverage, event probabilities and speed on public series."""
    from helpers.projection import benchmark

    benchmark.main(rivals)


@commands.command()
@click.argument("text", type=PATH, metavar="TEXT")
@option("--id", type=TEXT, help="id of the article, such as lada_2027-02-08", required=True)
@option("--year", type=INTEGER, help="the year that the article reports", required=True)
@flag("--write", help="also write the draft into the folder drafts beside them")
@RAW
def new_article(text, id, year, write, raw) -> int:
    """Draft the rows of a new article: every numeral found, placed and read."""
    from helpers.drafts import draft

    return draft.main(text, id, year, write, raw)


@commands.command()
@click.argument("text", type=PATH, metavar="TEXT")
@option("--year", type=INTEGER, help="the year that it reports (default: as the text says)")
@option("--published", type=DAY, help="the article's day, such as 2027-02-09")
@option("--url", type=ADDRESS, help="the article's address: its own page is no evidence")
@LANGUAGE
@option("--json", type=PATH, help="also write the answer into this file")
@RAW
def check(text, year, published, url, language, json, raw) -> int:
    """Draft and test an article at once ('-': from a pipe), keeping nothing."""
    checked = parameters.check(raw=raw, **given({"language": language}))

    from helpers import check

    return check.main(text, year, published, url, checked.language, json, raw)


@commands.command()
@option("--years", type=TEXT, help="such as 2010-2025 or 2015,2019,2021", required=True)
@choices
@option("--output", type=PATH, help="folder for the folders of the editions (default: outputs)")
@option("--jobs", type=COUNT, help="editions at a time (default: one for each processor)")
@option("--scheduler", type=TEXT, help="address of a Dask cluster that makes the editions")
def batch(years, raw, output, jobs, scheduler, again, fork, **chosen) -> int:
    """Make the editions of many years side by side, and a page about them all."""
    chosen_years = set()
    for part in years.split(","):
        ends = YEARS.fullmatch(part)
        if not ends or ends[1] > (ends[2] or ends[1]):
            form = "years such as 2010-2025 or 2015,2019,2021"
            raise ParameterError(f"--years must be {form}, not {quoted(years)}.")
        first = parameters.check(raw, year=int(ends[1])).year
        last = parameters.check(raw, year=int(ends[2] or first)).year
        chosen_years.update(range(first, last + 1))
    more = given(chosen)
    editions = [parameters.check(raw, year=year, **more) for year in sorted(chosen_years)]
    refuse_faults(raw, "No edition was made")

    from helpers.editions import batch

    jobs = jobs or os.cpu_count() or 1
    return batch.main(editions, output, raw, jobs, scheduler, again, fork, say)


@commands.command()
@YEAR
@LANGUAGE
@VINTAGE
@EDITION
@option("--to", type=PATH, help="the PDF (default: beside the folder, with its name)")
def pdf(output, to, **chosen) -> None:
    """Print a finished edition as one PDF, through Chromium."""
    wanted = given(chosen)
    folder = output or paths.OUTPUTS / parameters.check(**wanted).folder

    from helpers.editions import pdf

    say(f"Open {paths.as_typed(pdf.make(folder, to, wanted))}")


@commands.command()
@option("--output", type=PATH, help="folder of the editions, and of the list (default: outputs)")
def site(output) -> None:
    """Write the list of all editions, with which the published site opens."""
    from helpers.editions import site

    say(f"Open {paths.as_typed(site.main(output).resolve())}")


@commands.command()
@click.argument("earlier", type=PATH, metavar="A")
@click.argument("later", type=PATH, metavar="B")
@flag("--all", "whole", help="every row of the lists, not the first dozen")
def compare(earlier, later, whole) -> int:
    """Say what changed between two editions, A and B, given by their folders."""
    from helpers.editions import compare

    return compare.main(earlier, later, whole)


@commands.command()
@option("--year", type=INTEGER, help="the edition, by its reference year", required=True)
@option("--date", type=DAY, help="the day of the freeze, such as 2027-02-20", required=True)
def freeze(year, date) -> None:
    """Add the edition's forecast to the ledger, where it stays."""
    checked = parameters.check(year=year)
    refuse_faults(None, "Nothing was frozen")

    from helpers.projection import ledger

    say(ledger.freeze(checked, date))


def refuse_faults(raw: Path | None, consequence: str) -> None:
    """Raises WorkError, which names the faults of the data package and their consequence."""
    from helpers.data import validation

    faults = validation.validate(raw or paths.raw_folder())
    if faults:
        reason = f"because of {validation.n_faults(faults)} in the data package"
        last = f"{consequence}, {reason}; ./run validate checks it again."
        raise WorkError("\n".join([*map(str, faults), last]))


def complain(*lines) -> None:
    """Print errors, without control characters that a word or file brought in."""
    for line in lines:
        print(printable(str(line)), file=sys.stderr)


def refusal(error: click.UsageError, words: list[str]) -> str:
    """Why click refuses the words, in one line that repeats the wrong one."""
    if isinstance(error, click.MissingParameter):
        required = [param for param in error.ctx.command.params if param.required]
        needs = " and ".join(f"'{param.metavar or param.opts[0]}'" for param in required)
        command = f"./run {error.ctx.info_name}"
        return f"{command} needs {needs}; {command} --help lists what it takes."
    if isinstance(error, click.NoSuchOption):
        similar = [word for word in words if word.startswith(error.option_name)]
        names = [param.opts[-1] for param in error.ctx.command.get_params(error.ctx)]
        options = [name for name in names if name.startswith("-")]
        return unknown(min(similar, key=len).partition("=")[0], "option", options)
    if isinstance(error, click.NoSuchCommand):
        word = error.command_name
        if word in BY_RUN_ITSELF:
            return f"{word} is a word of ./run alone: ./run {word}"
        return unknown(
            word.partition("=")[0],
            "command",
            [*commands.commands, *BY_RUN_ITSELF],
        )
    return cut(error.format_message(), longest=400)


def unknown(word: str, kind: str, words: list[str]) -> str:
    """The sentence that refuses a misspelt word and offers the nearest of `words`."""
    near = difflib.get_close_matches(cut(word), words, n=1)
    offer = f"did you mean {near[0]}?" if near else f"there are {', '.join(words)}."
    return f"There is no {kind} {cut(word)}; {offer}"


def main(words: list[str]) -> int:
    """Obey `words` and return the exit code: 0 done, 1 failed, 2 not understood."""
    settings.fix()
    rest = list(words) or ["--help"]  # click empties the list that it is given
    try:
        with commands.make_context("./run", rest, help_option_names=["-h", "--help"]) as context:
            code = commands.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except WorkError as error:
        complain(*str(error).split("\n"))
        return 1
    except click.exceptions.Exit as end:  # after --help
        return end.exit_code
    except (ParameterError, click.UsageError) as error:
        complain(refusal(error, words) if isinstance(error, click.UsageError) else error)
        return 2
    except OSError as error:
        if error.filename is None:  # of standard output, which would fail again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # `| head` has read enough
            return 141  # as a shell counts it
        complain(f"Stopped: {error}.")
        return 1
    except KeyboardInterrupt:
        print(
            "Stopped; what was not finished was not replaced.",
            file=sys.stderr,
        )
        return 130


if __name__ == "__main__":
    settings.end_once()
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 (closed by some schedulers)
    sys.stderr = sys.stderr or sys.stdout
    sys.exit(main(sys.argv[1:]))
