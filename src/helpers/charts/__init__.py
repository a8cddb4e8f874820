"""Charts: what seaborn does not draw by itself, and how any axes become a chart (04 to 06).

Each function takes tidy data and returns axes, None without data. How a value is known (observed,
preliminary, implied, doubtful, projected) shows by mark and line, not by colour alone."""

from helpers.charts.canvas import COLOURS, NARROW, Chart, ChartError, use_house_style
from helpers.charts.lines import fan, hindcasts, in_words, mark_events, over_time, paths_within
from helpers.charts.own_chart import leave_pyplot, of_axes
from helpers.charts.row_charts import bars, joined, side_by_side, spans, stacked
