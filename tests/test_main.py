"""The command line: what it refuses, in which words, and how soon."""

import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from helpers import __main__, parameters, paths, settings
from helpers.data import validation
from helpers.editions import fingerprint, kernels

HEAVY = "{'pandas', 'numpy', 'papermill', 'nbformat', 'nbconvert', 'matplotlib'}"
NEWEST = parameters.newest_article_year()
FREEZE = f"freeze --year {NEWEST} --date 2099-02-20"


@pytest.fixture
def obey(monkeypatch, capsys):
    """A function that obeys words and returns the exit code with what was printed."""
    monkeypatch.setattr(settings, "fix", lambda: None)  # it would change the other tests

    def attempt(*words: str) -> tuple[int, str, str]:
        code = __main__.main(list(words))
        return code, *capsys.readouterr()

    return attempt


REFUSALS = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8")  # words | what the refusal says
TABLE = [[part.strip() for part in row.split("|")] for row in REFUSALS.splitlines()]


@pytest.mark.parametrize(("words", "message"), TABLE, ids=[words for words, _ in TABLE])
def test_what_is_misspelt_is_refused_in_one_line(obey, words, message):
    code, out, err = obey(*words.split())
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1


ODD = ["\x1b[2J", "x" * 9999], ["report", "\u202e--year"], ["report", "--year", "a\nb"]
ODD += (
    ["report", "--year", "9" * 9999],
    ["x" * 9999],
    ["report", "--" + "x" * 9999],
    ["report", "x" * 9999],
    ["site", "-\n"],
)


@pytest.mark.parametrize("words", ODD)
def test_a_refusal_is_one_short_line_whatever_the_words_hold(obey, words):
    code, out, err = obey(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.rstrip("\n").isprintable() and len(err) < 500


def test_a_folder_with_other_files_is_refused(obey, tmp_path):
    (tmp_path / "mine.txt").write_text("")
    code, _, err = obey("report", "--output", str(tmp_path))
    assert code == 2 and str(tmp_path) in err and err.count("\n") == 1


WORK = {
    "report": ("helpers.editions.make", "make_edition", "helpers.files.WorkError"),
    "refresh": ("helpers.editions.refresh", "refresh", None),
    "batch": ("helpers.editions.batch", "main", "helpers.files.WorkError"),
    "compare": ("helpers.editions.compare", "main", "helpers.files.WorkError"),
    "freeze": ("helpers.projection.ledger", "freeze", "helpers.projection.ledger.LedgerError"),
    "site": ("helpers.editions.site", "main", "helpers.files.WorkError"),
    "validate": ("helpers.data.validation", "main", None),
    "benchmark": ("helpers.projection.benchmark", "main", None),
    "new-article": ("helpers.drafts.draft", "main", None),
    "check": ("helpers.check", "main", None),
    "pdf": ("helpers.editions.pdf", "make", "helpers.files.WorkError"),
}
SAY, HERE = __main__.say, Path("here")
NEAR = parameters.Parameters(NEWEST, moderate_decline=(-0.15, -0.05))
QUICK = parameters.Parameters(NEWEST, horizon=3, moderate_decline=(-0.15, 0.0))
FIRST = [parameters.Parameters(y, horizon=3, vintage="first") for y in (2010, 2011, 2019)]
REPORT = {"raw": None, "progress": SAY, "workers": 3, "reuse": True, "forked": settings.CAN_FORK}
HANDED_ON = [
    ("report --horizon 3 --moderate-decline -0.15 0 --output here", [QUICK], {**REPORT, "output": HERE}),
    ("report --again --jobs 1", [parameters.check()], {**REPORT, "output": None, "workers": 1, "reuse": False}),
    ("report --no-fork", [parameters.check()], {**REPORT, "output": None, "forked": False}),
    ("refresh --year 2025", [2025], {"progress": SAY}),
    (
        "batch --years 2019,2010-2011,2019 --horizon 3 --vintage first --jobs 3 --again --scheduler a:1 --output here",
        [FIRST, HERE, None, 3, "a:1", True, settings.CAN_FORK, SAY],
        {},
    ),
    ("compare here there", [HERE, Path("there"), False], {}),
    ("report --moderate-decline -15% -0,05 --output ~/here", [NEAR], {**REPORT, "output": Path.home() / "here"}),
    (FREEZE, [parameters.check(year=NEWEST), "2099-02-20"], {}),
    ("site --output here", [HERE], {}),
    ("validate --raw here", [HERE, None, False], {}),
    ("validate --texts here --seal", [None, HERE, True], {}),
    ("benchmark --rivals", [True], {}),
    ("new-article here --id n --year 2025 --write", [HERE, "n", 2025, True, None], {}),
    ("check here --json there", [HERE, None, None, None, "en", Path("there"), None], {}),
    (
        "check - --year 2020 --published 2021-02-10 --url outlet.kz/a/1 --language kk",
        [Path("-"), 2020, "2021-02-10", "outlet.kz/a/1", "kk", None, None],
        {},
    ),
    ("pdf --output here --to there", [HERE, Path("there"), {}], {}),
]


@pytest.fixture
def calls(monkeypatch):
    """The calls of the functions in WORK, which do nothing but answer with a path."""
    monkeypatch.setattr(__main__, "refuse_faults", lambda raw, consequence: None)
    monkeypatch.setattr(kernels, "preload", lambda: None)
    seen = []

    def record(*given, **named):
        seen.append((list(given), named))
        return HERE

    for module, name, _ in WORK.values():
        monkeypatch.setattr(import_module(module), name, record)
    return seen


@pytest.mark.parametrize(("words", "given", "named"), HANDED_ON, ids=[row[0] for row in HANDED_ON])
def test_a_command_hands_on_what_it_was_given(obey, calls, words, given, named):
    obey(*words.split())
    assert calls == [(given, named)]


FAILING = ["report --again", "batch --years 2010", "compare a b", FREEZE, "site", "pdf"]


@pytest.mark.parametrize("words", FAILING)
def test_a_failure_ends_with_its_message_and_code_1(obey, monkeypatch, words):
    module, name, error = WORK[words.split()[0]]
    module = import_module(module)
    place, _, error = error.rpartition(".")

    def fail(*_, **__):
        raise getattr(import_module(place), error)("cell [5]: KeyError\x1b")

    monkeypatch.setattr(module, name, fail)
    assert obey(*words.split()) == (1, "", "cell [5]: KeyError\\x1b\n")


@pytest.mark.parametrize("code", [0, 1])
def test_the_code_of_a_command_is_its_answer(obey, monkeypatch, code):
    for word in ("validate", "batch --years 2010", "compare a b"):
        module, name, _ = WORK[word.split()[0]]
        monkeypatch.setattr(import_module(module), name, lambda *_: code)
        assert obey(*word.split())[0] == code


@pytest.fixture
def finished(tmp_path):
    """A folder with the record of a finished edition of the newest article's year, and one file."""
    (tmp_path / "index.html").write_text("the page")
    record = {"status": "complete", "outputs": fingerprint.output_hashes(tmp_path)}
    record |= {"written": {}, "durations": {}}
    record |= fingerprint.made_from(parameters.check(), paths.raw_folder())
    record |= fingerprint.neighbours(parameters.check(), tmp_path)
    (tmp_path / paths.RECORD).write_text(json.dumps(record))
    return tmp_path


def test_an_unchanged_edition_is_left_unless_it_is_made_again(obey, calls, finished):
    words = ["report", "--output", str(finished)]
    page = finished / "index.html"
    assert obey(*words) == (0, f"Unchanged since it was made; open {page}\n", "") and not calls
    for more, reuse in ((["--again"], False), (["--horizon", "3"], True)):
        obey(*words, *more)
        assert calls.pop()[1]["reuse"] is reuse
    page.write_text("another page")
    obey(*words)
    assert len(calls) == 1


@pytest.fixture
def broken(tmp_path):
    """A data package in which a claim differs from its quote, with the hashes of before."""
    folder = tmp_path / "package"
    shutil.copytree(paths.ROOT / "data" / "raw", folder)
    content = (folder / "claims.csv").read_bytes()
    assert b",7.6,3,1," in content
    (folder / "claims.csv").write_bytes(content.replace(b",7.6,3,1,", b",7.7,3,1,", 1))
    return folder


@pytest.mark.parametrize(
    ("words", "consequence"),
    [
        *((words, "No edition was made") for words in ("report", "report --again", "batch --years 2024-2025")),
        ("refresh", "Nothing was refreshed"),
        (FREEZE, "Nothing was frozen"),
    ],
)
def test_nothing_is_made_from_a_package_with_faults(obey, monkeypatch, finished, broken, words, consequence):
    module, name, _ = WORK[words.split()[0]]
    stop = lambda *_, **__: pytest.fail("it was done")  # noqa: E731
    monkeypatch.setattr(import_module(module), name, stop)
    monkeypatch.setenv(paths.RAW_VARIABLE, str(broken))
    before = fingerprint.output_hashes(finished)
    place = ["--output", str(finished)] if consequence.startswith("No edition") else []
    code, out, err = obey(*words.split(), *place)
    *faults, last = err.splitlines()
    assert (code, out) == (1, "") and faults == [str(fault) for fault in validation.validate(broken)]
    assert any("7.6 as in the quote" in fault for fault in faults)
    reason = f"because of {len(faults)} faults in the data package"
    assert last == f"{consequence}, {reason}; ./run validate checks it again."
    assert fingerprint.output_hashes(finished) == before


def test_a_single_fault_is_written_in_the_singular(obey, broken):
    content = (paths.ROOT / "data" / "raw" / "claims.csv").read_bytes()
    content = content.replace(b"no name, figure, interval or date", b"who?", 1)
    (broken / "claims.csv").write_bytes(content)
    validation.seal(broken)
    code, _, err = obey("report", "--raw", str(broken))
    assert code == 1 and "because of 1 fault in the data package;" in err.splitlines()[1]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_help_gives_each_word_one_line(obey, words):
    code, out, _ = obey(*words)
    lines = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert code == 0 and sorted(lines) == sorted([*WORK, "test", "lab", "prove", "health"])


def test_nothing_heavy_is_imported_to_help_to_refuse_or_to_recognise_an_edition(finished):
    code = "import sys; from helpers.__main__ import main; main(sys.argv[1:]);"
    code += f"sys.exit(str({HEAVY} & set(sys.modules)))"
    cases = {
        "--help": "",
        "report --yaer 2024": "There is no option",
        "report --year 1890": "year must be",
        "freeze --year 2025 --date x": "--date must be",
        f"report --output {finished}": "Unchanged since",
    }
    for words, answer in cases.items():
        command = [sys.executable, "-c", code, *words.split()]
        options = {"cwd": finished.parent, "env": settings.environment()}
        done = subprocess.run(command, capture_output=True, text=True, **options)
        assert done.stderr.splitlines()[-1] == "set()" and answer in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
def test_a_closed_or_full_output_gets_no_traceback():
    for shut, code, said in ((">&-", 0, ""), (">/dev/full", 1, "Stopped: [Errno 28] No space left on device.\n")):
        command = f"exec '{sys.executable}' '{paths.ROOT / 'run'}' site --help {shut}"
        done = subprocess.run(command, shell=True, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (code, said)


def test_a_reader_who_closes_the_pipe_gets_no_traceback():
    code = "import sys; from helpers.__main__ import main; sys.exit(main(['--help']))"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, **pipes, env=settings.environment()) as process:
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 141
