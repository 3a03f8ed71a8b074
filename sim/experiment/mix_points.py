"""The mixes of an experiment's levers: their scenarios, their costs, and which are allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError
from sim.experiment.points import Point, extra_cost
from sim.results.paired import Bools, Floats
from sim.scenario.experiments.groundwork import number_at
from sim.scenario.toml_source import split_key
from sim.scenario.uncertainty import quantities
from sim.units import pounds

if TYPE_CHECKING:
    from sim.scenario.experiments.groundwork import Groundwork
    from sim.scenario.experiments.levers import Lever, LeverTable
    from sim.scenario.experiments.sweep import Constraints
    from sim.scenario.schema import Scenario


def levers_of(tables: Mapping[str, LeverTable], ground: Groundwork) -> tuple[Lever, ...]:
    """The levers of an experiment, in the order of its file.

    Raises:
        InputError: If two of them set the same key.
    """
    levers = tuple(table.lever(name) for name, table in tables.items())
    setters: dict[str, str] = {}
    for lever in levers:
        for key in lever.keys:
            if key in setters:
                raise ground.error(
                    problem=f"the levers {setters[key]} and {lever.name} both set {key}.",
                    remedy="Leave it to one of them.",
                    key=("levers", lever.name),
                )
            setters[key] = lever.name
    return levers


def mix_scenario(
    ground: Groundwork, base: str, levers: Sequence[Lever], levels: Mapping[str, float]
) -> Scenario:
    """The scenario of a mix.

    Args:
        ground: What makes the experiment's scenarios.
        base: The scenario file that they start from.
        levers: What is mixed.
        levels: The level of each lever by its name.

    Raises:
        InputErrors: If a key or a level does not fit the scenario.
    """
    settings: dict[str, float] = {}
    for lever in levers:
        settings |= lever.settings(levels[lever.name])
    return ground.scenario(base, ("base",), settings, ("levers",))


def base_levels(base: Scenario, levers: Sequence[Lever]) -> dict[str, float]:
    """The level at which the base has each lever; NaN where it is at none.

    It is at none if the keys of a lever disagree, or if the base draws the number anew in every
    future, which no level does.
    """
    drawn: set[str] = set()
    if base.run.parameter_uncertainty:
        drawn = {key for key, quantity in quantities(base) if quantity.uncertain}
    return {lever.name: _base_level(base, lever, drawn) for lever in levers}


def _base_level(base: Scenario, lever: Lever, drawn: set[str]) -> float:
    shares = {key: each for key, each in lever.keys.items() if each}
    numbers = [
        None if ".".join(split_key(key)) in drawn else number_at(base, key) for key in shares
    ]
    found = [
        number / each
        for number, each in zip(numbers, shares.values(), strict=True)
        if number is not None
    ]
    alike = all(isclose(found[0], other, abs_tol=1e-9) for other in found)
    if not found or len(found) < len(shares) or not alike:
        return float("nan")
    return next((value for value in lever.values if isclose(value, found[0])), found[0])


def costs_of(points: Sequence[Point], base: Scenario) -> Floats:
    """Pounds over the base's budget of the whole run, shape (points,)."""
    return np.array([extra_cost(point.scenario, base) for point in points], dtype=np.float64)


def allowed(costs: Floats, limits: Constraints) -> Bools:
    """Which mixes keep to the limits."""
    least, most = limits.extra_cost_at_least_gbp, limits.extra_cost_at_most_gbp
    enough = costs >= (-np.inf if least is None else least)
    return np.asarray(enough & (costs <= (np.inf if most is None else most)))


def no_mix_left(ground: Groundwork, costs: Floats) -> InputError:
    """The error of constraints that no mix meets."""
    ends = " to ".join(pounds(float(end)) for end in (costs.min(), costs.max()))
    return ground.error(
        f"no mix meets the constraints; the {len(costs):,} mixes cost {ends} more than the base.",
        "Allow more, or give other levels.",
        ("constraints",),
    )
