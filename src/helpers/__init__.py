"""From printed figures to a tested forecast: the functions behind the notebooks.

Imports point one way:
paths, raw → printed, cleaning → reconciliation, projection → charts, findings → runs.
"""
