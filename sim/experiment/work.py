"""The one place where pieces of work are spread: here, over threads or over processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiment.pool import perform_in_processes, usable_jobs
from sim.experiment.task import Piece, Result, Task, nothing
from sim.experiment.threads import perform_in_threads

__all__ = ["Where", "spread", "usable_jobs"]


@dataclass(frozen=True, slots=True)
class Where:
    """Who does the work.

    Attributes:
        workers: ``threads`` of this process, for work that lets go of Python's lock, or
            ``processes`` of this machine.
        jobs: How many work at a time; one is this thread itself.
    """

    workers: Literal["threads", "processes"]
    jobs: int = 1


def spread(
    task: Task[Piece, Result],
    pieces: Sequence[Piece],
    where: Where,
    on_done: Callable[[Result], None],
) -> None:
    """Do a task for every piece and hand on each result.

    Pieces begin in the order given, and only as many are out as workers need. Results arrive in
    the order in which they finish, so nothing may depend on that order. When anything is raised,
    here or by ``on_done``, all work on the pieces stops soon.

    Args:
        task: What to do with a piece.
        pieces: Each is done once.
        where: Who does it.
        on_done: Called in this thread with each result.

    Raises:
        SimError: As raised by the task.
        MachineError: When worker processes die several times over the same piece.
    """
    if usable_jobs(where.jobs, len(pieces)) == 1:
        for piece in pieces:
            on_done(task(piece, nothing))
    elif where.workers == "threads":
        perform_in_threads(task, pieces, where.jobs, on_done)
    else:
        perform_in_processes(task, pieces, where.jobs, on_done)
