"""Kernels forked from a preloaded process give what kernels started anew give, and end when they should."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import nbformat
import pytest
from jupyter_core.utils import ensure_event_loop
from nbformat.v4 import new_code_cell, new_notebook

from helpers import settings
from helpers.editions import execute, kernels
from helpers.files import WorkError

pytestmark = pytest.mark.skipif(not settings.CAN_FORK, reason="this system cannot fork kernels")

SURROUNDINGS = """
import os, sys, random, numpy, pandas, matplotlib
from helpers import language
print({"b", "a", "c"}, os.getcwd(), sys.stdin.read(), matplotlib.get_backend())
print(sorted((name, value) for name, value in os.environ.items() if name not in ("JPY_PARENT_PID", "_")))
print(language.spoken(), hasattr(pandas, "left_behind"), numpy.get_printoptions(), matplotlib.rcParams["font.size"])
"""
LEAVES_SOMETHING = """
import sys, pandas
from helpers import language
assert "helpers.cleaning.mirror_statistics" in sys.modules, "the last module to be preloaded is not"
pandas.left_behind = 1
language.speak("ru")
"""


def executed(folder: Path, source: str, forked: bool) -> nbformat.NotebookNode:
    folder.mkdir()
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), folder / "a.ipynb")
    kernel = kernels.Kernels({"EXTRA": "1", "PYTHONHASHSEED": "0"}, forked=forked)
    return execute.execute(folder / "a.ipynb", folder / "b.ipynb", kernel, None)


def test_a_fork_finds_the_same_surroundings_and_nothing_of_other_notebooks(tmp_path):
    started = executed(tmp_path / "started", SURROUNDINGS, forked=False)
    executed(tmp_path / "other", LEAVES_SOMETHING, forked=True)
    forked = executed(tmp_path / "forked", SURROUNDINGS, forked=True)
    assert forked.cells[0].outputs == started.cells[0].outputs
    assert "False" in started.cells[0].outputs[0].text


def test_a_notebook_runs_where_another_event_loop_has_ended(tmp_path):
    async def nothing() -> None: ...

    ensure_event_loop()
    asyncio.run(nothing())  # leaves the thread without a loop of its own, though Jupyter has one
    assert executed(tmp_path / "a", "print(1)", forked=False).cells[0].outputs[0].text == "1\n"


SILENT = RuntimeError("Kernel didn't respond in 60 seconds")
BLANK = new_notebook(cells=[])


@pytest.mark.parametrize(
    ("answers", "ending", "turns"),
    [
        ([SILENT, BLANK], contextlib.nullcontext(), 2),
        ([SILENT, SILENT], pytest.raises(RuntimeError), 2),
        ([execute.DeadKernelError("Kernel died"), BLANK], pytest.raises(execute.DeadKernelError), 1),
        ([ValueError("other"), BLANK], pytest.raises(ValueError, match="other"), 1),
    ],
)
def test_a_kernel_that_never_answered_is_started_once_more(answers, ending, turns, tmp_path, monkeypatch):
    nbformat.write(BLANK, tmp_path / "01_a.ipynb")
    papermill = Mock(side_effect=answers)
    monkeypatch.setattr(execute.papermill, "execute_notebook", papermill)
    with ending:
        execute.execute(tmp_path / "01_a.ipynb", tmp_path / "out.ipynb", kernels.Kernels({}), None)
    assert papermill.call_count == turns


def test_a_kernel_that_ends_at_its_start_or_starts_when_the_run_has_been_stopped_is_told_as_such(tmp_path):
    nbformat.write(BLANK, tmp_path / "01_a.ipynb")
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit(3)")
    broken, stopped = kernels.Kernels({"PYTHONPATH": str(tmp_path)}), kernels.Kernels({}, forked=True)
    stopped.kill()
    for started in (broken, stopped):
        with pytest.raises(RuntimeError, match="ended before its first answer"):
            execute.execute(tmp_path / "01_a.ipynb", tmp_path / "out.ipynb", started, None)


def test_ctrl_c_while_modules_are_preloaded_ends_that_without_a_word():
    program = "import os, signal, time; from helpers.editions import kernels; kernels.preload(); time.sleep(0.7)\n"
    program += "signal.signal(signal.SIGINT, lambda *_: None); os.killpg(0, signal.SIGINT)"
    options = {"env": settings.environment(), "start_new_session": True, "stderr": subprocess.PIPE}
    assert subprocess.run([sys.executable, "-c", program], **options).stderr == b""


def test_an_error_a_death_and_a_hang_of_forks_are_told_as_those_of_other_kernels(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "CELL_LIMIT", 1)
    cells = {"01_error": "1 / 0", "02_death": "import os\nos._exit(3)", "03_hang": "import time\ntime.sleep(60)"}
    for name, source in cells.items():
        nbformat.write(new_notebook(cells=[new_code_cell(source)]), tmp_path / f"{name}.ipynb")
    failed, forks = tmp_path / "failed", kernels.Kernels({}, forked=True)
    with pytest.raises(WorkError) as error:
        execute.execute_all([*tmp_path.iterdir()], tmp_path / "out", forks, None, failed, lambda line: None, 2)
    assert str(error.value).splitlines()[::2] == [
        "01_error stopped at cell [1]: ZeroDivisionError: division by zero",
        "02_death stopped at cell [1]: the kernel died (out of memory, or somebody ended it)",
        "03_hang stopped at cell [1]: the cell took longer than 1 s",
        "Nothing was replaced.",
    ]
    assert {path.stem for path in failed.iterdir()} == set(cells)


def test_forks_end_with_a_run_that_is_killed(tmp_path):
    program = tmp_path / "run.py"
    notebook = new_notebook(cells=[new_code_cell(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(__import__('os').getpid()))\nwhile True: pass")])  # fmt: skip  # noqa: E501
    nbformat.write(notebook, tmp_path / "a.ipynb")
    program.write_text(
        "import sys\nfrom pathlib import Path\nfrom helpers.editions import kernels, execute\n"
        "if __name__ == '__main__':\n"
        "    here = Path(sys.argv[1])\n"
        "    execute.execute(here / 'a.ipynb', here / 'b.ipynb', kernels.Kernels({}, forked=True), None)\n"
    )
    run = subprocess.Popen([sys.executable, str(program), str(tmp_path)], env=settings.environment())
    pid = int(waited_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert waited_for(lambda: not alive(pid))


def waited_for(question, seconds: float = 30):
    latest = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < latest:
        time.sleep(0.05)
    return answer


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
    except ProcessLookupError:
        return False
