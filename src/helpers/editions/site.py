"""The first page of the published site: the whole editions in the outputs folder. It has no date,
so that the same editions give the same bytes."""

from itertools import product
from pathlib import Path

from helpers import paths
from helpers.cleaning import names
from helpers.editions import fingerprint
from helpers.files import WorkError, write_text
from helpers.language import SOURCE, of_sentences, say, section, speaking
from helpers.pages import batch_page, layout
from helpers.parameters import LANGUAGES, VINTAGES, Parameters, recorded

INDEX = "index.html"
FIRST = "departures"  # the finding that the list has of an edition


def main(output: Path | None = None) -> Path:
    """Write the list into the folder of the editions, and return the page's path."""
    folder = output or paths.OUTPUTS
    listed = editions(folder)
    if not listed:
        place = paths.as_typed(folder.resolve())
        raise WorkError(f"No whole edition stands in {place}; make one with ./run report.")
    beside = []
    for vintage, language in product(VINTAGES, LANGUAGES):
        run = Parameters(0, language=language, vintage=vintage)
        name = f"{batch_page.name_of(run)}.html"
        if (folder / name).is_file():
            with speaking(language):
                beside.append(_link(run, name, say("batch.title")))
    with speaking(SOURCE):
        page = layout.frame("site.html.j2").render(
            texts=section("pages"),
            editions=listed,
            vintages=VINTAGES,
            spoken_in=of_sentences,
            beside=beside,
        )
    write_text(page, folder / INDEX)
    return folder / INDEX


def editions(folder: Path) -> list[dict]:
    """The whole editions in a folder, by language and name: `run`, `link`, and what was `said`."""
    listed = []
    for place in sorted(folder.glob("[!.]*")):
        run = recorded(fingerprint.read_record(place))
        if not (run and fingerprint.is_whole(place) and (place / INDEX).is_file()):
            continue
        said = layout.read_findings(place).get(FIRST, {}).get("text")
        text = section("pages", run.language)["kicker"].format(year=run.year)
        if place.name != run.folder:
            text = f"{text} ({place.name})"
        link = _link(run, f"{place.name}/{INDEX}", text)
        listed.append(
            {
                "run": run,
                "link": link,
                "said": said and f"{said.rstrip('.')}.",
            }
        )
    return sorted(listed, key=lambda edition: LANGUAGES.index(edition["run"].language))


def _link(run: Parameters, href: str, text: str) -> dict:
    """A link in the language of `run`, with its vintage where that is not the usual one."""
    if run.vintage == "first":
        with speaking(run.language):
            text = f"{text}, {names.name('first')}"
    return {"language": run.language, "href": href, "text": text}
