"""Published figures, and what the model says in their place, replication by replication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.errors import InputErrors
from sim.experiment.asking import Asking
from sim.experiment.points import Point
from sim.results.outcomes import Floats, Outcome

if TYPE_CHECKING:
    from sim.errors import InputError
    from sim.experiment.evaluate import Bench
    from sim.scenario.experiments.groundwork import Groundwork
    from sim.scenario.experiments.targets import TargetedExperiment, TargetTable
    from sim.scenario.schema import Scenario
    from sim.scenario.toml_lines import KeyPath

Scenarios = Mapping[str, "Scenario"]
"""Scenarios by the name that the experiment file has for them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one scenario is asked.

    Attributes:
        scenario: Its file, as the experiment names it.
        outcome: What it is asked.
    """

    scenario: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure.

    Attributes:
        name: Its name in tables.
        label: Its name for people.
        observed: The figure, in the measure's own unit.
        low: The least that it may stand for.
        high: The most.
        source: Where it is published.
        use: Whether the scenario was fitted to it, or it was held out.
        note: What to bear in mind when reading it.
        asked: What the model says in its place.
        since: What is taken off that, if the figure is a change.
        relative: Whether the change is a share of what is taken off.
    """

    name: str
    label: str
    observed: float
    low: float
    high: float
    source: str
    use: Literal["fit", "test"]
    note: str
    asked: Question
    since: Question | None = None
    relative: bool = False


def target_scenarios(
    experiment: TargetedExperiment,
    ground: Groundwork,
    settings: Mapping[str, object] | None = None,
) -> dict[str, Scenario]:
    """Every scenario that the targets of an experiment ask, by the name of its file.

    Args:
        experiment: The experiment.
        ground: What makes its scenarios.
        settings: Dotted keys to set in all of them, and to what.

    Raises:
        InputError: A file can't be found or read.
        InputErrors: Keys or values don't fit.
    """
    keys: dict[str, KeyPath] = {experiment.base: ("base",)}
    for name, table in experiment.targets.items():
        for key, file in (("scenario", table.scenario), ("against", table.against)):
            if file is not None:
                keys.setdefault(file, ("targets", name, key))
    return {file: ground.scenario(file, key, settings) for file, key in keys.items()}


def targets_of(
    experiment: TargetedExperiment, ground: Groundwork, scenarios: Scenarios
) -> tuple[Target, ...]:
    """The targets of an experiment, in the order of its file.

    Args:
        experiment: The experiment.
        ground: Its file, for messages.
        scenarios: As :func:`target_scenarios` gives them.

    Raises:
        InputErrors: If a measure, a team or a month is not there; all of them at once.
    """
    targets, errors = [], []
    for name, table in experiment.targets.items():
        reading = _Reading(name, table, experiment.base, ground, scenarios)
        targets.append(reading.target())
        errors += reading.errors
    if errors:
        raise InputErrors(errors)
    return tuple(targets)


def target_values(
    bench: Bench, targets: Sequence[Target], sets: Sequence[Scenarios], replications: int
) -> Floats:
    """What the model says in place of each published figure.

    Replication 7 meets the same future in every set and scenario, as far as they agree. Each
    scenario of a set is simulated once, however many targets ask it.

    Args:
        bench: What simulates, whatever it asks itself.
        targets: The published figures.
        sets: The scenarios that are asked; several sets are as many trials of other inputs.
        replications: How many, of each set.

    Returns:
        Shape (sets, replications, targets); NaN where there is no value.
    """
    found: dict[Question, Floats] = {}
    for file, outcomes in _by_scenario(targets).items():
        points = [Point(file, each[file]) for each in sets]
        values = bench.asking(outcomes).values(points, replications)
        for place, outcome in enumerate(outcomes):
            found[Question(file, outcome)] = values[:, :, place]
    return np.stack([_value(target, found) for target in targets], axis=-1)


def _by_scenario(targets: Iterable[Target]) -> dict[str, list[Outcome]]:
    """What each scenario is asked, everything once."""
    asked: dict[str, dict[Outcome, None]] = {}
    for target in targets:
        for question in (target.asked, target.since):
            if question is not None:
                asked.setdefault(question.scenario, {})[question.outcome] = None
    return {file: list(outcomes) for file, outcomes in asked.items()}


def _value(target: Target, found: Mapping[Question, Floats]) -> Floats:
    value = found[target.asked]
    if target.since is None:
        return value
    before = found[target.since]
    if not target.relative:
        return value - before
    share: Floats = np.full(value.shape, np.nan)
    return np.divide(value - before, before, out=share, where=before != 0)


class _Reading:
    """One table of targets, and what is wrong with it."""

    def __init__(
        self, name: str, table: TargetTable, base: str, ground: Groundwork, scenarios: Scenarios
    ) -> None:
        self.errors: list[InputError] = []
        self._name, self._table, self._base = name, table, base
        self._ground, self._scenarios = ground, scenarios

    def target(self) -> Target:
        """The target that it describes."""
        table = self._table
        return Target(
            name=self._name,
            label=table.label or self._name,
            observed=table.observed,
            low=table.least,
            high=table.most,
            source=table.source,
            use=table.use,
            note=table.note,
            asked=self._question(table, table.scenario),
            since=self._since(),
            relative=table.relative,
        )

    def _since(self) -> Question | None:
        table = self._table
        if table.less is None and table.against is None:
            return None
        at = {} if table.less is None else dict(table.less)
        return self._question(table.model_copy(update=at), table.against or table.scenario)

    def _question(self, table: TargetTable, file: str | None) -> Question:
        scenario = file or self._base
        asking = Asking(("targets", self._name), table, self._ground, self._scenarios[scenario])
        # words decide nothing: to mend one is no reason to simulate again
        question = Question(scenario, replace(asking.outcome(table.measure), label=""))
        self.errors += asking.errors
        return question
