"""The scenarios of an experiment: its design points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim import provenance
from sim.results.costs import budget, total

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario of an experiment.

    Attributes:
        name: What tables call it.
        scenario: The scenario, resolved.
        levels: The level of each lever, by the lever's name.
    """

    name: str
    scenario: Scenario
    levels: Mapping[str, float] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """What decides its replications: the resolved scenario without its words."""
        return fingerprint(self.scenario)


def fingerprint(scenario: Scenario) -> str:
    """What decides a scenario's replications, and neither its words nor how many there are."""
    words = {"name": "point", "title": "", "description": "", "readings": {}}
    plain = scenario.model_copy(update=words)
    return provenance.scenario_hash(plain.model_dump(mode="json", exclude={"answer_for"}))


def extra_cost(scenario: Scenario, base: Scenario) -> float:
    """Pounds that a scenario's budget for the whole run is over that of another one."""
    return float(total(budget(scenario)) - total(budget(base)))
