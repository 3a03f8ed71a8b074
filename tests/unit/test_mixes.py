"""Mixes in words."""

from __future__ import annotations

import pytest

from sim.scenario.experiments.mixes import level_words, mix_words, number_words
from tests.unit.sample_sweep import BSA, SWSO, WORKER, lever

TAKE_UP = lever("take_up", [0.3, 0.6], short="Take-up", unit="")
FREED = lever("freed", [4, 8], short="Hours freed", unit="hours a week")


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ((10.0, 2.0, 6.0), "10 SWSO, 2 BSA and 6 social workers"),
        ((10.0, 0.0, 6.0), "10 SWSO and 6 social workers"),
        ((0.0, 2.5, 0.0), "2.5 BSA"),
        ((0.0, 0.0, 0.0), "0 SWSO, 0 BSA and 0 social workers"),
        ((-4.0, 0.0, 0.0), "-4 SWSO"),
    ],
)
def test_posts_are_counted_and_those_of_nought_left_out(levels, words):
    levers = (SWSO, BSA, WORKER)
    names = [one.name for one in levers]
    assert mix_words(levers, dict(zip(names, levels, strict=True))) == words


def test_what_is_not_counted_is_named_first_and_never_left_out():
    levels = {"swso": 0.0, "take_up": 0.0, "freed": 6.5}
    assert mix_words((SWSO, TAKE_UP, FREED), levels) == "Take-up 0 and Hours freed 6.5 hours a week"
    assert level_words(TAKE_UP, 0.6) == "Take-up 0.6"


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (10.0, "10"),
        (13.48372, "13.48"),
        (0.1 + 0.2, "0.3"),
        (1234.0, "1,234"),
        (43111.11, "43,111"),
    ],
)
def test_levels_have_as_many_digits_as_a_reader_wants(level, words):
    assert number_words(level) == words
