"""The command line: what it refuses, in which words, and how soon."""

import subprocess
import sys
import types

import pytest

from helpers import __main__ as command_line
from helpers import parameters, settings

HEAVY = "{'pandas', 'numpy', 'papermill', 'nbformat', 'nbconvert', 'matplotlib'}"


@pytest.fixture
def tried(monkeypatch, capsys):
    """A function that tries words and returns the exit code with what was said."""
    monkeypatch.setattr(settings, "fix", lambda: None)  # it would change the environment of the other tests

    def attempt(*words: str) -> tuple[int, str, str]:
        code = command_line.main(list(words))
        return code, *capsys.readouterr()

    return attempt


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
    from helpers import runs

    seen = {}
    monkeypatch.setattr(runs, "make_edition", lambda checked, **places: seen.update(places, checked=checked))
    assert tried("report", "--horizon", "3", "--moderate-decline", "-0.15", "0", "--output", str(tmp_path))[0] == 0
    newest = parameters.newest_article_year()
    assert seen["checked"] == parameters.Parameters(newest, horizon=3, moderate_decline=(-0.15, 0.0))
    assert seen["output"] == tmp_path and seen["raw"] is None


def test_a_failed_run_ends_with_its_message_and_code_1(tried, monkeypatch):
    from helpers import runs

    def fail(*_, **__):
        raise runs.RunError("04_x stopped at cell [5]: KeyError: 'departures'")

    monkeypatch.setattr(runs, "make_edition", fail)
    assert tried("report") == (1, "", "04_x stopped at cell [5]: KeyError: 'departures'\n")


def test_validate_passes_its_folders_on_and_its_answer_back(tried, monkeypatch, tmp_path):
    stub = types.ModuleType("helpers.validation")
    stub.main = lambda raw, texts: 1 if (raw, texts) == (tmp_path, None) else 0
    monkeypatch.setitem(sys.modules, "helpers.validation", stub)
    monkeypatch.setattr("helpers.validation", stub, raising=False)
    assert tried("validate", "--raw", str(tmp_path))[0] == 1
    assert tried("validate")[0] == 0


def test_help_gives_each_word_one_line(tried):
    code, out, _ = tried("--help")
    lines = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert code == 0 and lines == {*command_line.COMMANDS, *command_line.BY_RUN_ITSELF}


@pytest.mark.parametrize("words", [["--help"], ["report", "--yaer", "2024"], ["report", "--year", "1890"]])
def test_nothing_heavy_is_imported_to_help_or_to_refuse(words, tmp_path):
    code = f"import sys; from helpers.__main__ import main; main({words}); sys.exit(str({HEAVY} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=settings.environment()
    )
    assert done.stderr.splitlines()[-1] == "set()"
