"""What scenarios say differently, as a planner would list it."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.differences import differences
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


def found(*changes: list[str]) -> list[tuple[str, ...]]:
    return [
        (setting.key, *setting.values)
        for setting in differences([load_scenario(SMALL, change) for change in changes])
    ]


def test_the_same_scenario_does_not_differ():
    assert found([], []) == []


def test_a_changed_number_stands_beside_the_old_one():
    assert found([], ["teams.north.social_worker_fte=7"]) == [
        ("teams.north.social_worker_fte", "5.5", "7.0")
    ]


def test_values_are_written_as_in_a_scenario_file():
    changes = ["run.end=2019-02-28", "run.parameter_uncertainty=false", "run.calendar=weekdays"]
    assert found([], changes) == [
        ("run.end", "2019-03-31", "2019-02-28"),
        ("run.calendar", '"england"', '"weekdays"'),
        ("run.parameter_uncertainty", "true", "false"),
    ]


def test_a_range_is_part_of_a_number():
    table = '{ value = 0.5, low = 0.1, high = 0.9, source = "Elsewhere" }'
    assert found([], [f"demand.sibling_work_share={table}"]) == [
        ("demand.sibling_work_share.low", "0.4", "0.1"),
        ("demand.sibling_work_share.high", "0.6", "0.9"),
        # the basis of the evidence changes nothing in the model
    ]


def test_a_number_that_loses_its_range_shows_that():
    assert found([], ["demand.sibling_work_share=0.5"]) == [
        ("demand.sibling_work_share.low", "0.4", "-"),
        ("demand.sibling_work_share.high", "0.6", "-"),
    ]


def test_words_are_no_difference():
    words = ["name=x", "title=y", "description=z", "teams.north.label=w", "roles.swso.label=v"]
    assert found([], words) == []


def test_a_team_may_be_called_like_a_word_that_is_left_out():
    teams = ["teams.label.kind=district"]
    assert ("teams.label.social_worker_fte", "3.0", "4.0") in found(
        [*teams, "teams.label.social_worker_fte=3"], [*teams, "teams.label.social_worker_fte=4"]
    )


def test_a_role_may_be_called_so_too():
    role = "roles.source={ hours_freed_per_week = 6, workers_per_support_fte = 4 }"
    fewer, more = (f"teams.north.support_fte.source={fte}" for fte in (1, 2))
    assert found([role, fewer], [role, more]) == [("teams.north.support_fte.source", "1.0", "2.0")]


def test_of_a_new_table_only_what_it_says_is_shown():
    change = "interventions.x={ from = 2019-01-01, posts = { north = { social_worker = 2 } } }"
    assert found([], [change], []) == [
        ("interventions.x.from", "-", "2019-01-01", "-"),
        ("interventions.x.posts.north.social_worker", "-", "2.0", "-"),
    ]


def test_a_default_that_is_changed_shows_both():
    assert found([], ["roles.swso.take_up=0.7"]) == [("roles.swso.take_up", "1.0", "0.7")]


def test_odd_names_are_quoted_as_in_a_key():
    team = '"A.B".kind=district'
    key, _, value = found([], [f"teams.{team}", 'teams."A.B".social_worker_fte=2'])[-1]
    assert key == 'teams."A.B".social_worker_fte'
    assert value == "2.0"
