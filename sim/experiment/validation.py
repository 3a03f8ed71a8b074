"""Hold the model against published figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.conduct import Findings, Inquiry, Study, read_study
from sim.experiment.targets import (
    Scenarios,
    Target,
    target_scenarios,
    target_values,
    targets_of,
)
from sim.experiment.verdicts import verdict_table
from sim.scenario.experiments.targets import Validation

if TYPE_CHECKING:
    from sim.experiment.evaluate import Bench

FEWEST = 2
"""Futures, of which a spread can be told."""


def validate(path: Path | str, settings: Sequence[str] = ()) -> Inquiry:
    """Published figures, ready to be held against the model.

    Args:
        path: The experiment file.
        settings: Changes such as ``run.replications=20``, applied in order after the file.

    Raises:
        InputError: A file or a setting can't be read, or does not fit.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    study = read_study(Validation, path, settings)
    if study.replications < FEWEST:
        problem = "a single future has no range to hold a figure against."
        raise study.ground.error(problem, "Ask for 40 or more.", ("run", "replications"))
    scenarios = target_scenarios(study.experiment, study.ground)
    targets = targets_of(study.experiment, study.ground, scenarios)

    def work(bench: Bench) -> Findings:
        return _find(study, targets, scenarios, bench)

    others = list(scenarios.values())
    return Inquiry("validation", study, work, others)


def _find(
    study: Study[Validation], targets: Sequence[Target], scenarios: Scenarios, bench: Bench
) -> Findings:
    """The figures with what the model says in their place: a row each, and every replication."""
    values = target_values(bench, targets, [scenarios], study.replications)[0]
    titles = {file: one.title for file, one in scenarios.items()}
    return Findings({"targets": verdict_table(targets, values)}, {"scenarios": titles})
