"""Weights drawn towards 0, against ridge regression and against what made the data."""

import numpy as np
import pytest

from sim.explore.shrinkage import shrunk

GROUPS = np.array([-1, *[0] * 4, *[1] * 40])
ROWS = 120


def made(seed, strong=1.0, weak=0.0):
    """Rows of 45 terms, and values of chance 1 around their sum."""
    rng = np.random.default_rng(seed)
    terms = np.column_stack((np.ones(ROWS), rng.normal(size=(ROWS, 44))))
    sizes = np.array([3.0, *[strong] * 4, *[weak] * 40])
    weights = np.array([3.0, *rng.normal(size=44) * sizes[1:]])
    return terms, weights, terms @ weights + rng.normal(size=ROWS)


def errors(weak):
    """Mean square error of predictions, shrunk and by least squares, of 30 data sets."""
    both = np.zeros(2)
    for seed in range(30):
        terms, weights, values = made(seed, weak=weak)
        plain = np.linalg.lstsq(terms, values, rcond=None)[0]
        for place, found in enumerate((shrunk(terms, values, GROUPS).weights, plain)):
            both[place] += np.square(found - weights).sum() / 30
    return both


def test_terms_that_do_nothing_get_next_to_no_weight():
    """By theory least squares is off by 45 / (120 - 46) = 0.61 in all; 5 terms alone by 0.04."""
    after, plain = errors(weak=0.0)
    assert plain == pytest.approx(45 / 74, rel=0.1)
    assert after < 0.15


def test_terms_that_all_do_much_keep_their_weights():
    after, plain = errors(weak=1.0)
    assert after < 1.02 * plain


def test_the_spread_is_as_wide_as_the_error():
    """Errors by their own covariance: chi-squared, of 45 degrees; of 30 data sets 45 +- 1.7."""
    far = []
    for seed in range(30):
        terms, weights, values = made(seed, weak=0.2)
        found = shrunk(terms, values, GROUPS)
        off = found.weights - weights
        far.append(off @ np.linalg.solve(found.spread, off))
    assert np.mean(far) == pytest.approx(45, abs=7)


def test_freedom_that_is_used_is_that_of_ridge_regression():
    """The trace of the matrix that makes means of values."""
    terms, _, values = made(1, weak=0.2)
    found = shrunk(terms, values, GROUPS)
    assert found.used == pytest.approx(np.trace(terms @ found.spread @ terms.T))
    assert 5.0 < found.used < 45.0


def test_values_without_chance_are_met():
    terms, weights, _ = made(1)
    assert shrunk(terms, terms @ weights, GROUPS).weights == pytest.approx(weights, abs=1e-3)
    assert shrunk(terms, np.zeros(ROWS), GROUPS).weights == pytest.approx(0.0)
