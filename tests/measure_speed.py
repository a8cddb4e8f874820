"""How long an edition takes against its cells as one plain script: `.venv/bin/python tests/measure_speed.py [RUNS]`.

Prints medians of interleaved runs, and ratios, which vary less between machines than seconds. No test depends on it.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from helpers import paths, settings

STATES = "from helpers import notebook as _n; _n.display = lambda *given, **more: None\n"


def plain_script() -> str:
    """Every code cell of every notebook, one after the other, drawing and describing but not displaying."""
    sources = [nbformat.read(path, as_version=4) for path in sorted(paths.NOTEBOOKS.glob("0*.ipynb"))]
    cells = [cell.source for source in sources for cell in source.cells if cell.cell_type == "code"]
    return STATES + "\n\n".join(cells)


def commands(folder: Path) -> dict[str, list[str]]:
    """What is timed, by name."""
    script = folder / "plain.py"
    script.write_text(plain_script(), encoding="utf-8")
    python = sys.executable
    loop = (
        f"for n in {paths.NOTEBOOKS}/0*.ipynb; do {python} -m papermill $n {folder}/$(basename $n) --no-progress-bar "
        f"&& {python} -m nbconvert --to html {folder}/$(basename $n) || exit 1; done"
    )
    return {
        "imports": [python, "-c", "import pandas, seaborn, statsmodels.api"],
        "plain script": [python, str(script)],
        "edition": [python, "-m", "helpers", "report", "--output", str(folder / "edition")],
        "papermill and nbconvert in a loop": ["sh", "-c", loop],
    }


def seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, cwd=paths.ROOT, env=settings.environment(), capture_output=True)
    return time.perf_counter() - begin


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        timed = commands(Path(folder))
        found = {name: [] for name in timed}
        for _ in range(runs):
            for name, command in timed.items():
                found[name].append(seconds(command))
    middle = {name: statistics.median(values) for name, values in found.items()}
    for name, value in middle.items():
        spread = f"{min(found[name]):.1f}–{max(found[name]):.1f}"
        print(f"{name:36} {value:6.1f} s ({spread})  {value / middle['plain script']:5.2f} of the plain script")
    overhead = (middle["edition"] - middle["plain script"] / 2) / 7 / middle["imports"]
    print(f"overhead of the edition per notebook: {overhead:.2f} times the imports")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
