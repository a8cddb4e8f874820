"""Which flow a figure counts, and of which group: by the nearest words that tell."""

from helpers.drafts.article import TOTAL, UNKNOWN, WINDOW, Claim, Span, around, shape, spans_in
from helpers.drafts.measures import DASHES
from helpers.drafts.numerals import unknown_name

BALANCE = {"internal", "net"}  # together: the balance of moves inside the country
ONE_WAY = {"arrivals", "departures"}
WAYS = {"into": "arrivals", "out_of": "departures"}  # phrases
CASES = {"away": "arrivals", "towards": "departures"}  # the same, with a foreign country
VITAL = "vital"  # births, deaths and marriages: no migration, and no claim
NO_TABLE = "no table counts them"  # what is counted, and by no series at hand
ABROAD = "country_group other"  # 'в другие страны' may be any
OUT_OF_REGION = f"moves out of a region inside the country: {NO_TABLE}"


def flow(claim: Claim, previous: Claim | None) -> None:
    """Guess the flow; `previous` is the claim before it in the text."""
    own = flows_in(claim, claim.clause) or "move" in claim.values("flow", claim.before)
    here = previous and previous.start >= claim.before[0] and not previous.doubts_about("flow")
    if here and not own:
        dimensions = {name.partition(" ")[0] for name in groups_in(claim, claim.clause)}
        if claim.cues("compared", claim.lead) or dimensions == {previous.dimension}:
            claim.flow = previous.flow  # compared with the one before, or the next of its list
            return
    flows = set(_in_row(claim, flows_in)) or _own(claim)
    above = [set(flows_in(claim, part)) for part in claim.above]
    if {*claim.values("flow", (claim.above[-1][1], claim.before[0]))} - above[-1]:
        del above[-1]  # a heading that the text beneath does not keep to
    above = next(filter(None, above), set())
    if flows & ONE_WAY:
        flows |= above & {"internal"}
    flows = flows or above or _before(claim, previous)
    mark = claim.article.text[claim.start]
    if "internal" in flows and not claim.says("external"):
        if "departures" in flows:
            claim.beyond = OUT_OF_REGION
        flows -= ONE_WAY  # 'прибыли из других областей'
    if flows == BALANCE or (flows == {"internal"} and mark in f"+−{DASHES}"):
        flows = {"internal_net"}
    if "all" in claim.values("flow", claim.nearby):
        claim.doubt("flow: all flows, moves inside the country included; is it a claim?")
    elif len(flows) == 1 and not (mark == "+" and flows & ONE_WAY):
        claim.flow = min(flows)
    else:  # a count with a plus is a balance
        claim.doubt(f"flow: {' or '.join(sorted(flows))}?" if flows else "flow: no word tells")


def _own(claim: Claim) -> set[str]:
    """The flows that the sentence names: the clause, what follows, or what stands before."""
    clause = set(flows_in(claim, claim.clause))
    after = set(flows_in(claim, claim.after))
    before = flows_in(claim, claim.before)
    touching = shape("counted_move").match(claim.article.text, claim.end)
    if len(clause) > 1 and touching:  # '16 081 прибывших — 37 704 уехавших'
        clause = set(flows_in(claim, touching.span())) or clause
    if clause & {VITAL, "net"}:  # 'прирост населения составил'
        clause -= {"stock"}
    own = clause or after or (BALANCE if set(before) == BALANCE else set(before[-1:]))
    if own == {VITAL} != clause and claim.says("migration", claim.clause):
        own = set()
    outside = {*after, *before}
    if own != BALANCE and not clause and len(outside) > 1:
        claim.doubt("flow: the sentence speaks of more than one")
    if not own:  # a Kazakh verb ends the sentence
        behind = set(flows_in(claim, (claim.after[1], claim.sentence[1]))) - {VITAL}
        own = behind if len(behind) == 1 else own
    return own


def _before(claim: Claim, previous: Claim | None) -> set[str]:
    """The flow of the sentences before: a doubt where the text has named more than one so far."""
    first = claim.before[0]
    start = claim.line.start
    here = previous and previous.line is claim.line
    beginning = first, first + 100
    if not here and claim.says("goes_on", beginning):
        start = claim.article.line_of(start - 1).start
    spoken = {*claim.values("flow", (start, first))}
    flows = {cue.value for cue in claim.cues("flow", (start, first))[-1:]} - {"move"}
    if not flows and previous and previous.flow:
        flows = {previous.flow}
        spoken = {*previous.doubts_about("flow")}
        if not (here and claim.says("goes_on", beginning)):  # 'далее следует Россия: 8 тыс.'
            spoken |= {*claim.values("flow", (0, first))}
    if spoken - flows - {"move"} or VITAL in flows or claim.says("migrants", claim.clause):
        claim.doubt("flow: as in the words before?")
    return flows


def flows_in(claim: Claim, part: Span) -> list[str]:
    """The flows that the words name, in order; 'переехали' by where from and where to."""
    flows = []
    for cue in claim.cues("flow", part):
        if cue.value != "move":
            flows += {cue.value} - {"all"}
            continue
        if part[0] >= claim.before[0]:  # of its sentence
            part = claim.clause if claim.cues("group", claim.clause) else claim.nearby
        ways = {way for phrase, way in WAYS.items() if claim.says(phrase, part)}
        ways |= {CASES[case] for case in cases(claim, part, "country")}
        flows += ways if len(ways) == 1 else ()
    return flows


def cases(claim: Claim, part: Span, place: str) -> list[str]:
    """For each country or region of a part whether the words say 'from' or 'to' it, if they do."""
    found = []
    kazakh = claim.article.language == "kk"  # whose endings say it
    for cue in claim.cues("group", part):
        words = cue[:2] if kazakh else (max(cue.start - 10, 0), cue.start)
        if cue.value.startswith(place):
            found += [case for case in CASES if claim.says(case, words)]
    return found


def _in_row(claim: Claim, names_in) -> list[str]:
    """Of as many flows or groups as figures in a row beside them, '78,9% и 90,1%', the figure's."""
    article = claim.article
    row = article.rows.get(claim.start, [])
    if len(row) < 2 or not shape("and_between").search(article.text, row[-2], row[-1]):
        return []
    for part in ((claim.before[0], row[0]), (row[-1], claim.sentence[1])):
        names = list(dict.fromkeys(names_in(claim, part)))
        if len(names) == len(row):
            return [names[row.index(claim.start)]]
    return []


def group(claim: Claim, earlier: list[Claim]) -> None:
    """Guess the group; `earlier` are the claims before it in the text."""
    if claim.flow not in ("", "arrivals") and "ethnicity" in claim.about:
        claim.about = ""  # returnees arrive
    own = _in_row(claim, groups_in) or groups_in(claim, claim.clause)
    label = groups_in(claim, claim.label) if claim.label[1] <= claim.clause[0] else []
    above = [name for part in claim.above[:-1] for name in groups_in(claim, part)]
    counted = claim.cues("flow", claim.clause)
    if claim.word_before in ("всего", "барлығы") and own == [TOTAL] and not counted:
        own = []  # 'из Кызылординской области: всего 5 человек'
    elif own == [TOTAL] and any(name.startswith("ethnicity") for name in label):
        claim.doubt("category: of everybody, or from the beginning of the sentence?")
    after = groups_in(claim, claim.after)
    if not own and set(after) - {TOTAL}:
        claim.doubt("category: from the words that follow")
    groups = own or after or label
    if set(groups) <= {TOTAL, "urban_rural urban"}:
        groups = _pointed_at(claim) or groups
    for cue in claim.cues("compared", claim.lead) if claim.kind == "share" else ():
        if spans_in(claim.article.cues["group"], cue.end, cue.end + 2):  # 'чем женщин — 48%'
            claim.doubt("category: the one compared with?")
    unknown = unknown_name(claim.article, claim.clause)
    if not own:
        unknown = unknown or unknown_name(claim.article, claim.label)
    if unknown:
        claim.doubt(f"category: what of '{unknown}'?")
        groups = own or [UNKNOWN]
    groups = groups or above
    dimension = own[0].split()[0] if own else ""  # of a list, whose label is its first point
    others = [name for name in label if name.split()[0] != dimension] + above
    if claim.kind == "share":  # 'половина русских (51%) уехала в Россию'
        others += after
    name = _one_of(claim, groups, others) if groups else _rest(claim, earlier)
    claim.group = name.replace(UNKNOWN, "")
    _ask_about_people(claim, earlier)
    for other in earlier[-1:]:
        alike = all(name.startswith(claim.dimension) for name in groups_in(claim, claim.before))
        if "at once" in other.beyond + "".join(other.doubts) and not alike:
            claim.doubt("category: and one of before at once?")  # 'из Монголии: 23% в Астану'
    if claim.group == TOTAL and claim.says("between_regions"):
        claim.doubt("category: every move, or from region to region?")
    if claim.dimension == "country" and claim.says("in_country", claim.clause):
        claim.doubt("category: with that country, or its own?")
    cis = "country_group cis" in claim.values("group", claim.sentence)
    if claim.group == ABROAD and not (cis or claim.says("outside_cis")):
        claim.doubt("category: total, or other (outside the CIS)?")
    if claim.group.endswith(" "):
        claim.doubt(f"category: which by {claim.dimension}?")


def _pointed_at(claim: Claim) -> list[str]:
    """The country or region that 'оттуда' or 'этот регион' means: the last that was named."""
    for cue in [cue for cue in claim.cues("anaphora", claim.clause) if cue.value][:1]:
        region = region_before(claim) if cue.value == "region" else ""
        if region not in ("", UNKNOWN):
            return [region]
        names = claim.values(
            "group",
            (max(claim.line.start, claim.start - WINDOW), cue.start),
        )
        named = [name for name in names if name.startswith(cue.value)]
        if len(named) != 1:
            claim.doubt(f"category: which {cue.value}?")
        return named[-1:] or [UNKNOWN]
    return []


def _one_of(claim: Claim, groups: list[str], others: list[str]) -> str:
    """The group; none of two at once, 'women in Astana', which no table counts."""
    names = set(_finest([*groups, *others])) - {TOTAL}
    dimensions = {name.split()[0] for name in names}
    about = claim.about
    region = region_before(claim)
    national = claim.says("national") and not claim.cues("subset", claim.clause)
    if about.startswith("ethnicity") or (region == about != UNKNOWN and not national):
        if about and about.split()[0] not in dimensions:
            groups = [about]  # 'всего', but in such a text
            names.add(about)
    elif region and not national and not dimensions & {"region", UNKNOWN}:
        claim.doubt("category: of the country, or of the region named before?")
    if len(names) < 2:
        return groups[0]
    both = " and ".join(sorted(name.split()[-1] for name in names))
    alike = len({name.split()[0] for name in names}) < len(names)
    if names & {UNKNOWN, ABROAD} or (alike and claim.flow != "internal"):
        claim.doubt(f"category: {both} at once?")
    else:
        claim.beyond = f"{both} at once: {NO_TABLE}"
    return UNKNOWN


def _rest(claim: Claim, earlier: list[Claim]) -> str:
    """The group of a figure with none near it: of the figure before, of the text, or everybody."""
    if earlier and earlier[-1].start >= claim.before[0]:  # in the same sentence
        previous = earlier[-1]
        groups = groups_in(claim, claim.before)
        both_ways = {claim.flow, previous.flow} == ONE_WAY and groups == [previous.group]
        if claim.word_before in ("до", "to") or both_ways:
            claim.doubts += previous.doubts_about("category")
            return previous.group  # 'из Китая прибыли 5, а выбыли 3'
        if set(groups) - {TOTAL}:
            same = claim.kind in ("change", "share") and len(groups) == 1
            if not same or previous.kind != claim.kind:
                claim.doubt("category: the same as the figure before?")
            return groups[-1] if same else UNKNOWN
    about = claim.about
    region = region_before(claim)
    name = UNKNOWN
    if claim.kind == "share":
        doubt = "a share of what?"
    elif about and (about == region != UNKNOWN or about.startswith("ethnicity")):
        return about
    elif region:
        doubt = "of everybody, or of the region named before?"
        name = region
    else:
        doubt = "of everybody, or as in the sentence before?"
        name = TOTAL
        first, _ = around(claim.article.sentences, claim.before[0] - 1, claim.before[0])
        named = groups_in(claim, (max(first, claim.line.start), claim.before[0]))
        both_ways = {other.flow for other in earlier[-2:] if other.group != TOTAL} == ONE_WAY
        follows = earlier and earlier[-1].start >= first
        counted = follows and claim.cues("flow", claim.clause) and not both_ways
        listed = len(claim.article.rows.get(claim.start, [])) > 1  # 'рост на 17% и 12%'
        if not listed and (named in ([], [TOTAL]) or counted):
            return TOTAL
    claim.doubt(f"category: {doubt}")
    return name


def _ask_about_people(claim: Claim, earlier: list[Claim]) -> None:
    if claim.dimension in ("", "ethnicity", "total"):
        return
    of_all = any(other.group == TOTAL for other in earlier)
    named = [name for other in earlier[-20:] for name in groups_in(other, other.clause)]
    people = [name.split()[-1] for name in named if name.startswith("ethnicity")]
    if len({*people}) == 1 or (people and claim.cues("subset", claim.nearby)):
        if claim.figure and claim.says("goes_on") and not of_all:
            claim.beyond = f"{claim.category} and {people[-1]} at once: {NO_TABLE}"
        else:
            claim.doubt(f"category: {people[-1]} too, as in the text so far?")


def groups_in(claim: Claim, part: Span) -> list[str]:
    """The groups that the words of a part name; everybody only if nobody in particular."""
    names = _finest(claim.values("group", part), claim.article.about)
    particular = [name for name in names if name != TOTAL]
    if claim.kind == "share":  # '46% от общего числа'
        return particular
    return particular or names


def _finest(names: list[str], about: str = "") -> list[str]:
    """Without a group that another one is a part of: 'в городе Алматы', 'в Россию и другие СНГ'."""
    wider = []
    if any(name.endswith("_city") for name in [*names, about]):
        wider += ["urban_rural urban"]
    if any(name.startswith("country ") for name in names):
        wider += ["country_group cis", ABROAD]
    if any(name.startswith(("education", "specialty")) for name in names):
        wider += ["age working_age"]  # whom they are asked of
    named = {name.split()[0] for name in names if not name.endswith(" ")}
    wider += [f"{dimension} " for dimension in named]  # 'специалистов, в том числе педагогов'
    return [name for name in names if name not in wider]


def region_before(claim: Claim) -> str:
    """The region of the paragraph or text; '?' of several, or once it has turned to the country."""
    about = claim.article.about
    paragraph = claim.line.start, claim.start
    names = {name for name in claim.values("group", paragraph) if "region" in name}
    if "ethnicity" not in about:
        names |= {about} - {""}
    if not names and "region" in claim.values("anaphora", paragraph):
        return UNKNOWN
    last = spans_in(claim.article.places, 0, claim.before[0])[-1:]
    turned = names and last and last[0].value == TOTAL
    return UNKNOWN if len(names) > 1 or turned else min(names, default="")


def ask_which_moves(claim: Claim) -> None:
    """Ask whether moves of a region are those inside the country, and in which way."""
    article = claim.article
    opening = (
        article.body,
        article.figures[0][0] if article.figures else 0,
    )
    spoken = {
        *claim.values("flow", claim.before),
        *claim.values("flow", opening),
    }
    counted = ONE_WAY
    titled = False
    lead = {cue.value for cue in article.places if cue.start < article.opening} - {TOTAL}
    if lead == {claim.group} or (article.about == UNKNOWN and not lead):
        titled = not lead or article.places[0].start < article.body  # of both kinds
        spoken.update(claim.values("flow", (0, article.sidebar)))
        counted = ONE_WAY | {"net"}
    ways = ["towards"] * claim.says("into_places")
    ways += cases(claim, claim.nearby, "region")
    if claim.says("within"):
        ways = []  # 'показатели внутренней миграции в Астане'
    back = "towards" if claim.flow == "departures" else "away"  # for moves to other countries
    inside = titled or spoken & {"internal", "move"}
    inside = inside or {*cases(claim, claim.clause, "region")} == {back}
    if claim.flow == "internal" and claim.figure and ways[-1:] == ["away"]:
        claim.beyond = OUT_OF_REGION
    elif claim.flow == "internal" and {*ways} != {"towards"}:
        claim.doubt("flow: arrivals, departures or the balance of the region?")
    elif claim.flow in counted and inside and not claim.says("external"):
        claim.doubt("flow: moves inside the country?")
