"""The first page of the published site: the editions in the outputs folder, the newest year first.

An edition is listed when it is whole as its run has left it. The page has no date, so that the same
editions give the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from helpers import paths
from helpers.cleaning import names
from helpers.editions import fingerprint
from helpers.files import WorkError, write_text
from helpers.language import SOURCE, of_sentences, say, speaking
from helpers.pages import batch_page, layout
from helpers.parameters import LANGUAGES, VINTAGES, Parameters, recorded

INDEX = "index.html"
FIRST = "departures"  # the finding that the list has of an edition


class SiteError(WorkError):
    """A folder that no list can be made of, in one plain line."""


@dataclass(frozen=True)
class Edition:
    """A whole edition: its folder's name, its parameters, and what it finds of departures."""

    folder: str
    run: Parameters
    finding: str | None


def main(output: Path | None = None) -> Path:
    """Write the list into the folder of the editions, and return the page's path.

    Raises SiteError without an edition there.
    """
    folder = Path(output or paths.OUTPUTS)
    listed = editions(folder)
    if not listed:
        place = paths.as_typed(folder.resolve())
        raise SiteError(f"No whole edition stands in {place}; make one with ./run report.")
    years = groupby(listed, key=lambda edition: edition.run.year)
    with speaking(SOURCE):
        page = layout.frame("site.html.j2").render(
            texts=layout.texts_in(SOURCE),
            lead=say("site.lead", editions=say("numbers.editions", n=len(listed))),
            many=say("site.many_years"),
            years=[(year, _vintages(group)) for year, group in years],
            beside=batch_pages(folder),
        )
    write_text(page, folder / INDEX)
    return folder / INDEX


def editions(folder: Path) -> list[Edition]:
    """The whole editions in a folder: the newest year first; by vintage, language and name."""
    listed = []
    for place in folder.glob("[!.]*"):
        run = recorded(fingerprint.read_record(place))
        if run and fingerprint.is_whole(place) and (place / INDEX).is_file():
            found = [row["text"] for row in layout.read_findings(place) if row["id"] == FIRST]
            said = f"{found[0].rstrip('.')}." if found else None
            listed.append(Edition(place.name, run, said))
    return sorted(
        listed,
        key=lambda edition: (
            -edition.run.year,
            VINTAGES.index(edition.run.vintage),
            LANGUAGES.index(edition.run.language),
            edition.folder,
        ),
    )


def batch_pages(folder: Path) -> list[dict]:
    """The pages about many editions in a folder, each as a link: language, href, text."""
    links = []
    for vintage in VINTAGES:
        for language in LANGUAGES:
            run = Parameters(0, language=language, vintage=vintage)
            name = f"{batch_page.name_of(run)}.html"
            if (folder / name).is_file():
                with speaking(language):
                    links.append(_link(run, name, say("batch.title")))
    return links


def _vintages(listed: Iterable[Edition]) -> list[dict]:
    """A year's editions by vintage: what the first says, in which language, and links to all.

    A link's text is what the edition's own pages call it, with its folder where that differs.
    """
    groups = []
    for _vintage, group in groupby(listed, key=lambda edition: edition.run.vintage):
        editions = list(group)
        links = []
        for edition in editions:
            run = edition.run
            text = layout.texts_in(run.language)["kicker"].format(year=run.year)
            if edition.folder != run.folder:
                text = f"{text} ({edition.folder})"
            links.append(_link(run, f"{edition.folder}/{INDEX}", text))
        language = of_sentences(editions[0].run.language)
        groups.append({"said": editions[0].finding, "language": language, "links": links})
    return groups


def _link(run: Parameters, href: str, text: str) -> dict:
    """A link in the language of `run`, with its vintage where that is not the usual one."""
    if run.vintage == "first":
        with speaking(run.language):
            text = f"{text}, {names.name('first')}"
    return {"language": run.language, "href": href, "text": text}
