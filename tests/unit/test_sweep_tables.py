"""The tables of a sweep hold what was simulated, point by point and pair by pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from sim.experiment.sweep_tables import (
    Mixes,
    effects_table,
    front_table,
    points_table,
    sweep_table,
)
from sim.results.comparison import Target
from tests.unit.sample_sweep import BSA, CASELOAD, SWSO

LEVELS = ({"swso": 0.0, "bsa": 0.0}, {"swso": 10.0, "bsa": 0.0}, {"swso": 10.0, "bsa": 2.0})
TRIED = Mixes(
    ("base", "mix_4", "mix_5"),
    LEVELS,
    np.array([0.0, 5e5, 6e5]),
    np.full(3, True),
    np.full(3, True),
)
VALUES = np.array([[22.0, 24.0, 23.0], [21.0, 22.0, 20.0], [20.5, 22.5, 20.0]])[:, :, None]
WORST = [CASELOAD]


def test_points_have_their_mix_levels_cost_and_limits():
    all_points = Mixes(
        ("base", "mix_1"), LEVELS[:2], np.array([0.0, 5e5]), np.array([False, True]),
        np.array([True, False]),
    )  # fmt: skip
    table = points_table(all_points, [SWSO, BSA])
    assert table.to_dict("records") == [
        {"point": "base", "mix": "no change", "level_swso": 0.0, "level_bsa": 0.0,
         "extra_cost_gbp": 0.0, "in_design": False, "meets_constraints": True},
        {"point": "mix_1", "mix": "10 SWSO", "level_swso": 10.0, "level_bsa": 0.0,
         "extra_cost_gbp": 5e5, "in_design": True, "meets_constraints": False},
    ]  # fmt: skip


def test_an_outcome_has_its_mean_target_and_difference_from_the_base():
    table = sweep_table(TRIED, WORST, VALUES).set_index("point")
    row = table.loc["mix_4"]
    assert row["n"] == 3
    assert row["mean"] == pytest.approx(21.0)
    assert row["sd"] == pytest.approx(1.0)
    assert row["half_width"] == pytest.approx(t.ppf(0.975, 2) / np.sqrt(3))
    assert row["p50"] == 21.0
    assert (row["target"], row["bound"]) == (21.0, "at most")
    assert row["probability_target"] == pytest.approx(2 / 3)
    assert row["probability_target_low"] < 2 / 3 < row["probability_target_high"]
    assert row["difference"] == pytest.approx(-2.0)
    apart = np.std([-1.0, -2.0, -3.0], ddof=1)
    assert row["difference_half_width"] == pytest.approx(t.ppf(0.975, 2) * apart / np.sqrt(3))
    assert np.isnan(table.loc["base", "difference"])


def test_the_front_is_marked_and_listed_with_its_steps():
    table = sweep_table(TRIED, WORST, VALUES).set_index("point")
    assert table["on_front"].tolist() == [True, True, False]
    assert table["beaten"].tolist() == [False, False, False]
    assert table["probability_front"].tolist() == pytest.approx([1.0, 1.0, 1 / 3])
    front = front_table(TRIED, [SWSO, BSA], WORST, VALUES)
    assert front["mix"].tolist() == ["no change", "10 SWSO"]
    assert front["place"].tolist() == [1, 2]
    assert front["more_cost_gbp"][1] == 5e5
    assert front["step"][1] == pytest.approx(-2.0)
    assert front["clear"].tolist() == [True, False]
    assert np.isnan(front["step"][0])
    assert np.isnan(front["more_cost_gbp"][0])


def test_the_base_is_not_on_the_front_if_it_does_not_meet_the_constraints():
    limited = replace(TRIED, allowed=np.array([False, True, True]))
    assert front_table(limited, [SWSO, BSA], WORST, VALUES)["point"].tolist() == ["mix_4"]
    table = sweep_table(limited, WORST, VALUES)
    assert table["on_front"].tolist() == [False, True, False]
    assert table["difference"][1] == pytest.approx(-2.0)  # but differences are from it


def test_more_can_be_better_and_a_target_can_be_at_least():
    target = Target("seen_within_5_days_rate", 22.0, at_most=False)
    table = sweep_table(TRIED, [replace(CASELOAD, better="higher", target=target)], VALUES)
    assert table["on_front"].tolist() == [True, False, False]
    assert table["bound"][0] == "at least"
    assert table["probability_target"].tolist() == pytest.approx([1.0, 1 / 3, 1 / 3])


def test_an_outcome_that_is_better_neither_way_has_no_front():
    neither = replace(CASELOAD, name="other", better=None, target=None)
    table = sweep_table(TRIED, [neither, CASELOAD], np.repeat(VALUES, 2, axis=2))
    own = table[table["outcome"] == "other"]
    assert not own["on_front"].any()
    assert own[["probability_front", "target", "probability_target"]].isna().all(axis=None)
    front = front_table(TRIED, [SWSO, BSA], [neither, CASELOAD], np.repeat(VALUES, 2, axis=2))
    assert set(front["outcome"]) == {"worst"}


def test_no_values_leave_an_empty_front():
    nothing = np.full_like(VALUES, np.nan)
    assert front_table(TRIED, [SWSO, BSA], WORST, nothing).empty
    assert sweep_table(TRIED, WORST, nothing)["n"].tolist() == [0, 0, 0]


def test_effects_are_of_the_designed_mixes_that_meet_the_constraints():
    far = {"swso": 0.0, "bsa": 40.0}
    mixes = Mixes(
        ("base", "a", "b", "c"), (far, *LEVELS), np.zeros(4), np.array([False, True, True, True]),
        np.full(4, True),
    )  # fmt: skip
    values = np.concatenate([np.full((1, 3, 1), 99.0), VALUES])
    table = effects_table(mixes, [SWSO, BSA], WORST, values)
    swso = table[table["lever"] == "swso"]
    assert swso["level_low"].tolist() == [0.0, 10.0]
    assert swso["points"].tolist() == [1, 2]
    assert swso["difference"].tolist()[1] == pytest.approx(-2.0)
    bsa = table[table["lever"] == "bsa"]
    assert bsa["difference"].tolist()[1] == pytest.approx(0.0)
    assert np.isnan(bsa["difference"].tolist()[0])
