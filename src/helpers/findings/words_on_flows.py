"""The words of the findings about arrivals, departures and net migration."""

WORDING = {
    "departures": {
        "notebook": "04",
        "front": 1,
        "record_low": (
            "the last value lies below every earlier one of the series, for all values that print the same",
            "Registered departures fell by {change} to {value} in {year}, the fewest since the series begins in "
            "{first_year}{basis}",
        ),
        "almost_halved": (
            "the fall, for all values that print the same, lies between 45% and 50%",
            "Registered departures almost halved in {year}, by {change} to {value}{basis}",
        ),
        "fell": (
            "the last value lies below the one before, for all values that print the same",
            "Registered departures fell by {change} to {value} in {year}{basis}",
        ),
        "rose": (
            "the last value lies above the one before, for all values that print the same",
            "Registered departures rose by {change} to {value} in {year}{basis}",
        ),
        "unclear": (
            "the last two values may be the same at the precision printed",
            "Whether registered departures fell or rose in {year} cannot be told from the rounded figures",
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
            "More people registered as arriving than as leaving in {year}, for the {nth} year running",
        ),
        "gain": (
            "net migration is above zero, and was not the year before",
            "More people registered as arriving than as leaving in {year}",
        ),
        "loss_run": (
            "net migration is below zero in at least the last two years",
            "More people registered as leaving than as arriving in {year}, for the {nth} year running",
        ),
        "loss": (
            "net migration is below zero, and was not the year before",
            "More people registered as leaving than as arriving in {year}",
        ),
        "unknown": (
            "a flow of the year is not published",
            "Net migration of {year} is not published in this vintage",
        ),
    },
    "revisions": {
        "notebook": "04",
        "front": 0,
        "arrivals_more": (
            "over the years with an exact first release, the largest revision of arrivals is larger than that of "
            "departures",
            "In the one year with an exact first figure, the revision moved departures by {departures}, arrivals by "
            "{arrivals}",
            "Over {n} years with an exact first figure of either flow, revisions moved departures by at most "
            "{departures}, "
            "arrivals by up to {arrivals}",
            "years",
        ),
        "departures_more": (
            "the largest revision of departures is at least as large as that of arrivals",
            "In the one year with an exact first figure, the revision moved arrivals by {arrivals}, departures by "
            "{departures}",
            "Over {n} years with an exact first figure of either flow, revisions moved arrivals by at most {arrivals}, "
            "departures by up to {departures}",
            "years",
        ),
        "none": (
            "no year has an exact first release and a final figure for both flows",
            "No year up to {year} has an exact first release of both flows to compare with the final figures",
        ),
    },
    "within_year": {
        "notebook": "04",
        "front": 0,
        "path": (
            "a cumulative figure of the year before December and the year's own first release are known",
            "After {n} month {sofar} departures of {year} were on record, {share} of the year's first count",
            "After {n} months {sofar} departures of {year} were on record, {share} of the year's first count",
            "months",
        ),
        "doubtful": (
            "a cumulative figure of the year before December is known, though under a doubt, and the year's first "
            "release",
            "After {n} month about {sofar} departures of {year} were on record, some {share} of the year's first "
            "count; the figure is under a doubt",
            "After {n} months about {sofar} departures of {year} were on record, some {share} of the year's first "
            "count; the figure is under a doubt",
            "months",
        ),
        "no_end": (
            "a cumulative figure of the year is known, but no first count of the whole year",
            "After {n} month {sofar} departures of {year} were on record; no first count of the year was found",
            "After {n} months {sofar} departures of {year} were on record; no first count of the year was found",
            "months",
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
            "{ratio} arrivals were registered in {year} for each departure: not a balance but a gain",
        ),
        "loss": (
            "departures are above arrivals by more than a quarter",
            "{ratio} departures were registered in {year} for each arrival: not a balance but a loss",
        ),
        "balanced": (
            "the smaller flow is at least four fifths of the larger",
            "Registered arrivals and departures were nearly balanced in {year}: {ratio} to one",
        ),
        "unknown": (
            "a flow of the year is not published",
            "The two flows of {year} are not both published",
        ),
    },
    "rates": {
        "notebook": "04",
        "front": 0,
        "lower": (
            "the rate, as shown, lies below that of the year before",
            "Per 1,000 people {now} departures were registered in {year}, fewer than the {before} of the year before; "
            "at "
            "the peak, in {peak_year}, it was {peak}",
        ),
        "higher": (
            "the rate, as shown, lies above that of the year before",
            "Per 1,000 people {now} departures were registered in {year}, more than the {before} of the year before; "
            "at "
            "the peak, in {peak_year}, it was {peak}",
        ),
        "same": (
            "the rate, as shown, is that of the year before",
            "Per 1,000 people {now} departures were registered in {year}, as in the year before; at the peak, in "
            "{peak_year}, it was {peak}",
        ),
        "unknown": (
            "a flow or the population of the year or of the year before is not published",
            "How many departures were registered per 1,000 people in {year} cannot be said in this vintage",
        ),
    },
    "pace": {
        "notebook": "04",
        "front": 0,
        "all_above": (
            "in every earlier year the pace lay above the year's end",
            "The pace after {months} was above the end of the {n} earlier year known, by {most}",
            "The pace after {months} was above the year's end in all {n} earlier years, by up to {most}",
            "known",
        ),
        "all_below": (
            "in every earlier year the pace lay below the year's end",
            "The pace after {months} was below the end of the {n} earlier year known, by {most}",
            "The pace after {months} was below the year's end in all {n} earlier years, by up to {most}",
            "known",
        ),
        "mixed": (
            "the pace lay above the year's end in some earlier years and below it in others",
            "The pace after {months} was above the year's end in {above} of {n} earlier year, and off by up to {most}",
            "The pace after {months} was above the year's end in {above} of {n} earlier years, and off by up to {most}",
            "known",
        ),
        "none": (
            "no earlier year is known both at these months and at its end",
            "No earlier year can be set beside the first months of {year}",
        ),
    },
    "net_estimates": {
        "notebook": "04",
        "front": 0,
        "differ": (
            "for the last year that has estimates, or the last year, some estimate or projection has another sign than "
            "the register's net migration",
            "Estimates and projections of the net migration of all residents need not have the register's sign: {told}",
        ),
        "alike": (
            "for the last year that has estimates, and for the last year, no estimate or projection has another sign "
            "than the register's net migration",
            "Estimates and projections of the net migration of all residents have the register's sign, or none: {told}",
        ),
        "none": (
            "no estimate for a single year up to the edition's was known by then",
            "No international estimate of net migration in a single year was known by {year}",
        ),
    },
}
