"""The first page of the published site: the editions that stand in the outputs folder, by year, the
newest first.

Nothing is run for it. An edition is listed when it is whole as its run has left it; the page has no
date, so that the same editions give the same bytes.
"""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from helpers import files, paths
from helpers.cleaning import names
from helpers.editions import fingerprint
from helpers.language import SOURCE, of_sentences, say, speaking
from helpers.pages import batch_page, front_page, layout
from helpers.parameters import LANGUAGES, NAMES, VINTAGES, Parameters

INDEX = "index.html"


class SiteError(Exception):
    """A folder that no list can be made of, in one plain line."""


@dataclass(frozen=True)
class Edition:
    """A whole edition: its folder's name, its parameters, and the first of its findings (None if it
    has none).
    """

    folder: str
    run: Parameters
    said: str | None


def main(output: Path | None = None) -> Path:
    """Write the list into the folder of the editions; the page's path. Raises SiteError without an
    edition there.
    """
    folder = Path(output or paths.OUTPUTS)
    found = editions(folder)
    if not found:
        raise SiteError(
            f"No whole edition stands in {paths.as_typed(folder.resolve())}; make one with ./run report."
        )
    with speaking(SOURCE):
        files.write_text(page(found, batch_pages(folder)), folder / INDEX)
    return folder / INDEX


def editions(folder: Path) -> list[Edition]:
    """The whole editions in a folder: the newest year first, in it by vintage, language and
    name.
    """
    places = [
        place
        for place in folder.glob("[!.]*")
        if fingerprint.is_whole(place) and (place / INDEX).is_file()
    ]
    found = [
        Edition(place.name, run, said(place)) for place in places if (run := _parameters(place))
    ]
    return sorted(found, key=_order)


def _parameters(place: Path) -> Parameters | None:
    """The parameters of the edition in a folder; None where its record names none that this version
    knows.
    """
    given = fingerprint.read_record(place).get("parameters")
    try:
        run = Parameters(**{name: given[name] for name in NAMES if name in given})
    except TypeError:
        return None
    known = isinstance(run.year, int) and run.language in LANGUAGES and run.vintage in VINTAGES
    return run if known else None


def _order(edition: Edition) -> tuple:
    run = edition.run
    return -run.year, VINTAGES.index(run.vintage), LANGUAGES.index(run.language), edition.folder


def said(place: Path) -> str | None:
    """What an edition says first on its front page: how departures moved."""
    findings = front_page.front_findings(place, [])
    return findings[0]["text"] if findings else None


def batch_pages(folder: Path) -> list[dict]:
    """The pages about many editions that stand in a folder, each as a link in its language:
    language, href, text.
    """
    kinds = [
        Parameters(0, language=code, vintage=vintage) for vintage in VINTAGES for code in LANGUAGES
    ]
    pages = {f"{batch_page.name_of(kind)}.html": kind for kind in kinds}
    return [
        _link(kind, name, _side_by_side)
        for name, kind in pages.items()
        if (folder / name).is_file()
    ]


def page(found: list[Edition], beside: list[dict]) -> str:
    """The page about the editions in the language spoken; `beside` as from `batch_pages`."""
    return layout.frame("site.html.j2").render(
        texts=layout.texts_in(SOURCE),
        lead=say("site.lead", editions=say("numbers.editions", n=len(found))),
        many=say("site.many_years"),
        years=[
            (year, _vintages(list(mine)))
            for year, mine in groupby(found, key=lambda edition: edition.run.year)
        ],
        beside=beside,
    )


def _vintages(found: list[Edition]) -> list[dict]:
    """A year's editions by vintage: what the first of them says, in which language, and a link to
    each of them.
    """
    groups = [
        list(mine) for _vintage, mine in groupby(found, key=lambda edition: edition.run.vintage)
    ]
    return [
        {
            "said": mine[0].said,
            "language": of_sentences(mine[0].run.language),
            "links": [
                _link(edition.run, f"{edition.folder}/{INDEX}", _named, edition.folder)
                for edition in mine
            ],
        }
        for mine in groups
    ]


def _link(run: Parameters, href: str, words, *more) -> dict:
    with speaking(run.language):
        told = [words(run, *more)] + ([names.name("first")] if run.vintage == "first" else [])
    return {"language": run.language, "href": href, "text": ", ".join(told)}


def _named(run: Parameters, folder: str) -> str:
    """An edition as its own pages call it; its folder too where that is none of the usual names."""
    name = layout.texts_in(run.language)["kicker"].format(year=run.year)
    return name if folder == run.folder else f"{name} ({folder})"


def _side_by_side(_run: Parameters) -> str:
    return say("batch.title")
