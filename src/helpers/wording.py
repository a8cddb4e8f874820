"""The words of every finding, apart from the logic that chooses between them.

For each finding: the notebook that makes it, its place on the front page (0: not there), and its wordings.
Each wording carries the condition under which it holds; `findings` decides which one does. Slots are filled
with text that is formatted already. To change a sentence, change it here; to change when it is said, change
`findings`.
"""

WORDING = {
    "coverage": {
        "notebook": "01",
        "front": 0,
        "complete": (
            "every numeral of every article is claimed or excluded",
            "{accounted} of {numerals} numerals accounted for: {claimed} claimed, {excluded} excluded with a reason",
        ),
        "gaps": (
            "some numeral is neither claimed nor excluded",
            "Only {accounted} of {numerals} numerals are accounted for: the transcription is not complete",
        ),
        "no_text": (
            "no text of the year's articles is at hand",
            "Text not at hand: whether every numeral about {year} was transcribed cannot be checked",
        ),
        "none": (
            "no article of this year is transcribed",
            "No article about {year} is transcribed: this edition rests on the independent series alone",
        ),
    },
    "second_reading": {
        "notebook": "01",
        "front": 0,
        "agrees": (
            "both readings give the same place, value and power of ten for every figure",
            "A second reading without sight of the first agrees in all {figures} figures",
        ),
        "differs": (
            "the readings differ in at least one figure",
            "A second reading without sight of the first differs in {different} of {figures} figures",
        ),
        "none": ("no second reading exists", "The figures have not been read a second time"),
        "no_figures": ("no article of this year prints a figure", "There are no figures to be read a second time"),
    },
    "implied": {
        "notebook": "02",
        "front": 0,
        "first_only": (
            "the implied interval holds the first release of the earlier year and not the final figure",
            "The printed {flow} imply {low_high} for {base}: that holds the first release, {first}, and not the "
            "final figure, {final}",
        ),
        "holds": (
            "the implied interval holds the final figure of the earlier year",
            "The printed {flow} imply {low_high} for {base}, and the bureau's final figure is {final}",
        ),
        "outside": (
            "the implied interval holds neither the final figure nor a first release of the earlier year",
            "The printed {flow} imply {low_high} for {base}, but the bureau's final figure is {final}",
        ),
        "none": (
            "no article prints the flow together with its change",
            "No article about {year} prints {flow} with their change, so no earlier year is implied",
        ),
    },
    "verdicts": {
        "notebook": "03",
        "front": 4,
        "counted": (
            "the articles of the year make at least one claim",
            "Of {claims} claims, those that hold as printed: {holds} ({quoted} only by agreement with a copy of the "
            "bureau's figure); contradicted: {contradicted}; true only of figures later revised: {preliminary}; cut "
            "instead of rounded: {cut}; undecidable: {undecidable}; unchecked: {unchecked} ({reasons})",
        ),
        "none": ("no article of this year is transcribed", "There is no claim to test: no article is transcribed"),
    },
    "verdict_count": {
        "notebook": "03",
        "front": 0,
        "counted": (
            "the articles of the year make at least one claim",
            "Claims that hold as printed: {holds} of {claims}; contradicted: {contradicted}",
        ),
        "none": ("no article of this year is transcribed", "There is no claim to count: no article is transcribed"),
    },
    "swap": {
        "notebook": "03",
        "front": 0,
        "swapped": (
            "as printed one unit's natural growth falls below zero; with the two gains exchanged neither does",
            "As printed, natural growth would be {printed}; with the two gains exchanged, {exchanged}",
        ),
        "unclear": (
            "the accounts do not tell the printed gains from exchanged ones",
            "The accounts of the year do not tell whether the two gains were exchanged",
        ),
        "none": ("no such doubt bears on the year", "No exchange of two figures is suspected for {year}"),
    },
    "departures": {
        "notebook": "04",
        "front": 1,
        "record_low": (
            "the last value lies below every earlier one of the series",
            "Registered departures fell by {change} to {value} in {year}, the fewest since the series begins in "
            "{first_year}{basis}",
        ),
        "fell": (
            "the last value lies below the one before",
            "Registered departures fell by {change} to {value} in {year}{basis}",
        ),
        "rose": (
            "the last value lies above the one before",
            "Registered departures rose by {change} to {value} in {year}{basis}",
        ),
        "unchanged": (
            "the last two values are the same",
            "Registered departures stayed at {value} in {year}{basis}",
        ),
        "unknown": (
            "the value of the year or of the year before is not published",
            "How many people were registered as leaving in {year} is not published in this vintage",
        ),
    },
    "net": {
        "notebook": "04",
        "front": 0,
        "gain_run": (
            "net migration is above zero in at least the last two years",
            "More people arrived than left in {year}, for the {nth} year running",
        ),
        "gain": ("net migration is above zero, and was not the year before", "More people arrived than left in {year}"),
        "loss_run": (
            "net migration is below zero in at least the last two years",
            "More people left than arrived in {year}, for the {nth} year running",
        ),
        "loss": ("net migration is below zero, and was not the year before", "More people left than arrived in {year}"),
        "unknown": ("a flow of the year is not published", "Net migration of {year} is not published in this vintage"),
    },
    "revisions": {
        "notebook": "04",
        "front": 0,
        "arrivals_more": (
            "over the years with an exact first release, the largest revision of arrivals is larger than that of "
            "departures",
            "Over {years} years with an exact first figure, revisions moved departures by at most {departures}, "
            "arrivals by up to {arrivals}",
        ),
        "departures_more": (
            "the largest revision of departures is at least as large as that of arrivals",
            "Over {years} years with an exact first figure, revisions moved arrivals by at most {arrivals}, "
            "departures by up to {departures}",
        ),
        "none": (
            "no year has an exact first release and a final figure for both flows",
            "No year up to {year} has an exact first release of both flows to compare with the final figures",
        ),
    },
    "ethnicity": {
        "notebook": "04",
        "front": 0,
        "largest": (
            "one group's interval lies above every other group's and above all that is not named",
            "{group} were the largest group among those who left in {year}: {share}",
        ),
        "one_source": (
            "one group's interval lies above all others, and only the article itself prints the figures",
            "{group} were the largest group among those who left in {year}, by one article's figures alone: {share}",
        ),
        "tie": (
            "the largest group cannot be told at the precision printed, or may be one that is not named",
            "The largest group among those who left in {year} cannot be told from the printed figures",
        ),
        "none": (
            "no group is published for the year",
            "Who left in {year}, by ethnicity, was not found in any source",
        ),
    },
    "within_year": {
        "notebook": "04",
        "front": 0,
        "path": (
            "a cumulative figure of the year before December and the year's own first release are known",
            "After {months} months {sofar} departures of {year} were on record, {share} of the year's first count",
        ),
        "doubtful": (
            "the same, but the cumulative figure is under a doubt",
            "After {months} months about {sofar} departures of {year} were on record, some {share} of the year's first "
            "count; the figure is under a doubt",
        ),
        "no_end": (
            "a cumulative figure of the year is known, but no first count of the whole year",
            "After {months} months {sofar} departures of {year} were on record; no first count of the year was found",
        ),
        "none": (
            "no cumulative figure of the year was found",
            "No figure for part of {year} was found",
        ),
    },
    "flow_ratio": {
        "notebook": "05",
        "front": 0,
        "gain": (
            "arrivals are above departures by more than a quarter",
            "{ratio} people arrived in {year} for each one who left: not a balance but a gain",
        ),
        "loss": (
            "departures are above arrivals by more than a quarter",
            "{ratio} people left in {year} for each one who arrived: not a balance but a loss",
        ),
        "balanced": (
            "the smaller flow is at least four fifths of the larger",
            "Arrivals and departures were nearly balanced in {year}: {ratio} to one",
        ),
        "unknown": ("a flow of the year is not published", "The two flows of {year} are not both published"),
    },
    "russia": {
        "notebook": "05",
        "front": 0,
        "balanced": (
            "in the last year with both figures the smaller flow is at least four fifths of the larger",
            "With Russia the registered flows were nearly balanced in {year}: {arrived} came and {left} left",
        ),
        "gain": (
            "in the last year with both figures arrivals are above departures by more than a quarter",
            "More people came from Russia than left for it in {year}: {arrived} against {left}",
        ),
        "loss": (
            "in the last year with both figures departures are above arrivals by more than a quarter",
            "More people left for Russia than came from it in {year}: {left} against {arrived}",
        ),
        "none": (
            "no year has both figures",
            "No year up to {year} has both the arrivals from Russia and the departures to it",
        ),
    },
    "corridor": {
        "notebook": "05",
        "front": 0,
        "unbalanced": (
            "in the latest edition the smaller stock is less than four fifths of the larger",
            "In {edition}, the latest edition then, the two stocks are not balanced: {smaller} for each 100 of the "
            "larger",
        ),
        "balanced": (
            "in the latest edition the smaller stock is at least four fifths of the larger",
            "In {edition}, the latest edition then, the two stocks are balanced: {smaller} for each 100 of the larger",
        ),
        "none": ("no edition up to the year holds both directions", "No edition up to {year} holds both directions"),
    },
    "internal": {
        "notebook": "05",
        "front": 0,
        "largest": (
            "among the regions published, the largest gain is under no doubt and lies above every other",
            "Of the regions published, {region} gained most from moves between regions in {year}: {gain}",
        ),
        "doubtful": (
            "the largest gain is under a doubt, or cannot be told from another",
            "Which region gained most from moves between regions in {year} cannot be said safely",
        ),
        "none": (
            "no gain between regions is published for the year",
            "Gains between regions in {year} were not found in any source",
        ),
    },
    "regions": {
        "notebook": "05",
        "front": 0,
        "spread": (
            "a year up to the edition's has the balance of every region",
            "Per 1,000 people, {first} gained most over all moves in {year} and {last} lost most",
        ),
        "all_gain": (
            "every region gained",
            "Per 1,000 people, {first} gained most over all moves in {year} and {last} least",
        ),
        "none": ("no year has the balance of every region", "The balance of every region was not found for any year"),
    },
    "projection": {
        "notebook": "06",
        "front": 0,
        "lower": (
            "the point projection of the next year lies below the last value",
            "Simple trends put departures at about {point} in {next}, with an 80% interval of {range80}",
        ),
        "level": (
            "the point projection of the next year equals the last value",
            "Simple trends see no change in {next}: about {point}, with an 80% interval of {range80}",
        ),
        "higher": (
            "the point projection of the next year lies above the last value",
            "Simple trends put departures up, at about {point} in {next}, with an 80% interval of {range80}",
        ),
        "scenarios": (
            "the series has too few points for a fit",
            "The series is too short for a fit ({points} of at least {least} years): what follows are scenarios, "
            "without probabilities",
        ),
    },
    "judgement": {
        "notebook": "06",
        "front": 2,
        "toss": (
            "the probability of a lower next year lies between 40% and 60%",
            "Whether fewer people will leave is close to a coin toss: {lower_next} for {next} and {lower_three} for "
            "{third} by our projection, {low} to {high} for {third} by other methods",
        ),
        "likely": (
            "the probability of a lower next year is above 60%",
            "Our projection puts fewer departures at {lower_next} for {next} and {lower_three} for {third}, other "
            "methods {low} to {high} for {third}",
        ),
        "unlikely": (
            "the probability of a lower next year is below 40%",
            "Our projection makes fewer departures unlikely: {lower_next} for {next} and {lower_three} for {third}, "
            "other methods {low} to {high} for {third}",
        ),
        "scenarios": (
            "the series has too few points for a fit",
            "The series since {start} is too short for a fit ({points} of at least {least} years), so no probability "
            "can be given for what follows {year}",
        ),
    },
    "moderate": {
        "notebook": "06",
        "front": 3,
        "possible": (
            "no meaning of a moderate decline is more likely than not",
            "A moderate decline is possible but not the likely outcome: {d1} that the change to {next} is "
            "moderate, {d2} "
            "that the average to {third} is, {d3} that each of the three years is",
        ),
        "likely": (
            "a moderate decline on average over three years is more likely than not",
            "A moderate decline on average to {third} is more likely than not ({d2}); for {next} alone it has {d1}, "
            "for each of the three years {d3}",
        ),
        "none": ("no fit is made", "Without a fit no meaning of a moderate decline has a probability"),
    },
    "spread": {
        "notebook": "06",
        "front": 0,
        "disagree": (
            "some methods put a further decline above one half and others do not",
            "Methods disagree: from {low} to {high} for fewer departures in {third} than in {year}",
        ),
        "agree": (
            "all methods fall on the same side of one half",
            "Methods range from {low} to {high} for fewer departures in {third} than in {year}",
        ),
        "none": ("no fit is made", "Without a fit there is nothing to compare"),
    },
    "momentum": {
        "notebook": "06",
        "front": 0,
        "counted": (
            "at least one year-to-year change follows a fall",
            "Since {first_year}, departures fell again in {again} of the {falls} years that followed a fall",
        ),
        "none": ("no fall is followed by another year", "No fall has yet been followed by another year"),
    },
    "coverage_past": {
        "notebook": "06",
        "front": 0,
        "tested": (
            "at least one origin in the past can be tested",
            "In {tests} past tests one to three years ahead, the 80% intervals held {cover80} and the 95% intervals "
            "{cover95} of what came",
        ),
        "none": ("no origin in the past has enough points", "There are too few years to test the method on its past"),
    },
    "one_ahead": {
        "notebook": "06",
        "front": 0,
        "tested": (
            "at least one origin in the past can be tested",
            "One year ahead, {inside} of {tests} outcomes lay inside their 80% interval; below it lay {below}, "
            "above it {above}",
        ),
        "none": ("no origin in the past has enough points", "No past forecast one year ahead can be tested yet"),
    },
    "benchmark": {
        "notebook": "06",
        "front": 0,
        "no_better": (
            "the mean error is at least that of no change",
            "The projection's mean absolute error in the past was {ratio} times that of assuming no change: on this "
            "series trends do not beat it",
        ),
        "better": (
            "the mean error is below that of no change",
            "The projection's mean absolute error in the past was {ratio} times that of assuming no change",
        ),
        "none": ("no origin in the past has enough points", "No comparison with no change is possible yet"),
    },
}
