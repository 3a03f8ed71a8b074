"""What the log of assumptions says of a number that is wrong."""

import pytest

from docs.generate import effects
from sim.scenario.evidence import assumptions
from sim.scenario.flow import offered_load
from sim.scenario.load import load_scenario
from tests.unit.sample_sensitivity import FREED, LEAVING, TAKE_UP, build_sensitivity, part_of


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """What a tornado of a made-up function leaves for the log."""
    monkeypatch.setattr(effects, "MEASURED", tmp_path / "effects.csv")
    effects.keep_effects(build_sensitivity(tmp_path / "tornado", part_of(), ["tornado"]))
    effects.effects.cache_clear()
    yield effects.effects()
    effects.effects.cache_clear()


def test_what_a_tornado_found_is_kept(measured):
    # a freed hour takes off 0.8 cases: 4 and 8 hours are two from the best value
    assert measured[FREED] == pytest.approx((1.6, -1.6, True, 12))
    assert measured[TAKE_UP] == pytest.approx((0.6, -1.0, True, 12))
    assert not measured[LEAVING].clear
    assert list(measured) == [FREED, TAKE_UP, LEAVING]  # the largest first


@pytest.fixture(scope="module")
def base():
    return load_scenario("nottinghamshire_2018.toml")


def of(base, *keys):
    return effects.effect_of(base, [one for one in assumptions(base) if one.key in keys])


def test_a_measured_effect_goes_from_its_lower_to_its_higher_end(base, measured):
    assert of(base, FREED) == "-1.6 to +1.6 cases"
    assert of(base, LEAVING) == "no clear change of cases"


def test_otherwise_it_is_what_a_tenth_more_does_to_load(base, measured):
    # load is proportional to the hours of a task, and to nothing that only waits
    [highest] = {one.load for one in offered_load(base) if one.team == "assessment_north"}
    said = of(base, "pathway.assessment.task_hours")
    assert said == f"load +{100 * 0.1 * highest:.1f} points (Assessment North)"
    assert of(base, "pathway.assessment.external_delay_days") == ""


def test_several_numbers_move_together(base, measured):
    keys = [f"pathway.assessment.routes.{name}" for name in ("child_in_need", "child_protection")]
    both, *each = (float(of(base, *some).split()[1]) for some in (keys, keys[:1], keys[1:]))
    assert both == pytest.approx(sum(each), abs=0.15)  # each is rounded to a tenth
