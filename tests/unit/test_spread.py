"""The spread over replications, against numpy's, pandas's and exact sums."""

from __future__ import annotations

from math import fsum, nan, sqrt

import numpy as np
import pandas as pd
import pytest

from sim.results.spread import QUANTILES, spread_along, spread_of


@pytest.fixture(params=[0.0, 0.3, 0.97])
def values(request: pytest.FixtureRequest) -> np.ndarray:
    """Random rows of which a share is missing; with most missing some rows are empty."""
    rng = np.random.default_rng(7)
    rows = rng.normal(20.0, 5.0, (60, 37)) * 10.0 ** rng.integers(-6, 6, (60, 1))
    rows[:5] = np.round(rows[:5])  # ties
    return np.where(rng.random(rows.shape) < request.param, nan, rows)


def test_quantiles_are_those_of_numpy(values):
    found = spread_of(values).quantiles
    for row, quantiles in zip(values, found.T, strict=True):
        known = row[~np.isnan(row)]
        expected = np.quantile(known, list(QUANTILES.values())) if known.size else np.full(5, nan)
        np.testing.assert_allclose(quantiles, expected, rtol=1e-14)


def test_mean_and_deviation_are_those_of_pandas(values):
    found, frame = spread_of(values), pd.DataFrame(values.T)
    np.testing.assert_array_equal(found.n, frame.count())
    np.testing.assert_allclose(found.mean, frame.mean(), rtol=1e-13)
    np.testing.assert_allclose(found.sd, frame.std(), rtol=1e-11)
    for row, mean in zip(values, found.mean, strict=True):
        known = row[~np.isnan(row)]
        assert not known.size or mean == pytest.approx(fsum(known) / known.size, rel=1e-13)


def test_values_that_are_all_the_same_have_no_spread_at_all():
    found = spread_of(np.array([[0.1] * 7 + [nan], [1 / 3] * 8, [1e9 + 0.1] * 8]))
    assert found.mean.tolist() == [0.1, 1 / 3, 1e9 + 0.1]
    assert found.sd.tolist() == [0.0] * 3
    assert (found.quantiles == found.mean).all()


def test_a_small_spread_far_from_nought_is_not_lost():
    found = spread_of(np.array([[1e9, 1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]]))
    assert found.sd.item() == pytest.approx(sqrt(5 / 3), rel=1e-12)


def test_no_value_and_one_value():
    found = spread_of(np.array([[nan, nan], [nan, 3.0]]))
    assert found.n.tolist() == [0, 1]
    np.testing.assert_array_equal(found.mean, [nan, 3.0])
    np.testing.assert_array_equal(found.sd, [nan, nan])
    np.testing.assert_array_equal(found.quantiles, [[nan, 3.0]] * 5)


def test_some_of_the_cells():
    whole = spread_of(np.arange(12.0).reshape(4, 3))
    part = whole.of(slice(1, 3))
    assert part.mean.tolist() == [4.0, 7.0]
    assert part.quantiles[2].tolist() == [4.0, 7.0]
    assert part.n.tolist() == [3, 3]
    assert part.sd.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_spread_along_any_axis_is_that_of_its_rows(axis):
    cells = np.random.default_rng(3).normal(size=(3, 4, 5))
    cells[0, 0, 0] = cells[1, :, 1] = nan
    found = spread_along(cells, axis)
    moved = np.moveaxis(cells, axis, -1)
    for place in np.ndindex(moved.shape[:-1]):
        expected = spread_of(moved[place][np.newaxis])
        for part, own in zip(found[:3], expected[:3], strict=True):
            np.testing.assert_array_equal(part[place], own[0])
        np.testing.assert_array_equal(found.quantiles[(slice(None), *place)], expected[3][:, 0])
