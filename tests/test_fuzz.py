"""Bad input: a sample of the cases passes, and what a case must not do is noticed."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import settings
from helpers.prove import fuzz, fuzz_watch

SAMPLE = 150


def test_a_sample_of_bad_input_ends_in_plain_words():
    settings.fix()
    found = list(fuzz.outcomes(range(1, SAMPLE + 1)))
    assert [one for one in found if one.result == fuzz.FAULT] == []
    counts = fuzz.summary(found).set_index("kind")
    assert counts.cases.to_dict() == dict.fromkeys(fuzz.KINDS, SAMPLE // 3) | {"all": SAMPLE}
    assert (counts[[fuzz.REFUSED, fuzz.ACCEPTED]] > 0).all(axis=None), "some are refused, and some are not"


def planted(act, monkeypatch, tmp_path) -> fuzz.Outcome:
    """The outcome of a case that does what `act` does in its folder."""
    monkeypatch.setattr(
        fuzz, "KINDS", {"planted": lambda chance, place: ("planted", lambda seen: act(place) or ("", True))}
    )
    return fuzz.attempt(1, fuzz.SEED, tmp_path)


def outside(place):
    (place.parent / "elsewhere").write_text("x")


def beside(place):
    (place / "outside" / "x").write_text("x")


def at_home(_place):
    Path("~/x").expanduser().mkdir()


def through_a_link(place):
    (place / "out" / "link").symlink_to(place.parent)
    (place / "out" / "link" / "x").write_text("x")


def program(_place):
    os.system("true")


def process(_place):
    subprocess.run([sys.executable, "-c", ""])


def traceback(_place):
    raise KeyError("year")


def ended(_place):
    sys.exit(3)


def control_character(_place):
    print("\x1b[2J")


def direction(_place):
    print("\u202e", file=sys.stderr)


def half_a_character(_place):
    print("\udcff")


def slow(_place):
    while time.process_time() - slow.begun < 0.2:
        pass


FAULTS = {
    outside: "elsewhere", beside: "outside", at_home: "home", through_a_link: "open", program: "os.system",
    process: "subprocess", traceback: "KeyError", ended: "SystemExit", control_character: "U+001B",
    direction: "U+202E", half_a_character: "UnicodeEncodeError", slow: "took",
}  # fmt: skip


@pytest.mark.parametrize("act", FAULTS, ids=lambda function: function.__name__)
def test_what_no_case_may_do_is_a_fault(act, monkeypatch, tmp_path):
    slow.begun = time.process_time()
    monkeypatch.setattr(fuzz_watch, "LIMIT", 0.1)
    before = Path.cwd(), dict(os.environ)
    outcome = planted(act, monkeypatch, tmp_path)
    assert outcome.result == fuzz.FAULT and FAULTS[act] in outcome.why
    assert (Path.cwd(), dict(os.environ)) == before


def test_what_a_case_may_do_is_none(monkeypatch, tmp_path):
    def act(place):
        (place / "out" / "x").write_text("x")
        print("7,6 тыс.\u00a0человек")

    assert planted(act, monkeypatch, tmp_path).result == fuzz.ACCEPTED


def died(_place):
    os._exit(1)


def waits(_place):
    time.sleep(600)


@pytest.mark.skipif(not settings.CAN_FORK, reason="the planted case reaches a process by a fork alone")
@pytest.mark.parametrize(("act", "why"), [(died, "died"), (waits, "not over")])
def test_a_process_that_dies_or_hangs_is_a_fault_and_the_next_case_is_tried(act, why, monkeypatch):
    context = fuzz.multiprocessing.get_context("fork")
    monkeypatch.setattr(fuzz.multiprocessing, "get_context", lambda _kind: context)
    monkeypatch.setattr(fuzz, "PATIENCE", 1)
    kinds = {"planted": lambda c, p: ("bad", lambda seen: act(p)), "sound": lambda c, p: ("", lambda seen: ("", True))}
    monkeypatch.setattr(fuzz, "KINDS", kinds)
    found = {one.number: one for one in fuzz.outcomes(range(2, 8))}
    assert {number: one.result for number, one in found.items()} == {
        number: fuzz.ACCEPTED if number % 2 else fuzz.FAULT for number in range(2, 8)
    }
    assert all(why in found[number].why for number in (2, 4, 6))


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_a_case_is_the_same_again_and_others_differ(kind, tmp_path):
    made = []
    for number, seed in enumerate((1, 1, 2)):
        place = tmp_path / "case"
        place.mkdir()
        what, _ = fuzz.KINDS[kind](random.Random(f"{seed} 7"), place)
        content = {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()}
        made.append((what, content))
        place.rename(tmp_path / str(number))
    assert made[0] == made[1] != made[2]
