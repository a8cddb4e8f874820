"""What forked kernels and the writer of pages share; one missing here costs only its import."""

import gc
import signal
from importlib import import_module

MODULES = """ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell ipykernel.debugger
IPython.core.completer IPython.core.completerlib IPython.extensions.storemagic psutil seaborn
matplotlib_inline.backend_inline matplotlib.backends.backend_svg pandas.io.formats.csvs
pandas.io.formats.string pandas.core.reshape.reshape pandas.core.methods.to_dict PIL.BmpImagePlugin
PIL.GifImagePlugin PIL.JpegImagePlugin PIL.PpmImagePlugin helpers.notebook
helpers.findings.of_edition helpers.reconciliation.doubts helpers.charts.chart_tables
helpers.charts.region_map helpers.pages.key_chart helpers.projection.ledger
helpers.projection.nowcast helpers.projection.outlook helpers.projection.textbook_methods
helpers.data.validation helpers.cleaning.mirror_statistics helpers.editions.make
helpers.editions.compare helpers.pages.outcomes xlsxwriter
"""

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C during the imports ends them without a word
gc.disable()  # a fifth of the time of imports is a search for garbage
for module in MODULES.split():
    import_module(module)
language = import_module("helpers.language")
language.sentences(language.SOURCE)
layout = import_module("helpers.pages.layout")
for template in import_module("helpers.paths").TEMPLATES.glob("*.html.j2"):
    layout.frame(template.name)
gc.freeze()
