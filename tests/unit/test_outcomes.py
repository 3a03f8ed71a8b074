"""Outcomes of an experiment against the measures of an ordinary run of the same scenario."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.replicate import layout_of, team_infos
from sim.experiment.runner import run
from sim.experiment.simulate import simulated
from sim.results.comparison import Target, read_panel
from sim.results.measures import stage_durations
from sim.results.outcomes import Outcome, as_json, outcome_values
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
TEAMS = (("team", "intake"), ("team", "north"))
WORST = Outcome("worst", "", "caseload_per_fte", TEAMS, span=("2018-11", "2018-12"))
WEEK = date(2018, 11, 16)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SMALL, ["run.replications=3", "run.end=2018-12-31"])


@pytest.fixture(scope="module")
def ask(scenario):
    """What outcomes are asked of the scenario, worked out from what an engine simulates."""
    records = [simulated(scenario, number, "simpy")[0] for number in range(3)]

    def values(*outcomes):
        return outcome_values(records, layout_of(scenario), scenario.indices, outcomes)

    return values


@pytest.fixture(scope="module")
def results(scenario, tmp_path_factory):
    """The folder of a run, which is made by the ordinary way through files."""
    return run(scenario, tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def panel(scenario, results):
    """The measures of that run."""
    return read_panel(results, team_infos(scenario), scenario.indices, WEEK)


def of(panel, measure, unit, period):
    values = panel.measures[measure][panel.units.index(unit)]
    return values[:, panel.periods.index(period)]


def test_months_are_averaged_and_the_highest_unit_counts(ask, panel):
    means = [
        np.mean([of(panel, "caseload_per_fte", team, m) for m in ("2018-11", "2018-12")], axis=0)
        for team in TEAMS
    ]
    assert not np.allclose(*means)
    np.testing.assert_array_equal(ask(WORST)[:, 0], np.max(means, axis=0))


@pytest.mark.parametrize(("over", "take"), [("highest", np.max), ("lowest", np.min)])
def test_the_highest_or_lowest_month_and_unit(ask, panel, over, take):
    found = ask(replace(WORST, over_time=over, over_units=over))[:, 0]
    cells = [
        of(panel, "caseload_per_fte", team, m) for team in TEAMS for m in ("2018-11", "2018-12")
    ]
    np.testing.assert_array_equal(found, take(cells, axis=0))


@pytest.mark.parametrize("measure", ["agency_rate_fte", "caseload_per_fte"])
def test_the_last_week_counts_unless_said_otherwise(ask, panel, measure):
    district = ("group", "District")
    found = ask(Outcome("end", "", measure, (district,)))
    np.testing.assert_array_equal(found[:, 0], of(panel, measure, district, "end"))


def test_a_week_on_the_way(ask, panel):
    service = ("service", "service")
    found = ask(Outcome("then", "", "turnover_rate_fte_6_months", (service,), at=WEEK))
    expected = of(panel, "turnover_rate_fte_6_months", service, WEEK.isoformat())
    np.testing.assert_array_equal(found[:, 0], expected)


def test_derived_indices_and_several_outcomes_at_once(ask, panel):
    service = ("service", "service")
    morale = Outcome("morale", "", "morale_index", (service,))
    both = ask(WORST, morale)
    np.testing.assert_array_equal(both[:, 1], of(panel, "morale_index", service, "end"))
    np.testing.assert_array_equal(both[:, :1], ask(WORST))


def test_months_and_weeks_asked_at_once_are_each_their_own(ask):
    then = replace(WORST, name="then", span=None, at=WEEK)
    last = replace(WORST, name="last", span=None)
    apart = [ask(one)[:, 0] for one in (WORST, then, last)]
    assert len({tuple(one) for one in apart}) == 3
    np.testing.assert_array_equal(ask(WORST, then, last), np.stack(apart, axis=1))


YEAR = ("2018-04", "2019-03")


def test_how_long_stages_took_is_that_of_the_durations_of_a_run(ask, results, scenario):
    service = (("service", "service"),)
    durations = stage_durations(results, team_infos(scenario))
    expected = durations[durations["unit_kind"] == "service"].set_index("replication")
    asked = [
        Outcome(stage, "", f"mean_days_{stage}", service, span=YEAR)
        for stage in ("assessment", "plan")
    ]
    found = ask(asked[0], WORST, asked[1])
    np.testing.assert_allclose(found[:, 0], expected["mean_days_assessment"])
    np.testing.assert_allclose(found[:, 2], expected["mean_days_plan"])
    np.testing.assert_array_equal(found[:, 1:2], ask(WORST))


def test_shares_of_stages_that_were_short_enough(ask):
    def share(days):
        return ask(
            Outcome("s", "", f"share_within_{days}_days_plan", (("team", "north"),), span=YEAR)
        )

    assert (share(0) == 0).all()
    assert (share(1000) == 1).all()
    assert ((share(30) > 0) & (share(30) < 1)).all()


def test_a_stage_that_no_team_of_a_unit_has_takes_no_time(ask):
    found = ask(Outcome("s", "", "mean_days_plan", (("team", "intake"),), span=YEAR))
    assert np.isnan(found).all()


def test_what_has_no_value_anywhere_has_none_at_all(ask):
    late = Outcome("late", "", "turnover_rate_fte_12_months", TEAMS)
    assert np.isnan(ask(late)).all()


def test_as_json_tells_outcomes_apart():
    said = [
        WORST,
        replace(WORST, target=Target("caseload_per_fte", 21.0, True)),
        replace(WORST, over_time="highest"),
        replace(WORST, span=None, at=WEEK),
    ]
    assert len({str(as_json(one)) for one in said}) == len(said)
