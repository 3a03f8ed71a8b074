"""Designs have the properties that they are chosen for."""

from __future__ import annotations

import warnings
from collections import Counter

import numpy as np
import pytest

from sim.explore.designs import Between, full_factorial, latin_hypercube, sobol

RANGES = {"a": Between(0.0, 10.0), "b": Between(-1.0, 1.0), "c": Between(5.0, 6.0)}
SAMPLED = [latin_hypercube, sobol]


def column(design, name):
    return np.array([point[name] for point in design])


def test_a_full_factorial_has_every_combination_once_the_last_lever_fastest():
    assert full_factorial({"a": [1, 2], "b": [0, 5, 9]}) == (
        {"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 5.0}, {"a": 1.0, "b": 9.0},
        {"a": 2.0, "b": 0.0}, {"a": 2.0, "b": 5.0}, {"a": 2.0, "b": 9.0},
    )  # fmt: skip


def test_levels_given_twice_make_no_point_twice():
    assert full_factorial({"a": [1, 1.0], "b": [2]}) == ({"a": 1.0, "b": 2.0},)


@pytest.mark.parametrize("points", [1, 7, 60])
def test_a_latin_hypercube_has_a_point_in_each_part_of_each_lever(points):
    design = latin_hypercube(RANGES, points, seed=3)
    for name, scale in RANGES.items():
        shares = (column(design, name) - scale.low) / (scale.high - scale.low)
        assert sorted(np.floor(shares * points)) == list(range(points))


def test_a_snapped_latin_hypercube_has_each_level_equally_often():
    scales = {name: Between(0, 1) for name in "xyz"} | {"a": [0, 5, 10, 20], "b": [1, 2, 4]}
    design = latin_hypercube(scales, 24, seed=1)
    assert Counter(column(design, "a")) == {0.0: 6, 5.0: 6, 10.0: 6, 20.0: 6}
    assert Counter(column(design, "b")) == {1.0: 8, 2.0: 8, 4.0: 8}


@pytest.mark.parametrize("points", [1, 2, 5, 32, 33])
def test_a_sobol_design_extends(points):
    longer = sobol(RANGES, 100, seed=9)
    assert sobol(RANGES, points, seed=9) == longer[:points]
    assert len(longer) == 100


def test_a_snapped_sobol_design_extends_although_equal_points_are_dropped():
    scales = {"a": [0, 1, 2], "b": [0, 1]}
    short, long = sobol(scales, 4, seed=2), sobol(scales, 64, seed=2)
    assert long[: len(short)] == short
    assert len(long) == 6


def test_sixteen_points_of_a_sobol_sequence_put_one_into_each_square():
    # The defining property of a (0, m, 2)-net in base 2, which scrambling keeps.
    design = sobol({"a": Between(0, 1), "b": Between(0, 1)}, 16, seed=5)
    squares = {(int(4 * point["a"]), int(4 * point["b"])) for point in design}
    assert len(squares) == 16


@pytest.mark.parametrize("make", SAMPLED)
def test_sampled_levels_stay_in_their_ranges_and_depend_on_the_seed_alone(make):
    design = make(RANGES, 50, seed=4)
    for name, scale in RANGES.items():
        assert ((column(design, name) >= scale.low) & (column(design, name) <= scale.high)).all()
    assert make(RANGES, 50, seed=4) == design
    assert make(RANGES, 50, seed=5) != design


@pytest.mark.parametrize("make", SAMPLED)
def test_levels_are_plain_numbers_and_nothing_is_warned_of(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        design = make({"a": Between(0, 1), "b": [1, 2]}, 11, seed=0)
    assert {type(level) for point in design for level in point.values()} == {float}


def test_a_range_has_two_ends():
    with pytest.raises(ValueError, match="not a range: 2 to 2"):
        Between(2, 2)
