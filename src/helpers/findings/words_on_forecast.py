"""The words of the findings about the forecast."""

WORDING = {
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
            "Whether registered departures come out lower is close to a coin toss: {lower_next} for {next} and "
            "{lower_three} for {third} by our projection, {low} to {high} for {third} by other methods",
        ),
        "likely": (
            "the probability of a lower next year is above 60%",
            "Our projection puts fewer registered departures at {lower_next} for {next} and {lower_three} for {third}, "
            "other methods {low} to {high} for {third}",
        ),
        "unlikely": (
            "the probability of a lower next year is below 40%",
            "Our projection makes fewer registered departures unlikely: {lower_next} for {next} and {lower_three} for "
            "{third}, other methods {low} to {high} for {third}",
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
        "even": (
            "a moderate decline on average over three years has between 40% and 60%",
            "A moderate decline on average to {third} is about as likely as not: {d2} by our projection, {low} to "
            "{high} by other methods, beside {higher} for more departures than in {year}; that the change to {next} is "
            "moderate has {d1}, that each of the three years is, {d3}",
        ),
        "unlikely": (
            "a moderate decline on average over three years has less than 40%",
            "A moderate decline on average to {third} is not likely: {d2} by our projection, {low} to {high} by other "
            "methods, beside {higher} for more departures than in {year}; that the change to {next} is moderate has "
            "{d1}, that each of the three years is, {d3}",
        ),
        "likely": (
            "a moderate decline on average over three years has more than 60%",
            "A moderate decline on average to {third} is likely: {d2} by our projection, {low} to {high} by other "
            "methods, beside {higher} for more departures than in {year}; that the change to {next} is moderate has "
            "{d1}, that each of the three years is, {d3}",
        ),
        "none": (
            "no fit is made",
            "Without a fit no meaning of a moderate decline has a probability",
        ),
    },
    "spread": {
        "notebook": "06",
        "front": 0,
        "disagree": (
            "some methods put a further decline above one half and others do not",
            "Methods disagree: from {low} ({lowest}) to {high} ({highest}) for fewer departures in {third} than in "
            "{year}{held}",
        ),
        "agree": (
            "all methods fall on the same side of one half",
            "Methods range from {low} ({lowest}) to {high} ({highest}) for fewer departures in {third} than in "
            "{year}{held}",
        ),
        "none": ("no fit is made", "Without a fit there is nothing to compare"),
    },
    "momentum": {
        "notebook": "06",
        "front": 0,
        "counted": (
            "the last change was a fall, and at least one earlier fall was followed by another year",
            "Since {first_year}, departures fell again in {fell} of the {n} year that followed a fall",
            "Since {first_year}, departures fell again in {fell} of the {n} years that followed a fall",
            "cases",
        ),
        "after_rises": (
            "the last change was no fall, and at least one earlier year without a fall was followed by another year",
            "Since {first_year}, departures fell in {fell} of the {n} year that followed a year without a fall",
            "Since {first_year}, departures fell in {fell} of the {n} years that followed a year without a fall",
            "cases",
        ),
        "none": (
            "no year like the last, of a fall or of none, is followed by another",
            "No year like the last, of a fall or of none, has yet been followed by another",
        ),
    },
    "coverage_past": {
        "notebook": "06",
        "front": 0,
        "tested": (
            "at least one origin in the past can be tested",
            "In {n} past test one to three years ahead, the 80% intervals held {cover80} and the 95% intervals "
            "{cover95} of what came",
            "In {n} past tests one to three years ahead, the 80% intervals held {cover80} and the 95% intervals "
            "{cover95} of what came",
            "tests",
        ),
        "none": (
            "no origin in the past has enough points",
            "There are too few years to test the method on its past",
        ),
    },
    "one_ahead": {
        "notebook": "06",
        "front": 0,
        "tested": (
            "at least one origin in the past can be tested",
            "One year ahead, {inside} of {n} outcome lay inside its 80% interval; below it lay {below}, "
            "above it {above}",
            "One year ahead, {inside} of {n} outcomes lay inside their 80% interval; below it lay {below}, "
            "above it {above}",
            "tests",
        ),
        "none": (
            "no origin in the past has enough points",
            "No past forecast one year ahead can be tested yet",
        ),
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
        "none": (
            "no origin in the past has enough points",
            "No comparison with no change is possible yet",
        ),
    },
    "skill": {
        "notebook": "06",
        "front": 0,
        "some": (
            "on the UN flows the mean Brier score beats the base rate for some events, when series are drawn again",
            "On {series} past flows of other countries, such probabilities did better than the base rate for {better}; "
            "no skill shown for {others}",
        ),
        "all": (
            "on the UN flows the mean Brier score beats the base rate for every event, when series are drawn again",
            "On {series} past flows of other countries, such probabilities did better than the base rate for all "
            "events",
        ),
        "none": (
            "on the UN flows the mean Brier score beats the base rate for no event, when series are drawn again",
            "No skill shown: on {series} past flows of other countries such probabilities did no better than the base "
            "rate",
        ),
        "untested": (
            "no test on other flows was possible then, or with this band",
            "How such probabilities did on flows of other countries is not tested here",
        ),
    },
    "skill_here": {
        "notebook": "06",
        "front": 0,
        "few": (
            "the tests overlap and are of one series, so that no gain can be told from luck",
            "On this series alone no skill can be shown: there are only {tests} overlapping tests of an event",
        ),
        "some_worse": (
            "the tests overlap and are of one series, and for some events the score was worse than the base rate's",
            "On this series alone no skill can be shown with {tests} overlapping tests of an event; worse than the "
            "base "
            "rate: {worse}",
        ),
        "untested": (
            "no origin in the past has enough points",
            "There are too few years to score such probabilities on this series",
        ),
    },
    "sensitivity": {
        "notebook": "06",
        "front": 0,
        "same_side": (
            "for every other band, first year, vintage and last value the probability of fewer departures three years "
            "on stays on the same side of one half",
            "Other bands, first years, vintages and last values give a moderate average decline {d2_low} to {d2_high}, "
            "and fewer departures in {third} {low} to {high}",
        ),
        "both_sides": (
            "some other band, first year, vintage or last value moves the probability of fewer departures three years "
            "on across one half",
            "The direction hangs on the choices: other first years, vintages and last values give fewer departures in "
            "{third} {low} to {high}, and other bands a moderate average decline {d2_low} to {d2_high}",
        ),
        "none": ("no fit is made", "Without a fit there are no choices to vary"),
    },
    "outside": {
        "notebook": "06",
        "front": 0,
        "open": (
            "departures had halved in four years, and the share elsewhere that fell again cannot be told from one half",
            "Elsewhere, emigration that had halved in four years fell the next year in {share} of {origins} "
            "cases from {series} series ({low} to {high} when series are drawn again): few, and no clear direction",
        ),
        "again": (
            "departures had halved in four years, and elsewhere such falls went on more often than not",
            "Elsewhere, emigration that had halved in four years fell the next year in {share} of {origins} "
            "cases from {series} series ({low} to {high} when series are drawn again)",
        ),
        "back": (
            "departures had halved in four years, and elsewhere such falls turned more often than not",
            "Elsewhere, emigration that had halved in four years mostly rose the next year: it fell in {share} of "
            "{origins} cases from {series} series ({low} to {high} when series are drawn again)",
        ),
        "not_halved": (
            "departures had not halved in four years",
            "By {year} departures had not halved in four years, so what followed such falls elsewhere is no guide",
        ),
        "none": (
            "the flows of other countries were not known then, or the band is another",
            "What followed such falls elsewhere is not known for {year}",
        ),
    },
    "others": {
        "notebook": "06",
        "front": 0,
        "counted": (
            "at least one projection by others names a sign for a period that is over and did not end in balance",
            "Of projections of net migration by others for periods that are over, {right} of {said} had the sign "
            "right{near}; most of them count all residents, not the register",
        ),
        "none": (
            "no projection by others is for a period that is over and did not end in balance",
            "No projection of net migration by others can be held against the register up to {year}",
        ),
    },
    "net_ahead": {
        "notebook": "06",
        "front": 0,
        "gain": (
            "the 80% interval of the next year lies above zero",
            "Registered net migration would be a gain in {next}, {range80} with 80%",
        ),
        "loss": (
            "the 80% interval of the next year lies below zero",
            "Registered net migration would be a loss in {next}, {range80} with 80%",
        ),
        "open": (
            "the 80% interval of the next year holds zero",
            "The sign of registered net migration in {next} is open: {range80} with 80%",
        ),
        "none": (
            "a flow has too few points for a fit",
            "Without a fit of both flows net migration is not projected",
        ),
    },
    "mobility": {
        "notebook": "06",
        "front": 0,
        "too_few": (
            "fewer yearly changes of registered moves are known than a fit needs",
            "That mobility inside the country strengthens cannot be projected: only {n} yearly change of registered "
            "moves is known, of at least {least}; rises: {rises}",
            "That mobility inside the country strengthens cannot be projected: only {n} yearly changes of registered "
            "moves are known, of at least {least}; rises: {rises}",
            "years",
        ),
        "known": (
            "enough yearly changes of registered moves are known",
            "Registered moves inside the country rose in {rises} of the {n} year known",
            "Registered moves inside the country rose in {rises} of the {n} years known",
            "years",
        ),
        "none": (
            "no yearly change of registered moves is known",
            "That mobility inside the country strengthens cannot be tested: no yearly change is known up to {year}",
        ),
    },
    "cis_ahead": {
        "notebook": "06",
        "front": 0,
        "always": (
            "in every year known the share of CIS countries lies above one half, at the precision printed",
            "That CIS countries stay dominant rests on {n} year, too few for a fit: most departures went there, "
            "at least {lowest}",
            "That CIS countries stay dominant rests on {n} years, too few for a fit: in each of them most departures "
            "went there, at least {lowest}",
            "years",
        ),
        "not_always": (
            "in some year known the share of CIS countries may be half or less",
            "That CIS countries stay dominant is not safe: in the {n} year known their share was {lowest}",
            "That CIS countries stay dominant is not safe: in {n} years known their share came down to {lowest}",
            "years",
        ),
        "none": (
            "no share of CIS countries is known",
            "That CIS countries stay dominant cannot be tested: no share is known up to {year}",
        ),
    },
    "update": {
        "notebook": "06",
        "front": 0,
        "none": (
            "no figure for the first months of the next year is known to this edition",
            "No departures of the first months of {next} are known to this edition, so nothing updates the forecast",
        ),
        "too_few": (
            "figures of the first months are known, but too few earlier years to compare them with",
            "With {months} of {next} on record, too few earlier years are known to learn from them",
        ),
        "updated": (
            "figures of the first months are known, and at least three earlier years",
            "With {months} of {next} on record, the forecast of the year becomes {point}, with an 80% interval of "
            "{range80}",
        ),
    },
    "updates": {
        "notebook": "06",
        "front": 0,
        "helped": (
            "in every past case the forecast with the first months was nearer to what came than that without",
            "In all {cases} past cases, from {years} years, the first months brought the forecast nearer to what "
            "came: its "
            "80% interval held {held} of them, and it lay above {above}",
        ),
        "mixed": (
            "in some past case the forecast with the first months was no nearer to what came than that without",
            "In {nearer} of {cases} past cases, from {years} years, the first months brought the forecast nearer to "
            "what "
            "came: its 80% interval held {held} of them, and it lay above {above}",
        ),
        "none": (
            "no past year has both its first months and three earlier years to learn from",
            "Whether the first months would have helped cannot be tested yet",
        ),
    },
    "calibration": {
        "notebook": "06",
        "front": 0,
        "inside": (
            "at every level the share lies where chance alone puts it",
            "One year ahead the intervals held {held}: what chance allows with {n} test",
            "One year ahead the intervals held {held}: all within what chance allows with {n} tests",
            "tests",
        ),
        "narrow": (
            "at some level fewer outcomes were held than chance allows",
            "One year ahead the intervals held {held}: too narrow for chance with {n} test",
            "One year ahead the intervals held {held}: too narrow for chance alone with {n} tests",
            "tests",
        ),
        "wide": (
            "at some level more outcomes were held than chance allows",
            "One year ahead the intervals held {held}: too wide for chance with {n} test",
            "One year ahead the intervals held {held}: too wide for chance alone with {n} tests",
            "tests",
        ),
        "none": (
            "no origin in the past has enough points",
            "There are too few years to see how often the intervals held",
        ),
    },
    "frozen": {
        "notebook": "06",
        "front": 0,
        "scored": (
            "at least one forecast was frozen before its outcome was published",
            "Of forecasts frozen before their outcome {n} can be scored: the edition of {edition} said {point} for "
            "{year}, and {actual} were registered; inside the 80% interval: {inside}",
            "Of forecasts frozen before their outcome {n} can be scored: the edition of {edition} said {point} for "
            "{year}, and {actual} were registered; inside the 80% interval in all: {inside}",
            "outcomes",
        ),
        "none": (
            "no forecast that was frozen before its outcome has one yet",
            "No forecast that was frozen before its outcome has an outcome yet, so none is scored",
        ),
    },
    "may_say": {
        "notebook": "06",
        "front": 0,
        "likely": (
            "a moderate decline on average over three years has more than 60%",
            "An article may say that a moderate decline on average to {third} is likely ({d2}); it may not say that "
            "each year will bring one ({d3}), and must name the method and the range",
        ),
        "even": (
            "a moderate decline on average over three years has between 40% and 60%",
            "An article may say that a moderate decline on average to {third} is about as likely as not ({d2}), and "
            "that departures are lower then with {lower}; it may not say that such a decline is expected, or that each "
            "year will bring one ({d3})",
        ),
        "unlikely": (
            "a moderate decline on average over three years has less than 40%",
            "An article may not say that a moderate decline is expected: on average to {third} it has {d2}, in each of "
            "the three years {d3}",
        ),
        "none": (
            "no fit is made",
            "An article may say that departures moved, and not where they go: the series is too short for a fit",
        ),
    },
    "competition": {
        "notebook": "06",
        "front": 0,
        "better": (
            "the mean error on migration flows of other countries, as shown, is below that of no change",
            "On {series} migration flows of other countries the method's mean error (sMAPE, {ahead} years ahead) is "
            "{ratio} times that of no change, on {m3_series} yearly series of the M3 competition {m3_ratio} times; its "
            "95% intervals held {cover} and {m3_cover}, and by the interval score they beat no change on {wins} of "
            "{sets} sets in units, on {log_wins} in logs",
        ),
        "no_better": (
            "the mean error on migration flows of other countries, as shown, is at least that of no change",
            "On {series} migration flows of other countries the method is no better than no change (mean error, sMAPE, "
            "{ahead} years ahead: {ratio} times), on {m3_series} yearly series of the M3 competition it is {m3_ratio} "
            "times; its 95% intervals held {cover} and {m3_cover}, and by the interval score they beat no change on "
            "{wins} of {sets} sets in units, on {log_wins} in logs",
        ),
        "none": (
            "the record of the method on other series is not at hand",
            "How the method did on series of other people is not at hand",
        ),
    },
    "bins": {
        "notebook": "06",
        "front": 4,
        "too_high": (
            "on the UN flows probabilities like the present one of some event were higher than what came, by more than "
            "drawing the series again explains",
            "Some such probabilities were too high on migration flows of other countries: {told}{rest}",
        ),
        "too_low": (
            "on the UN flows probabilities like the present one of some event were lower than what came, by more than "
            "drawing the series again explains, and none was higher",
            "Some such probabilities were too low on migration flows of other countries: {told}{rest}",
        ),
        "kept": (
            "on the UN flows probabilities like the present ones came true about as often as they said",
            "On migration flows of other countries such probabilities came true about as often as they said: {told}",
        ),
        "none": (
            "no test on other flows was possible then, or with this band",
            "How often such probabilities came true elsewhere is not tested here",
        ),
    },
    "errors_run": {
        "notebook": "06",
        "front": 0,
        "runs": (
            "the last three outcomes or more all lay on one side of the point forecast of a year before",
            "One year ahead the last {last} outcomes all lay {side} the point: errors keep their sign for years, so "
            "these tests tell less than their number",
        ),
        "mixed": (
            "the last three outcomes did not all lie on one side of the point forecast of a year before",
            "One year ahead the last outcomes lay on both sides of the point; the longest run on one side was "
            "{longest}",
        ),
        "none": (
            "fewer than three origins in the past can be tested",
            "There are too few past forecasts to see whether their errors keep their sign",
        ),
    },
}
