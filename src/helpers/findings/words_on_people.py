"""The words of the findings about who moves and where."""

WORDING = {
    "ethnicity": {
        "notebook": "04",
        "front": 0,
        "largest": (
            "one group's interval lies above every other group's and above all that is not named",
            "{group} were the largest group among those registered as leaving in {year}: {share}",
        ),
        "one_source": (
            "one group's interval lies above all others, and only the article itself prints the figures",
            "{group} were the largest group among those registered as leaving in {year}, by one article's figures "
            "alone: {share}",
        ),
        "tie": (
            "the largest group cannot be told at the precision printed, or may be one that is not named",
            "The largest group among those registered as leaving in {year} cannot be told from the printed figures",
        ),
        "none": (
            "no group is published for the year",
            "Who left in {year}, by ethnicity, was not found in any source",
        ),
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
            "a year up to the edition's has the balance of every region, and the lowest lies below zero",
            "Per 1,000 people, {first} gained most over all moves in {year} and {last} lost most",
        ),
        "all_gain": (
            "a year up to the edition's has the balance of every region, and none lies below zero",
            "Per 1,000 people, {first} gained most over all moves in {year} and {last} least",
        ),
        "none": (
            "no year has the balance of every region",
            "The balance of every region was not found for any year up to {year}",
        ),
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
        "none": (
            "no edition up to the year holds both directions",
            "No edition up to {year} holds both directions",
        ),
    },
    "newcomers": {
        "notebook": "04",
        "front": 0,
        "largest": (
            "one group's interval lies above every other group's and above all that is not named",
            "{group} were the largest group among those registered as arriving in {year}: {share}",
        ),
        "one_source": (
            "one group's interval lies above all others, and only the article itself prints the figures",
            "{group} were the largest group among those registered as arriving in {year}, by one article's figures "
            "alone: {share}",
        ),
        "tie": (
            "the largest group cannot be told at the precision printed, or may be one that is not named",
            "The largest group among those registered as arriving in {year} cannot be told from the printed figures",
        ),
        "none": (
            "no group is published for the year",
            "Who came in {year}, by ethnicity, was not found in any source",
        ),
    },
    "parted": {
        "notebook": "04",
        "front": 0,
        "known": (
            "the share of women, of towns or of CIS countries is published for the year",
            "Of those registered as leaving in {year}: {parts}",
        ),
        "none": (
            "no such share is published for the year",
            "Sex, town or village, and country group of those registered as leaving in {year} were not found in any "
            "source",
        ),
    },
    "cis": {
        "notebook": "04",
        "front": 0,
        "fell": (
            "the share of CIS countries lies below that of the first year known, at the precision printed",
            "CIS countries took {share} of departures in {year}, against {then} in {first_year}: still most, but less",
        ),
        "rose": (
            "the share of CIS countries lies above that of the first year known, at the precision printed",
            "CIS countries took {share} of departures in {year}, against {then} in {first_year}: most, and more",
        ),
        "same": (
            "the two shares cannot be told apart at the precision printed",
            "CIS countries took {share} of departures in {year}, much as the {then} of {first_year}",
        ),
        "minority": (
            "the share of CIS countries may be half or less",
            "CIS countries took no more than {share} of departures in {year}, against {then} in {first_year}",
        ),
        "alone": ("no other year is known", "CIS countries took {share} of departures in {year}"),
        "none": (
            "no share is published for the year",
            "The share of CIS countries in the departures of {year} was not found in any source",
        ),
    },
    "beside_earlier": {
        "notebook": "04",
        "front": 0,
        "fell": (
            "the share lies below that of the earlier year, at the precision printed",
            "{group}: {now} of those registered as leaving in {year}{caveat}, down from {then} in {earlier}",
        ),
        "rose": (
            "the share lies above that of the earlier year, at the precision printed",
            "{group}: {now} of those registered as leaving in {year}{caveat}, up from {then} in {earlier}",
        ),
        "same": (
            "the two shares cannot be told apart at the precision printed",
            "{group}: {now} of those registered as leaving in {year}{caveat}, and {then} in {earlier}",
        ),
        "none": (
            "no earlier year names the same groups",
            "No earlier year names the groups that are named for {year}",
        ),
    },
    "missed": {
        "notebook": "04",
        "front": 6,
        "fewer": (
            "in the last pair of counts known, the other country's lies above the bureau's, at the precision printed",
            "In {period} {country} counted {times} times as many arriving as Kazakhstan counted leaving for it: "
            "{other} against {own}{doubt}",
        ),
        "alike": (
            "the two counts cannot be told apart at the precision printed",
            "In {period} {country} counted about as many arriving as Kazakhstan counted leaving for it: {other} "
            "against {own}{doubt}",
        ),
        "more": (
            "in the last pair of counts known, the other country's lies below the bureau's, at the precision printed",
            "In {period} {country} counted fewer arriving than Kazakhstan counted leaving for it: {other} against "
            "{own}{doubt}",
        ),
        "none": (
            "no count of the other side up to the year is known",
            "No count of arrivals elsewhere is known up to {year}; how many leave without deregistering is not known",
        ),
    },
    "permits": {
        "notebook": "04",
        "front": 0,
        "counted": (
            "counts of the interior ministry stand beside the bureau's for at least one move",
            "Other counts at home do not all show more: those of the interior ministry come to {span} times the "
            "deregistrations of the same moves",
        ),
        "none": (
            "no count of the interior ministry stands beside the bureau's",
            "No count of the interior ministry can be set beside the bureau's up to {year}",
        ),
    },
    "register": {
        "notebook": "04",
        "front": 7,
        "gap": (
            "the last pair of counts known differs by more than rounding can",
            "Whoever leaves without deregistering is not counted, so a change in registered departures, in {year} as "
            "in "
            "any year, need not be a change in how many people leave",
        ),
        "unknown": (
            "no gap between the register and another count is known",
            "Whether a change in registered departures is a change in how many people leave cannot be told",
        ),
    },
    "internal_growth": {
        "notebook": "05",
        "front": 0,
        "rose_chained": (
            "the change of the year lies above zero, and those of all years since the first known follow each other",
            "Registered moves inside the country rose by {change} in {year}, to {times} times those of {base}",
        ),
        "fell_chained": (
            "the change of the year lies below zero, and those of all years since the first known follow each other",
            "Registered moves inside the country fell by {change} in {year}, to {times} times those of {base}",
        ),
        "same_chained": (
            "the change of the year cannot be told from zero",
            "Registered moves inside the country hardly changed in {year}: {times} times those of {base}",
        ),
        "rose": (
            "the change of the year lies above zero",
            "Registered moves inside the country rose by {change} in {year}",
        ),
        "fell": (
            "the change of the year lies below zero",
            "Registered moves inside the country fell by {change} in {year}",
        ),
        "same": (
            "the change of the year cannot be told from zero",
            "Registered moves inside the country hardly changed in {year}",
        ),
        "none": (
            "the change of the year was not found",
            "By how much registered moves inside the country changed in {year} was not found in any source",
        ),
    },
    "ranks": {
        "notebook": "05",
        "front": 0,
        "neither_now": (
            "neither direction is among the ten largest in the newest edition, though one was in an earlier one",
            "Neither direction is among the ten largest corridors of {edition}, as at least one was before: {ranks}",
        ),
        "neither": (
            "neither direction is among the ten largest in the newest edition",
            "Neither direction is among the ten largest corridors of {edition}: {ranks}",
        ),
        "one": (
            "one direction is among the ten largest in the newest edition",
            "Only one direction is among the ten largest corridors of {edition}: {ranks}",
        ),
        "both": (
            "both directions are among the ten largest in the newest edition",
            "Both directions are among the ten largest corridors of {edition}: {ranks}",
        ),
        "none": (
            "no edition up to the year has ranks",
            "No edition up to {year} has ranks of both directions",
        ),
    },
    "balance_of_pairs": {
        "notebook": "05",
        "front": 0,
        "differ": (
            "by stocks one pair is the most balanced, by modelled flows another",
            "Of the pairs that articles have named, {stock} are the most balanced by stocks ({stock_ratio}), but "
            "{flow} by modelled flows ({flow_ratio})",
        ),
        "same": (
            "the same pair is most balanced by stocks and by modelled flows",
            "Of the pairs that articles have named, {stock} are the most balanced, by stocks ({stock_ratio}) and by "
            "modelled flows ({flow_ratio})",
        ),
        "none": (
            "fewer than two pairs are named or known both ways",
            "No other pair of countries can be set beside this one for {year}",
        ),
    },
}
