"""The break-even by plain arithmetic, and the two options that are set against each other."""

import re

import pytest

from docs.generate import break_even_tables as break_even
from sim.experiment.points import extra_cost
from sim.report.seek_data import read_search
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.quantities import Quantity
from tests.unit.sample_search import build_search, switch_asked, switches_found


def shipped(name, *settings):
    return load_scenario(shipped_folder() / f"{name}.toml", settings)


def test_the_static_break_even_is_that_of_the_published_figures():
    expansion = shipped("swso_expansion")
    assert break_even.yearly_cost(expansion) == 580_521
    by_hand = 580_521 / (20.5 * 4) / (776_000 / 18 / 37)
    assert by_hand == pytest.approx(6.08, abs=0.005)
    assert break_even.static_hours(expansion) == pytest.approx(by_hand, rel=1e-6)


def test_each_step_takes_one_thing_more_into_account():
    hours = [float(found) for _, _, found in break_even._steps(shipped("swso_expansion"))]
    take_up, suited = (0.3 + 0.6 + 1.0) / 3, (9 * (0.3 + 0.6 + 1.0) / 3 + 11.5) / 20.5
    by_hand = [
        6.076,
        6.076 * 25 / 37,
        6.076 * 25 / 37 / take_up,
        6.076 * 25 / 37 / take_up / suited,
    ]
    assert hours == pytest.approx(by_hand, abs=0.01)


def test_the_mean_of_a_number_is_that_of_its_shape():
    assert break_even.mean(Quantity(value=6.0)) == pytest.approx(6.0)
    assert break_even.mean(Quantity(value=0.6, low=0.3, high=1.0)) == pytest.approx(
        1.9 / 3, abs=1e-4
    )
    uniform = Quantity(value=0.6, low=0.3, high=1.0, shape="uniform")
    assert break_even.mean(uniform) == pytest.approx(0.65, abs=1e-4)


def test_the_same_money_is_the_same_money():
    officers, workers = shipped("swso_expansion"), shipped("social_workers_for_the_same_money")
    assert break_even.yearly_cost(workers) == pytest.approx(582_000, abs=1.0)
    assert break_even.yearly_cost(workers) == pytest.approx(
        break_even.yearly_cost(officers), rel=0.003
    )
    base = shipped("do_nothing")
    # set-up included: 1.4 % less over the run
    assert extra_cost(workers, base) == pytest.approx(extra_cost(officers, base), rel=0.015)


def test_social_workers_for_the_same_money_go_where_officers_would():
    posts = {
        name: {
            team: fte[role].value
            for change in shipped(name).interventions.values()
            for team, fte in change.posts.items()
            if role in fte
        }
        for name, role in (
            ("swso_expansion", "swso"),
            ("social_workers_for_the_same_money", "social_worker"),
        )
    }
    officers, workers = posts.values()
    assert officers.keys() == workers.keys()
    assert sum(workers.values()) == 13.5
    for team, fte in workers.items():
        assert abs(fte - 13.5 * officers[team] / 20.5) <= 0.25


# --- what a search found, in a cell ---


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (lambda hours: 8 * (5 - hours), r"above 4\.\d+ hours a week \(4\.\d+ to 5\.\d+\)"),
        (lambda hours: 8 * (hours - 5), r"below 5\.\d+ hours a week \(4\.\d+ to 5\.\d+\)"),
        (lambda _: 50.0, "nowhere between 2 and 10 hours a week"),
        (lambda _: -50.0, "everywhere between 2 and 10 hours a week"),
        (lambda _: 0.0, "too close to call"),
    ],
    ids=["above", "below", "nowhere", "everywhere", "unclear"],
)
def test_where_officers_are_better(mean, said, tmp_path, monkeypatch):
    monkeypatch.setattr(break_even, "EXPANSION", "officers")
    folder = build_search(tmp_path, switches_found((switch_asked(), mean)))
    [switch] = read_search(folder).switches
    assert re.fullmatch(said, break_even._officers_better(switch))
    assert break_even._simulated(switch)[1] == f"{switch.found['n']} futures at each value"
