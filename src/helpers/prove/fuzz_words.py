"""Odd parameters and command lines, and texts that are no articles."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from helpers import parameters
from helpers.parameters import ParameterError, quoted
from helpers.prove import fuzz_watch
from helpers.prove.fuzz_packages import RAW

Case = tuple[str, Callable]
MADE = 0.05  # share of the accepted parameters for which tables and findings are made

TOKENS = (
    "2025",
    "2003",
    "1999",
    "2026",
    "-1",
    "0",
    "1",
    "5",
    "20",
    "21",
    "9" * 5000,
    "1" + "0" * 400,
    "2025.0",
    "2e3",
    "٢٠٢٥",
    "２０２５",
    "²",
    "2_025",
    " 2025 ",
    "+2025",
    "--2025",
    "nan",
    "inf",
    "-0.2",
    "0.5",
    "-1e400",
    ".",
    "-",
    "--",
    "---",
    "",
    " ",
    "\t",
    "\n",
    "a\0b",
    "\udcff",
    "\u202eab",
    "\x1b[31m",
    "en",
    "ru",
    "kk",
    "EN",
    "en\n",
    "latest",
    "first",
    "last",
    "2010-2012",
    "2012-2010",
    "2003,2004",
    "1000-9999",
    "2025,",
    "2025-02-30",
    "2026-03-01",
    "٢٠٢٦-٠٣-٠١",
    "../x",
    "x/y",
    "../../outside",
    "con",
    "a" * 300,
    "a" * 70_000,
    "é",
    "%s",
    "{}",
    "$(touch ran)",
    "=cmd()",
    "-h",
    "--help",
    "@file",
    "~",
    "__import__('os').system('touch ran')",
    "made-up_2031",
    "/dev/null",
    "/dev/null/x",
    "/proc/self/x",
    ".",
    "..",
)
OPTIONS = (
    "--year",
    "--horizon",
    "--language",
    "--vintage",
    "--moderate-decline",
    "--output",
    "--raw",
    "--jobs",
    "--years",
    "--date",
    "--texts",
    "--id",
    "--write",
    "--again",
    "--fork",
    "--to",
    "--scheduler",
    "--quick",
    "--rivals",
    "--fuzz",
    "--case",
    "--seed",
    "--yeer",
    "-y",
    "--year=2025",
    "--language=\u202e",
    "--output=",
)
COMMANDS = (
    "report",
    "report",
    "report",
    "batch",
    "compare",
    "pdf",
    "site",
    "refresh",
    "validate",
    "new-article",
    "freeze",
    "benchmark",
    "prove",
    "Report",
    "repotr",
    "",
    "--help",
    "test",
    "rm",
)
VALUES = (
    None,
    True,
    2025,
    2003,
    -1,
    0,
    5,
    2025.0,
    float("nan"),
    float("inf"),
    1e308,
    10**5000,
    -(10**400),
    "2025",
    "",
    "en",
    "ru",
    "latest",
    "first",
    b"en",
    [],
    {},
    (),
    [-0.2, 0],
    (-0.2, 0.0),
    [0, -0.2],
    [-0.5, 0.1],
    [None, 1],
    [float("nan"), 0],
    [10**5000, 1],
    ["-0.2", "0"],
    [-0.2, 0, 1],
    {"a": 1},
    {1, 2},
    object,
    1j,
    "x" * 100_000,
    "\u202e",
    "a\0",
    "\udcff",
    2**70,
)


def parameter_case(chance: random.Random, place: Path) -> Case:
    """Either a command line, or parameters as a notebook gives them."""
    return command_case(chance, place) if chance.random() < 0.6 else value_case(chance, place)


def command_case(chance: random.Random, place: Path) -> Case:
    words = [chance.choice(COMMANDS)]
    for _ in range(chance.choice((0, 1, 2, 3, 5))):
        words += [chance.choice(OPTIONS)] if chance.random() < 0.8 else []
        words += [chance.choice(TOKENS) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    if chance.random() < 0.01:
        words += ["--year"] * 5000
    there, edition = place / "cwd" / "deep", place / "cwd" / "deep" / "x"
    edition.mkdir(parents=True)
    (there / "file").write_text("2025\n", encoding="utf-8")
    record = chance.choice(
        ("", "{", "[]", '{"status": "complete"}', '{"status": "complete", "parameters": [1]}')
    )
    if record:
        (edition / "run.json").write_text(record, encoding="utf-8")

    def act(seen: fuzz_watch.Seen) -> tuple[str, bool]:
        return "", fuzz_watch.commanded(words) == 0

    return " ".join(words)[:200], act


def value_case(chance: random.Random, place: Path) -> Case:
    fitting = {
        "year": range(1999, 2027),
        "horizon": range(0, 22),
        "language": ("en", "ru", "kk"),
        "vintage": ("latest", "first"),
        "moderate_decline": ([-0.2, 0], [-0.05, 0.3], [-0.999, 1]),
    }
    names = chance.sample(list(fitting), chance.randrange(0, 6))
    odd = chance.choice((0, 0.3, 0.8))
    given = {
        name: chance.choice(VALUES if chance.random() < odd else fitting[name]) for name in names
    }
    if chance.random() < 0.1:
        given[chance.choice(TOKENS)] = chance.choice(VALUES)
    made = chance.random() < MADE

    def act(seen: fuzz_watch.Seen) -> tuple[str, bool]:
        try:
            run = parameters.check(**given)
        except ParameterError as error:
            print(error)
            return str(error), False
        if made:
            from helpers.prove import consequences

            with seen.unhurried():
                consequences._said(run)
        return str(run), True

    return ", ".join(f"{name[:30]}={quoted(value)[:40]}" for name, value in given.items()), act


# Texts

PIECES = (
    "5 тыс. ",
    "7,6% ",
    "1 ",
    "1 234 567 ",
    "12,5 млн ",
    "− 5 ",
    "-9",
    "+3 ",
    "от 5 до 6 тыс. ",
    "5–6 тыс. ",
    "٢٣ ",
    "２３ ",
    "² ",
    "½ ",
    "XIV век ",
    "Ⅻ ",
    "১২ ",
    "(",
    ")",
    "«",
    "»",
    "\n",
    "\n\n",
    "\t",
    " ",
    "\u00a0",
    "\u202f",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u200b",
    "\0",
    "\x1b[2J",
    "а",
    "е\u0301",
    "и\u0306",
    "人",
    "😀",
    "прибыли ",
    "уехали ",
    "из них ",
    "в 2025 году ",
    "Алматы ",
    "против ",
    ". ",
    "! ",
    "? ",
    "; ",
    "= ",
    "=cmd()|' /C calc'!A0 ",
    "@SUM(1) ",
    '"',
    "'",
    ",",
    "18+ ",
    "09.02.2026 ",
    "10:45 ",
    "32.13.2026 ",
    "99.99.9999 ",
    "http://x.kz/1 ",
    "• ",
    "- ",
    "тыс. ",
    "млн ",
    "миллион ",
    "%",
    "п. п. ",
    "thousand ",
    "адам ",
    "мың ",
    "1e308 ",
    "0x10 ",
    "1.5.5.5 ",
    "1,5,5,5 ",
    "01 ",
    "00000 ",
    "1234567890123456789 ",
    "12345678901234567890123 ",
    "минус ",
    "человек ",
    "раза ",
    "Из Казахстана выехали ",
)
IDS = (
    "made-up_2031",
    "x",
    "a" * 100,
    "a" * 101,
    "a" * 70_000,
    "../x",
    "../../outside/x",
    "/etc/passwd",
    "C:\\x",
    "a/b",
    "a.b",
    ".",
    "..",
    "",
    " ",
    "A",
    "статья",
    "a\0b",
    "a\n",
    "\u202ea",
    "=cmd()",
    "caravan_iom",
    "con",
    "-",
    "--",
    "a b",
    "${HOME}",
    "\udcff",
    "a\u0301",
)
YEARS = (
    "2031",
    "2031",
    "2031",
    "2025",
    "1990",
    "2100",
    "0",
    "-5",
    "9" * 5000,
    "٢٠٣١",
    "2031.0",
    "soon",
    "",
    "2031\n",
)


def text_case(chance: random.Random, place: Path) -> Case:
    """A text that is no article, and perhaps an odd id or year."""
    path, told = place / "article.txt", ""
    data = chance.choice((_repeated, _repeated, _mixed, _mixed, _mixed, _bytes, _large))(chance)
    path.write_bytes(data)
    name = chance.choice(IDS) if chance.random() < 0.15 else "made-up_2031"
    year = chance.choice(YEARS) if chance.random() < 0.15 else "2031"
    words = ["new-article", str(path), "--id", name, "--year", year]
    if chance.random() < 0.5:
        shutil.copytree(RAW, place / "package", ignore=shutil.ignore_patterns("drafts"))
        words += ["--raw", str(place / "package"), "--write"]
    if chance.random() < 0.03:
        words[1] = chance.choice(
            (str(place), "/dev/zero", "/dev/null", "nothing", "a\0b", "", "-", "x" * 5000)
        )
    told = f"{len(data)} bytes {data[:40]!r}, id {name[:30]!r}, year {year[:10]!r}"

    def act(seen: fuzz_watch.Seen) -> tuple[str, bool]:
        good = fuzz_watch.commanded(words) == 0
        armed = [
            cell
            for file in (place / "package" / "drafts").glob("*.csv")
            for cell in fuzz_watch.formulas(file)
        ]
        if armed:
            raise ValueError(f"cells that are formulas: {armed[:3]}")
        return "", good

    return told, act


def _size(chance: random.Random) -> int:
    return chance.choice(
        (10, 100, 1000, 1000, 10_000, 10_000, 100_000 if chance.random() < 0.4 else 3000)
    )


def _repeated(chance: random.Random) -> bytes:
    """A few pieces again and again: what makes slow patterns slow."""
    size = _size(chance)
    piece = "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 1, 2, 3))))
    text = piece * (size // len(piece) + 1)
    text = text[:size] + "".join(chance.choice(PIECES) for _ in range(3))
    return text[: 100_000 if size == 100_000 else None].encode(errors="replace")


def _mixed(chance: random.Random) -> bytes:
    size, text, length = _size(chance), [], 0
    while length < size:
        text.append(chance.choice(PIECES))
        length += len(text[-1])
    return "".join(text)[:size].encode(errors="replace")


def _bytes(chance: random.Random) -> bytes:
    how = chance.randrange(5)
    if how == 0:
        return bytes(chance.randrange(256) for _ in range(500))
    return (_mixed(chance).decode() + "Привет").encode(
        ("utf-16", "cp1251", "utf-8-sig", "utf-32")[how - 1], errors="replace"
    )


def _large(chance: random.Random) -> bytes:
    """What is refused before it is read as an article."""
    digits = "".join(chance.choice("0123456789") for _ in range(1000))
    texts = (
        digits * 1000,
        "1 " * 500_000,
        "тыс. " * 100_000,
        "(" * 100_000,
        " " * 1_000_000,
        "\n" * 99_999,
        "",
        "а" * 1_000_000,
        "5 тыс. " * 14_000,
        "-9" * 50_000,
        "1" * 21,
        "1" * 20,
        "." * 99_999 + "5",
        "а-" * 50_000,
        "1,1" * 33_000,
        "=" * 99_999,
        "00000 " * 16_000 + "x",
    )
    return chance.choice(texts).encode()
