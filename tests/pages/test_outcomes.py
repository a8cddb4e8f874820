"""What happened after the year of an edition, on figures whose answer is known."""

from base64 import b64decode
from io import BytesIO

import pandas as pd
import pytest
from PIL import Image

from helpers import cleaning
from helpers.data import package
from helpers.language import formats, speaking
from helpers.pages import key_chart, outcomes
from helpers.parameters import Parameters

FLOWS = package.read("kz_flows_annual")
LAST = int(cleaning.series_of(cleaning.annual_flows(FLOWS, int(FLOWS.year.max())), "departures").index[-1])
SERIES = cleaning.series_of(cleaning.annual_flows(FLOWS, LAST), "departures")


def edition(folder, year: int, factor: float = 1.0):
    """The files of an edition that projects `factor` times what was registered, the intervals a tenth and a quarter."""
    lines = ["flow,method,year,point,lower_80,upper_80,lower_95,upper_95"]
    for ahead in range(1, 6):
        point = factor * SERIES.get(year + ahead, 1000)
        for method, value in (("project", point), ("no change", SERIES[year])):
            bounds_95 = f"{0.75 * value},{1.25 * value}"
            lines.append(f"departures,{method},{year + ahead},{value},{0.9 * value},{1.1 * value},{bounds_95}")
            lines.append(f"arrivals,{method},{year + ahead},1,1,1,1,1")
    (folder / "projection.csv").write_text("\n".join(lines) + "\n")
    (folder / "tables").mkdir()
    chances = "event,definition,probability\nD1,a,0.3\nD2,b,0.5\nfurther decline,c,0.75\n"
    (folder / "tables" / "event_probabilities.csv").write_text(chances)
    return folder


def test_the_newest_year_has_no_afterwards(tmp_path):
    run = Parameters(LAST)
    assert outcomes.after(edition(tmp_path, LAST), run, FLOWS).empty
    assert outcomes.write(tmp_path, run, package.paths.raw_folder()) is None
    assert not (tmp_path / outcomes.FILE).exists()


@pytest.mark.parametrize(
    ("factor", "held", "held_95"),
    [(1.0, "yes", "yes"), (1.2, "no", "yes"), (0.85, "no", "yes"), (1.4, "no", "no"), (0.75, "no", "no")],
)
def test_registered_years_stand_beside_the_projected_ones(tmp_path, factor, held, held_95):
    year = LAST - 2
    found = outcomes.after(edition(tmp_path, year, factor), Parameters(year), FLOWS)
    years = found[found.what == "departures"]
    assert list(years.year) == [LAST - 1, LAST]  # what is projected further is not known yet
    assert list(years.happened) == list(SERIES.tail(2))
    assert set(years.held) == {held} and set(years.held_95) == {held_95} and set(years.no_change) == {SERIES[year]}
    assert list(found.columns) == outcomes.COLUMNS
    for column, share in {"lower_80": 0.9, "upper_80": 1.1, "lower_95": 0.75, "upper_95": 1.25}.items():
        assert years[column].tolist() == pytest.approx([share * factor * value for value in SERIES.tail(2)])


def test_an_event_is_told_once_it_is_decided(tmp_path):
    year = LAST - 2
    found = outcomes.after(edition(tmp_path, year), Parameters(year), FLOWS).set_index("what")
    assert "D2" not in found.index  # it takes three years
    assert found.happened["further decline"] == float(SERIES[year + 1] < SERIES[year])
    assert found.said["further decline"] == 0.75 and found[["held", "held_95"]].isna().loc["D1"].all()
    (tmp_path / "longer").mkdir()
    longer = outcomes.after(edition(tmp_path / "longer", LAST - 3), Parameters(LAST - 3), FLOWS)
    change = (SERIES[LAST] / SERIES[LAST - 3]) ** (1 / 3) - 1
    assert longer.set_index("what").happened["D2"] == float(-0.2 <= change <= 0)


def test_what_an_event_rests_on_is_what_it_compares(tmp_path):
    """Of the three years that follow, the one before the last is preliminary, and D3 alone looks at it."""
    year = LAST - 3
    (edition(tmp_path, year) / "tables" / "event_probabilities.csv").write_text(
        "event,definition,probability\nD1,a,0.3\nD2,b,0.5\nD3,c,0.1\nlower three years on,d,0.6\n"
    )
    known = FLOWS[(FLOWS.measure == "departures") & (FLOWS.year <= LAST)].drop_duplicates("year")
    known = known.assign(vintage=(known.year == LAST - 1).map({True: "preliminary", False: "revised"}))
    found = outcomes.after(tmp_path, Parameters(year), known).set_index("what")
    assert found.vintage[["D1", "D2", "D3", "lower three years on"]].tolist() == [
        "final", "final", "preliminary", "final",
    ]  # fmt: skip


def test_of_a_year_without_a_fit_is_told_what_came_and_nothing_is_judged(tmp_path):
    found = outcomes.after(tmp_path, Parameters(LAST - 2), FLOWS)
    assert list(found.happened) == list(SERIES.tail(2)) and found.said.isna().all()
    assert outcomes.section(found, Parameters(LAST - 2))["years"] == []


def test_what_came_is_shown_in_the_size_of_its_picture(tmp_path):
    run = Parameters(LAST - 2)
    after = outcomes.after(edition(tmp_path, run.year), run, FLOWS)
    assert key_chart.what_came(tmp_path, run, after) is None, "nothing was projected"
    table = pd.read_csv(tmp_path / "projection.csv").query("method == 'project' and flow == 'departures'")
    past = pd.DataFrame({"year": [run.year], "point": SERIES[run.year], "status": "observed"})
    key = pd.concat([past, table.assign(status="projected")])
    key.to_csv(tmp_path / "tables" / "chart_projection.csv", index=False)
    shown = key_chart.what_came(tmp_path, run, after)
    width, height = (round(0.6 * side) for side in Image.open(BytesIO(b64decode(shown["data"]))).size)
    assert (shown["width"], shown["height"]) == (width, height) and width > 600


def test_readers_see_it_in_their_language(tmp_path):
    year = LAST - 2
    edition(tmp_path, year, 1.2)
    run = Parameters(year, language="ru")
    written = outcomes.write(tmp_path, run, package.paths.raw_folder())
    with speaking("ru"):
        said = outcomes.section(written, run)
    assert list(pd.read_csv(tmp_path / outcomes.FILE).columns) == outcomes.COLUMNS
    assert [row[-1] for row in said["years"]] == ["нет", "нет"]
    with speaking("en"):
        words = outcomes.section(outcomes.after(tmp_path, Parameters(year), FLOWS), Parameters(year))
    point = 1.2 * SERIES[LAST]
    span = formats.rough_range(0.9 * point, 1.1 * point)
    assert words["years"][1][2:] == (span, formats.number(SERIES[LAST]), "no")
    assert words["events"][0][1] == "30%"
