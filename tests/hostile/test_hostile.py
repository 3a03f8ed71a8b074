"""A part of the hostile inputs of ``python -m tests.hostile``, and some through a real process."""

import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from tests.hostile.at_keys import all_at_keys
from tests.hostile.files import LARGE, all_files
from tests.hostile.trial import ACCEPTED, FILE, REFUSED, Input, Workshop

ROOT = Path(__file__).parents[2]
FEWEST = 900
"""Hostile inputs that the suite as a whole has, at least."""
GENEROUS = 60.0
"""Seconds for one input on the slowest machine; the report of the whole says how long it took."""
SOME_LARGE = {"2 MB", "21 brackets", "100,000 parts of a key", "900,000 digits"}


def some_at_keys() -> list[Input]:
    """Each mischief once for every kind of value, and for every key one, by turns."""
    seen: set[tuple[str, str]] = set()
    some = []
    for turn, (_, group) in enumerate(groupby(all_at_keys(), lambda one: one.key_of)):
        inputs = list(group)
        for place, one in enumerate(inputs):
            mischief = (one.place, one.mischief)
            if place == turn % len(inputs) or mischief not in seen:
                some.append(one)
            seen.add(mischief)
    return some


def some_files() -> list[Input]:
    return [one for one in all_files() if one.group != LARGE][::6]


def some_large() -> list[Input]:
    return [one for one in all_files() if one.what in SOME_LARGE]


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path / "work")
    workshop.set_up()
    return workshop


@pytest.mark.parametrize("inputs", [some_at_keys, some_files, some_large])
def test_hostile_inputs_end_as_they_must(workshop, inputs):
    tried = [(one, workshop.try_out(one)) for one in inputs()]
    wrong = [
        f"{outcome.verdict}: {one.group}: {one.what}: {outcome.why}"
        for one, outcome in tried
        if outcome.verdict not in (REFUSED, ACCEPTED)
    ]
    assert not wrong, "\n".join(wrong[:20])
    assert max(outcome.seconds for _, outcome in tried) < GENEROUS


def test_there_are_many_of_them_and_each_is_one_of_a_kind():
    names = [(one.group, one.what) for one in (*all_at_keys(), *all_files())]
    assert len(names) > FEWEST
    assert len(set(names)) == len(names)


def test_the_judge_is_not_fooled(workshop):
    fine = 'extends = "base.toml"\ntitle = "x"\n'
    bad = 'extends = "base.toml"\n[run]\nseed = true\n'
    wrong = [
        Input("x", "accepted", fine),
        Input("x", "refused", bad, is_fine=True),
        Input("x", "another key", bad, "run.end", 3),
        Input("x", "another line", bad, "run.seed", 2),
        Input("x", "other words", bad, "run.seed", 3, ("Write 7.",)),
        Input("x", "too long", bad, "run.seed", 3, longest=10),
    ]
    assert all(workshop.try_out(one).verdict not in (REFUSED, ACCEPTED) for one in wrong)


def _processes() -> list[Input]:
    """A few, spread over all there are: each takes a second of its own."""
    return [one for one in some_at_keys() if not one.is_fine][::200]


def test_a_real_process_ends_with_2_says_nothing_on_stdout_and_writes_nothing(workshop):
    for one in _processes():
        workshop.put(one)
        before = sorted(workshop.folder.rglob("*"))
        done = subprocess.run(
            [sys.executable, "-m", "sim", one.command, FILE],
            cwd=workshop.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=GENEROUS,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, ""), one.what
        assert done.stderr.startswith("Error: "), one.what
        assert "Traceback" not in done.stderr, one.what
        assert sorted(workshop.folder.rglob("*")) == before, one.what
