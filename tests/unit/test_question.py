"""What a question leaves open is filled in; what does not fit is refused before any run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment.entrants import Entrant
from sim.experiment.question import Question, checked, day_to_answer_for
from sim.results.comparison import Target
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


def entrant(name: str, *settings: str) -> Entrant:
    return Entrant(load_scenario(SMALL, [*settings, f"name={name}"]), SMALL, None, "same")


TWO = [entrant("a"), entrant("b")]


def test_an_open_question_is_about_the_service_its_bands_and_the_end():
    asked = checked(TWO, Question())
    assert asked.measure == "caseload_per_fte"
    assert asked.unit == ("service", "service")
    assert asked.target == Target("caseload_per_fte", 21.0, at_most=True)
    assert (asked.week, asked.until) == (date(2019, 3, 29), None)
    assert asked.name == "a_vs_b"


def test_the_name_begins_with_the_baseline():
    three = [*TWO, entrant("c")]
    assert checked(three, Question(baseline="c")).name == "c_vs_a_vs_b"
    assert checked(three, Question(name="mine")).name == "mine"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("north", ("team", "north")),
        ("North & West", ("team", "north")),
        ("District", ("group", "District")),
        ("Whole service", ("service", "service")),
    ],
)
def test_a_unit_goes_by_its_name_or_label(name, unit):
    assert checked(TWO, Question(unit=name)).unit == unit


def test_what_the_baseline_answers_for_is_the_unit_unless_one_is_given():
    those = [entrant("a", "answer_for=District"), entrant("b")]
    assert checked(those, Question()).unit == ("group", "District")
    assert checked(those, Question(unit="Whole service")).unit == ("service", "service")
    assert checked(those, Question(baseline="b")).unit == ("service", "service")


def test_the_target_is_the_highest_manageable_caseload():
    bands = ("bands.manageable_from=10", "bands.high_from=17")
    those = [entrant("a", *bands), entrant("b", *bands)]
    assert checked(those, Question()).target.value == 16.0


def test_different_bands_leave_no_target():
    those = [entrant("a"), entrant("b", "bands.high_from=23")]
    with pytest.raises(InputError, match=r"bands.high_from: .* --target 21"):
        checked(those, Question())
    assert checked(those, Question(target=20.0)).target.value == 20.0


def test_other_measures_have_a_target_only_if_one_is_given():
    assert checked(TWO, Question(measure="leavers")).target is None
    assert checked(TWO, Question(measure="leavers", target=3)).target.at_most
    rate = "seen_within_5_days_rate"
    assert not checked(TWO, Question(measure=rate, target=0.8)).target.at_most


@pytest.mark.parametrize(
    ("at", "week", "until"),
    [
        (date(2018, 10, 5), date(2018, 10, 5), date(2018, 10, 5)),
        (date(2018, 12, 31), date(2018, 12, 28), date(2018, 12, 28)),
        (date(2019, 3, 31), date(2019, 3, 29), None),
    ],
)
def test_a_day_stands_for_the_last_week_closed_by_then(at, week, until):
    asked = checked(TWO, Question(at=at))
    assert (asked.week, asked.until) == (week, until)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(at=date(2018, 10, 4)), "first week ends on 2018-10-05"),
        (Question(at=date(2019, 4, 1)), "is not within the run"),
        (Question(measure="caseload"), 'Did you mean "caseload_per_fte"'),
        (Question(unit="nrth"), 'Did you mean "north"'),
        (Question(target=float("nan")), "not a number"),
        (Question(baseline="z"), "Known here: a, b"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(question, said):
    with pytest.raises(InputError) as caught:
        checked(TWO, question)
    assert said in str(caught.value)
    assert caught.value.key.startswith("--")


def test_one_scenario_is_nothing_to_compare():
    with pytest.raises(InputError, match="two scenarios or more"):
        checked(TWO[:1], Question())


def test_a_day_is_written_as_in_a_scenario():
    assert day_to_answer_for("end") is None
    assert day_to_answer_for("2020-03-31") == date(2020, 3, 31)
    with pytest.raises(InputError, match=r'--at: "31 March" is not a day'):
        day_to_answer_for("31 March")


def test_a_target_in_percent_is_refused_for_a_share():
    rate = "assessments_within_45_days_rate"
    with pytest.raises(InputError, match=r"--target: 90 is more than 1, .* Write 0.9 for 90%"):
        checked(TWO, Question(measure=rate, target=90.0))
    assert checked(TWO, Question(measure=rate, target=0.9)).target.value == 0.9
    assert checked(TWO, Question(measure="open_cases", target=90.0)).target.value == 90.0
