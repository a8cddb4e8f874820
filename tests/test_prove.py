"""The proof itself: what is planted is named, and what is sound passes."""

import copy
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers import cleaning, notebook, parameters, paths, prove
from helpers.charts import canvas
from helpers.cleaning import mirror_statistics
from helpers.data import package, validation
from helpers.editions import refresh
from helpers.projection import other_forecasts
from helpers.prove import code as prove_code
from helpers.prove import consequences, data, environments, notebooks, pictures, surroundings
from helpers.prove import parameters as prove_parameters

matplotlib.use("agg")
FRAME = pd.DataFrame({"year": [2001, 2002, 2003], "arrivals": [10, 20, 40]})


def chart() -> canvas.Chart:
    """A chart of three years, by hand."""

    @canvas.at_both_widths
    def draw(name, data):
        axes = canvas.empty_axes()
        canvas.put(axes, "arrivals", data.year, data.arrivals, axes.scatter)
        shown = canvas.pairs(data, "year", "arrivals")
        return canvas.finish(name, axes, data, SimpleNamespace(text="T"), "A", shown, subtitle="S", source="O")

    return draw("x", FRAME)


@pytest.mark.parametrize("how", pictures.CHANGES)
def test_every_change_of_a_picture_is_noticed_by_its_proof_and_by_nothing_else(how, monkeypatch):
    drawn = chart()
    assert pictures._noticed(drawn, how) and not pictures._harmless(drawn, how)
    monkeypatch.setattr(canvas, "_prove", lambda chart, shown: None)  # the planted fault: a proof that proves nothing
    assert pictures._noticed(drawn, how) == ()
    assert drawn.again().name == "x"  # and the change is taken back


def test_a_picture_that_is_refused_unchanged_proves_nothing(monkeypatch):
    drawn = chart()
    monkeypatch.setattr(pictures, "_charts", lambda: [drawn])
    assert [trial.outcome for trial in pictures.trials(lambda found: found)] == ["noticed"] * 3

    def refuse(_chart, _shown):
        raise canvas.ChartError("planted")

    monkeypatch.setattr(canvas, "_prove", refuse)
    with pytest.raises(prove.BaselineError, match="chart x is refused: ChartError: planted"):
        list(pictures.trials(lambda found: found))


def test_a_picture_that_reads_the_same_from_both_ends_is_explained():
    alike = chart()
    alike.axes.collections[0].set_offsets([(2001, 5), (2002, 5), (2003, 5)])
    assert pictures._harmless(alike, "data reversed") and not pictures._harmless(alike, "values times 1,000")


def test_a_claim_that_nothing_uses_and_a_value_that_nobody_reads_are_named(monkeypatch):
    line = int(package.read("claims").row.iloc[0].split(":")[1])

    def quietly(rows):
        rows[line - 2]["note"] = rows[line - 2]["note"] + "x"  # nothing reads it

    silent = [
        data.Change(
            "claim", f"claims: planted {n}", "a letter", lambda folder: data._rewrite(folder, "claims", quietly)
        )
        for n in range(3)
    ]
    heard = data.Change("claim", *next(data._claims()))
    monkeypatch.setattr(data, "_groups", lambda some: [[*silent, heard]])  # halved until the one that counts is alone
    monkeypatch.setattr(consequences, "said", said_without_notes)
    found = {trial.what: trial for trial in data.trials(None, quick=True)}
    assert [found.pop(one.what).outcome for one in silent] == ["not noticed"] * 3
    (loud,) = found.values()
    assert any(name.startswith("validate") for name in loud.noticed) and "claims" in loud.noticed


def test_only_a_row_that_nothing_uses_is_explained(monkeypatch):
    table = "kaz_netmigration_intl"
    rows = package.read(table).to_dict("records")
    kept = next(row for row in rows if row["series"] == "UN WPP 2024 net migration" and row["year"] == 2100)
    used = next(row for row in rows if row["series"] == "UN WPP 2024 net migration" and row["year"] == 2024)

    def quietly(rows):
        rows[0]["note"] += "x"

    def planted(row):
        return data.Change("series", f"{table}: x", "a letter", lambda place: data._rewrite(place, table, quietly), row)

    monkeypatch.setattr(data, "_groups", lambda some: [[planted(kept)], [planted(used)], [planted(None)]])
    monkeypatch.setattr(consequences, "said", said_without_notes)
    found = [trial.outcome for trial in data.trials(None, quick=True)]
    assert found == ["explained", "not noticed", "not noticed"]


def test_no_reason_holds_for_a_row_that_a_page_shows():
    run, table = parameters.check(), package.read("kaz_netmigration_intl")
    flows = package.read("kz_flows_annual")
    shown = other_forecasts.forecasts_for(table, cleaning.annual_flows(flows, run.year), run.year)
    shown = {*shown.row, *mirror_statistics.net_beside_estimates(flows, table, run).row}
    reasons = {row["row"]: data.Change("series", "kaz_netmigration_intl: x", "", None, row).reason
               for row in table.to_dict("records")}  # fmt: skip
    named = shown & set(reasons)
    assert len(named) > 20 and not any(reasons[row] for row in named)
    assert set(data.REASONS["kaz_netmigration_intl"]) == set(filter(None, reasons.values())), "each is still needed"
    words = [row for row in package.read("kz_breakdowns").to_dict("records")
             if data.Change("series", "kz_breakdowns: x", "", None, row).reason]  # fmt: skip
    assert [(row["year"], row["as_published"]) for row in words] == [(2022, "almost half of the newcomers")]


def said_without_notes(run, folder):
    """The claims of an edition without our notes, for a process of its own."""
    table = package.read("claims", folder or paths.raw_folder()).drop(columns=["note", "row"])
    return {"claims": table.to_csv()}


def stopped(_run, _folder):
    """A run that stops, changed or not, for a process of its own."""
    return {"stopped": "KeyError: 'planted'"}


def test_data_that_does_not_pass_unchanged_proves_nothing(monkeypatch):
    monkeypatch.setattr(data, "_groups", lambda some: [[data.Change("claim", *next(data._claims()))]])
    monkeypatch.setattr(consequences, "said", stopped)
    with pytest.raises(prove.BaselineError, match="edition stopped: KeyError: 'planted'"):
        list(data.trials(None, quick=True))
    monkeypatch.setattr(consequences, "said", said_without_notes)
    planted = SimpleNamespace(file="claims.csv", column="value")
    monkeypatch.setattr(validation, "validate", lambda folder: [planted])
    with pytest.raises(prove.BaselineError, match=r"refused: validate: claims\.csv value"):
        list(data.trials(None, quick=True))


def test_parameters_of_an_edition_that_stops_prove_nothing(monkeypatch):
    monkeypatch.setattr(consequences, "said", stopped)
    with pytest.raises(prove.BaselineError, match="planted"):
        list(prove_parameters.trials(lambda names: names[:1]))


def test_code_whose_tests_are_red_unchanged_proves_nothing(tmp_path, monkeypatch):
    for part in ("src/helpers", "tests", "data"):
        (tmp_path / part).mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "src" / "helpers" / "planted.py").write_text("n = 1\n")
    test = tmp_path / "tests" / "test_planted.py"
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(prove_code, "TESTS", [test.name])
    monkeypatch.setattr(prove_code, "WRONG", {"another number": ("planted.py", "n = 1", "n = 2")})
    compared = (
        "from pathlib import Path\ndef test_n():\n    assert Path('src/helpers/planted.py').read_text() == '{}'\n"
    )
    test.write_text(compared.format(r"n = 1\n"))
    assert [trial.noticed for trial in prove_code.trials()] == [("test_planted.py::test_n",)]
    test.write_text(compared.format("another"))
    with pytest.raises(prove.BaselineError, match=r"unchanged code are red: test_planted\.py::test_n"):
        list(prove_code.trials())
    monkeypatch.setattr(prove_code, "TESTS", ["absent.py"])
    with pytest.raises(prove.BaselineError, match="pytest ended with 4"):
        list(prove_code.trials())


def test_a_proof_without_a_baseline_ends_in_code_1(tmp_path, monkeypatch, capsys):
    def refuse(_quick):
        raise prove.BaselineError("planted")
        yield

    monkeypatch.setattr(prove, "every_trial", refuse)
    assert prove.main(True, tmp_path) == 1
    assert capsys.readouterr().out == "Nothing is proved: planted\n" and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("after", "noticed"),
    [
        ({"a": "2", "b": "1", "c": "2"}, ("a", "c")),
        ({"a": "1", "b": "1", "c": "2"}, ()),
        ({"a": "2", "b": "2", "c": "1"}, ()),
        ({"stopped": "KeyError: 'x'"}, ()),
    ],
)
def test_a_parameter_moves_what_it_should_and_nothing_that_it_should_not(after, noticed):
    before = dict.fromkeys("abc", "1")
    assert prove_parameters.as_meant(before, after, ["a"], ["b"]) == noticed
    assert prove_parameters.as_meant(before, after | {"stopped": "x"}, [], []) == ()


def test_every_parameter_has_something_that_moves_with_it_and_something_that_does_not():
    assert set(prove_parameters.OTHER) == set(parameters.NAMES)
    assert all(must and must_not for _other, must, must_not in prove_parameters.OTHER.values())


def test_a_parameter_of_which_nobody_says_what_depends_on_it_is_named(monkeypatch):
    monkeypatch.setattr(parameters, "NAMES", (*parameters.NAMES, "colour"))
    found = list(prove_parameters.trials(lambda names: []))
    assert [(trial.what, trial.outcome) for trial in found] == [("colour", "not noticed")]


def test_a_test_without_an_assertion_is_named(tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    lines = ["def check(x):", "    assert x", "def test_sound():", "    check(1)", "def test_hollow():", "    print(1)"]
    (tmp_path / "tests" / "test_planted.py").write_text("\n".join(lines))
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    found = {trial.what.split("::")[1]: trial.outcome for trial in prove_code.static()}
    assert found == {"test_sound": "noticed", "test_hollow": "not noticed"}


def test_every_test_of_ours_asserts_something():
    assert [trial.what for trial in prove_code.static() if trial.outcome != "noticed"] == []


def test_the_wrong_projections_still_fit_the_code():
    for how, (name, right, wrong) in prove_code.WRONG.items():
        text = (paths.ROOT / "src" / "helpers" / name).read_text(encoding="utf-8")
        assert text.count(right) == 1 and right != wrong, how


def test_every_table_with_numbers_is_tried_or_says_why_not():
    numeric = {
        entry["name"]
        for entry in package.descriptor()["resources"]
        if any(field["type"] in ("number", "integer") for field in entry.get("schema", {}).get("fields", []))
    }
    assert numeric == set(data.SERIES) | set(data.OTHERS)
    assert set(data.REASONS) <= set(data.SERIES)


def test_a_cell_grows_by_more_than_its_rounding(tmp_path):
    (tmp_path / "datapackage.json").write_text((paths.raw_folder() / "datapackage.json").read_text())
    path = tmp_path / package.resource("kz_population")["path"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("region,population\na,5\nb,1000\nc,2.5\nd,-1000\ne,-5\n")
    for line in range(2, 7):
        data._scaled("kz_population", line, "population")(tmp_path)
    assert path.read_text() == "region,population\na,8\nb,1100\nc,2.8\nd,-1100\ne,-8\n"


@pytest.mark.parametrize("how", notebooks.CHANGES)
def test_every_change_of_a_committed_notebook_differs_from_a_fresh_run(how):
    year = parameters.newest_article_year()
    shown = [f"In {year}: 1,234", "later"]
    about = {"image/png": {"alt": "A chart"}}
    outputs = [new_output("display_data", {"text/plain": text, "image/png": "x"}, metadata=about) for text in shown]
    cells = [new_code_cell("x", id=f"c{n}", outputs=[output]) for n, output in enumerate(outputs)]
    kept = new_notebook(cells=cells)
    assert refresh.differences(kept, copy.deepcopy(kept)) == []
    other = nbformat.from_dict(copy.deepcopy(kept))
    notebooks.CHANGES[how](other)
    assert refresh.differences(other, kept)


def test_the_table_counts_and_a_hole_ends_in_code_1(tmp_path, monkeypatch, capsys):
    trials = [
        prove.Trial("claim", "a", "b", ("validate",)),
        prove.Trial("series", "c", "d", (), "kept, not used"),
        prove.Trial("series", "e", "f"),
        prove.Trial("test", "g", "asserts something", ("it asserts",)),  # no change, so that it pads no share
    ]
    monkeypatch.setattr(prove, "every_trial", lambda quick: iter(trials))
    assert prove.main(True, tmp_path) == 1
    said = capsys.readouterr().out
    assert "not noticed: series e, f" in said
    assert [path.name for path in tmp_path.iterdir()] == [prove.SAMPLE], "a sample replaces no whole proof"
    written = pd.read_csv(tmp_path / prove.SAMPLE)
    assert list(written.outcome) == ["noticed", "explained", "not noticed", "noticed"]
    last = prove.summary(written).iloc[-1]
    assert (last.tried, last.noticed, last.explained, last["not noticed"], last.percent) == (3, 1, 1, 1, 33.3)
    monkeypatch.setattr(prove, "OF_QUICK", ("claim", "series"))
    monkeypatch.setattr(prove, "every_trial", lambda quick: iter(trials[:2]))
    assert prove.main(True, tmp_path) == 0


def test_a_proof_that_tried_nothing_of_a_kind_ends_in_code_1(tmp_path, monkeypatch, capsys):
    def of_kinds(*kinds):
        return lambda *given: iter([prove.Trial(kind, "a", "b", ("c",)) for kind in kinds])

    for quick, kinds in ((True, prove.OF_QUICK), (False, prove.OF_WHOLE)):
        monkeypatch.setattr(prove, "every_trial", of_kinds(*kinds))
        assert prove.main(quick, tmp_path) == 0 and (tmp_path / (prove.SAMPLE if quick else prove.PROOF)).is_file()
        monkeypatch.setattr(prove, "every_trial", of_kinds(*kinds[1:]))
        assert prove.main(quick, tmp_path) == 1 and f"Nothing was tried of: {kinds[0]}\n" in capsys.readouterr().out
    monkeypatch.setattr(prove, "every_trial", of_kinds())
    assert prove.main(True, tmp_path) == 1
    monkeypatch.setattr(environments, "trials", of_kinds())
    assert prove.main(False, tmp_path, elsewhere=True) == 1


@pytest.mark.parametrize(
    ("why", "ci", "code"),
    [
        ("dns error: failed to lookup address", "", 0),
        ("dns error: failed to lookup address", "true", 1),
        ("cause: Connection refused (os error 111)", "", 0),
        ("hash mismatch", "", 1),
        ("hash mismatch", "true", 1),
        (f"{prove.NO_TOOL}a newer Python on the PATH", "", 0),
        (f"{prove.NO_TOOL}a newer Python on the PATH", "true", 1),
        (f"{prove.NO_TOOL}libfaketime", "true", 0),
        (f"{prove.NO_TOOL}localedef", "true", 0),
    ],
)
def test_a_skip_is_told_and_passes_with_an_excuse_alone(why, ci, code, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CI", ci)
    skipped, done = prove.Trial("environment", "a", "b", skipped=why), prove.Trial("environment", "c", "d", ("same",))
    monkeypatch.setattr(environments, "trials", lambda: iter([skipped]))
    assert prove.main(False, tmp_path, elsewhere=True) == code
    said = capsys.readouterr().out
    assert f"skipped: environment a: {why}" in said and ("Not to be skipped: environment a" in said) == bool(code)
    (row,) = pd.read_csv(tmp_path / "environments.csv", keep_default_na=False).to_dict("records")
    assert (row["outcome"], row["reason"]) == ("skipped", why)
    counts = prove.summary(pd.DataFrame([row])).iloc[0]
    assert (counts.tried, counts.skipped) == (0, 1)
    monkeypatch.setattr(environments, "trials", lambda: iter([skipped, done]))
    assert prove.main(False, tmp_path, elsewhere=True) == (code if ci else 0), "elsewhere a part may be skipped"


def test_an_environment_that_cannot_be_made_says_the_last_words_of_uv(monkeypatch):
    monkeypatch.setattr(environments, "asked", lambda python: {"a": "1"})
    monkeypatch.setattr(environments, "UV", [sys.executable, "-c", "import sys; sys.exit('first\\nlast words')"])
    found = list(environments.trials())
    assert len(found) == 3 and {trial.outcome for trial in found} == {"skipped"}
    assert {trial.skipped for trial in found} <= {"last words", f"{prove.NO_TOOL}a newer Python on the PATH"}


def test_a_setting_that_cannot_be_had_is_skipped_by_its_tool(tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings.shutil, "which", lambda name: None)
    assert surroundings._locale("ru_RU", "UTF-8", tmp_path) == f"{prove.NO_TOOL}localedef"
    monkeypatch.setattr(Path, "is_dir", lambda path: False)
    assert surroundings._another_day() == f"{prove.NO_TOOL}libfaketime"
    monkeypatch.setattr(surroundings, "said", lambda variables, place: {"a": "1"})
    monkeypatch.setattr(surroundings, "whole_edition", lambda folder: prove.Trial("setting", "all", "", ("same",)))
    found = {trial.what: trial.outcome for trial in surroundings.trials()}
    assert [what for what, outcome in found.items() if outcome == "skipped"] == [
        "locale ru_RU", "locale kk_KZ", "another day",
    ]  # fmt: skip


def test_an_edition_that_stops_under_other_settings_says_so_and_one_that_stops_unchanged_proves_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(
        surroundings, "_settings", lambda folder: [("a day", {"DAY": "1"}, folder), ("x", "none", folder)]
    )
    files = {"before": {"a": "1"}, "after": {"stopped": "no day"}}
    seen = []
    monkeypatch.setattr(surroundings, "_files", lambda place, given: seen.append(given) or files[place.name])
    found = surroundings.whole_edition(tmp_path)
    assert (found.outcome, found.how, seen) == ("not noticed", "differ: stopped: no day", [{}, {"DAY": "1"}])
    files["before"] = {"stopped": "no day"}
    (tmp_path / "together").rmdir()
    with pytest.raises(prove.BaselineError, match="no day"):
        surroundings.whole_edition(tmp_path)


def test_an_unknown_outcome_is_refused():
    with pytest.raises(ValueError, match="No outcome of a trial: unseen"):
        prove.summary(pd.DataFrame({"kind": ["claim"], "outcome": ["unseen"]}))


def test_another_sentence_moves_its_notebook(tmp_path, monkeypatch):
    for owner, name in (
        (notebook, "display"),
        (canvas.Chart, "png"),
        (canvas.Chart, "svg"),
        (canvas.Chart, "for_phone"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # `drawn` is meant for a process of its own
    monkeypatch.setenv(paths.OUTPUT_VARIABLE, str(tmp_path))
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    found = []
    for sentence in ("Fewer left", "Fewer left", "More left"):
        cell = new_code_cell(f"from helpers import notebook\nnotebook.say('{sentence}')")
        nbformat.write(new_notebook(cells=[cell]), tmp_path / "01_x.ipynb")
        found.append(consequences.drawn(parameters.check(), None))
    assert consequences.moved(*found[:2]) == () and consequences.moved(*found[1:]) == ("notebook 01",)


def test_what_differs_is_named_and_a_run_that_stops_says_why():
    assert consequences.moved({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == ("b", "c")
    assert consequences.moved({"a": "1"}, {"stopped": "KeyError: 'x'"}) == ("stopped: KeyError: 'x'",)
    assert consequences.moved({"stopped": "KeyError: 'x'"}, {"stopped": "KeyError: 'x'"}) == ()
