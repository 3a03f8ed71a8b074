"""Every number that a scenario may hold moves something: the record, the budget or an index.

The keys are read off the schema, so that a new one is covered the day it is written. Two
scenarios are walked: the shipped base, scaled down, and one with every feature on. A key that
needs another to act is given it in CONTEXTS; nothing else here is a list of keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal, NamedTuple, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel, ValidationError

pytest.importorskip("numba")

from sim.clock import financial_year
from sim.compiled import simulate  # the bits of the reference, forty times as fast
from sim.results.costs import budget
from sim.results.discounting import deflator, discount_factor
from sim.results.indices import Conditions, index_measures
from sim.results.outturn import outturn
from sim.results.posts import YEARLY_ROW, accounts_of
from sim.scenario.distributions import Distribution
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters
from sim.scenario.planning import make_plan
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.table_evidence import EVIDENCE
from sim.scenario.tables.words import Text
from sim.scenario.uncertainty import children, drawn, quantities

KeyPath = tuple[str | int, ...]
Document = dict[str, Any]

NO_LEVERS = {
    *(("Run", "replications"), ("Scenario", "name")),
    *(("Appraisal", "do_minimum"), ("Appraisal", "optimism_bias_share"), ("Appraisal", "risks")),
}
"""How often chance is tried, what the results are called, and what only a comparison says of the
scenario (tests/unit/test_appraisal.py)."""

CONTEXTS: dict[str, Document] = {
    # seasons and pay awards take longer than the few months that are enough for the rest
    "demand.month_profile.*": {"run.end": date(2019, 9, 30)},
    "demand.trend_per_year": {"run.end": date(2019, 9, 30)},
    "costs.pay_award_per_year": {"run.end": date(2019, 9, 30)},
    "costs.price_base": {"costs.inflation_per_year": 0.02},
    "roles.social_worker.overtime_pay_ratio": {"roles.social_worker.overtime_paid_share": 0.5},
    # effects that are 0 in the file leave their reference without meaning
    "indices.audit.*": {
        "indices.audit.caseload_effect": -0.1,
        "indices.audit.support_effect": 0.5,
    },
    "indices.morale.*": {
        "indices.morale.points_per_case": 1.0,
        "indices.morale.points_per_overtime_hour": 1.0,
        "indices.morale.points_of_support": 5.0,
    },
}
"""What else must be set for a key to act, by a pattern of dotted keys."""


# ---- what a scenario leads to ------------------------------------------------------------------


def outcome(scenario: Scenario) -> Any:
    """All that one replication, the budget and the indices say."""
    record = simulate(make_plan(scenario, 0))
    said = {name: column.tobytes() for name, column in record.weekly.items()}
    return said, record.stages.tobytes(), worked_out(scenario, conditions(record.weekly))


def plan_and_budget(scenario: Scenario) -> Any:
    """What goes into a replication, and what is worked out without one."""
    crowded = Conditions(*(np.array([some]) for some in (25.0, 0.5, 2.0)))
    return as_values(make_plan(scenario, 0)), worked_out(scenario, crowded)


def worked_out(scenario: Scenario, at: Conditions) -> Any:
    lines = [(line.financial_year, line.option, line.amount) for line in budget(scenario)]
    indices = [index.tobytes() for index in index_measures(at, scenario.indices).values()]
    return lines, indices, spent(scenario)


def spent(scenario: Scenario) -> Any:
    """Outturn of posts half empty and in part covered, and what later pounds are worth."""
    accounts = accounts_of(scenario)
    rows = np.zeros(len(accounts), YEARLY_ROW)
    rows["option"] = rows["role"] = rows["place"] = np.arange(len(accounts))
    rows["funded_fte_years"], rows["in_post_fte_years"], rows["agency_fte_years"] = 2.0, 1.0, 0.5
    year = financial_year(scenario.run.start)
    later = [discount_factor(scenario, years) for years in (1, 40, 90)]
    return outturn(scenario, accounts, rows, {year: 100.0}), later, deflator(scenario, "2030/31")


def as_values(part: Any) -> Any:
    """Plain data that can be compared; arrays as their bytes."""
    if isinstance(part, np.ndarray):
        return part.tobytes()
    if isinstance(part, tuple | list):
        return [as_values(each) for each in part]
    if is_dataclass(part):
        return {field.name: as_values(getattr(part, field.name)) for field in fields(part)}
    return part


def conditions(weekly: Any) -> Conditions:
    staff = np.maximum(weekly["in_post_fte"] + weekly["agency_fte"], 0.5)
    present = np.maximum(staff - weekly["absent_fte"], 0.5)
    return Conditions(
        weekly["open_cases"] / staff,
        np.minimum(weekly["supported_fte"] / present, 1.0),
        weekly["overtime_hours"] / staff,
    )


# ---- the keys ----------------------------------------------------------------------------------


OTHER_DISTRIBUTIONS = (
    {"distribution": "fixed", "value": 3.0},
    {"distribution": "geometric", "mean": 2.5},
)

ROWS, READINGS = ("Run", "parameters"), ("Scenario", "readings")
"""Keys whose rows and alternatives stand for numbers elsewhere in the scenario."""


class Lever(NamedTuple):
    """A key that can be set: its path, its value, the table and field that declare it."""

    path: KeyPath
    value: Any
    declared: tuple[str, str]
    options: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        return ".".join(str(part) for part in self.path)


def levers(node: Any, path: KeyPath = (), declared: tuple[str, str] = ("", "")) -> Iterator[Lever]:
    """Every leaf of a scenario, numbers with their ranges and sources as one leaf."""
    if isinstance(node, Quantity) or not isinstance(node, BaseModel | dict | tuple):
        yield Lever(path, node, declared)
    elif isinstance(node, BaseModel):
        yield from levers_of_table(node, path)
    else:
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in items:
            yield from levers(child, (*path, key), declared)


def levers_of_table(table: BaseModel, path: KeyPath) -> Iterator[Lever]:
    kind = type(table)
    if kind is Distribution:
        yield Lever(path, None, (kind.__name__, "distribution"), OTHER_DISTRIBUTIONS)
    for name, child in children(table).items():
        field = kind.model_fields.get(name)
        key = name if field is None or field.alias is None else field.alias
        declared = (kind.__name__, name)
        if field is not None and get_args(Text)[1] in field.metadata:
            continue  # words for people
        if declared in (ROWS, READINGS):
            continue  # laid over the files before a scenario is one; they have tests of their own
        if kind is Distribution and (child is None or name in ("distribution", *EVIDENCE)):
            continue  # a key of another family, or where the distribution comes from
        options = literals(field.annotation) if field is not None else ()
        if options:
            yield Lever((*path, key), child, declared, options)
        else:
            yield from levers(child, (*path, key), declared)


def literals(annotation: Any) -> tuple[Any, ...]:
    """The texts that a choice of texts allows."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(each for part in get_args(annotation) for each in literals(part))


def candidates(lever: Lever, names: list[str]) -> Iterator[Any]:
    """Clearly different values, likely ones first; the schema refuses what does not fit."""
    value = lever.value
    if lever.options:
        yield from (option for option in lever.options if option != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, date):
        yield from (value + timedelta(days=days) for days in (28, -28, 91, -91))
    elif isinstance(value, str):
        yield from (name for name in (*names, "2020/21") if name != value)
    elif value is None:
        yield from (*numbers(4.0), date(2018, 12, 31), *names)
    else:
        yield from numbers(value.value if isinstance(value, Quantity) else value)


def numbers(value: float) -> list[float | int]:
    near = [value * 0.3, value * 3.0, value + 2.0, value - 2.0, 0.9, 0.1, 0.0, 1.0, 12.0, 60.0]
    far = [number for number in near if abs(number - value) >= 0.3 * abs(value)]
    # some have to stay between others, where little room may be left
    some = [*far, *(int(number) for number in far), *near, value + 1, value - 1]
    return list(dict.fromkeys(int(number) for number in some) if isinstance(value, int) else some)


def put(node: Any, path: KeyPath, value: Any) -> Any:
    """The document with one key set; a number with a range loses it."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(node, tuple):
        place = int(first)
        return (*node[:place], put(node[place], rest, value), *node[place + 1 :])
    return {**node, first: put(node.get(first), rest, value)}


def with_context(document: Document, key: str) -> Document:
    for pattern, settings in CONTEXTS.items():
        if fnmatchcase(key, pattern):
            for setting, value in settings.items():
                document = put(document, tuple(setting.split(".")), value)
    return document


def dead_levers(
    document: Document, look: Callable[[Scenario], Any], only: list[Lever] | None = None
) -> list[Lever]:
    """The keys of which no clearly different value changes what a look at the scenario shows."""
    scenario = Scenario.model_validate(document)
    names = [*scenario.teams, *scenario.pathway, *scenario.roles.support, "social_worker"]
    names += [stage.team_kind for stage in scenario.pathway.values()]
    seen: dict[str, Any] = {}
    dead = []
    for lever in levers(scenario) if only is None else only:
        context = with_context(document, lever.key)
        before = seen.setdefault(repr(context), None) or look(Scenario.model_validate(context))
        seen[repr(context)] = before
        others = scenarios_with(context, lever, names)
        if lever.declared not in NO_LEVERS and not any(look(other) != before for other in others):
            dead.append(lever)
    return dead


def scenarios_with(document: Document, lever: Lever, names: list[str]) -> Iterator[Scenario]:
    """The scenario with other values of a key, those that the schema takes."""
    for value in candidates(lever, names):
        with suppress(ValidationError):
            yield Scenario.model_validate(put(document, lever.path, value))


# ---- the scenarios -----------------------------------------------------------------------------


def written(scenario: Scenario) -> Document:
    """The scenario as a document with every default written out."""
    return scenario.model_dump(by_alias=True, exclude_none=True)


@pytest.fixture
def shipped() -> Document:
    """The base scenario with a tenth of everything, half a year, and staff who come and go."""
    document = written(load_scenario(shipped_folder() / "nottinghamshire_2018.toml"))
    document["run"]["end"] = date(2019, 3, 29)
    for team in document["teams"].values():
        team["social_worker_fte"] = team["social_worker_fte"]["value"] / 8
        team["opening_caseload"] = team["opening_caseload"]["value"] // 8
    demand = document["demand"]["referrals_per_week"]
    for team in demand:
        demand[team] = demand[team]["value"] / 8
    document["teams"]["gedling"]["support_fte"] = {"bsa": 12.0}
    for role in document["roles"].values():
        role["leaving"]["rate_per_year"] = 3.0
        role["hiring"]["round_days"] = 10.0
        role["sickness"] |= {"spells_per_year": 8.0, "long_spell_share": 0.3}
    return document


INTERVENTIONS: Document = {
    "offer": {
        "from": date(2018, 10, 16),
        "to": date(2019, 2, 22),
        "phase_in_days": 30.0,
        "posts": {"north": {"social_worker": 1.5, "swso": 1.0}, "pool": {"swso": -0.5}},
        "filled_on_first_day": True,
        "set_up_cost_gbp": 1000,
        "set_up_heads": 3,
        "non_staff_cost_gbp_per_year": 500,
        "non_staff_heads": 4,
        "project_posts": {"lead": {"fte": 0.5, "cost_per_fte_gbp": 50000}},
        "market_supplement_gbp_per_year": 2000,
        "teams": ("north", "plans"),
        "referrals_ratio": 1.3,
        "external_delay_ratio": 0.8,
        "re_referral_ratio": 0.7,
        "leaving_hazard_ratio": 0.5,
        "hiring_success_ratio": 1.5,
        "allocation_policy": "random",
        "caseload_cap": 9.0,
        "cohort": {"number": 2, "newly_qualified": True},
    },
}


@pytest.fixture
def complete(everything) -> Document:
    """Every feature on, and an intervention that uses every key it has."""
    everything["interventions"] = INTERVENTIONS
    return written(Scenario.model_validate(everything))


# ---- tests -------------------------------------------------------------------------------------


def test_every_key_of_a_scenario_with_every_feature_moves_something(complete):
    # most keys show in a few weeks, and those that don't are given half a year
    early = dead_levers(put(complete, ("run", "end"), date(2018, 12, 7)), outcome)
    dead = dead_levers(put(complete, ("run", "end"), date(2019, 3, 29)), outcome, early)
    assert [lever.key for lever in dead if not is_name(lever)] == []
    # a name may have no other that fits in its place, but every kind of name has some place
    dead_names = [lever.declared for lever in dead if is_name(lever)]
    every = Counter(lever.declared for lever in levers(Scenario.model_validate(complete)))
    assert [kind for kind, number in Counter(dead_names).items() if number == every[kind]] == []


def test_every_number_of_the_shipped_scenario_reaches_the_engine_or_the_budget(shipped):
    dead = dead_levers(shipped, plan_and_budget)
    assert [lever.key for lever in dead if not is_name(lever)] == []


@pytest.mark.slow
def test_every_number_of_the_shipped_scenario_moves_something(shipped):
    dead = dead_levers(shipped, outcome)
    # a weight compares stages: it says nothing in teams that work on one stage only
    kinds = Counter(stage["team_kind"] for stage in shipped["pathway"].values())
    alone = {
        f"pathway.{name}.case_weight"
        for name, stage in shipped["pathway"].items()
        if kinds[stage["team_kind"]] == 1
    }
    # and suitability says nothing of a kind of team in which the role has no posts here
    served = {(role, team["kind"]) for team in shipped["teams"].values()
              for role in team.get("support_fte", {})}  # fmt: skip
    unserved = {
        f"roles.{name}.suitability.{kind}"
        for name, role in shipped["roles"].items()
        for kind in role.get("suitability", {})
        if (name, kind) not in served
    }
    silent = alone | unserved
    assert [lever.key for lever in dead if not is_name(lever) and lever.key not in silent] == []


def is_name(lever: Lever) -> bool:
    """Whether a key names a team, a stage, a kind or a role, or could."""
    return not lever.options and (lever.value is None or isinstance(lever.value, str))


def test_all_keys_of_the_schema_are_walked(shipped, complete):
    """A new table or key that neither scenario uses would not be tested."""
    walked = {
        lever.declared
        for document in (shipped, complete)
        for lever in levers(Scenario.model_validate(document))
    }
    assert sorted(declared_keys(Scenario) - walked - NO_LEVERS) == []


def declared_keys(table: type[BaseModel], seen: set[type] | None = None) -> set[tuple[str, str]]:
    """Every table and field of the schema that holds no words for people and no other table."""
    seen = set() if seen is None else seen
    if table in seen or table in (Quantity, Distribution, Parameters):
        return set()
    seen.add(table)
    keys: set[tuple[str, str]] = set()
    for name, field in table.model_fields.items():
        if (table.__name__, name) == READINGS:
            continue
        tables = list(tables_in(field.annotation))
        for inner in tables:
            keys |= declared_keys(inner, seen)
        leaf = (not tables or Quantity in tables) and (table.__name__, name) != ROWS
        if leaf and get_args(Text)[1] not in field.metadata:
            keys.add((table.__name__, name))
    for inner in tables_in(table.__annotations__.get("__pydantic_extra__", "")):
        keys |= declared_keys(inner, seen)
    return keys


def tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from tables_in(part)


def test_contexts_name_keys_that_exist(shipped, complete):
    keys = {
        lever.key
        for document in (shipped, complete)
        for lever in levers(Scenario.model_validate(document))
    }
    for pattern, settings in CONTEXTS.items():
        assert any(fnmatchcase(key, pattern) for key in keys), pattern
        assert settings.keys() <= keys


def test_every_range_is_drawn_from():
    """Low, high and shape of an uncertain number change what a replication uses."""
    scenario = load_scenario(shipped_folder() / "nottinghamshire_2018.toml")
    document = written(scenario)
    dead = []
    for key, quantity in quantities(scenario):
        if not quantity.uncertain:
            continue
        for end, value in ends(quantity):
            other = Scenario.model_validate(put(document, (*key.split("."), end), value))
            if value_of(other, key) == value_of(scenario, key):
                dead.append(f"{key}.{end}")
    assert dead == []


def ends(quantity: Quantity) -> list[tuple[str, Any]]:
    assert quantity.low is not None
    assert quantity.high is not None
    shape = "uniform" if quantity.shape != "uniform" else "triangular"
    inside = 0.5 * (quantity.low + quantity.value), 0.5 * (quantity.high + quantity.value)
    changes = [("low", inside[0]), ("high", inside[1]), ("shape", shape)]
    return [(end, value) for end, value in changes if value not in (quantity.low, quantity.high)]


def value_of(scenario: Scenario, key: str) -> float:
    return dict(quantities(drawn(scenario, 0)))[key].value
