"""Lines through paired replications and Fieller's interval, against theory."""

import numpy as np
import pytest
from scipy import stats

from sim.explore.lines import estimate, fitted

PLACES = np.array([4.0, 5.0, 6.0, 7.0, 8.0])


def noisy(root, slope, n, seed, slope_sd=0.0, own_sd=0.0):
    """Replications of a line, each with its own level, slope and noise at each place."""
    rng = np.random.default_rng(seed)
    slopes = slope + slope_sd * rng.normal(size=n)
    noise = own_sd * rng.normal(size=(5, n))
    return slopes * (PLACES - root)[:, np.newaxis] + rng.normal(size=n) + noise


def test_the_line_is_that_of_least_squares_through_the_means():
    values = noisy(5.5, 0.8, 30, seed=1, slope_sd=0.3, own_sd=1.0)
    line = fitted(PLACES, values, 0.95)
    slope, at_zero = np.polyfit(PLACES, values.mean(axis=1), 1)
    assert line.slope == pytest.approx(slope)
    assert line.intercept == pytest.approx(at_zero + 6 * slope)
    assert line.root().value == pytest.approx(-at_zero / slope)


def test_with_levels_alone_the_interval_is_student_s():
    # without noise in the slope, the root is the mean of levels over the slope
    values = noisy(5.5, 2.0, 12, seed=2)
    root = fitted(PLACES, values, 0.95).root()
    expected = stats.ttest_1samp(values[2], 0.0).confidence_interval(0.95)
    assert root.low == pytest.approx(6 - expected.high / 2)
    assert root.high == pytest.approx(6 - expected.low / 2)


@pytest.mark.parametrize(("slope", "n"), [(1.0, 4), (-1.0, 25), (0.5, 25)])
def test_the_interval_holds_the_root_at_its_nominal_rate(slope, n):
    """Fieller's interval is exact for normal replications, however few.

    Of 2,000 experiments 1,900 are expected to hold the root. The test fails a right program twice
    in a million, and passes a rate of 91.5 % or less, or of 98 % or more, once in a hundred.
    """
    held = 0
    for seed in range(2000):
        values = noisy(5.2, slope, n, seed, slope_sd=0.4, own_sd=0.5)
        line = fitted(PLACES, values, 0.95)
        # also where the interval is unbounded: the place is in it if the line may be zero there
        middle, reach = line.band(np.array([5.2]))
        held += abs(middle[0]) <= reach[0]
    low, high = stats.binom.ppf([1e-6, 1 - 1e-6], 2000, 0.95)
    assert low <= held <= high


@pytest.mark.parametrize("seed", range(5))
def test_the_band_is_zero_at_the_ends_of_the_interval(seed):
    line = fitted(PLACES, noisy(5.2, -0.7, 40, seed, slope_sd=0.5), 0.95)
    root = line.root()
    middle, reach = line.band(np.array([root.low, root.high]))
    assert np.abs(middle) == pytest.approx(reach, abs=1e-9)
    assert middle[0] > 0 > middle[1]
    assert root.low < root.value < root.high


def test_a_slope_that_may_be_none_leaves_any_place_possible():
    line = fitted(PLACES, noisy(5.2, 0.01, 10, seed=1, slope_sd=1.0), 0.95)
    assert line.clearness < line.t
    assert (line.root().low, line.root().high) == (-np.inf, np.inf)


def test_without_noise_the_root_is_a_point():
    line = fitted(PLACES, np.tile(3 * (PLACES - 4.5)[:, np.newaxis], 2), 0.95)
    assert line.root() == pytest.approx((4.5, 4.5, 4.5))
    assert line.clearness == np.inf


def test_a_line_that_is_zero_everywhere_has_no_root():
    line = fitted(PLACES, np.zeros((5, 3)), 0.95)
    assert np.isnan(line.root().value)
    assert line.clearness == 0


@pytest.mark.parametrize(("place", "expected"), [(6.0, -2.0), (8.0, 2.0), (9.0, 2.0), (7.0, -1.0)])
def test_the_departure_of_a_parabola_is_what_it_is_off_its_line(place, expected):
    # z squared is 4, 1, 0, 1, 4 at the five places, and its line is 2 throughout
    parabola = np.tile((PLACES - 6.0)[:, np.newaxis] ** 2, 3)
    found = fitted(PLACES, parabola, 0.95).departure(place)
    assert found.mean == pytest.approx(expected)
    assert found.error == pytest.approx(0.0, abs=1e-12)


def test_a_straight_line_has_no_departure():
    found = fitted(PLACES, noisy(5.2, 0.7, 10, seed=1, slope_sd=1.0), 0.95).departure(5.0)
    assert found == pytest.approx((0.0, 0.0), abs=1e-12)


def test_an_estimate_is_the_mean_with_its_standard_error():
    values = np.array([1.0, 2.0, 4.0, 9.0])
    assert estimate(values) == pytest.approx((4.0, stats.sem(values)))
