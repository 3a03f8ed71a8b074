"""Comparison tables, against answers worked out by hand and against the summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment.replicate import team_infos
from sim.experiment.runner import RunOptions, run
from sim.results import measures
from sim.results.comparison import (
    ALL_MEASURES,
    BETTER,
    Panel,
    Target,
    comparison_table,
    paired_table,
    read_panel,
    target_table,
)
from sim.results.measures import SERVICE
from sim.results.summary import summarise
from sim.scenario.load import load_scenario
from sim.scenario.schema import Indices

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
NAN = np.nan
PERIODS = ("2018-10", "2018-11", "2018-12", "2018/19", "end")


def panel(caseload: list[list[float]], **others: float) -> Panel:
    """One unit; a row of the caseload for each replication, a column for each period."""
    cells = np.array([caseload], dtype=np.float64)
    flat = {name: np.full(cells.shape, others.get(name, 1.0)) for name in ALL_MEASURES}
    numbers = np.arange(len(caseload))
    return Panel(((SERVICE, SERVICE),), numbers, PERIODS, flat | {"caseload_per_fte": cells})


BASE = panel([[25, 24, 23, 24, 23], [22, 22, 22, 22, 22], [21, 20, 19, 20, 19]])
OPTION = panel([[25, 21, 20, 22, 20], [22, 20, 22, 21, 22], [21, 18, 16, 18, 16]], leavers=0.0)
BOTH = {"before": BASE, "after": OPTION}
TARGET = Target("caseload_per_fte", 21.0, at_most=True)


def at(table: pd.DataFrame, option: str, period: str = "end", measure: str = "caseload_per_fte"):
    chosen = (table["measure"] == measure) & (table["period"] == period)
    [row] = table[chosen & (table["option"] == option)].to_dict("records")
    return row


# --- the comparison ---


def test_a_row_by_hand():
    row = at(comparison_table(BOTH, "caseload_per_fte", TARGET), "after")
    # differences -3, 0 and -3: t(0.975, 2) = 4.3027, sd 3 ** 0.5
    assert row["n"] == 3
    assert row["mean"] == pytest.approx(58 / 3)
    assert row["baseline_mean"] == pytest.approx(64 / 3)
    assert row["difference"] == pytest.approx(-2.0)
    assert row["sd"] == pytest.approx(3**0.5)
    assert row["half_width"] == pytest.approx(4.302653)
    assert row["difference_low"] == pytest.approx(-6.302653)
    assert row["difference_high"] == pytest.approx(2.302653)
    assert (row["p05"], row["p50"], row["p95"]) == pytest.approx((-3.0, -3.0, -0.3))
    assert row["probability_lower"] == pytest.approx(2 / 3)
    assert row["probability_best"] == pytest.approx(2.5 / 3)
    assert row["probability_target"] == pytest.approx(2 / 3)
    assert 0.2 < row["probability_target_low"] < 2 / 3 < row["probability_target_high"] < 1
    assert row["pairing_gain"] == pytest.approx((28 / 3 + 13 / 3) / 3)


def test_the_baseline_has_shares_but_no_difference():
    row = at(comparison_table(BOTH, "caseload_per_fte", TARGET), "before")
    assert row["mean"] == row["baseline_mean"] == pytest.approx(64 / 3)
    assert row["probability_best"] == pytest.approx(0.5 / 3)
    assert row["probability_target"] == pytest.approx(1 / 3)
    for name in ("difference", "half_width", "sd", "p50", "probability_lower", "pairing_gain"):
        assert np.isnan(row[name]), name


def test_only_the_measure_asked_for_is_given_by_month():
    table = comparison_table(BOTH, "caseload_per_fte")
    periods = table.groupby("measure")["period"].agg(lambda found: list(dict.fromkeys(found)))
    assert periods["caseload_per_fte"] == list(PERIODS)
    assert periods["leavers"] == ["2018/19", "end"]
    assert list(periods.index) == sorted(ALL_MEASURES)


def test_the_best_is_the_lowest_or_the_highest_or_nobody():
    assert set(BETTER) <= set(ALL_MEASURES)
    more = panel([[20] * 5] * 3, leavers=5.0, closures=5.0, support_coverage=5.0)
    table = comparison_table({"less": panel([[20] * 5] * 3), "more": more}, "caseload_per_fte")
    for measure, best in (("leavers", "less"), ("support_coverage", "more")):
        assert at(table, best, measure=measure)["probability_best"] == 1.0
    assert np.isnan(at(table, "more", measure="closures")["probability_best"])
    assert at(table, "more", measure="closures")["difference"] == 4.0


def test_the_target_is_about_one_measure_only():
    table = comparison_table(BOTH, "caseload_per_fte", TARGET)
    others = table[table["measure"] != "caseload_per_fte"]
    assert others["probability_target"].isna().all()
    assert comparison_table(BOTH, "caseload_per_fte")["probability_target"].isna().all()


# --- the target ---


def test_the_month_from_which_the_target_is_met():
    table = target_table({"before": BASE, "after": OPTION}, TARGET).set_index("option")
    # before: never, never, from October; after: from November, never, from October
    assert table["share_met"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert table["median_month"].tolist() == ["", "2018-11"]
    assert set(table["bound"]) == {"at most"}


def test_a_target_may_be_a_least_value():
    table = target_table(BOTH, Target("caseload_per_fte", 22.0, at_most=False)).set_index("option")
    # before: two of three stay at 22 or more; after: one, which dips in November
    assert table["share_met"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["median_month"].tolist() == ["2018-10", ""]


# --- pairs ---


def test_pairs_are_kept_for_those_who_reckon_themselves():
    table = paired_table(BOTH, "caseload_per_fte")
    assert len(table) == 3 * len(PERIODS) * 2
    row = table[(table["replication"] == 2) & (table["period"] == "2018-12")]
    assert row["option"].tolist() == ["before", "after"]
    assert row["value"].tolist() == [19.0, 16.0]
    assert row["difference"].tolist() == [0.0, -3.0]


# --- from a results folder ---


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SMALL, ["run.end=2018-12-31", "run.replications=3"])


@pytest.fixture(scope="module")
def folder(scenario, tmp_path_factory):
    return run(scenario, tmp_path_factory.mktemp("results"), RunOptions())


def test_means_are_those_of_the_summary(scenario, folder):
    teams = team_infos(scenario)
    found = comparison_table({"one": read_panel(folder, teams, Indices())}, "caseload_per_fte")
    summary = summarise(folder, teams, Indices()).rename(columns={"team": "unit"})
    keys = ["measure", "unit_kind", "unit", "period"]
    both = found.merge(summary, on=keys, suffixes=("", "_summary"))
    assert len(both) == len(found) > 400
    assert both["n"].tolist() == both["n_summary"].tolist()
    np.testing.assert_allclose(both["mean"], both["mean_summary"], rtol=1e-12)


def test_batches_do_not_change_the_panel(scenario, folder, monkeypatch):
    teams = team_infos(scenario)
    whole = read_panel(folder, teams, Indices())
    monkeypatch.setattr(measures, "BATCH_ROWS", 1)
    again = read_panel(folder, teams, Indices())
    assert again.replications.tolist() == whole.replications.tolist() == [0, 1, 2]
    for name, values in whole.measures.items():
        np.testing.assert_array_equal(again.measures[name], values)


def test_an_earlier_week_is_the_end_of_a_shorter_run(scenario, folder, tmp_path):
    teams = team_infos(scenario)
    found = read_panel(folder, teams, Indices(), date(2018, 11, 23))
    shorter = scenario.model_copy(
        update={"run": scenario.run.model_copy(update={"end": date(2018, 11, 23)})}
    )
    expected = read_panel(run(shorter, tmp_path), teams, Indices())
    there, end = found.periods.index("2018-11-23"), expected.periods.index("end")
    for name, values in found.measures.items():
        np.testing.assert_array_equal(values[..., there], expected.measures[name][..., end])
