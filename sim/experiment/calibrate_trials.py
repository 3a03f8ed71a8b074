"""Sets of numbers that a calibration tries, each simulated in futures of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.conduct import Study
from sim.experiment.targets import Target, target_scenarios, target_values
from sim.results.outcomes import Floats
from sim.scenario.experiments.calibrate import Calibration
from sim.scenario.uncertainty import quantile
from sim.streams import design_seed

if TYPE_CHECKING:
    from sim.experiment.evaluate import Bench
    from sim.scenario.schema import Scenario


class Trials:
    """Tries sets of numbers.

    Args:
        study: The calibration.
        bench: What simulates.
    """

    def __init__(self, study: Study[Calibration], bench: Bench) -> None:
        self._study, self._bench = study, bench
        self._inputs = study.experiment.inputs

    def levels(self, x: Floats) -> Floats:
        """The numbers themselves.

        Args:
            x: As the procedure has them, standard normal beforehand, shape (points, inputs).
        """
        from scipy.special import ndtr  # noqa: PLC0415 - heavy, only to calibrate

        shares = ndtr(x)
        columns = [
            [quantile(table.quantity, share) for share in shares[:, place].tolist()]
            for place, table in enumerate(self._inputs.values())
        ]
        return np.array(columns).T

    def sets(self, x: Floats, name: str, first: int = 0) -> list[Mapping[str, Scenario]]:
        """The scenarios of each point. Its seed is its own: chance must not be shared by all.

        Args:
            x: The points.
            name: What they are for; seeds are functions of it, and of a point's number.
            first: Number of the first point.
        """
        asked, ground, seed = self._study.experiment, self._study.ground, self._study.base.run.seed
        sets: list[Mapping[str, Scenario]] = []
        for place, levels in enumerate(self.levels(x).tolist(), start=first):
            settings: dict[str, object] = {"run.seed": design_seed(seed, f"{name} {place}")}
            for table, level in zip(self._inputs.values(), levels, strict=True):
                settings |= table.settings(level)
            sets.append(target_scenarios(asked, ground, settings))
        return sets

    def values(self, sets: Sequence[Mapping[str, Scenario]], targets: Sequence[Target]) -> Floats:
        """What sets of scenarios say of targets, shape (sets, replications, targets)."""
        return target_values(self._bench, targets, sets, self._study.replications)
