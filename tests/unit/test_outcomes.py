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
def panel(scenario, tmp_path_factory):
    """The measures of a run, which is made by the ordinary way through files."""
    folder = run(scenario, tmp_path_factory.mktemp("results"))
    return read_panel(folder, team_infos(scenario), scenario.indices, WEEK)


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


def test_the_last_week_counts_unless_said_otherwise(ask, panel):
    found = ask(Outcome("end", "", "agency_rate_fte", (("group", "District"),)))
    np.testing.assert_array_equal(
        found[:, 0], of(panel, "agency_rate_fte", ("group", "District"), "end")
    )


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
