"""The words of the findings about the articles."""

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
            "No article about {year} is transcribed: this edition rests on the series alone",
        ),
    },
    "second_reading": {
        "notebook": "01",
        "front": 0,
        "agrees": (
            "both readings give the same place, value and power of ten for every figure of an article read twice",
            "A second reading without sight of the first agrees in all {figures} figures{others}",
        ),
        "differs": (
            "the readings differ in at least one figure",
            "A second reading without sight of the first differs in {different} of {figures} figures{others}",
        ),
        "none": (
            "no article of this year was read a second time",
            "The figures have not been read a second time",
        ),
        "no_figures": (
            "no article of this year prints a figure",
            "There are no figures to be read a second time",
        ),
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
        "front": 5,
        "counted": (
            "the articles of the year make at least one claim",
            "Of {claims} claims, those that hold as printed: {holds} ({quoted} only by agreement with a copy of the "
            "bureau's figure); contradicted: {contradicted}{alike}; true only of first figures, since revised: "
            "{preliminary}; agree only if cut, not rounded: {cut}; undecidable: {undecidable}; "
            "unchecked: {unchecked} ({reasons})",
        ),
        "none": (
            "no article of this year is transcribed",
            "There is no claim to test: no article is transcribed",
        ),
    },
    "verdict_count": {
        "notebook": "03",
        "front": 0,
        "counted": (
            "the articles of the year make at least one claim",
            "Claims that hold as printed: {holds} of {claims}; contradicted: {contradicted}",
        ),
        "none": (
            "no article of this year is transcribed",
            "There is no claim to count: no article is transcribed",
        ),
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
        "none": (
            "no such doubt bears on the year",
            "No exchange of two figures is suspected for {year}",
        ),
    },
}
