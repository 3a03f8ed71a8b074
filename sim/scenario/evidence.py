"""Every assumption of a scenario, as a table: value, range, source, basis."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import quantities


class Assumption(NamedTuple):
    """A number of the scenario with its evidence.

    Attributes:
        key: Dotted key in the scenario.
        value: Best estimate.
        low: Lowest value thought possible, if the number is uncertain.
        high: Highest value thought possible, if the number is uncertain.
        shape: How likely the values between are, if the number is uncertain.
        source: Where the value comes from.
        basis: published, derived, assumed, or empty where the file does not say.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    shape: str
    source: str
    basis: str


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Every number that may carry evidence and was given in the file or has it."""
    return [
        Assumption(
            key,
            quantity.value,
            quantity.low,
            quantity.high,
            (quantity.shape or "triangular") if quantity.uncertain else "",
            quantity.source,
            quantity.basis or "",
        )
        for key, quantity in quantities(scenario)
    ]
