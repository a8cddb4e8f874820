"""Charts: lines, bars, dots, intervals and the map (notebooks 04 to 06).

Each takes tidy data and a finding, which is its title, and describes itself. Observed, preliminary,
implied, derived, doubtful and projected values differ by mark and line, not by colour alone;
rounding intervals are thin whiskers, model intervals bands. Without data there is None.
"""

from helpers.charts.canvas import COLOURS, Chart, ChartError
from helpers.charts.lines import fan, over_time, paths_within
from helpers.charts.own_chart import leave_pyplot, of_axes, use_house_style
from helpers.charts.row_charts import compared, ranked, shares, stacked
