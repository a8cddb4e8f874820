"""How long editions take against their cells as one plain script: `.venv/bin/python tests/measure_speed.py [RUNS]`.

Prints medians of interleaved runs, and ratios, which vary less between machines than seconds. With `batch` as a
second word, ten editions too, which takes some ten minutes. No test depends on it. The plain script does all that the
cells do, writing their files included; it only shows nothing.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd

from helpers import paths, settings
from helpers.csv_files import write_csv

STATES = "from helpers import notebook as _n; _n.display = lambda *given, **more: None\n"
REPORT = [sys.executable, "-m", "helpers", "report", "--output"]
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("0*.ipynb"))
TEN = list(range(2016, 2026))


def plain_script(year: int | None = None) -> str:
    """Every code cell of every notebook, one after the other; with a `year`, set after each parameters cell."""
    lines = [STATES]
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                lines.append(cell.source)
                if year and "parameters" in cell.metadata.get("tags", []):
                    lines.append(f"year = {year}")
    return "\n\n".join(lines)


def seconds(command: list[str], **variables: str) -> float:
    begin = time.perf_counter()
    environment = settings.environment() | variables
    subprocess.run(command, check=True, cwd=paths.ROOT, env=environment, capture_output=True)
    return time.perf_counter() - begin


def one_edition(folder: Path) -> dict[str, float]:
    """Seconds of each way to make one edition from nothing."""
    python, script = sys.executable, folder / "plain.py"
    script.write_text(plain_script(), encoding="utf-8")
    for name in ("edition", "forked", "files", "loop"):
        shutil.rmtree(folder / name, ignore_errors=True)
    papermill = f"{python} -m papermill $n {folder}/loop/$(basename $n) --no-progress-bar"
    html = f"{python} -m nbconvert --to html {folder}/loop/$(basename $n)"
    execute = f"{python} -m nbconvert --execute --to html --output-dir {folder}/loop {paths.NOTEBOOKS}/0*.ipynb"
    (folder / "loop").mkdir()
    files = {paths.OUTPUT_VARIABLE: str(folder / "files")}
    return {
        "the imports: pandas, seaborn, statsmodels.api": seconds(
            [python, "-c", "import pandas, seaborn, statsmodels.api"]
        ),
        "plain script, one process": seconds([python, str(script)], **files),
        "plain script, writing no files": seconds([python, str(script)]),
        "edition": seconds([*REPORT, str(folder / "edition")]),
        "edition, --fork": seconds([*REPORT, str(folder / "forked"), "--fork"]),
        "papermill and nbconvert in a loop": seconds(
            ["sh", "-c", f"for n in {paths.NOTEBOOKS}/0*.ipynb; do {papermill} && {html} || exit 1; done"]
        ),
        "jupyter nbconvert --execute": seconds(["sh", "-c", execute]),
        "edition, unchanged": seconds([*REPORT, str(folder / "edition")]),
        "edition, one notebook changed": changed(folder / "edition"),
    }


def changed(edition: Path) -> float:
    """Seconds of an edition after a change of its first notebook, which is taken back."""
    first = NOTEBOOKS[0]
    kept = first.read_bytes()
    try:
        notebook = nbformat.read(first, as_version=4)
        notebook.cells[0].source += "\n\nA word more."
        nbformat.write(notebook, first)
        return seconds([*REPORT, str(edition)])
    finally:
        first.write_bytes(kept)


def ten_editions(folder: Path) -> dict[str, float]:
    """Seconds of ten plain scripts, two at a time, and of a batch of the same ten years."""
    scripts = []
    for year in TEN:
        scripts.append(folder / f"{year}.py")
        scripts[-1].write_text(plain_script(year), encoding="utf-8")
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        where = [{paths.OUTPUT_VARIABLE: str(folder / script.stem)} for script in scripts]
        list(pool.map(lambda script, files: seconds([sys.executable, str(script)], **files), scripts, where))
    found = {"ten plain scripts, two at a time": time.perf_counter() - begin}
    batch = [sys.executable, "-m", "helpers", "batch", "--years", f"{TEN[0]}-{TEN[-1]}", "--jobs", "2", "--output"]
    found["batch of ten, --fork"] = seconds([*batch, str(folder / "batch forked"), "--fork"])
    found["batch of ten"] = seconds([*batch, str(folder / "batch")])
    return found


def print_table(found: list[dict[str, float]], unit: str) -> dict[str, float]:
    """A line for each name, as multiples of the one called `unit`; returns the medians."""
    middle = {name: statistics.median(run[name] for run in found) for name in found[0]}
    for name, value in middle.items():
        spread = f"{min(run[name] for run in found):.1f}–{max(run[name] for run in found):.1f}"
        print(f"{name:46} {value:6.1f} s ({spread})  {value / middle[unit]:5.2f}", flush=True)
    return middle


def keep(middle: dict[str, float], unit: str) -> None:
    """Put the medians where the health page looks for them."""
    rows = [(name, round(value, 1), round(value / middle[unit], 2)) for name, value in middle.items()]
    frame = pd.DataFrame(rows, columns=["way", "seconds", f"of the {unit}"])
    write_csv(frame, paths.OUTPUTS / "health" / "speed.csv")


def main(runs: int, batch: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        middle = print_table([one_edition(Path(folder)) for _ in range(runs)], "plain script, one process")
        keep(middle, "plain script, one process")
        for name in ("edition", "edition, --fork"):
            spent = (middle[name] - middle["plain script, one process"] / 2) / len(NOTEBOOKS)
            print(f"overhead per notebook of {name}: {spent / next(iter(middle.values())):.2f} times the imports")
        if batch:
            print_table([ten_editions(Path(folder))], "ten plain scripts, two at a time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, "batch" in sys.argv[2:])
