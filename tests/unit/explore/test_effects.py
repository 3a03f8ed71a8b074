"""Main effects are plain means where a design is balanced, and right where it is not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sim.explore.effects import MOST_LEVELS, PARTS, Levels, main_effects
from sim.explore.effects import levels_of as levels_between


def levels_of(values: np.ndarray, ends: tuple[float, float] | None = None) -> Levels:
    low, high = ends or (values.min(), values.max())
    return levels_between(values, low, high)


A, B = np.array(list(product([0.0, 5.0, 10.0], [0.0, 2.0]))).T
LEVERS = [levels_of(A), levels_of(B)]


def outcome(a, b):
    """Two futures of an outcome in which the levers' effects add up."""
    return np.stack([22 - 0.1 * a - 0.5 * b, 25 - 0.2 * a - 0.5 * b], axis=1)


def test_in_a_full_factorial_they_are_plain_means():
    values = np.random.default_rng(1).normal(size=(6, 4))
    first, second = main_effects(LEVERS, values)
    for level, row in zip([0.0, 5.0, 10.0], first, strict=True):
        np.testing.assert_allclose(row, values[level == A].mean(axis=0))
    for level, row in zip([0.0, 2.0], second, strict=True):
        np.testing.assert_allclose(row, values[level == B].mean(axis=0))


def test_points_that_are_missing_do_not_mix_the_effects():
    kept = A + B < 12  # the dearest is over the budget
    levers = [levels_of(A[kept]), levels_of(B[kept])]
    first, second = main_effects(levers, outcome(A[kept], B[kept]))
    np.testing.assert_allclose(np.diff(first, axis=0), [[-0.5, -1.0], [-0.5, -1.0]])
    np.testing.assert_allclose(np.diff(second, axis=0), [[-1.0, -1.0]])
    whole = main_effects(LEVERS, outcome(A, B))
    np.testing.assert_allclose(first, whole[0])
    plain = outcome(A[kept], B[kept])[A[kept] == 10.0].mean(axis=0)
    assert abs(plain - first[2]).max() > 0.4  # what plain means would be wrong by


def test_a_point_without_a_value_is_left_out():
    values = outcome(A, B)
    values[5, 1] = np.nan
    np.testing.assert_allclose(
        main_effects(LEVERS, values)[0], main_effects(LEVERS, outcome(A, B))[0]
    )


def test_levers_that_were_only_moved_together_are_not_told_apart():
    same = levels_of(np.array([0.0, 1.0, 2.0]))
    effects = main_effects([same, same], np.ones((3, 2)))
    assert [effect.shape for effect in effects] == [(3, 2), (3, 2)]
    assert np.isnan(effects[0]).all()
    assert np.isnan(effects[1]).all()


def test_a_lever_with_one_level_has_the_mean_of_all():
    effects = main_effects([LEVERS[0], levels_of(np.zeros(6))], outcome(A, B))
    np.testing.assert_allclose(effects[1], [outcome(A, B).mean(axis=0)])


def test_a_sampled_lever_is_cut_into_parts():
    sample = np.linspace(10.0, 20.0, MOST_LEVELS + 1)
    levels = levels_of(sample)
    assert levels.low.tolist() == [10.0, 12.0, 14.0, 16.0, 18.0]
    assert levels.high.tolist() == [12.0, 14.0, 16.0, 18.0, 20.0]
    assert len(levels.low) == PARTS
    assert ((sample >= levels.low[levels.codes]) & (sample <= levels.high[levels.codes])).all()


def test_the_parts_are_of_the_range_and_not_of_what_the_sample_drew():
    levels = levels_of(np.linspace(0.3, 9.9, 40), (0.0, 10.0))
    assert levels.low.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert np.bincount(levels.codes).sum() == 40


def test_a_part_without_points_is_not_there():
    sample = np.concatenate([np.linspace(0.0, 1.0, MOST_LEVELS), [10.0]])
    levels = levels_of(sample)
    assert levels.low.tolist() == [0.0, 8.0]
    assert levels.codes.tolist() == [0] * MOST_LEVELS + [1]


def test_few_levels_stay_as_they_are():
    levels = levels_of(np.array([20.0, 0.0, 20.0]))
    assert levels.low.tolist() == levels.high.tolist() == [0.0, 20.0]
    assert levels.codes.tolist() == [1, 0, 1]


@pytest.mark.parametrize("missing", [0, 1])
def test_no_points_at_all_leave_nothing_known(missing):
    effects = main_effects(LEVERS, np.full((6, 2), np.nan))
    assert np.isnan(effects[missing]).all()
