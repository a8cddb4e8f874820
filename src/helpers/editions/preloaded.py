"""What forked kernels share: these modules, and the sentences. One that is missing here costs each
kernel its import, nothing else."""

import gc
from importlib import import_module

from helpers.language import SOURCE, sentences

MODULES = """ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell IPython.core.completer
seaborn matplotlib_inline.backend_inline matplotlib.backends.backend_svg
pandas.io.formats.csvs pandas.io.formats.string PIL.GifImagePlugin PIL.JpegImagePlugin
helpers.notebook helpers.findings.of_edition helpers.reconciliation.doubts
helpers.charts.chart_tables helpers.charts.region_map
helpers.pages.key_chart helpers.projection.ledger helpers.projection.nowcast
helpers.projection.outlook helpers.projection.textbook_methods
helpers.data.validation helpers.cleaning.mirror_statistics
"""

gc.disable()  # a fifth of the time of imports is a search for garbage
for module in MODULES.split():
    import_module(module)
sentences(SOURCE)
gc.freeze()
