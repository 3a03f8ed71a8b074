"""Find the numbers under which the model meets published figures: ``python -m sim calibrate``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.calibrate_scale import goal_of, scaled
from sim.experiment.calibrate_tables import (
    Numbers,
    draws_table,
    fit_table,
    learnt_table,
    library_table,
    pairs_table,
    posterior_table,
)
from sim.experiment.calibrate_trials import Trials
from sim.experiment.conduct import Findings, Inquiry, Study, read_study
from sim.experiment.targets import Target, target_scenarios, targets_of
from sim.explore.calibration import (
    Effort,
    Found,
    Goal,
    TooFewError,
    first_points,
)
from sim.explore.calibration import (
    calibrate as find,
)
from sim.explore.learning import directions
from sim.results.outcomes import Floats
from sim.scenario.experiments.calibrate import FEWEST, Calibration

if TYPE_CHECKING:
    from sim.experiment.evaluate import Bench


def calibrate(path: Path | str, settings: Sequence[str] = ()) -> Inquiry:
    """The numbers under which the model meets its targets, ready to be found.

    Args:
        path: The experiment file.
        settings: Changes such as ``library.points=50``, applied in order after the file.

    Raises:
        InputError: A file or a setting can't be read, or does not fit.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    study = read_study(Calibration, path, settings)
    _refuse_few(study)
    _try_ends(study)
    scenarios = target_scenarios(study.experiment, study.ground)
    targets = targets_of(study.experiment, study.ground, scenarios)
    others = [one for name, one in scenarios.items() if name != study.experiment.base]

    def work(bench: Bench) -> Findings:
        return _Work(study, targets, bench).findings()

    return Inquiry("calibration", study, work, others)


def _refuse_few(study: Study[Calibration]) -> None:
    if study.replications < FEWEST:
        raise study.ground.error(
            "one future of each point can't tell chance from what numbers do.",
            "Ask for 2 or more; 4 are usual.",
            ("run", "replications"),
        )


def _try_ends(study: Study[Calibration]) -> None:
    """See to it that the scenario takes each number at either end of its range."""
    for name, table in study.experiment.inputs.items():
        for level in (table.low, table.high):
            keys = table.settings(level)
            study.ground.scenario(study.experiment.base, ("base",), keys, ("inputs", name))


class _Work:
    """A calibration at work."""

    def __init__(self, study: Study[Calibration], targets: Sequence[Target], bench: Bench) -> None:
        self._study, self._targets, self._trials = study, targets, Trials(study, bench)
        self._inputs = study.experiment.inputs
        self._fitted = [target for target in targets if target.use == "fit"]
        self._seed = study.base.run.seed
        self._simulated: list[Floats] = []

    def findings(self) -> Findings:
        """All tables."""
        asked = self._study.experiment
        effort = Effort(asked.library.points, asked.library.waves, self._seed)
        goal = goal_of(self._fitted)
        try:
            found = find(self._simulate, len(self._inputs), goal, effort)
        except TooFewError as error:
            key = ("library", "points")
            problem = f"{error}."
            raise self._study.ground.error(problem, "Give more points.", key) from None
        numbers = self._numbers(found, effort)
        checked = _spaced(asked.posterior.draws, asked.posterior.checked)
        before = self._checks(found.x[: asked.posterior.checked], "library")
        after = self._checks(numbers.x[checked], "posterior")
        simulated = scaled(after[:, :, self._places], self._fitted)
        off = _off_surface(found, goal, numbers.x[checked], simulated)
        tables = {
            "posterior": posterior_table(self._inputs, numbers.after),
            "draws": draws_table(numbers),
            "learnt": learnt_table(numbers, self._study.base),
            "pairs": pairs_table(numbers),
            "fit": fit_table(self._targets, before, after, off),
            "library": library_table(self._fitted, numbers, self._simulated),
        }
        known = {
            "directions": directions(found.posterior),
            "worth": round(found.posterior.worth),
            "waves": effort.waves,
            "points_of_a_wave": effort.points,
            "checked": len(checked),
            "draws": asked.posterior.draws,
        }
        return Findings(tables, {"calibration": known})

    @property
    def _places(self) -> list[int]:
        return [place for place, target in enumerate(self._targets) if target.use == "fit"]

    def _numbers(self, found: Found, effort: Effort) -> Numbers:
        even = Effort(1024, 1, effort.seed)
        draws = found.posterior.draws(self._study.experiment.posterior.draws)
        return Numbers(
            inputs=self._inputs,
            x=draws,
            before=self._trials.levels(first_points(len(self._inputs), even)),
            after=self._trials.levels(draws),
            simulated=self._trials.levels(found.x),
        )

    def _simulate(self, x: Floats) -> Floats:
        """Outcomes of the next points of the library, each in futures of its own."""
        sets = self._trials.sets(x, "library", sum(map(len, self._simulated)))
        values = self._trials.values(sets, self._fitted)
        self._simulated.append(values)
        return scaled(values, self._fitted)

    def _checks(self, x: Floats, name: str) -> Floats:
        """Every target at some points, held-out ones included; NaN where it has no value."""
        sets = self._trials.sets(x, name)
        held_out = [target for target in self._targets if target.use == "test"]
        values = np.empty((len(x), self._study.replications, len(self._targets)))
        for targets in (self._fitted, held_out):
            if targets:
                places = [self._targets.index(target) for target in targets]
                values[:, :, places] = self._trials.values(sets, targets)
        return values


def _spaced(count: int, wanted: int) -> list[int]:
    """Places of so many out of all, evenly."""
    return [place * count // wanted for place in range(wanted)]


def _off_surface(found: Found, goal: Goal, x: Floats, values: Floats) -> Floats:
    """How far simulated means lie from the surface, in standard deviations of one history."""
    expected = found.surface.expected(x)
    variance = np.diagonal(expected.covariance, axis1=1, axis2=2) + np.square(goal.sd)
    off = np.nanmean(values, axis=1) - expected.mean
    return np.asarray(np.nanmean(off / np.sqrt(variance), axis=0))
