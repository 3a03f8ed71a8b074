"""The caseloads and the budget that a run ends with."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.replicate import team_infos
from sim.experiment.runner import run
from sim.report import headline
from sim.report.headline import budget_table, caseloads
from sim.results.costs import BudgetLine
from sim.results.measures import by_period, by_unit, load_weekly
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


def test_the_range_is_where_nine_out_of_ten_replications_lie():
    low, middle, high = headline._range(np.arange(101.0))
    assert (low, middle, high) == (5.0, 50.0, 95.0)


def test_replications_in_which_nobody_is_there_are_left_out():
    assert headline._range(np.array([np.nan, 7.0, np.nan])) == (7.0, 7.0, 7.0)
    assert headline._range(np.array([np.nan, np.nan])) is None


def test_caseloads_are_those_of_the_first_and_the_last_week(tmp_path):
    scenario = load_scenario(SMALL, ["run.end=2018-11-30", "run.replications=3"])
    folder = run(scenario, tmp_path)
    units = by_unit(load_weekly(folder), team_infos(scenario))
    weeks = by_period(units, "week")
    weeks = weeks[(weeks["unit_kind"] == "group") & (weeks["unit"] == "District")]
    found = {one.unit: one for one in caseloads(folder)}
    assert list(found) == ["Assessment", "District", "Whole service"]
    for week, spread in (
        ("min", found["District"].first_week),
        ("max", found["District"].last_week),
    ):
        then = weeks[weeks["period"] == getattr(weeks["period"], week)()]["caseload_per_fte"]
        assert spread.middle == pytest.approx(then.median())
        assert spread.low >= then.min()


def test_the_budget_adds_up_lines_of_an_option_and_year():
    lines = [
        BudgetLine("2018/19", "establishment", "Social workers", Decimal("10.10"), "", "pay"),
        BudgetLine("2018/19", "establishment", "Officers", Decimal("0.20"), "", "pay"),
        BudgetLine("2018/19", "more", "Officers", Decimal("5"), "", "pay"),
        BudgetLine("2019/20", "establishment", "Social workers", Decimal("11"), "", "pay"),
    ]
    assert budget_table(lines) == {
        "establishment": {"2018/19": Decimal("10.30"), "2019/20": Decimal(11)},
        "more": {"2018/19": Decimal(5)},
    }
