"""Measures against answers worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from sim.record import STAGE_ROW, WEEKLY, Record
from sim.results import measures
from sim.results.indices import INDEX_MEASURES
from sim.results.measures import (
    MEASURES,
    TeamInfo,
    by_period,
    by_unit,
    load_weekly,
    named_units,
    replication_batches,
    stage_durations,
    unit_batches,
)
from sim.results.store import Layout, assemble
from sim.scenario.schema import AuditIndex, Indices, MoraleIndex
from tests.unit.pieces import keep

NORTH = TeamInfo("north", "North", "Assessment", "assessment")
SOUTH = TeamInfo("south", "South", "Assessment", "assessment")
GEDLING = TeamInfo("gedling", "Gedling", "District", "district")
TEAMS = (NORTH, SOUTH, GEDLING)
MONTH_OF_WEEKDAYS = 260.8875 / 12
ONE_POINT_EACH = Indices(
    audit=AuditIndex.model_validate({"good_or_better_share": 0.5, "support_effect": 1}),
    morale=MoraleIndex.model_validate(
        {"points_per_case": 1, "points_per_overtime_hour": 1, "points_of_support": 1}
    ),
)
"""Coefficients that let one see what the indices are given."""

Given = Mapping[str, object]


def weekly_rows(
    given: Given, teams: tuple[TeamInfo, ...] = TEAMS, weeks: object = 1, replications: int = 1
) -> pd.DataFrame:
    """Zeros but for the columns given, each as anything that fits (weeks, teams)."""
    if isinstance(weeks, int):
        weeks = np.datetime64("2018-10-05") + 7 * np.arange(weeks)
    dates = np.asarray(weeks, dtype="datetime64[s]")
    shape = (replications, len(dates), len(teams))
    labels = np.indices(shape).reshape(3, -1)
    frame = pd.DataFrame(
        {
            "replication": labels[0],
            "week_ending": dates[labels[1]],
            "team": [teams[place].name for place in labels[2]],
        }
    )
    for column in WEEKLY:
        frame[column.name] = np.broadcast_to(given.get(column.name, 0), shape).ravel()
    return frame


def measured(
    given: Given,
    period: str = "end",
    teams: tuple[TeamInfo, ...] = TEAMS,
    weeks: object = 1,
    replications: int = 1,
) -> pd.DataFrame:
    return by_period(by_unit(weekly_rows(given, teams, weeks, replications), teams), period)


def of_unit(table: pd.DataFrame, unit: str = "service") -> pd.DataFrame:
    return table[table["unit"] == unit].reset_index(drop=True)


def at_end(given: Given, measure: str, unit: str = "service") -> float:
    return of_unit(measured(given), unit)[measure].item()


def test_units_are_teams_then_groups_then_the_service():
    units = by_unit(weekly_rows({"open_cases": [1, 10, 100]}), TEAMS)
    assert units[["unit_kind", "unit", "team_count", "open_cases"]].to_numpy().tolist() == [
        ["team", "north", 1, 1],
        ["team", "south", 1, 10],
        ["team", "gedling", 1, 100],
        ["group", "Assessment", 2, 11],
        ["group", "District", 1, 100],
        ["service", "service", 3, 111],
    ]
    assert list(units.columns[5:]) == [column.name for column in WEEKLY]


def test_units_go_by_all_their_names_of_which_groups_have_the_first_choice():
    teams = (NORTH._replace(label="Nord"), GEDLING._replace(label="north", group="gedling"))
    assert named_units(teams) == {
        "Whole service": ("service", "service"),
        "Nord": ("team", "north"),
        "north": ("team", "north"),
        "gedling": ("group", "gedling"),
        "Assessment": ("group", "Assessment"),
    }


def test_a_group_of_teams_apart_in_the_scenario_and_named_like_a_team():
    teams = (NORTH, GEDLING._replace(group="north"), SOUTH)
    units = by_unit(weekly_rows({"closures": [1, 10, 100]}, teams), teams)
    groups = units[units["unit_kind"] == "group"]
    assert dict(zip(groups["unit"], groups["closures"], strict=True)) == {
        "Assessment": 101,
        "north": 10,
    }


def test_the_service_ratio_is_the_ratio_of_sums():
    # 200 cases on 10 FTE and 60 on 2 are 260 / 12, not 25, the mean of 20 and 30
    given = {"open_cases": [200, 60, 5], "in_post_fte": [7, 2, 0], "agency_fte": [3, 0, 0]}
    assert at_end(given, "caseload_per_fte") == pytest.approx(265 / 12)
    assert at_end(given, "caseload_per_fte", "Assessment") == pytest.approx(260 / 12)
    assert at_end(given, "caseload_per_fte", "north") == pytest.approx(20)
    assert np.isnan(at_end(given, "caseload_per_fte", "gedling"))


def test_a_months_ratio_is_the_ratio_of_its_sums():
    # two weeks: 10 cases on 1 FTE, then 30 on 2: 40 / 3 and not the mean of 10 and 15
    given = {"open_cases": [[10], [30]], "in_post_fte": [[1], [2]]}
    month = measured(given, "month", (NORTH,), weeks=2)
    assert of_unit(month)["caseload_per_fte"].item() == pytest.approx(40 / 3)


@pytest.mark.parametrize(
    ("measure", "answer"),
    [
        ("vacancy_rate_fte", (3 + 2) / 20),  # posts covered by agency are vacant to the census
        ("agency_rate_fte", 3 / 18),
        ("absence_rate_fte", 0.9 / 18),
        ("newly_qualified_rate_fte", 6 / 18),
        ("support_vacancy_rate_fte", 1 / 5),
        ("support_coverage", 11.4 / (18 - 0.9)),
        ("share_in_band_low", 1 / 20),
        ("share_in_band_manageable", 2 / 20),
        ("share_in_band_high", 10 / 20),
        ("share_in_band_over", 7 / 20),
        ("utilisation", 450 / 500),
        ("seen_within_5_days_rate", 30 / 40),
        ("assessments_within_45_days_rate", 28 / 35),
        ("mean_assessment_days", 910 / 35),
        ("re_referrals", 9),
        ("hours_waiting", 123.5),
    ],
)
def test_a_measure_of_one_week(measure, answer):
    given = {
        "establishment_fte": 20,
        "in_post_fte": 15,
        "agency_fte": 3,
        "vacant_fte": 2,
        "absent_fte": 0.9,
        "newly_qualified_fte": 6,
        "support_establishment_fte": 5,
        "support_fte": 4,
        "supported_fte": 11.4,
        "workers_in_band_low": 1,
        "workers_in_band_manageable": 2,
        "workers_in_band_high": 10,
        "workers_in_band_over": 7,
        "worked_hours": 450,
        "available_hours": 500,
        "seen": 40,
        "seen_within_5_days": 30,
        "assessments": 35,
        "assessments_within_45_days": 28,
        "assessment_days": 910,
        "re_referrals": 9,
        "hours_waiting": 123.5,
    }
    assert of_unit(measured(given, teams=(NORTH,)))[measure].item() == pytest.approx(answer)


def test_coverage_is_of_those_present_and_a_ratio_of_sums():
    # 8 of 10 and 0 of 30 present are supported: 0.2, not 0.4, the mean of 0.8 and 0
    given = {
        "supported_fte": [8, 0, 0],
        "in_post_fte": [11, 20, 1],
        "agency_fte": [1, 12, 0],
        "absent_fte": [2, 2, 1],
    }
    assert at_end(given, "support_coverage", "Assessment") == pytest.approx(0.2)
    assert np.isnan(at_end(given, "support_coverage", "gedling"))  # in post, but nobody is there


def test_the_indices_are_those_of_the_unit_and_period():
    # two weeks of the service: 880 cases, 40 FTE, 80 hours, and 8 of 32 FTE present covered
    given = {
        "open_cases": [[200, 220, 0], [220, 240, 0]],
        "in_post_fte": [10, 9, 0],
        "agency_fte": [0, 1, 0],
        "absent_fte": [4, 0, 0],
        "supported_fte": [[2, 2, 0], [3, 1, 0]],
        "overtime_hours": [[10, 10, 0], [20, 40, 0]],
    }
    units = by_unit(weekly_rows(given, weeks=2), TEAMS)
    table = by_period(units, "month", ONE_POINT_EACH)
    assert tuple(table.columns[4:]) == MEASURES + INDEX_MEASURES
    service = of_unit(table)
    assert service["morale_index"].item() == pytest.approx(50 - (22 - 20.5) - 2 + 0.25)
    assert service["audit_good_or_better_rate"].item() == pytest.approx(1 / (1 + np.exp(-0.25)))
    assert of_unit(table, "gedling")[list(INDEX_MEASURES)].isna().all(axis=None)


def test_overtime_is_by_the_week_whatever_the_period():
    given = {"overtime_hours": [30], "in_post_fte": [10], "open_cases": [205]}
    units = by_unit(weekly_rows(given, (NORTH,), weeks=26), (NORTH,))
    for period in ("week", "month", "financial_year", "end"):
        morale = by_period(units, period, ONE_POINT_EACH)["morale_index"]
        assert morale.to_numpy() == pytest.approx(50 - 3)


def test_a_short_last_week_has_less_overtime():
    given = {"overtime_hours": [[20], [12]], "in_post_fte": 10, "open_cases": 205}
    units = by_unit(weekly_rows(given, (NORTH,), ["2021-03-26", "2021-03-31"]), (NORTH,))
    morale = of_unit(by_period(units, "week", ONE_POINT_EACH))["morale_index"]
    assert morale.to_numpy() == pytest.approx([48, 50 - 12 / (10 * 3 / 5)])


def test_there_are_no_indices_without_coefficients():
    assert tuple(measured({}).columns[4:]) == MEASURES


def test_nothing_to_divide_by_is_null_and_not_an_error():
    table = measured({})
    ratios = [name for name in MEASURES if table[name].isna().all()]
    assert {name for name in MEASURES if "rate" in name or "share" in name} <= set(ratios)
    assert (table["open_cases"] == 0).all()


def test_stocks_are_averaged_and_flows_summed():
    weeks = ["2019-03-22", "2019-03-29", "2019-04-05"]
    given = {"open_cases": [[10], [20], [60]], "closures": [[1], [2], [4]]}
    for period, names, cases, closed in (
        ("month", ["2019-03", "2019-04"], [15, 60], [3, 4]),
        ("financial_year", ["2018/19", "2019/20"], [15, 60], [3, 4]),
        ("end", ["end"], [60], [4]),
    ):
        table = of_unit(measured(given, period, (NORTH,), weeks))
        assert table["period"].tolist() == names
        assert table["open_cases"].tolist() == cases
        assert table["closures"].tolist() == closed


def test_a_week_is_named_by_its_date():
    weeks = np.array(["2019-03-29", "2019-04-05"], dtype="datetime64[D]")
    table = of_unit(measured({"open_cases": [[1], [2]]}, "week", (NORTH,), weeks))
    np.testing.assert_array_equal(table["period"].to_numpy().astype("datetime64[D]"), weeks)
    assert table["open_cases"].tolist() == [1, 2]


def test_replications_stay_apart():
    cases = np.arange(12).reshape(2, 2, 3)  # replication, week, team
    table = measured({"open_cases": cases}, "end", weeks=2, replications=2)
    assert of_unit(table, "south")["replication"].tolist() == [0, 1]
    assert of_unit(table, "south")["open_cases"].tolist() == [4, 10]
    assert of_unit(table)["open_cases"].tolist() == [3 + 4 + 5, 9 + 10 + 11]


def test_turnover_is_null_before_its_time_has_passed():
    given = {"leavers_fte": 0.1, "establishment_fte": 20}
    table = of_unit(measured(given, "week", (NORTH,), weeks=60))
    for measure, weeks in (("turnover_rate_fte_6_months", 26), ("turnover_rate_fte_12_months", 52)):
        assert table[measure].first_valid_index() == weeks - 1
        assert table[measure][weeks - 1 :].to_numpy() == pytest.approx(0.1 * weeks / 20)


def test_turnover_forgets_who_left_earlier_and_follows_the_establishment():
    left, posts = np.zeros((60, 1)), np.full((60, 1), 10.0)
    left[3], posts[53:] = 2, 20
    table = of_unit(
        measured({"leavers_fte": left, "establishment_fte": posts}, "week", (NORTH,), weeks=60)
    )
    turnover = table["turnover_rate_fte_12_months"]
    assert turnover[52] == pytest.approx(2 / 10)
    assert turnover[54] == pytest.approx(2 / ((50 * 10 + 2 * 20) / 52))
    assert (turnover[55:] == 0).all()


def test_turnover_of_a_financial_year_is_that_of_its_weeks():
    weeks = np.arange("2018-04-06", "2020-03-28", 7, dtype="datetime64[D]")
    left = np.where(weeks < np.datetime64("2019-04-01"), 0.1, 0.3)[:, np.newaxis]
    given = {"leavers_fte": left, "establishment_fte": 20}
    table = of_unit(measured(given, "financial_year", (NORTH,), weeks))
    assert table["turnover_rate_fte_12_months"].to_numpy() == pytest.approx([0.26, 0.78])


def test_half_a_year_from_october_has_a_six_month_turnover():
    weeks = np.arange("2018-10-05", "2019-03-30", 7, dtype="datetime64[D]")
    given = {"leavers_fte": 0.1, "establishment_fte": 20}
    table = of_unit(measured(given, "financial_year", (NORTH,), weeks))
    assert table["turnover_rate_fte_6_months"].item() == pytest.approx(26 * 0.1 / 20)
    assert np.isnan(table["turnover_rate_fte_12_months"].item())


def test_a_year_that_begins_and_ends_inside_a_week():
    # 1 April 2020 was a Wednesday, 31 March 2021 too: 53 census dates, two of short weeks
    weeks = [*np.arange("2020-04-03", "2021-03-27", 7, dtype="datetime64[D]"), "2021-03-31"]
    given = {"leavers_fte": 0.1, "establishment_fte": 20}
    table = of_unit(measured(given, "end", (NORTH,), np.array(weeks, dtype="datetime64[D]")))
    assert table["turnover_rate_fte_12_months"].item() == pytest.approx(53 * 0.1 / 20)


def test_sick_days_are_per_team_and_month():
    # 12.52 days a month in each of two teams and none in the third, over a year of weeks
    given = {"sick_days": [12.52 * 12 / 52, 12.52 * 12 / 52, 0]}
    weeks = np.arange("2018-04-06", "2019-03-30", 7, dtype="datetime64[D]")
    table = measured(given, "financial_year", weeks=weeks)
    year = 12 * MONTH_OF_WEEKDAYS / 260
    for unit, answer in (("north", 12.52), ("Assessment", 12.52), ("service", 12.52 * 2 / 3)):
        found = of_unit(table, unit)["sick_days_per_month"].item()
        assert found == pytest.approx(answer * year)


def test_a_short_last_week_counts_the_days_it_has():
    # Friday 26 March, then a run that ends on Wednesday 31 March 2021
    given = {"sick_days": [[5], [3]]}
    table = of_unit(measured(given, "week", (NORTH,), ["2021-03-26", "2021-03-31"]))
    assert table["sick_days_per_month"].to_numpy() == pytest.approx([MONTH_OF_WEEKDAYS] * 2)


def test_every_weekly_column_moves_a_measure():
    unused = {"support_present_fte", "transfers_in", "transfers_out", "agency_starters"}
    calm = {column.name: 100 for column in WEEKLY}
    before = measured(calm, "end", (NORTH,), weeks=60)[list(MEASURES)]
    assert before.notna().all(axis=None)
    still = {
        column.name
        for column in WEEKLY
        if measured(calm | {column.name: 120}, "end", (NORTH,), weeks=60)[list(MEASURES)].equals(
            before
        )
    }
    assert still == unused


def test_centuries_of_weeks():
    table = of_unit(measured({"open_cases": 7}, "financial_year", (NORTH,), weeks=60_000))
    assert table["period"].iloc[0] == "2018/19"
    assert table["period"].iloc[-1] == "3168/69"
    assert (table["open_cases"] == 7).all()


def test_rows_of_other_teams_or_in_disorder_are_refused():
    rows = weekly_rows({}, weeks=3)
    for wrong in (rows[::-1], rows[rows["team"] != "south"], rows[1:]):
        with pytest.raises(ValueError, match="not those of the teams"):
            by_unit(wrong, TEAMS)


def test_missing_weeks_are_refused():
    units = by_unit(weekly_rows({}, weeks=3), TEAMS)
    for wrong in (units[1:], units.drop(index=[0, 4, 8]), units[::-1]):
        with pytest.raises(ValueError, match="every week"):
            by_period(wrong, "month")


def stored_stages(folder, rows):
    """Results of as many replications as there are lists of (team, stage, days, year)."""
    layout = Layout(
        np.array(["2019-04-05"], dtype="datetime64[D]"),
        TEAMS,
        ("plan", "assessment"),
        np.array(["2018/19", "2019/20"]),
    )
    weekly = {column.name: np.zeros((1, 3), dtype=column.dtype) for column in WEEKLY}
    for replication, stages in enumerate(rows):
        ended = np.zeros(len(stages), dtype=STAGE_ROW)
        for row, (team, stage, days, year) in zip(ended, stages, strict=True):
            row["team"], row["stage"], row["ended"] = team, stage, year
            row["entered"] = year - days
        keep(folder, Record(replication, weekly, ended, 0), layout, cases=False)
    assemble(folder, layout, range(len(rows)), cases=False)
    return folder


def test_stage_durations_weigh_teams_by_what_they_ended(tmp_path):
    rows = [[(0, 1, 8.0, 0), (0, 1, 12.0, 0), (1, 1, 40.0, 0), (2, 0, 5.0, 1)], [(2, 1, 1.0, 0)]]
    table = stage_durations(stored_stages(tmp_path, rows), TEAMS)
    assert list(table.columns) == [
        *("replication", "period", "unit_kind", "unit"),
        *("mean_days_assessment", "mean_days_plan"),
    ]
    service = of_unit(table)
    assert service["replication"].tolist() == [0, 0, 1]
    assert service["period"].tolist() == ["2018/19", "2019/20", "2018/19"]
    np.testing.assert_allclose(service["mean_days_assessment"], [20, np.nan, 1])
    np.testing.assert_allclose(service["mean_days_plan"], [np.nan, 5, np.nan])
    assert of_unit(table, "Assessment")["mean_days_assessment"].tolist() == [20]
    assert of_unit(table, "north")["mean_days_assessment"].tolist() == [10]


def test_no_stage_ended(tmp_path):
    table = stage_durations(stored_stages(tmp_path, [[]]), TEAMS)
    assert table.empty
    assert list(table.columns) == ["replication", "period", "unit_kind", "unit"]


def test_stage_durations_of_some_replications(tmp_path):
    rows = [[(0, 1, 8.0, 0)], [(1, 0, 12.0, 1), (2, 1, 3.0, 0)], [(1, 1, 2.0, 1)]]
    folder = stored_stages(tmp_path, rows)
    whole = stage_durations(folder, TEAMS)
    for number in range(3):
        some = stage_durations(folder, TEAMS, (number, number))
        expected = whole[whole["replication"] == number]
        expected = expected.dropna(axis=1, how="all")  # stages of other replications
        pd.testing.assert_frame_equal(some, expected.reset_index(drop=True))


def test_batches_hold_every_replication_once(tmp_path, monkeypatch):
    folder = stored_stages(tmp_path, [[]] * 7)
    monkeypatch.setattr(measures, "BATCH_ROWS", 6)  # replications have three rows
    batches = replication_batches(folder)
    assert [number for first, last in batches for number in range(first, last + 1)] == [*range(7)]
    assert max(last - first for first, last in batches) == 1
    found = [set(units["replication"]) for units in unit_batches(folder, TEAMS)]
    assert found == [set(range(first, last + 1)) for first, last in batches]


def test_only_the_columns_and_measures_wanted(tmp_path):
    folder = stored_stages(tmp_path, [[]])
    (units,) = unit_batches(folder, TEAMS, ["open_cases", "agency_fte", "in_post_fte"])
    table = by_period(units, "end", names=["caseload_per_fte", "agency_fte"])
    assert list(table.columns[4:]) == ["caseload_per_fte", "agency_fte"]
    (every,) = unit_batches(folder, TEAMS)
    pd.testing.assert_frame_equal(by_period(every, "end")[table.columns], table)
    with pytest.raises(KeyError, match="closures"):
        by_period(units, "end", names=["closures"])


def test_stored_weeks_are_ready_to_measure(tmp_path):
    units = by_unit(load_weekly(stored_stages(tmp_path, [[], []])), TEAMS)
    assert of_unit(by_period(units, "month"))["period"].tolist() == ["2019-04"] * 2
