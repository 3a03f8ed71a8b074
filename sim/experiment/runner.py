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
from sim.experiment.folder import Place, owned, publish
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
    scenario = _with_replications(scenario, options.replications)
    place = Place.of(Path(parent), scenario.name)
    size = size_of(make_plan(scenario, 0), scenario.run.replications, options.cases)
    refuse_impossible(size)
    choice = choose_engine(scenario, options)
    with machine_faults(), owned(place):
        wanted = describe(scenario, options, choice)
        if is_there(place.final, wanted):
            progress.says(f"The same results are in {place.final} already.")
        else:
            if not place.partial.exists():  # else much of what it takes is there already
                refuse_small_disk(size, place.final.parent)
            if choice.words:
                progress.says(choice.words)
            make(Job(scenario, place.partial, options, choice, progress), wanted)
            publish(place)
        if then is not None:
            then(place.final)
    return place.final


def _with_replications(scenario: Scenario, replications: int | None) -> Scenario:
    if replications is None or replications == scenario.run.replications:
        return scenario
    if replications < 1:
        raise InputError(problem=f"{replications} replications can't be made.", remedy="Ask for 1.")
    return scenario.model_copy(
        update={"run": scenario.run.model_copy(update={"replications": replications})}
    )


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
