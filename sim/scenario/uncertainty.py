"""Parameters drawn once a replication, kept apart from the chance within it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import sqrt
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.scenario.parameters import JOINT, plain_key
from sim.scenario.quantities import Quantity
from sim.streams import Purpose, Streams, name_hash

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

TOGETHER = "posterior"
"""Name of the draw that chooses a row of [run] parameters."""


def drawn(scenario: Scenario, replication: int) -> Scenario:
    """The scenario with every uncertain number replaced by its draw for one replication.

    A draw is keyed by the dotted name of the number, so that two scenarios meet the same
    value in the same replication, whatever else differs between them. Numbers of
    ``[run] parameters`` are drawn together, so that scenarios with the same rows meet the same row.
    """
    if not scenario.run.parameter_uncertainty:
        return scenario
    streams = Streams(scenario.run.seed, replication)
    rows = scenario.run.parameters
    together = {} if rows is None else rows.row(_uniform_of(streams, TOGETHER))

    def draw(key: str, quantity: Quantity) -> Quantity:
        if not quantity.uncertain:
            return quantity
        is_joint = quantity.shape == JOINT
        value = (
            together[plain_key(key)] if is_joint else quantile(quantity, _uniform_of(streams, key))
        )
        return quantity.model_copy(update={"value": value})

    result: Scenario = _replaced(scenario, "", draw)
    return result


def uniforms(seed: int, replication: int, keys: Iterable[str]) -> list[float]:
    """The uniform numbers behind the draws of one replication, in the order of the keys.

    Args:
        seed: The seed of the run.
        replication: Number of the replication.
        keys: Dotted keys of uncertain numbers.
    """
    streams = Streams(seed, replication)
    return [_uniform_of(streams, key) for key in keys]


def assigned(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with plain numbers at some keys, and none of its numbers drawn.

    Args:
        scenario: The scenario.
        values: By the dotted key of the number; keys that the scenario does not have are ignored.
    """

    def put(key: str, quantity: Quantity) -> Quantity:
        return Quantity(value=values[key]) if key in values else quantity

    result: Scenario = _replaced(scenario, "", put)
    run = result.run.model_copy(update={"parameter_uncertainty": False})
    return result.model_copy(update={"run": run})


def quantile(quantity: Quantity, u: float) -> float:
    """The value under which a number lies with probability ``u``.

    Args:
        quantity: The number; without a range it is its value.
        u: From 0, where the lowest value is, to 1, where the highest is.
    """
    low, mode, high = quantity.low, quantity.value, quantity.high
    if low is None or high is None or low == high:
        return quantity.value
    inverse = {"uniform": _uniform, "pert": _pert}.get(quantity.shape or "", _triangular)
    return inverse(u, low, mode, high)


def quantities(scenario: Scenario) -> Iterator[tuple[str, Quantity]]:
    """Every number of a scenario that may carry evidence, with its dotted key, in file order."""
    yield from _walk(scenario, "")


def children(node: Any) -> dict[str, Any]:
    """The named parts of a table of the scenario, support roles included."""
    if isinstance(node, BaseModel):
        return {name: getattr(node, name) for name in type(node).model_fields} | dict(
            node.__pydantic_extra__ or {}
        )
    return node if isinstance(node, dict) else {}


def _walk(node: Any, key: str) -> Iterator[tuple[str, Quantity]]:
    if isinstance(node, Quantity):
        yield key, node
        return
    for name, child in children(node).items():
        yield from _walk(child, f"{key}.{name}" if key else name)


def _replaced(node: Any, key: str, change: Callable[[str, Quantity], Quantity]) -> Any:
    """A table with every number changed that the function changes; itself if it changes none."""
    if isinstance(node, Quantity):
        return change(key, node)
    changed = {}
    for name, child in children(node).items():
        new = _replaced(child, f"{key}.{name}" if key else name, change)
        if new is not child:
            changed[name] = new
    if not changed:
        return node
    return {**node, **changed} if isinstance(node, dict) else node.model_copy(update=changed)


def _uniform_of(streams: Streams, key: str) -> float:
    return streams.uniform(Purpose.PARAMETER, name_hash(key), 0, 0)


def _uniform(u: float, low: float, mode: float, high: float) -> float:  # noqa: ARG001
    return low + (high - low) * u


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    split = (mode - low) / (high - low)
    if u < split:
        return low + sqrt(u * (high - low) * (mode - low))
    return high - sqrt((1.0 - u) * (high - low) * (high - mode))


def _pert(u: float, low: float, mode: float, high: float) -> float:
    """The beta distribution of PERT (Malcolm et al. 1959), with its usual weight of 4."""
    from scipy.special import betaincinv  # noqa: PLC0415 - rarely needed, slow to import

    alpha = 1.0 + 4.0 * (mode - low) / (high - low)
    beta = 1.0 + 4.0 * (high - mode) / (high - low)
    return low + (high - low) * float(betaincinv(alpha, beta, u))
