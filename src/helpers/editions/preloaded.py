"""What forked kernels and the process that writes the pages share: these modules, the sentences and
the templates. One that is missing here costs each process its import, nothing else."""

import gc
from importlib import import_module

from helpers import paths
from helpers.language import SOURCE, sentences

MODULES = """ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell ipykernel.debugger
IPython.core.completer IPython.core.completerlib IPython.extensions.storemagic psutil
seaborn matplotlib_inline.backend_inline matplotlib.backends.backend_svg
pandas.io.formats.csvs pandas.io.formats.string pandas.core.reshape.reshape
pandas.core.methods.to_dict PIL.BmpImagePlugin PIL.GifImagePlugin PIL.JpegImagePlugin
PIL.PpmImagePlugin
helpers.notebook helpers.findings.of_edition helpers.reconciliation.doubts
helpers.charts.chart_tables helpers.charts.region_map
helpers.pages.key_chart helpers.projection.ledger helpers.projection.nowcast
helpers.projection.outlook helpers.projection.textbook_methods
helpers.data.validation helpers.cleaning.mirror_statistics
helpers.editions.make helpers.editions.compare helpers.pages.outcomes xlsxwriter
"""

gc.disable()  # a fifth of the time of imports is a search for garbage
for module in MODULES.split():
    import_module(module)
sentences(SOURCE)
layout = import_module("helpers.pages.layout")
for template in paths.TEMPLATES.glob("*.html.j2"):
    layout.frame(template.name)
gc.freeze()
