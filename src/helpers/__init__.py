"""From printed figures to a tested forecast: the functions behind the notebooks.

Rooms follow the notebooks, and imports run down only; docs/structure.md shows them.
"""
