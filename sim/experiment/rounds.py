"""Replications in rounds, until the means that a person asked for are precise enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.experiment.account import RunOptions, choose_engine, describe, has_same_replications
from sim.experiment.attempt import Job, Progress, make_pieces
from sim.experiment.folder import Manifest, read_manifest
from sim.experiment.precision import LEAST, Precision, Watched, watched
from sim.experiment.replicate import Done, layout_of
from sim.explore.enough import Enough, allowed, enough, next_look, running
from sim.results.end_values import end_values

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

Floats = npt.NDArray[np.float64]


class Settled(NamedTuple):
    """How many replications there shall be.

    Attributes:
        scenario: The scenario with that many.
        said: What the manifest says of how the number came about.
    """

    scenario: Scenario
    said: Manifest


def with_replications(scenario: Scenario, replications: int) -> Scenario:
    """A scenario with another number of replications."""
    if replications == scenario.run.replications:
        return scenario
    return scenario.model_copy(
        update={"run": scenario.run.model_copy(update={"replications": replications})}
    )


def settled(scenario: Scenario, folder: Path, options: RunOptions) -> Settled | None:
    """How many replications there shall be, if that is known without making any.

    Args:
        scenario: The scenario.
        folder: A results folder, whole or partial, in which the same may have been found out.
        options: How to run.
    """
    precision = options.replications
    if not isinstance(precision, Precision):
        return Settled(scenario, {})
    found = read_manifest(folder) or {}
    said = found.get("precision", {})
    wanted = describe(scenario, options, choose_engine(scenario, options))
    if said.get("asked") != precision.asked() or not has_same_replications(found, wanted):
        return None
    return Settled(with_replications(scenario, said["replications"]), {"precision": said})


def find_enough(
    scenario: Scenario, folder: Path, options: RunOptions, precision: Precision, progress: Progress
) -> Settled:
    """Make pieces of replications in a partial folder until there are enough.

    How many are enough depends on the scenario and the question alone: the rule reads the
    replications in their order, however many are made in a round, now or in earlier attempts.

    Raises:
        InputError: If a measure that shall be precise has no value.
    """
    started = perf_counter()
    layout = layout_of(scenario)

    def values_of(means: Sequence[Watched], new: range) -> Floats:
        _make_round(with_replications(scenario, new.stop), folder, options, progress)
        cells = [one.cell for one in means]
        return end_values(folder, layout, new, scenario.indices, cells)

    means, values = _begin(scenario, precision, values_of)
    limits = [one.limit for one in means]
    while (found := enough(values, limits)) is None and len(values) < precision.most:
        target = min(next_look(values, limits), precision.most)
        progress.says(f"{len(values):,} replications are not enough yet: going on to {target:,}.")
        values = np.concatenate((values, values_of(means, range(len(values), target))))
    values = values if found is None else values[: found.replications]
    progress.says(_verdict(len(values), found))
    said = _account(precision, found, means, values)
    seconds = perf_counter() - started
    return Settled(
        with_replications(scenario, len(values)), {"precision": said, "seconds": seconds}
    )


def _make_round(scenario: Scenario, folder: Path, options: RunOptions, progress: Progress) -> None:
    """Have all replications there; which to verify is known only when their number is."""
    choice = choose_engine(scenario, options)._replace(verified=())
    wanted = describe(scenario, options, choice)
    make_pieces(Job(scenario, folder, options, choice, progress), wanted)


def _begin(
    scenario: Scenario,
    precision: Precision,
    values_of: Callable[[Sequence[Watched], range], Floats],
) -> tuple[list[Watched], Floats]:
    """The first round, which tells what has values: a team without workers has no caseload."""
    asked = watched(scenario, precision)
    every = [one for wish in asked for one in wish]
    values = values_of(every, range(LEAST))
    known = np.flatnonzero(~np.isnan(values).all(axis=0))
    there = [every[place] for place in known]
    for wish, text in zip(asked, precision.half_widths, strict=True):
        if not set(wish) & set(there):
            raise InputError(
                problem=f"{text.measure} has no value in the last week of {LEAST} replications.",
                remedy="Ask for another measure or unit.",
                key=f"--half-width {text}",
            )
    return there, values[:, known]


def _verdict(replications: int, found: Enough | None) -> str:
    if found is None:
        return f"{replications:,} replications are the most allowed, and not enough."
    return f"{replications:,} replications are enough."


def _account(
    precision: Precision, found: Enough | None, means: Sequence[Watched], values: Floats
) -> Manifest:
    """What was asked and what it came to, for the manifest."""
    last = running(values)
    at_most = allowed(last.mean[-1], [one.limit for one in means])
    return {
        "asked": precision.asked(),
        "replications": len(values),
        "reached": found is not None,
        "needed": None if found is None else found.needed,
        "look_ahead": None if found is None else found.look_ahead,
        "half_widths": [
            {
                **one.cell._asdict(),
                "n": int(last.n[-1, place]),
                "mean": _plain(last.mean[-1, place]),
                "half_width": _plain(last.half_width[-1, place]),
                "limit": _plain(at_most[place]),
                "share_of_mean": one.limit.size if one.limit.relative else None,
            }
            for place, one in enumerate(means)
        ],
    }


def _plain(value: float) -> float | None:
    """A number for JSON, which knows no NaN."""
    return None if np.isnan(value) else float(value)


class Rounds:
    """Progress of several rounds, told as of one run.

    Args:
        progress: Who is told.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began = False

    def begins(self, total: int | None, there: int) -> None:
        """A round begins, in which there may be nothing to make."""
        if self._began:
            self._progress.extends(total, there)
        elif total is None or there < total:
            self._progress.begins(total, there)
            self._began = True

    def extends(self, total: int | None, there: int) -> None:
        """More replications are about to be made than were said at first."""
        self._progress.extends(total, there)

    def advances(self, done: Done) -> None:
        """A replication is done."""
        self._progress.advances(done)

    def says(self, words: str) -> None:
        """Anything else."""
        self._progress.says(words)
