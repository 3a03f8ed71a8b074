"""Paired statistics, against SciPy and answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.results.paired import (
    best,
    difference,
    first_stay,
    half_there,
    meets,
    wilson,
)

NAN = np.nan
numbers = st.floats(-1000, 1000).map(lambda x: round(x, 3))


# --- the difference ---


@given(arrays(float, (2, 12), elements=numbers))
def test_the_interval_is_that_of_a_paired_t_test(values):
    option, baseline = values
    found = difference(option, baseline, axis=0)
    if np.ptp(option - baseline) == 0:
        assert found.half_width == pytest.approx(0.0, abs=1e-9)
        return
    expected = stats.ttest_rel(option, baseline).confidence_interval(0.95)
    assert found.mean - found.half_width == pytest.approx(expected.low, rel=1e-9, abs=1e-9)
    assert found.mean + found.half_width == pytest.approx(expected.high, rel=1e-9, abs=1e-9)


def test_a_difference_by_hand():
    found = difference(np.array([1.0, 2.0, 6.0]), np.array([2.0, 2.0, 4.0]), axis=0)
    # -1, 0 and 2: mean 1/3, variance 7/3; the option varies by 7, the baseline by 4/3
    assert found.n == 3
    assert found.baseline_mean == pytest.approx(8 / 3)
    assert found.mean == pytest.approx(1 / 3)
    assert found.sd == pytest.approx((7 / 3) ** 0.5)
    assert found.quantiles == pytest.approx([-0.9, -0.5, 0.0, 1.0, 1.8])
    assert found.lower.value == pytest.approx(1 / 3)  # a tie is not lower
    assert found.gain == pytest.approx((7 + 4 / 3) / (7 / 3))


def test_only_replications_in_which_both_have_a_value_count():
    option, baseline = np.array([1.0, NAN, 4.0, 9.0]), np.array([3.0, 5.0, NAN, 9.5])
    found = difference(option, baseline, axis=0)
    assert found.n == 2
    assert found.mean == pytest.approx(-1.25)
    assert found.baseline_mean == pytest.approx(6.25)
    assert found.lower.value == 1.0
    assert found.quantiles[2] == pytest.approx(-1.25)
    # of 1 and 9, of 3 and 9.5, of -2 and -0.5
    assert found.gain == pytest.approx((32 + 21.125) / 1.125)


@pytest.mark.parametrize(("pairs", "known"), [(0, False), (1, True)])
def test_nothing_is_said_of_too_few_pairs(pairs, known):
    found = difference(np.full(3, 2.0), np.array([5.0] * pairs + [NAN] * (3 - pairs)), axis=0)
    assert found.n == pairs
    assert np.isfinite(found.mean) == known
    assert np.isnan([found.sd, found.half_width, found.gain]).all()


def test_differences_stay_apart_along_the_other_axes():
    option = np.arange(24.0).reshape(2, 3, 4)
    found = difference(option, np.zeros((2, 3, 4)), axis=1)
    assert found.mean.shape == found.lower.low.shape == (2, 4)
    assert found.quantiles.shape == (5, 2, 4)
    assert found.mean.tolist() == option.mean(axis=1).tolist()


def test_what_never_varies_has_no_gain():
    same = np.array([1.0, 2.0, 3.0])
    assert np.isnan(difference(same, same, axis=0).gain)


# --- shares ---


@pytest.mark.parametrize("n", [1, 2, 7, 30, 400])
def test_wilson_is_scipys_interval(n):
    k = np.arange(n + 1)
    found = wilson(k, np.full(n + 1, n))
    for successes in k:
        expected = stats.binomtest(int(successes), n).proportion_ci(0.95, method="wilson")
        assert found.value[successes] == pytest.approx(successes / n)
        assert found.low[successes] == pytest.approx(expected.low, abs=1e-12)
        assert found.high[successes] == pytest.approx(expected.high, abs=1e-12)
    assert (found.low[0], found.high[-1]) == (0.0, 1.0)


def test_a_share_of_nothing_is_not_known():
    assert np.isnan(wilson(np.array([0]), np.array([0]))).all()


def test_the_best_by_hand():
    values = np.array(
        [
            [1.0, 3.0, 2.0, NAN],  # the baseline
            [2.0, 3.0, 5.0, 1.0],
            [4.0, 3.0, 2.0, 1.0],
        ]
    )
    # a win, a tie of three, a tie of two; where one is missing nobody wins
    shares = [(1 + 1 / 3 + 1 / 2) / 3, (1 / 3) / 3, (1 / 3 + 1 / 2) / 3]
    assert best(values, axis=1, lowest=True).value == pytest.approx(shares)
    highest = [(1 / 3) / 3, (1 / 3 + 1) / 3, (1 + 1 / 3) / 3]
    assert best(values, axis=1, lowest=False).value == pytest.approx(highest)


@given(arrays(float, (3, 2, 8), elements=st.integers(0, 3).map(float)), st.booleans())
def test_somebody_is_always_the_best(values, lowest):
    found = best(values, axis=2, lowest=lowest)
    assert found.value.shape == (3, 2)
    assert found.value.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert (found.low <= found.value + 1e-12).all()
    assert (found.value <= found.high + 1e-12).all()


# --- the target ---


def test_a_target_is_met_at_its_very_value_and_never_by_a_missing_one():
    values = np.array([20.9, 21.0, 21.1, NAN])
    assert meets(values, 21.0, at_most=True).tolist() == [True, True, False, False]
    assert meets(values, 21.0, at_most=False).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("met", "first"),
    [("1111", 0), ("0111", 1), ("1011", 2), ("1110", 4), ("0000", 4), ("0001", 3)],
)
def test_the_first_period_from_which_it_stays_met(met, first):
    assert first_stay(np.array([one == "1" for one in met])) == first


def test_half_of_the_futures_are_there():
    # never is 9: two of four are there by period 3, and three of five by period 4
    assert half_there(np.array([1, 3, 9, 9]), axis=0) == 3
    assert half_there(np.array([1, 3, 4, 9, 9]), axis=0) == 4
    assert half_there(np.array([1, 9, 9]), axis=0) == 9


# --- the intervals hold what they promise ---


def test_paired_intervals_cover_the_true_difference():
    """95 % of 4,000 intervals of 12 correlated, normal pairs hold the true difference.

    Fails a right program 6 times in 100,000 (4 standard errors, 0.0138); a true coverage of
    0.928 or less is caught 97 times in 100 or more.
    """
    rng = np.random.default_rng(20180618)
    shared = rng.standard_normal((12, 4000))
    option = shared + 0.5 * rng.standard_normal((12, 4000)) - 0.3
    found = difference(option, shared + 0.2 * rng.standard_normal((12, 4000)), axis=0)
    covered = np.abs(found.mean + 0.3) <= found.half_width
    assert abs(covered.mean() - 0.95) < 4 * (0.95 * 0.05 / 4000) ** 0.5
