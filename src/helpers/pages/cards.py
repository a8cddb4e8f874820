"""The claims as cards by verdict (03), some groups folded, and the sentences to print (07)."""

from collections.abc import Iterable

import pandas as pd

from helpers import language, paths
from helpers.cleaning import names
from helpers.findings.finding import ORDER, Finding
from helpers.language import _, say, section
from helpers.pages import provenance
from helpers.pages.layout import frame
from helpers.reconciliation import claims as claims_as_read
from helpers.reconciliation.explanations import as_printed
from helpers.reconciliation.results import REASONS_UNCHECKED, called

SHOWN = ("open", "contradicted", "out_of_date", "right", "holds_preliminary", "undecidable")
FOLDED = ("cut", "holds", "repeats", *REASONS_UNCHECKED)
FAULTY = ("contradicted", "out_of_date", "cut")
# What must stand beside a sentence, in `findings/order.csv`.
NEEDS = ("odds", "caveat", "source", "counter")
GROUPS = SHOWN + FOLDED  # in the order of the page


def claims_as_html(claims: pd.DataFrame, tests: pd.DataFrame, articles: pd.DataFrame) -> str:
    """The cards by verdict, with ways to them by article and kind, in the language spoken.
    `claims` as from `cleaning.claims_of`, `tests` as from `reconcile`."""
    cards = _cards(claims, tests, articles)
    groups = []
    for name in GROUPS:
        of_group = [card for card in cards if card["group"] == name]
        by_evidence = {}  # claims that the same evidence decides share a card
        for card in of_group:
            by_evidence.setdefault(card["explanation"], []).append(card)
        if of_group:
            title = of_group[0]["label"]
            if name in REASONS_UNCHECKED:
                title = f"{title}: {say('verdicts.reason', test=name)}"
            group = {
                "id": name,
                "called": of_group[0]["called"],
                "title": title,
                "folded": name in FOLDED,
                "claims": of_group,
                "cards": by_evidence.values(),
            }
            groups.append(group)
    ways = {"by_article": {}, "by_kind": {}}
    for card in cards:
        ways["by_article"].setdefault(card["publisher"], []).append(card)
        ways["by_kind"].setdefault(names.heading(card["kind"]), []).append(card)
    return frame("claims.html.j2").render(
        words=section("claim_cards"),
        foreign=language.of_sentences(language.spoken()) != language.spoken(),
        groups=groups,
        ways=ways,
    )


def _cards(claims: pd.DataFrame, tests: pd.DataFrame, articles: pd.DataFrame) -> list[dict]:
    """What the card of each claim shows, and the group in which it stands."""
    overall = tests[tests.test == "overall"]
    unchecked = tests[tests.test.isin(REASONS_UNCHECKED)].set_index("claim_id").test
    rows = provenance.raw_rows({place for cell in overall.source for place in cell.split("; ")})
    figures = claims_as_read.read(claims[claims.value.notna()])
    glosses = {figure.claim_id: as_printed(figure) for figure in figures}
    cells = claims.merge(articles[["article_id", "publisher", "language"]], on="article_id")
    cells["number"] = cells.groupby("article_id").cumcount() + 1
    cards = cells.merge(overall, on="claim_id").to_dict("records")
    for card in cards:
        name = card["claim_id"]
        verdict = called(card["verdict"], card["when_printed"])
        used = [rows[place] for place in card["source"].split("; ") if place in rows]
        gloss = glosses.get(name, card["quote"])
        is_known = card["language"] == language.spoken() or gloss == card["quote"]
        card |= {
            "called": verdict,
            "label": names.name(verdict),
            "group": unchecked[name] if verdict == "unchecked" else verdict,
            "statement": _(card["statement"]),
            "gloss": "" if is_known else gloss,
            "sources": {row["host"]: row["url"] for row in used if row["url"]},
        }
    return cards


def not_to_print(claims: pd.DataFrame, tests: pd.DataFrame, articles: pd.DataFrame) -> list[dict]:
    """The claims that nobody should repeat as printed, for notebook 07: words and why not."""
    cards = _cards(claims, tests, articles)
    wanted = ("claim_id", "quote", "language", "statement", "called", "label")
    return [{key: card[key] for key in wanted} for card in cards if card["called"] in FAULTY]


def sentences_as_html(findings: Iterable[Finding], refused: list[dict]) -> str:
    """What may be printed, what only with something beside it, what not (as `not_to_print`)."""
    pages = {path.stem[:2]: path.name for path in paths.NOTEBOOKS.glob(paths.NOTEBOOK_PATTERN)}
    groups = {name: [] for name in ("may", *NEEDS)}
    for finding in findings:
        if finding.values and ORDER.print.get(finding.id) in groups:
            groups[ORDER.print[finding.id]].append(finding)
    return frame("sentences.html.j2").render(
        words=section("printing"),
        never=section("printing_never"),
        may=groups.pop("may"),
        needs=groups,
        refused=refused,
        pages=pages,
    )
