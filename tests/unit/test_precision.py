"""What a person can ask of the precision of means, and what is refused."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiment.precision import LEAST, USUAL, HalfWidth, Precision, watched
from sim.explore.enough import Limit
from sim.results.end_values import Cell
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SMALL)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("caseload_per_fte=1%", ("caseload_per_fte", "", Limit(0.01, relative=True))),
        ("open_cases=2.5", ("open_cases", "", Limit(2.5, relative=False))),
        (" leavers @ North & West = 7.5 % ", ("leavers", "North & West", Limit(0.075, True))),
        ("morale_index@odd=name=3e-2", ("morale_index", "odd=name", Limit(0.03, False))),
    ],
)
def test_a_half_width_is_a_share_of_the_mean_or_a_number(text, wish):
    assert HalfWidth.of(text) == wish
    assert HalfWidth.of(str(HalfWidth.of(text))) == wish


@pytest.mark.parametrize(
    "text",
    ["", "caseload_per_fte", "=1%", "caseload_per_fte=", "caseload_per_fte=0", "open_cases=-1%",
     "open_cases=nan", "open_cases=inf%", "open_cases=1%%", "caseload=1%"],
)  # fmt: skip
def test_what_is_not_one_is_refused_with_what_to_write(text):
    with pytest.raises(InputError) as told:
        HalfWidth.of(text)
    assert told.value.key == "--half-width"
    assert told.value.remedy


def test_the_usual_is_the_caseload_of_the_service_and_every_group(scenario):
    [means] = watched(scenario, Precision())
    assert [one.cell for one in means] == [
        Cell("caseload_per_fte", "group", "Assessment"),
        Cell("caseload_per_fte", "group", "District"),
        Cell("caseload_per_fte", "service", "service"),
    ]
    assert {one.limit for one in means} == {Limit(0.01, relative=True)}


@pytest.mark.parametrize(
    ("unit", "cell"),
    [("service", "service"), ("District", "group"), ("north", "team"), ("North & West", "team")],
)
def test_a_unit_is_found_by_name_or_label(scenario, unit, cell):
    [[mean]] = watched(scenario, Precision.of([f"open_cases@{unit}=1"], None))
    assert mean.cell.unit_kind == cell
    assert mean.cell.unit in {"service", "District", "north"}


def test_an_unknown_unit_is_refused(scenario):
    with pytest.raises(InputError, match=r'no team or group "nroth".*"north"'):
        watched(scenario, Precision.of(["open_cases@nroth=1"], None))


def test_what_is_said_takes_the_place_of_the_usual():
    assert Precision.of([], None) == Precision(USUAL, 10_000)
    asked = Precision.of(["open_cases=1", "leavers=2"], 99)
    assert asked.asked() == {"half_widths": ["open_cases=1", "leavers=2"], "most": 99}


def test_too_few_to_decide_anything_are_refused():
    assert Precision(most=LEAST).most == 25
    with pytest.raises(InputError, match="Allow 25 or more"):
        Precision(most=LEAST - 1)
