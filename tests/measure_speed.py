"""How long editions take against their cells as one plain script: `.venv/bin/python tests/measure_speed.py [RUNS]`.

Prints medians of interleaved runs, and ratios, which vary less between machines than seconds. With `batch` as a
second word, ten editions too, which takes some ten minutes. No test depends on it. The plain script does all that the
cells do, writing their files included; it only shows nothing.
"""

import shutil
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
PLAIN = "plain script, one process"
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
    loop = f"for n in {paths.NOTEBOOKS}/0*.ipynb; do {papermill} && {html} || exit 1; done"
    imports = "import pandas, seaborn, statsmodels.api"
    execute = f"{python} -m nbconvert --execute --to html --output-dir {folder}/loop {paths.NOTEBOOKS}/0*.ipynb"
    (folder / "loop").mkdir()
    files = {paths.OUTPUT_VARIABLE: str(folder / "files")}
    return {
        "the imports: pandas, seaborn, statsmodels.api": seconds([python, "-c", imports]),
        PLAIN: seconds([python, str(script)], **files),
        "plain script, writing no files": seconds([python, str(script)]),
        "edition": seconds([*REPORT, str(folder / "edition")]),
        "edition, --fork": seconds([*REPORT, str(folder / "forked"), "--fork"]),
        "papermill and nbconvert in a loop": seconds(["sh", "-c", loop]),
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
    plain = time.perf_counter() - begin
    batch = [sys.executable, "-m", "helpers", "batch", "--years", f"{TEN[0]}-{TEN[-1]}", "--jobs", "2", "--output"]
    return {
        "ten plain scripts, two at a time": plain,
        "batch of ten, --fork": seconds([*batch, str(folder / "batch forked"), "--fork"]),
        "batch of ten": seconds([*batch, str(folder / "batch")]),
    }


def table(runs: list[dict[str, float]], unit: str) -> pd.DataFrame:
    """The median, the least and the most seconds of each way, and the median as a multiple of the way `unit`."""
    seconds = pd.DataFrame(runs).agg(["median", "min", "max"]).T.rename(columns={"median": "seconds"})
    seconds[f"of the {unit}"] = seconds.seconds / seconds.seconds[unit]
    print(seconds.round(2).to_string(), flush=True)
    return seconds.round(2).rename_axis("way").reset_index()


def main(runs: int, batch: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ways = table([one_edition(Path(folder)) for _ in range(runs)], PLAIN)
        write_csv(ways.drop(columns=["min", "max"]), paths.OUTPUTS / "health" / "speed.csv")  # for the health page
        middle = ways.set_index("way").seconds
        for name in ("edition", "edition, --fork"):
            spent = (middle[name] - middle[PLAIN] / 2) / len(NOTEBOOKS)
            print(f"overhead per notebook of {name}: {spent / middle.iloc[0]:.2f} times the imports")
        if batch:
            table([ten_editions(Path(folder))], "ten plain scripts, two at a time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, "batch" in sys.argv[2:])
