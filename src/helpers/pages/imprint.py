"""Of what day the data of an edition are, under which licences it stands, whom to tell of an error,
and how to cite it: from the data package and from CITATION.cff."""

from pathlib import Path

import yaml

from helpers import paths
from helpers.data import package
from helpers.files import read_rows
from helpers.language import formats, say, spoken
from helpers.language.formats import LOCALES
from helpers.parameters import Parameters, is_day

CITATION = paths.ROOT / "CITATION.cff"


def imprint(run: Parameters, raw: Path | None) -> dict:
    """The lines of the foot of every page, in the language spoken."""
    raw = raw or paths.raw_folder()
    cited = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    day = last_day(run, raw)
    slots = {
        "authors": formats.listing([author["name"] for author in cited["authors"]]),
        "title": cited["title"],
        "year": run.year,
        "day": formats.date(day, LOCALES[spoken()]) if day else run.year,
    }
    name = slots["title"].partition(":")[0]
    return {
        "day": say("front.day", day=slots["day"]) if day else "",
        "licence": say("front.licence", licence=_licence(raw), code=cited["license"]),
        "contact": say("front.contact", name=name),
        "cite": say("front.cite", **slots),
    }


def last_day(run: Parameters, raw: Path) -> str:
    """The last day on which something was published that the data package holds and the edition may
    use; blank without one."""
    days = set()
    for path in sorted(raw.rglob("*.csv")):
        days |= {row.get("published") or "" for row in read_rows(path)}
    latest = run.cutoff if run.vintage == "first" else "9999"
    return max((day for day in days if is_day(day) and day <= latest), default="")


def _licence(raw: Path) -> str:
    licences = package.descriptor(raw).get("licenses") or [{"name": ""}]
    return licences[0]["name"].replace("-", " ", 1)
