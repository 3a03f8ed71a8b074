"""Hold the model against published figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.account import RunOptions
from sim.experiment.attempt import Progress
from sim.experiment.conduct import Findings, Study, conduct, read_study
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


def validate(
    path: Path | str,
    settings: Sequence[str] = (),
    parent: Path | str = "results",
    options: RunOptions | None = None,
    progress: Progress | None = None,
    then: Callable[[Path], object] | None = None,
) -> Path:
    """Hold the model against published figures, and leave a whole results folder.

    Args:
        path: The experiment file.
        settings: Changes such as ``run.replications=20``, applied in order after the file.
        parent: The folder of all results.
        options: How to run.
        progress: Who is told how it goes.
        then: What to do with the finished folder while it is still ours, such as draw charts.

    Returns:
        The experiment's results folder.

    Raises:
        InputError: A file or a setting can't be read, or does not fit, or the folder is not free.
        InputErrors: Keys or values don't fit; all of them at once.
        MachineError: If disk or memory give out; the same call goes on from there.
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
    return conduct("validation", study, others, work, parent, options, progress, then)


def _find(
    study: Study[Validation], targets: Sequence[Target], scenarios: Scenarios, bench: Bench
) -> Findings:
    """The figures with what the model says in their place: a row each, and every replication."""
    values = target_values(bench, targets, [scenarios], study.replications)[0]
    titles = {file: one.title for file, one in scenarios.items()}
    return Findings({"targets": verdict_table(targets, values)}, {"scenarios": titles})
