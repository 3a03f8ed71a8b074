"""Every number of a scenario has a name that people understand."""

import types
from typing import Annotated, Union, get_args, get_origin, get_type_hints

import pytest

from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.number_words import SHARE, number_words
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import quantities


def paths(kind, path=()):
    """The dotted path of every number that the schema knows, names of tables as NAME."""
    if get_origin(kind) is Annotated:
        yield from paths(get_args(kind)[0], path)
    elif get_origin(kind) in (Union, types.UnionType):
        for each in get_args(kind):
            yield from paths(each, path)
    elif get_origin(kind) is dict:
        yield from paths(get_args(kind)[1], (*path, "NAME"))
    elif kind is Quantity:
        yield ".".join(path)
    elif hasattr(kind, "model_fields"):
        hints = get_type_hints(kind, include_extras=True)
        for name in kind.model_fields:
            yield from paths(hints[name], (*path, name))
        if kind.model_config.get("extra") == "allow":
            support = get_args(hints["__pydantic_extra__"])[1]
            yield from paths(support, (*path, "NAME"))


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("swso_expansion.toml")


def test_every_number_that_can_be_uncertain_has_a_name(scenario):
    every = [path for path in paths(Scenario) if not path.startswith("indices.")]
    assert len(every) > 150
    nameless = [path for path in every if number_words(scenario, path).label == path]
    assert nameless == []


@pytest.mark.parametrize(
    "path", sorted(shipped_folder().glob("*.toml")), ids=lambda path: path.stem
)
def test_shipped_numbers_have_names_of_their_own(path):
    scenario = load_scenario(path)
    keys = [key for key, quantity in quantities(scenario) if quantity.uncertain]
    labels = [number_words(scenario, key).label for key in keys]
    assert len(set(labels)) == len(keys)
    assert max(map(len, labels), default=0) <= 90


@pytest.mark.parametrize(
    ("key", "label", "unit"),
    [
        (
            "roles.swso.take_up",
            "Social Work Support Officer: freed time that becomes case work",
            SHARE,
        ),
        ("demand.month_profile.august", "Referrals in August, of the usual number", SHARE),
        ("demand.referrals_per_week.gedling", "Referrals to Gedling", "a week"),
        ("roles.swso.hiring.round_days", "Social Work Support Officer: length of a recruitment "
         "round", "working days"),
        ("roles.social_worker.hiring.start_days.mean", "Social workers: wait from offer to start, "
         "on average", "working days"),
        ("pathway.assessment.task_hours.cv", "Child and family assessment: work in a task, spread "
         "over average", SHARE),
        ("roles.swso.suitability.looked_after", "Social Work Support Officer: how far they suit "
         "looked after teams", SHARE),
    ],
)  # fmt: skip
def test_names_say_what_a_number_is(scenario, key, label, unit):
    assert number_words(scenario, key) == (label, unit)


def test_a_key_that_nobody_knows_is_its_own_name(scenario):
    assert number_words(scenario, "new.thing") == ("new.thing", "")
