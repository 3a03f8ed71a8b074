"""Durations of stages, against a group-by of pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.record import STAGE_ROW
from sim.results.durations import (
    DURATION_ROW,
    StageMeasure,
    duration_rows,
    stage_measure,
    stage_values,
)

YEARS = np.array(["2018/19"] * 100 + ["2019/20"] * 250 + ["2020/21"] * 30)


def stages(count: int, teams: int, kinds: int) -> np.ndarray:
    rng = np.random.default_rng(11)
    rows = np.zeros(count, dtype=STAGE_ROW)
    rows["team"], rows["stage"] = rng.integers(teams, size=count), rng.integers(kinds, size=count)
    rows["ended"] = rng.uniform(0.0, 381.0, count)  # the last day is that of the very end
    rows["entered"] = rows["ended"] - np.round(rng.exponential(20.0, count), 1)  # with ties
    rows["opening"] = rng.random(count) < 0.1
    rows["entered"][rows["opening"]] = np.nan
    return rows


@pytest.mark.parametrize(("count", "teams", "kinds"), [(1, 1, 1), (40, 3, 2), (5000, 20, 15)])
def test_rows_are_those_of_a_group_by(count, teams, kinds):
    rows = stages(count, teams, kinds)
    frame = pd.DataFrame({name: rows[name] for name in rows.dtype.names})
    frame = frame[~frame["opening"]]
    frame["year"] = YEARS[np.minimum(frame["ended"].astype(int), len(YEARS) - 1)]
    days = (frame["ended"] - frame["entered"]).groupby(
        [frame[k] for k in ("year", "team", "stage")]
    )
    found = duration_rows(rows, YEARS, (teams, kinds))
    expected = days.count().reset_index()
    assert found["financial_year"].tolist() == expected["year"].tolist()
    assert found["team"].tolist() == expected["team"].tolist()
    assert found["stage"].tolist() == expected["stage"].tolist()
    assert found["ended"].tolist() == days.count().tolist()
    np.testing.assert_allclose(found["mean_days"], days.mean(), rtol=1e-12)
    np.testing.assert_allclose(found["p50_days"], days.quantile(0.5), rtol=1e-12)
    np.testing.assert_allclose(found["p90_days"], days.quantile(0.9), rtol=1e-12)


def test_the_order_in_which_stages_ended_makes_no_difference():
    rows = stages(500, 3, 2)
    found = duration_rows(rows[::-1], YEARS, (3, 2))
    assert found.tobytes() == duration_rows(rows, YEARS, (3, 2)).tobytes()


def test_no_stage_or_none_but_those_open_at_the_start():
    rows = stages(20, 2, 2)
    rows["opening"] = True
    for none in (rows, rows[:0]):
        found = duration_rows(none, YEARS, (2, 2))
        assert found.dtype == DURATION_ROW
        assert found.size == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean_days_child_protection", StageMeasure("child_protection", None)),
        ("share_within_63_days_child_protection", StageMeasure("child_protection", 63)),
        ("mean_assessment_days", None),
        ("share_in_band_over", None),
    ],
)
def test_names_of_measures_of_stages(name, expected):
    assert stage_measure(name) == expected


def test_means_and_shares_of_stages_cell_by_cell():
    taken, cell = np.array([10.0, 63.0, 64.0, 5.0]), np.array([0, 0, 0, 2])
    mean = stage_values(taken, cell, 3, StageMeasure("plan", None))
    share = stage_values(taken, cell, 3, StageMeasure("plan", 63))
    np.testing.assert_allclose(mean, [137 / 3, np.nan, 5.0])
    np.testing.assert_allclose(share, [2 / 3, np.nan, 1.0])
