"""Estimates of a run's size, and the refusals that rest on them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import InputError, MachineError
from sim.experiment import size
from sim.experiment.attempt import Silent
from sim.experiment.runner import RunOptions, run
from sim.experiment.size import Size, refuse_impossible, refuse_small_disk, size_of
from sim.results.measures import MEASURES
from sim.scenario.load import load_scenario
from sim.scenario.planning import make_plan, working_calendar

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


def plan(*settings):
    return make_plan(load_scenario(SMALL, settings), 0)


def test_cases_are_referrals_times_children_and_returns_and_those_held():
    one = size_of(plan("demand.re_referral.probability=0"), 10, with_cases=False)
    referrals = sum(team.expected_referrals[-1] for team in plan().teams)
    assert referrals == pytest.approx(7.0 * len(plan().teams[0].delay_ratio) / 5, rel=0.02)
    assert one.cases == pytest.approx(referrals * 1.8 + 190)
    returning = size_of(plan("demand.re_referral.probability=0.2"), 10, with_cases=False)
    assert returning.cases == pytest.approx(referrals * 1.8 * 1.25 + 190)


def test_children_who_often_come_back_do_so_as_often_as_there_is_time():
    often = size_of(plan("demand.re_referral.probability=0.95"), 1, with_cases=False)
    never = size_of(plan("demand.re_referral.probability=0"), 1, with_cases=False)
    # 125 working days and a wait of 60: at most twice, far from the 19 times without end
    assert never.cases < often.cases < 3.2 * never.cases


def test_growth_without_end_is_too_much():
    huge = size_of(plan("demand.trend_per_year=1.0", "run.end=2200-01-01"), 1, with_cases=False)
    with pytest.raises(InputError, match=r"children's cases.*at most 20,000,000"):
        refuse_impossible(huge)


def test_a_census_too_long_for_memory_is_refused():
    refuse_impossible(Size(1.0, 10_000_000, 0.0, 1, with_cases=False))
    with pytest.raises(InputError, match=r"run\.end: weeks times teams come to 10,000,001"):
        refuse_impossible(Size(1.0, 10_000_001, 0.0, 1, with_cases=False))


def test_nonsense_is_refused():
    with pytest.raises(InputError):
        refuse_impossible(Size(float("nan"), 1, 0.0, 1, with_cases=False))


def test_a_disk_without_room_is_the_machines_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(
        size.shutil, "disk_usage", lambda _: SimpleNamespace(total=0, used=0, free=2**30)
    )
    census = Size(1000.0, 5_000, 20_000.0, 200, with_cases=False)  # 0.9 GB
    refuse_small_disk(census, tmp_path)
    with pytest.raises(MachineError, match=r"need up to [89],\d{3} MB .* has 1,074 MB left.*--out"):
        refuse_small_disk(Size(1000.0, 5_000, 20_000.0, 2000, with_cases=False), tmp_path)
    with pytest.raises(MachineError):
        refuse_small_disk(Size(10_000.0, 5_000, 20_000.0, 200, with_cases=True), tmp_path)
    with pytest.raises(MachineError):
        refuse_small_disk(Size(1000.0, 5_000, 1_000_000.0, 200, with_cases=False), tmp_path)


def test_the_estimate_holds_for_what_is_on_disk_at_worst(tmp_path):
    scenario = load_scenario(SMALL, ["run.replications=3"])
    seen = []

    class Watched(Silent):
        """Looks at the folder when all pieces are there."""

        def says(self, words):
            seen.append(sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()))

    folder = run(scenario, tmp_path, RunOptions(cases=True), Watched())
    tables = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    estimate = size_of(make_plan(scenario, 0), 3, with_cases=True).disk_bytes
    assert max(seen) + 2 * tables < estimate < 10 * max(seen)


def test_values_of_the_summary_are_as_many_at_most():
    scenario = load_scenario(SMALL)
    size = size_of(make_plan(scenario, 0), 1, with_cases=False)
    units = len({team.group or team.kind for team in scenario.teams.values()})
    units += len(scenario.teams) + 1
    calendar = working_calendar(scenario)
    months = np.unique(calendar.week_endings.astype("datetime64[M]"))
    years = np.unique((months - 3).astype("datetime64[Y]"))  # from April
    values = (len(MEASURES) + 6) * units * (len(months) + len(years) + 1)
    assert values <= size.summary_values < 3 * values
