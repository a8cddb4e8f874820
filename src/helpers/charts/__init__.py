"""Charts: what seaborn does not draw by itself, and how any axes become a chart (04 to 06).

Each function takes tidy data and returns axes, None without data; `of_axes` adds title, source,
alt text and the proof that they show the table, and draws them for a page and for a phone.
Observed, preliminary, implied, doubtful and projected values differ by mark and line, not by colour
alone.
"""

from helpers.charts.canvas import COLOURS, NARROW, Chart, ChartError, use_house_style
from helpers.charts.lines import fan, hindcasts, in_words, mark_events, over_time, paths_within
from helpers.charts.own_chart import leave_pyplot, of_axes
from helpers.charts.row_charts import bars, joined, side_by_side, spans, stacked
