"""Which numbers a sensitivity analysis varies."""

import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.inputs import inputs_table, numbers_at
from tests.unit.sample_sensitivity import FREED, LEAVING, TAKE_UP, part_of, scenario


def keys(part):
    return [one.key for one in part.inputs]


def test_every_number_with_a_range_is_varied_unless_some_are_named():
    assert keys(part_of()) == [LEAVING, FREED, TAKE_UP]
    assert keys(part_of(inputs=["roles.swso"])) == [FREED, TAKE_UP]
    assert keys(part_of(inputs=[TAKE_UP, LEAVING])) == [LEAVING, TAKE_UP]


def test_a_name_holds_whole_keys_only():
    with pytest.raises(InputErrors, match="no number with a range"):
        part_of(inputs=["roles.sw"])


def test_all_names_that_hold_nothing_are_errors_with_advice():
    with pytest.raises(InputErrors) as caught:
        part_of(inputs=["roles.swso.takeup", "demand"])
    first, second = caught.value.errors
    assert first.key == "inputs[0]"
    assert TAKE_UP in first.remedy
    assert second.problem.startswith('"demand" is no number with a range')


def test_numbers_of_the_other_scenario_are_varied_too():
    ranged = {"value": 30.0, "low": 20.0, "high": 60.0}
    other = scenario(name="nothing", allocation__caseload_cap=ranged)
    part = part_of(against=other)
    assert keys(part) == [LEAVING, FREED, TAKE_UP, "allocation.caseload_cap"]
    [base, against] = part.pair.points("any", {TAKE_UP: 0.3, "allocation.caseload_cap": 25.0})
    assert base.scenario.allocation.caseload_cap is None
    assert against.scenario.allocation.caseload_cap.value == 25.0
    for point in (base, against):
        assert point.scenario.roles.support["swso"].take_up.value == 0.3


@pytest.mark.parametrize(
    "other",
    [
        {"value": 0.5, "low": 0.2, "high": 0.9},
        {"value": 0.4, "low": 0.2, "high": 1.0},
        {"value": 0.5, "low": 0.2, "high": 1.0, "shape": "uniform"},
        0.5,
    ],
)
def test_a_number_that_is_not_the_same_in_both_scenarios_is_an_error(other):
    with pytest.raises(InputErrors, match="is not the same in nothing and in expansion"):
        part_of(against=scenario(name="nothing", roles__swso__take_up=other))


def test_without_any_range_there_is_nothing_to_vary():
    plain = scenario(
        roles__swso__take_up=0.5,
        roles__swso__hours_freed_per_week=6.0,
        roles__social_worker__leaving__rate_per_year=0.2,
    )
    with pytest.raises(InputError, match="no number of the scenario has a range"):
        part_of(base=plain)


def test_places_of_the_unit_cube_are_spread_by_range_and_shape():
    inputs = part_of().inputs
    assert numbers_at(inputs, [0.0, 0.0, 0.0]) == {LEAVING: 0.1, FREED: 4.0, TAKE_UP: 0.2}
    assert numbers_at(inputs, [1.0, 1.0, 1.0]) == {LEAVING: 0.3, FREED: 8.0, TAKE_UP: 1.0}
    middle = numbers_at(inputs, [0.5, 0.25, 0.375])
    assert middle[LEAVING] == pytest.approx(0.2)
    assert middle[FREED] == pytest.approx(5.0)  # uniform
    assert middle[TAKE_UP] == pytest.approx(0.5)  # a triangle's mode, (0.5 - 0.2) / (1 - 0.2)


def test_the_table_of_inputs_has_words_ranges_and_evidence():
    row = inputs_table(part_of().inputs).set_index("input").loc[FREED]
    assert row["label"] == "Support Officer: time freed for each social worker"
    assert (row["value"], row["low"], row["high"], row["shape"]) == (6.0, 4.0, 8.0, "uniform")
    assert (row["unit"], row["basis"]) == ("hours a week", "")
