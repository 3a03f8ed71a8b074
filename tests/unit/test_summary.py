"""The summary over replications, against answers worked out by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment.runner import run
from sim.record import STAGE_ROW, WEEKLY, Record
from sim.results import measures
from sim.results.indices import INDEX_MEASURES
from sim.results.measures import MEASURES
from sim.results.store import Layout, TeamInfo, assemble
from sim.results.summary import half_width, summarise, write_summary
from sim.scenario.load import load_scenario
from sim.scenario.schema import Indices, MoraleIndex
from tests.unit.pieces import keep

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
INDICES = Indices()

TEAMS = (
    TeamInfo("north", "North", "Assessment", "assessment"),
    TeamInfo("south", "South", "District", "district"),
)
LAYOUT = Layout(
    week_endings=np.array(["2019-03-29", "2019-04-05"], dtype="datetime64[D]"),
    teams=TEAMS,
    stages=("assessment",),
    financial_years=np.array(["2018/19"] * 5 + ["2019/20"] * 5),
)
STATISTICS = ["n", "mean", "sd", "p05", "p25", "p50", "p75", "p95", "half_width"]


def results(
    folder: Path,
    open_cases: list[int],
    assessments: list[int] | None = None,
    in_post_fte: float = 0,
) -> Path:
    """One replication per number of open cases, all in the first team and in both weeks."""
    for replication, cases in enumerate(open_cases):
        weekly = {column.name: np.zeros((2, 2), dtype=column.dtype) for column in WEEKLY}
        weekly["open_cases"][:, 0], weekly["in_post_fte"][:, 0] = cases, in_post_fte
        if assessments:
            weekly["assessments"][:, 0] = assessments[replication]
            weekly["assessment_days"][:, 0] = 30.0 * assessments[replication]
        stages = np.zeros(1, dtype=STAGE_ROW)
        stages["entered"], stages["ended"] = 1, 2 + replication
        keep(folder, Record(replication, weekly, stages, 0), LAYOUT, cases=False)
    assemble(folder, LAYOUT, range(len(open_cases)), cases=False)
    return folder


def row(table: pd.DataFrame, measure: str, team: str = "service", period: str = "end") -> pd.Series:
    found = table[
        (table["measure"] == measure) & (table["team"] == team) & (table["period"] == period)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_statistics_over_replications(tmp_path):
    table = summarise(results(tmp_path, [20, 60, 10]), TEAMS, INDICES)
    assert list(table.columns) == ["measure", "unit_kind", "team", "period", *STATISTICS]
    found = row(table, "open_cases")
    sd = ((10**2 + 30**2 + 20**2) / 2) ** 0.5
    t = 0.95 * (2 / (1 - 0.95**2)) ** 0.5  # t(0.975) with 2 degrees of freedom, in closed form
    expected = [3, 30, sd, 11, 15, 20, 40, 56, t * sd / 3**0.5]
    np.testing.assert_allclose(found[STATISTICS].astype(float), expected, rtol=1e-10)


def test_there_is_a_row_for_every_measure_unit_and_period(tmp_path):
    table = summarise(results(tmp_path, [1, 2]), TEAMS, INDICES)
    names = MEASURES + INDEX_MEASURES
    plain = table[table["measure"].isin(names)]
    assert tuple(plain["measure"].drop_duplicates()) == names
    units = ["north", "south", "Assessment", "District", "service"]
    periods = ["2019-03", "2019-04", "2018/19", "2019/20", "end"]
    one = plain[plain["measure"] == "closures"]
    assert one["team"].drop_duplicates().tolist() == units
    assert one["period"].drop_duplicates().tolist() == periods
    assert len(plain) == len(names) * len(units) * len(periods)
    assert not table.duplicated(["measure", "unit_kind", "team", "period"]).any()


def test_replications_without_a_value_do_not_count(tmp_path):
    table = summarise(results(tmp_path, [1, 2, 3], assessments=[0, 2, 4]), TEAMS, INDICES)
    found = row(table, "mean_assessment_days")
    assert found["n"] == 2
    assert found["mean"] == 30
    nothing = row(table, "mean_assessment_days", "south")
    assert nothing["n"] == 0
    assert nothing[STATISTICS[1:]].isna().all()


def test_the_indices_go_by_the_coefficients_given(tmp_path):
    folder = results(tmp_path, [200, 240], in_post_fte=10)
    indices = Indices(morale=MoraleIndex.model_validate({"points_per_case": 2}))
    found = row(summarise(folder, TEAMS, indices), "morale_index", "north", "2019-03")
    assert found["mean"] == pytest.approx(50 - 2 * (22 - 20.5))


def test_a_run_takes_the_coefficients_of_its_scenario(tmp_path):
    settings = ["run.end=2018-10-31", "run.replications=1", "indices.morale.points_of_support=12"]
    scenario = load_scenario(SMALL, settings)
    folder = run(scenario, tmp_path)
    assert load_scenario(folder / "scenario.toml").indices == scenario.indices
    table = pd.read_csv(folder / "summary.csv", encoding="utf-8-sig")
    morale, coverage = (row(table, name)["mean"] for name in ("morale_index", "support_coverage"))
    assert 0 < coverage < 1
    assert morale == pytest.approx(50 + 12 * coverage)


def test_stage_durations_are_summarised(tmp_path):
    table = summarise(results(tmp_path, [1, 1, 1]), TEAMS, INDICES)
    found = row(table, "mean_days_assessment", "north", "2018/19")
    assert found["n"] == 3
    assert found["mean"] == pytest.approx((1 + 2 + 3) / 3)
    assert "end" not in set(table[table["measure"] == "mean_days_assessment"]["period"])


def test_batches_do_not_change_the_summary(tmp_path, monkeypatch):
    folder = results(tmp_path, [5, 1, 9, 2, 7])
    whole = summarise(folder, TEAMS, INDICES)
    monkeypatch.setattr(measures, "BATCH_ROWS", 8)
    pd.testing.assert_frame_equal(summarise(folder, TEAMS, INDICES), whole, check_exact=True)


def test_one_replication_has_no_spread(tmp_path):
    write_summary(results(tmp_path, [40]), TEAMS, INDICES)
    with (tmp_path / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = next(r for r in rows if (r["measure"], r["team"]) == ("open_cases", "north"))
    assert found == {
        "measure": "open_cases",
        "unit_kind": "team",
        "team": "north",
        "period": "2019-03",
        "n": "1",
        "mean": "40",
        "sd": "",
        **dict.fromkeys(["p05", "p25", "p50", "p75", "p95"], "40"),
        "half_width": "",
    }
    assert {r["sd"] for r in rows} == {r["half_width"] for r in rows} == {""}


def test_the_file_says_what_the_table_says(tmp_path):
    table = write_summary(results(tmp_path, [20, 60, 11]), TEAMS, INDICES)
    path = tmp_path / "summary.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfmeasure,unit_kind,team,period,n,mean,sd,")
    assert b"30.33333333," in path.read_bytes()  # ten significant digits
    stored = pd.read_csv(path, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(stored, table, rtol=1e-9, check_dtype=False)


def test_half_width_against_printed_tables():
    n, sd = np.array([0, 1, 2, 11, 200]), np.array([np.nan, np.nan, 1, 1, 1])
    # t(0.975) with 1, 10 and 199 degrees of freedom
    expected = [np.nan, np.nan, 12.7062 / 2**0.5, 2.2281 / 11**0.5, 1.9720 / 200**0.5]
    np.testing.assert_allclose(half_width(n, sd), expected, rtol=1e-4)
