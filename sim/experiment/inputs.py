"""The inputs of a sensitivity analysis: numbers of its scenarios that have a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy.typing as npt

from sim.errors import InputErrors
from sim.experiment.points import Point
from sim.scenario.number_words import number_words
from sim.scenario.uncertainty import assigned, quantile, quantities
from sim.scenario.wording import shown, suggestion

if TYPE_CHECKING:
    import pandas as pd

    from sim.errors import InputError
    from sim.scenario.experiments.groundwork import Groundwork
    from sim.scenario.experiments.sensitivity import Sensitivity
    from sim.scenario.quantities import Quantity
    from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Input:
    """A number that is varied.

    Attributes:
        key: Its dotted key.
        quantity: Its best value and its range.
        label: Its name for people.
        unit: What it is counted in.
    """

    key: str
    quantity: Quantity
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The scenario that is studied, and the one that it is set against.

    Attributes:
        base: The scenario.
        against: The other one, if there is one.
    """

    base: Scenario
    against: Scenario | None

    def points(self, name: str, numbers: Mapping[str, float]) -> list[Point]:
        """The same numbers in each of the scenarios, every other number at its best value.

        Args:
            name: What the points are called.
            numbers: By dotted key; one that a scenario does not have is nothing to it.
        """
        return [
            Point(f"{name}, {one.name}", assigned(one, numbers), numbers) for one in self.scenarios
        ]

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenario, then the other one, if there is one."""
        return [self.base] if self.against is None else [self.base, self.against]


def inputs_of(experiment: Sensitivity, ground: Groundwork, pair: Pair) -> tuple[Input, ...]:
    """The numbers that are varied, in the order of the scenarios.

    Args:
        experiment: What its file says.
        ground: The file, for messages.
        pair: Its scenarios.

    Raises:
        InputError: If no number has a range.
        InputErrors: If a key names none, or the scenarios give a number different ranges; all of
            them at once.
    """
    base = _uncertain(pair.base)
    other = {} if pair.against is None else _uncertain(pair.against)
    every = base | {key: quantity for key, quantity in other.items() if key not in base}
    errors = list(_unknown(experiment.inputs, every, ground))
    errors += _unlike(_chosen(experiment.inputs, every), pair, ground)
    if errors:
        raise InputErrors(errors)
    if not every:
        problem = "no number of the scenario has a range, so there is nothing to vary."
        raise ground.error(problem, "Give numbers low and high.", ("base",))
    found = []
    for key in _chosen(experiment.inputs, every):
        owner = pair.base if key in base or pair.against is None else pair.against
        words = number_words(owner, key)
        found.append(Input(key, every[key], words.label, words.unit))
    return tuple(found)


def numbers_at(inputs: Sequence[Input], place: npt.ArrayLike) -> dict[str, float]:
    """The numbers at a place of the unit cube, each spread as its range and shape say.

    Args:
        inputs: The inputs.
        place: A share for each, 0 to 1.
    """
    import numpy as np  # noqa: PLC0415 - of no use elsewhere

    shares = np.asarray(place, np.float64).tolist()
    return {
        one.key: quantile(one.quantity, share) for one, share in zip(inputs, shares, strict=True)
    }


def inputs_table(inputs: Sequence[Input]) -> pd.DataFrame:
    """A row for each input, with its range and its evidence."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    rows = [
        {
            "input": one.key,
            "label": one.label,
            "unit": one.unit,
            "value": one.quantity.value,
            "low": one.quantity.low,
            "high": one.quantity.high,
            "shape": one.quantity.shape or "triangular",
            "basis": one.quantity.basis or "",
            "source": one.quantity.source,
        }
        for one in inputs
    ]
    return pd.DataFrame(rows)


def _uncertain(scenario: Scenario) -> dict[str, Quantity]:
    return {key: number for key, number in quantities(scenario) if number.uncertain}


def _chosen(wanted: Sequence[str], every: Mapping[str, Quantity]) -> list[str]:
    """The keys that are wanted, or that lie in a table that is; all if none is named."""
    return [key for key in every if not wanted or any(_holds(name, key) for name in wanted)]


def _holds(name: str, key: str) -> bool:
    return key == name or key.startswith(f"{name}.")


def _unknown(
    wanted: Sequence[str], every: Mapping[str, Quantity], ground: Groundwork
) -> Iterator[InputError]:
    for place, name in enumerate(wanted):
        if not any(_holds(name, key) for key in every):
            problem = f"{shown(name)} is no number with a range, and holds none."
            yield ground.error(problem, suggestion(name, every), ("inputs", place))


def _unlike(keys: Sequence[str], pair: Pair, ground: Groundwork) -> Iterator[InputError]:
    """Numbers that both scenarios have, and differently: none could stand for both."""
    if pair.against is None:
        return
    base, other = dict(quantities(pair.base)), dict(quantities(pair.against))
    for key in keys:
        if key in base and key in other and _spread(base[key]) != _spread(other[key]):
            problem = (
                f"{key} is not the same in {pair.against.name} and in {pair.base.name}, so that"
                " no number could stand for both."
            )
            yield ground.error(problem, "Give both the same value and range.", ("against",))


def _spread(number: Quantity) -> tuple[float, float | None, float | None, str]:
    return number.value, number.low, number.high, number.shape or "triangular"
