"""The mixes of an experiment's levers, as points with scenarios and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.points import Point, extra_cost
from sim.results.paired import Bools, Floats

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


def mix_points(
    ground: Groundwork, base: str, levers: Sequence[Lever], design: Iterable[Mapping[str, float]]
) -> tuple[Point, ...]:
    """A point for each mix, named "mix_001" and so on.

    Args:
        ground: What makes the experiment's scenarios.
        base: The scenario file that they start from.
        levers: What is mixed.
        design: The level of each lever by its name, one row a mix.

    Raises:
        InputErrors: If a key or a level does not fit the scenario.
    """
    rows = [dict(row) for row in design]
    digits = max(3, len(str(len(rows))))
    return tuple(
        Point(f"mix_{number:0{digits}d}", _scenario(ground, base, levers, levels), levels)
        for number, levels in enumerate(rows, start=1)
    )


def _scenario(
    ground: Groundwork, base: str, levers: Sequence[Lever], levels: Mapping[str, float]
) -> Scenario:
    settings = {
        key: value for one in levers for key, value in one.settings(levels[one.name]).items()
    }
    return ground.scenario(base, ("base",), settings, ("levers",))


def costs_of(points: Sequence[Point], base: Scenario) -> Floats:
    """Pounds over the base's budget of the whole run, shape (points,)."""
    return np.array([extra_cost(point.scenario, base) for point in points], dtype=np.float64)


def allowed(costs: Floats, limits: Constraints) -> Bools:
    """Which points keep to the limits; half a penny beyond them still does."""
    least, most = limits.extra_cost_at_least_gbp, limits.extra_cost_at_most_gbp
    enough = costs >= (-np.inf if least is None else least - 0.005)
    return np.asarray(enough & (costs <= (np.inf if most is None else most + 0.005)))
