"""A process that obeys one command after the other, so that a batch pays once for imports, not once
for each edition.

Each line of its input is a command as a list, `[python, "-m", "helpers", "report", …]`; each line
of its output is the answer, the exit code and what was said of errors. What a command leaves in
memory must not count for the next one: tests/test_batch.py compares editions made so with editions
made alone.
"""

import contextlib
import io
import json
import os
import sys
import traceback

from helpers import __main__


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing but answers may reach whoever asks
    for line in sys.stdin:
        print(json.dumps(obeyed(json.loads(line)[3:])), file=answers, flush=True)


def obeyed(words: list[str]) -> tuple[int, str]:
    """The exit code of `words`, and what was said of errors."""
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            code = __main__.main(words)
        except Exception:  # as a process of its own would end
            traceback.print_exc()
            code = 1
    return code, said.getvalue()


if __name__ == "__main__":
    main()
