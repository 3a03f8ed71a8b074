"""Ranks of options, future by future."""

from __future__ import annotations

import numpy as np
import pytest

from sim.results.ranking import ranks


def test_places_are_counted_future_by_future():
    values = np.array([[1.0, 1.0, 3.0, 1.0], [2.0, 2.0, 2.0, 3.0], [3.0, 3.0, 1.0, 2.0]])
    found = ranks(values)
    assert found.n == 4
    assert found.share.value.tolist() == [[0.75, 0, 0.25], [0, 0.75, 0.25], [0.25, 0.25, 0.5]]
    assert found.mean == pytest.approx([1.5, 2.25, 2.25])


def test_equal_options_share_their_places():
    found = ranks(np.array([[1.0], [1.0], [0.0]]))
    assert found.share.value.tolist() == [[0, 0.5, 0.5], [0, 0.5, 0.5], [1, 0, 0]]
    assert found.mean.tolist() == [2.5, 2.5, 1]


def test_infinite_values_come_last_and_missing_ones_leave_the_future_out():
    values = np.array([[np.inf, 1.0, np.nan], [5.0, np.inf, 1.0]])
    found = ranks(values)
    assert found.n == 2
    assert found.share.value.tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_shares_have_intervals_and_add_up():
    values = np.random.default_rng(1).integers(0, 3, (4, 50)).astype(float)
    share = ranks(values).share
    assert share.value.sum(axis=0) == pytest.approx(np.ones(4))
    assert share.value.sum(axis=1) == pytest.approx(np.ones(4))
    assert np.all((share.low <= share.value) & (share.value <= share.high))


def test_without_a_future_nothing_is_known():
    found = ranks(np.full((2, 3), np.nan))
    assert found.n == 0
    assert np.isnan(found.share.value).all()
    assert np.isnan(found.mean).all()
