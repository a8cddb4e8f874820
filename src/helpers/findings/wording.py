"""The words of every finding, apart from the logic that chooses between them.

For each finding: the notebook that makes it, its place on the front page (0: not there), and its
wordings. Each wording carries the condition under which it holds; `findings` decides which one
does. Slots are filled with text that is formatted already. A sentence that counts stands in the
singular and the plural, with `{n}` and the name of the slot that is counted; `locale/ru.po` holds
every condition and sentence in Russian. To change a sentence, change it here and there; to change
when it is said, change `findings`.

The sentences of the tests of claims are functions beside them: `figures`, `words` and `stocks`, and
what these share in `verdicts`.
"""

from helpers.findings.words_on_articles import WORDING as ON_ARTICLES
from helpers.findings.words_on_flows import WORDING as ON_FLOWS
from helpers.findings.words_on_forecast import WORDING as ON_FORECAST
from helpers.findings.words_on_people import WORDING as ON_PEOPLE

WORDING = ON_ARTICLES | ON_FLOWS | ON_PEOPLE | ON_FORECAST
