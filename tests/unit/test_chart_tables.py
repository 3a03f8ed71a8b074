"""What charts draw over time, whatever fits into memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.report.chart_fans import SERVICE, Unit
from sim.report.chart_tables import CASELOAD, Tables, read_tables
from sim.results import measures, spool
from sim.results.store import TeamInfo
from tests.unit.sample_results import build_results

TEAMS = tuple(
    TeamInfo(f"team_{number}", "", f"group {number % 3}", "district") for number in range(10)
)
DAYS = (17_805.0, 18_000.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten teams, a year and a bit, nine replications."""
    return build_results(tmp_path_factory.mktemp("results"), weeks=60, replications=9)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Tables:
    return read_tables(folder, TEAMS, DAYS)


def arrays(tables: Tables) -> Iterator[np.ndarray]:
    for table in (tables.weekly, tables.monthly):
        for spread in table.spreads.values():
            yield from spread


@pytest.mark.parametrize("rows", [1, 1_300, 2_000])
def test_batches_do_not_change_what_is_drawn(folder, whole, monkeypatch, rows):
    monkeypatch.setattr(measures, "BATCH_ROWS", rows)
    monkeypatch.setattr(spool, "CHUNK_VALUES", 100)
    found = read_tables(folder, TEAMS, DAYS)
    for one, other in zip(arrays(found), arrays(whole), strict=True):
        np.testing.assert_array_equal(one, other)
    for unit, caseloads in whole.last_caseloads.items():
        np.testing.assert_array_equal(found.last_caseloads[unit], caseloads)
    assert found.weekly.replications == whole.weekly.replications == 9


def test_last_caseloads_are_those_of_each_replication_in_order(folder, whole):
    expected = duckdb.sql(
        "SELECT sum(open_cases) / sum(in_post_fte + agency_fte) AS caseload"
        f" FROM '{folder}/weekly.parquet' WHERE team IN ('team_1', 'team_4', 'team_7')"
        f" AND week_ending = (SELECT max(week_ending) FROM '{folder}/weekly.parquet')"
        " GROUP BY replication ORDER BY caseload"
    ).fetchnumpy()["caseload"]
    np.testing.assert_allclose(whole.last_caseloads["group", "group 1"], expected)


def test_every_unit_has_its_own_caseload(folder, whole):
    for unit in ("team_3", "team_9"):
        medians = duckdb.sql(
            "SELECT median(caseload_per_fte) AS median"
            f" FROM '{folder}/weekly.parquet' WHERE team = '{unit}'"
            " GROUP BY week_ending ORDER BY week_ending"
        ).fetchnumpy()["median"]
        fan = whole.weekly.fan(Unit("team", unit, unit), CASELOAD)
        np.testing.assert_allclose(fan.median, medians)


def test_fans_are_divided_period_by_period(whole):
    plain = whole.monthly.fan(SERVICE, "overtime_hours")
    per = np.arange(1.0, 1.0 + len(plain.periods))
    divided = whole.monthly.fan(SERVICE, "overtime_hours", per)
    np.testing.assert_allclose(divided.median * per, plain.median)
    np.testing.assert_allclose(divided.means * per, plain.means)


def test_periods_before_the_first_value_are_left_out(whole):
    year = whole.monthly.fan(SERVICE, "turnover_rate_fte_12_months")
    assert (year.periods[0], year.periods[-1]) == ("2019-09", "2019-11")
    assert len(year.days) == len(year.counts) == len(year.means) == year.quantiles.shape[1] == 3


def test_nothing_is_left_in_the_folder(folder, whole):
    assert {path.name for path in folder.iterdir()} == {
        *("weekly.parquet", "costs.parquet", "manifest.json", "scenario.toml")
    }
    assert whole.weekly.periods[0] == "2018-10-05"
