"""From printed figures to a tested forecast: the functions behind the notebooks.

Rooms follow the notebooks, and imports run down only; docs/structure.md shows them."""

import sys

# jsonschema spends 0.9 s on loading a checker of addresses that no notebook schema uses.
sys.modules.setdefault("rfc3987_syntax", None)
