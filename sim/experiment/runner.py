"""Run a scenario: the whole result in one call, whatever happened before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, MachineError
from sim.experiment.account import RunOptions, choose_engine, describe, is_there
from sim.experiment.attempt import Job, Progress, Silent, make
from sim.experiment.folder import Manifest, Place, owned, publish
from sim.experiment.precision import LEAST, Precision
from sim.experiment.rounds import Rounds, Settled, find_enough, settled, with_replications
from sim.experiment.size import refuse_impossible, refuse_small_disk, size_of
from sim.scenario.planning import make_plan

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

__all__ = ["Progress", "RunOptions", "run"]


def run(
    scenario: Scenario,
    parent: Path | str = "results",
    options: RunOptions | None = None,
    progress: Progress | None = None,
    then: Callable[[Path], object] | None = None,
) -> Path:
    """Simulate all replications of a scenario and leave a whole results folder.

    A run that was stopped goes on where it was; a result that is there already is left as it
    is. Whatever ``jobs`` is, the tables are the same.

    Args:
        scenario: The scenario.
        parent: The folder of all results; the scenario's own folder is made in it.
        options: How to run.
        progress: Who is told how it goes.
        then: What to do with the finished folder while it is still ours, such as draw charts.

    Returns:
        The scenario's results folder.

    Raises:
        InputError: If the run is impossible, or the folder is not free to be written.
        MachineError: If disk or memory give out; the same call goes on from there.
    """
    options, progress = options or RunOptions(), progress or Silent()
    scenario = _at_first(scenario, options.replications)
    place = Place.of(Path(parent), scenario.name)
    size = size_of(make_plan(scenario, 0), scenario.run.replications, options.cases)
    refuse_impossible(size)
    choice = choose_engine(scenario, options)
    with machine_faults(), owned(place):
        there = settled(scenario, place.final, options)
        if there is not None and is_there(place.final, _wanted(there, options)):
            progress.says(f"The same results are in {place.final} already.")
        else:
            if not place.partial.exists():  # else much of what it takes is there already
                refuse_small_disk(size, place.final.parent)
            if choice.words:
                progress.says(choice.words)
            _make(scenario, place.partial, options, progress)
            publish(place)
        if then is not None:
            then(place.final)
    return place.final


def _at_first(scenario: Scenario, replications: int | Precision | None) -> Scenario:
    """The scenario with as many replications as are asked for, or with the fewest to decide by."""
    if replications is None:
        return scenario
    if isinstance(replications, Precision):
        return with_replications(scenario, LEAST)
    if replications < 1:
        raise InputError(problem=f"{replications} replications can't be made.", remedy="Ask for 1.")
    return with_replications(scenario, replications)


def _make(scenario: Scenario, folder: Path, options: RunOptions, progress: Progress) -> None:
    """Fill the partial folder, finding out first how many replications there shall be."""
    found = settled(scenario, folder, options)
    if isinstance(options.replications, Precision):
        progress = Rounds(progress)
        found = found or find_enough(scenario, folder, options, options.replications, progress)
    assert found is not None
    choice = choose_engine(found.scenario, options)
    make(Job(found.scenario, folder, options, choice, progress), _wanted(found, options))


def _wanted(found: Settled, options: RunOptions) -> Manifest:
    """What the manifest says before the run."""
    choice = choose_engine(found.scenario, options)
    return describe(found.scenario, options, choice) | found.said


@contextmanager
def machine_faults() -> Iterator[None]:
    """Say in plain words when disk or memory give out."""
    try:
        yield
    except MemoryError as error:
        raise MachineError(
            "The memory ran out. Finished replications are kept: give the same command with fewer"
            " processes (--jobs 1) and it goes on from there."
        ) from error
    except OSError as error:
        raise MachineError(_refusal(error.filename, error.strerror or str(error))) from error
    except Exception as error:
        duckdb = sys.modules.get("duckdb")
        if duckdb is None or not isinstance(error, duckdb.OperationalError):
            raise
        raise MachineError(_refusal(None, str(error))) from error


def _refusal(where: object, why: str) -> str:
    place = f" at {where}" if where else ""
    return (
        f"The machine refused to read or write{place}: {why}. Finished replications are kept: mend"
        " that, give the same command, and it goes on from there."
    )
