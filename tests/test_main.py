"""The command line: what it refuses, in which words, and how soon."""

import json
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from helpers import __main__, parameters, paths, settings
from helpers.editions import fingerprint

HEAVY = "{'pandas', 'numpy', 'papermill', 'nbformat', 'nbconvert', 'matplotlib'}"


@pytest.fixture
def tried(monkeypatch, capsys):
    """A function that tries words and returns the exit code with what was said."""
    monkeypatch.setattr(settings, "fix", lambda: None)  # it would change the environment of the other tests

    def attempt(*words: str) -> tuple[int, str, str]:
        code = __main__.main(list(words))
        return code, *capsys.readouterr()

    return attempt


@pytest.mark.parametrize("words", [["\x1b[2J"], ["report", "\u202e--year"], ["report", "--year", "a\nb"], ["x" * 9999]])
def test_a_refusal_is_one_short_line_whatever_the_words_hold(tried, words):
    code, out, err = tried(*words)
    assert (code, out, err.count("\n")) == (2, "", 1) and err.rstrip("\n").isprintable() and len(err) < 500


@pytest.mark.parametrize(
    "words, told",
    [
        ("report --yaer 2024", "There is no option --yaer; did you mean --year?"),
        ("report --yaer=2024", "There is no option --yaer; did you mean --year?"),
        ("report --yea 2024", "There is no option --yea; did you mean --year?"),
        ("report --year twenty", "not 'twenty'"),
        ("report --year 2024.0", "not '2024.0'"),
        ("report --year 2_024", "not '2_024'"),
        ("report --year 1890", "not 1890"),
        ("report --horizon 0", "not 0"),
        ("report --language xx", "not 'xx'"),
        ("report --vintage third", "not 'third'"),
        ("report --moderate-decline low 0", "'low'"),
        ("report --moderate-decline 0 -0.2", "[0.0, -0.2]"),
        ("report --moderate-decline -0.2", "--moderate-decline needs two values."),
        ("report --year", "--year needs a value."),
        ("report 2024", "There is no option 2024"),
        ("report --raw /no/such/folder", "/no/such/folder"),
        ("refresh --year 1890", "not 1890"),
        ("refresh --horizon 5", "There is no option --horizon"),
        ("new-article article.txt --id new_2031", "--year"),
        ("new-article article.txt --id new_2031 --yaer 2031 --year 2031", "There is no option --yaer"),
        ("new-article article.txt --id new_2031 --year 31", "not 31"),
        ("new-article article.txt --id ../new --year 2031", "not '../new'"),
        ("new-article no/such.txt --id new_2031 --year 2031", "no/such.txt"),
        ("freeze --date 2027-02-20", "--year"),
        ("freeze --year 2025", "--date"),
        ("freeze --year 1890 --date 2027-02-20", "not 1890"),
        ("freeze --year 2025 --date 20.02.2027", "not '20.02.2027'"),
        ("freeze --year 2025 --date 2027-02-30", "not '2027-02-30'"),
        ("freeze --year 2025 --date 2027-02-20 --methd x", "There is no option --methd"),
        ("report --jobs 0", "--jobs must be a whole number of at least 1, not 0"),
        ("report --jobs two", "not 'two'"),
        ("batch", "--years"),
        ("batch --years 2025-2010", "not '2025-2010'"),
        ("batch --years 2010,twelve", "not '2010,twelve'"),
        ("batch --years 2010-", "not '2010-'"),
        ("batch --years 1890-2025", "not 1890"),
        ("batch --years 2010-2999", "not 2999"),
        ("batch --years 2010 --language xx", "not 'xx'"),
        ("batch --years 2010 --jobs 0", "not 0"),
        ("batch --years 2010 --year 2010", "There is no option --year; did you mean --years?"),
        ("compare outputs/2024", "B"),
        ("compare a b c", "There is no option c"),
        ("prove --quick --environments", "--environments and --quick do not go together; leave one of them out."),
        ("prove --quick --fuzz", "--fuzz and --quick do not go together"),
        ("prove --environments --helpers", "--environments and --helpers do not go together"),
        ("prove --helpers scoring --fuzz 5", "--helpers and --fuzz do not go together"),
        ("prove --case 3", "--case needs --fuzz."),
        ("prove --quick --seed 3", "--seed needs --fuzz."),
        ("prove --fuzz 5 --case 3", "--case is one case; leave out the 5 after --fuzz."),
        ("prove --fuzz 0", "--fuzz must be a whole number of at least 1, not 0"),
        ("prove --fuzz --seed x", "--seed must be a whole number of at least 1, not 'x'"),
        ("prove --helpers drawing", "No mutants are made of drawing; choose from: printed, "),
        ("reprot", "There is no command reprot; did you mean report?"),
    ],
)
def test_what_is_misspelt_is_refused_in_one_line(tried, words, told):
    code, out, err = tried(*words.split())
    assert (code, out) == (2, "")
    assert told in err and err.count("\n") == 1


def test_an_empty_or_foreign_output_folder_is_no_excuse(tried, tmp_path):
    (tmp_path / "mine.txt").write_text("")
    code, _, err = tried("report", "--output", str(tmp_path))
    assert code == 2 and str(tmp_path) in err and err.count("\n") == 1


def test_report_hands_on_checked_parameters_and_folders(tried, monkeypatch, tmp_path):
    from helpers.editions import make

    seen = {}
    monkeypatch.setattr(make, "make_edition", lambda checked, **places: seen.update(places, checked=checked))
    assert tried("report", "--horizon", "3", "--moderate-decline", "-0.15", "0", "--output", str(tmp_path))[0] == 0
    newest = parameters.newest_article_year()
    assert seen["checked"] == parameters.Parameters(newest, horizon=3, moderate_decline=(-0.15, 0.0))
    assert seen["output"] == tmp_path and seen["raw"] is None


def test_a_failed_run_ends_with_its_message_and_code_1(tried, monkeypatch):
    from helpers.editions import make

    def fail(*_, **__):
        raise make.RunError("04_x stopped at cell [5]: KeyError: 'departures'")

    monkeypatch.setattr(make, "make_edition", fail)
    assert tried("report", "--again") == (1, "", "04_x stopped at cell [5]: KeyError: 'departures'\n")


@pytest.fixture
def standing(tmp_path):
    """A folder with the record of a finished edition of the newest article's year, and one file."""
    (tmp_path / "index.html").write_text("the page")
    made = fingerprint.made_from(parameters.check(), paths.raw_folder())
    record = {"status": "complete", "outputs": fingerprint.output_hashes(tmp_path), "written": {}, "durations": {}}
    (tmp_path / paths.RECORD).write_text(json.dumps(record | made))
    return tmp_path


@pytest.mark.parametrize("words, code", [([], 0), (["--again"], 1), (["--horizon", "3"], 1)])
def test_an_unchanged_edition_is_left_unless_it_is_made_again(tried, monkeypatch, standing, words, code):
    from helpers.editions import make

    def fail(checked, reuse, **_):
        raise make.RunError(f"tried, reuse={reuse}")

    monkeypatch.setattr(make, "make_edition", fail)
    found, said, err = tried("report", "--output", str(standing), *words)
    page = f"Unchanged since it was made; open {standing / 'index.html'}\n"
    assert (found, said, err) == (code, "" if code else page, f"tried, reuse={words == ['--horizon', '3']}\n" * code)
    (standing / "index.html").write_text("another page")
    assert tried("report", "--output", str(standing))[0] == 1


def test_nothing_heavy_is_imported_to_recognise_an_edition(standing):
    words = ["report", "--output", str(standing)]
    done = heavy_after(words, standing.parent)
    assert done.stdout.startswith("Unchanged since") and done.stderr.splitlines()[-1] == "set()"


def test_batch_hands_on_one_checked_edition_a_year(tried, monkeypatch, tmp_path):
    from helpers.editions import batch

    seen = []
    monkeypatch.setattr(batch, "main", lambda *given: seen.append(given) or 0)
    words = "batch --years 2019,2010-2011,2019 --horizon 3 --vintage first --jobs 3 --again --scheduler a:1 --output"
    assert tried(*words.split(), str(tmp_path))[0] == 0
    (editions, *rest), first = seen[0], {"horizon": 3, "vintage": "first"}
    assert editions == [parameters.Parameters(year, **first) for year in (2010, 2011, 2019)]
    assert rest[:5] == [tmp_path, None, 3, "a:1", True]

    def refuse(*_):
        raise batch.BatchError("no answer")

    monkeypatch.setattr(batch, "main", refuse)
    assert tried("batch", "--years", "2010") == (1, "", "no answer\n")


def test_compare_passes_two_folders_on_and_says_why_not(tried, monkeypatch, tmp_path):
    stub = types.ModuleType("helpers.editions.compare_page")
    stub.CompareError, seen = type("CompareError", (Exception,), {}), []
    stub.main = lambda *given: seen.append(given)
    monkeypatch.setitem(sys.modules, "helpers.editions.compare_page", stub)
    monkeypatch.setattr("helpers.editions.compare_page", stub, raising=False)
    assert tried("compare", str(tmp_path), "other")[0] == 0
    assert seen == [(tmp_path, Path("other"))]

    def refuse(*_):
        raise stub.CompareError("other is no edition")

    stub.main = refuse
    assert tried("compare", "a", "other") == (1, "", "other is no edition\n")


def test_freeze_says_what_was_frozen_or_why_not(tried, monkeypatch):
    from helpers.projection import ledger

    words, seen = ("freeze", "--year", str(parameters.newest_article_year()), "--date", "2099-02-20"), []
    monkeypatch.setattr(ledger, "freeze", lambda run, date: seen.append((run.year, date)) or "Frozen")
    assert tried(*words) == (0, "Frozen\n", "") and seen == [(int(words[2]), words[4])]

    def refuse(*_):
        raise ledger.LedgerError("already frozen")

    monkeypatch.setattr(ledger, "freeze", refuse)
    assert tried(*words) == (1, "", "already frozen\n")


@pytest.fixture
def broken(tmp_path):
    """A data package in which one claim has another value than its quote, and whose hashes were not renewed."""
    folder = tmp_path / "package"
    shutil.copytree(paths.ROOT / "data" / "raw", folder)
    content = (folder / "claims.csv").read_bytes()
    assert b",7.6,3,1," in content
    (folder / "claims.csv").write_bytes(content.replace(b",7.6,3,1,", b",7.7,3,1,", 1))
    return folder


def faults_told(folder) -> list[str]:
    from helpers.data import validation

    return [str(fault) for fault in validation.validate(folder)]


@pytest.mark.parametrize("words", ["report", "report --again", "batch --years 2024-2025"])
def test_no_edition_is_made_from_a_package_with_faults(tried, monkeypatch, standing, broken, words):
    from helpers.editions import batch, make

    for module, name in ((make, "make_edition"), (batch, "main")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("an edition was made"))
    before = fingerprint.output_hashes(standing)
    code, out, err = tried(*words.split(), "--raw", str(broken), "--output", str(standing))
    *told, last = err.splitlines()
    assert (code, out) == (1, "") and told == faults_told(broken) and any("7.6 as in the quote" in one for one in told)
    assert (
        last
        == f"No edition was made, because of {len(told)} faults in the data package; ./run validate checks it again."
    )
    assert fingerprint.output_hashes(standing) == before


def test_one_fault_is_told_as_one(tried, broken):
    from helpers.data import validation

    content = (paths.ROOT / "data" / "raw" / "claims.csv").read_bytes()
    (broken / "claims.csv").write_bytes(content.replace(b"no name, figure, interval or date", b"who?", 1))
    validation.seal(broken)
    code, _, err = tried("report", "--raw", str(broken))
    assert code == 1 and err.splitlines()[1:] == [
        "No edition was made, because of 1 fault in the data package; ./run validate checks it again."
    ]


@pytest.mark.parametrize(
    ("words", "undone"),
    [
        (["refresh"], "Nothing was refreshed"),
        (["freeze", "--year", "2025", "--date", "2099-02-20"], "Nothing was frozen"),
    ],
)
def test_nothing_is_refreshed_or_frozen_from_a_package_with_faults(tried, monkeypatch, broken, words, undone):
    from helpers.editions import refresh
    from helpers.projection import ledger

    for module in (ledger, refresh):
        name = module.__name__.rpartition(".")[2].replace("ledger", "freeze")
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("it was done"))
    monkeypatch.setenv(paths.RAW_VARIABLE, str(broken))
    code, out, err = tried(*words)
    assert (code, out) == (1, "") and err.splitlines()[:-1] == faults_told(broken)
    assert err.splitlines()[-1].startswith(f"{undone}, because of ")


def test_validate_passes_its_folders_on_and_its_answer_back(tried, monkeypatch, tmp_path):
    stub = types.ModuleType("helpers.data.validation")
    stub.main = lambda raw, texts, sealing: 1 if (raw, texts, sealing) == (tmp_path, None, False) else 0
    monkeypatch.setitem(sys.modules, "helpers.data.validation", stub)
    monkeypatch.setattr("helpers.data.validation", stub, raising=False)
    assert tried("validate", "--raw", str(tmp_path))[0] == 1
    assert tried("validate", "--raw", str(tmp_path), "--seal")[0] == 0
    assert tried("validate")[0] == 0


def test_prove_hands_each_proof_its_own_options(tried, monkeypatch, tmp_path):
    from helpers import prove
    from helpers.prove import fuzz, mutants

    seen = []
    for module in (prove, fuzz, mutants):
        monkeypatch.setattr(module, "main", lambda *given, name=module.__name__: seen.append((name, *given)) or 0)
    say, out = __main__.say, ("--output", str(tmp_path))
    for words in (
        "--quick",
        "--environments",
        "--helpers scoring --quick",
        "--fuzz",
        "--fuzz 5 --seed 3",
        "--fuzz --case 7",
    ):
        assert tried("prove", *words.split(), *out)[0] == 0
    assert seen == [
        ("helpers.prove", True, tmp_path, say, False),
        ("helpers.prove", False, tmp_path, say, True),
        ("helpers.prove.mutants", ["scoring"], tmp_path, say, True),
        ("helpers.prove.fuzz", 10_000, None, 2026, say, tmp_path),
        ("helpers.prove.fuzz", 5, None, 3, say, tmp_path),
        ("helpers.prove.fuzz", 10_000, 7, 2026, say, tmp_path),
    ]


def test_a_fault_of_the_mutants_themselves_is_not_taken_for_a_misspelt_word(tried, monkeypatch):
    from helpers.prove import mutants

    def fail(*_):
        raise ValueError("planted")

    monkeypatch.setattr(mutants, "main", fail)
    with pytest.raises(ValueError, match="planted"):
        tried("prove", "--helpers", "scoring")


def test_help_gives_each_word_one_line(tried):
    code, out, _ = tried("--help")
    lines = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert code == 0 and lines == {*__main__.COMMANDS, *__main__.BY_RUN_ITSELF}


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["report", "--yaer", "2024"],
        ["report", "--year", "1890"],
        ["freeze", "--year", "2025", "--date", "x"],
    ],
)
def test_nothing_heavy_is_imported_to_help_or_to_refuse(words, tmp_path):
    assert heavy_after(words, tmp_path).stderr.splitlines()[-1] == "set()"


def heavy_after(words: list[str], folder) -> subprocess.CompletedProcess:
    """A process that obeys the words; its last line names what it has imported of HEAVY."""
    code = f"import sys; from helpers.__main__ import main; main({words}); sys.exit(str({HEAVY} & set(sys.modules)))"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=settings.environment())


def test_a_reader_who_closes_the_pipe_gets_no_traceback():
    command = [sys.executable, "-c", "import sys; from helpers.__main__ import main; sys.exit(main(['--help']))"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": settings.environment()}
    with subprocess.Popen(command, **pipes) as process:
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 141
