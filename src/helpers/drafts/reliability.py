"""Questions about figures that rest on little: unread words near them, or one of many times."""

from bisect import bisect_left
from itertools import chain

from helpers.drafts.article import Article, Claim, positions, spans_in

SHORT = 3  # letters of a word that tells nothing by itself
MANY = 5_000_000  # never so many moved in a year: are thousands counted twice?
ENOUGH = {"ru": 3, "kk": 2, "en": 2}  # unread words that a sentence may have
FEW_TIMES = 2  # a text that names more leaves open of which of them a figure is


def ask(article: Article, claims: list[Claim]) -> None:
    """Ask about figures of whose words much is unread, or that stand apart from their time."""
    read = positions(chain(article.times, article.figures, *article.cues.values()))
    latin = article.language == "en"  # names in it, 'Zakon', tell nothing in other texts
    words = [word for word in article.words if word.text.isascii() == latin]
    unread = [word for word in words if len(word.text) > SHORT and word.start not in read]
    times = [time for time in article.contexts[False] if time.sort != "several"]
    starts = sorted({time.period: time.start for time in reversed(times)}.values())
    for claim in claims:
        if claim.flow not in ("", "stock") and claim.figure.interval.low > MANY:
            claim.doubt("value: so many people in one year?")
        words = spans_in(unread, *claim.sentence)
        many = len(words) > ENOUGH.get(article.language, 0)
        if many and not claim.doubts_about("category"):
            listed = ", ".join(word.text for word in words)
            claim.doubt(f"category: what do these words say of it: {listed}?")
        dated = any(spans_in(article.times, *part) for part in (claim.nearby, *claim.above))
        dated = dated and claim.kind == "quantity"
        dated = dated or claim.doubts_about("time_period")
        periods = bisect_left(starts, claim.sentence[1]) or len(starts)  # so far, or at all
        if periods > FEW_TIMES and not dated:
            claim.doubt("time_period: which of those that the text names?")
