"""The one place where pieces of work are spread: over threads, processes, or other machines."""

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
            ``processes`` of this machine, or those of a ``scheduler``.
        jobs: How many of this machine work at a time; one is this thread itself.
        scheduler: The address of a Dask scheduler, whose workers do it all, if any.
    """

    workers: Literal["threads", "processes", "scheduler"]
    jobs: int = 1
    scheduler: str = ""

    def shares_this_process(self, pieces: int) -> bool:
        """Whether several pieces are in work at a time under one lock of Python, which is ours."""
        return self.workers == "threads" and usable_jobs(self.jobs, pieces) > 1


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
        MachineError: When worker processes die several times over the same piece, or a scheduler
            can't be reached, is lost or has no workers.
    """
    if where.workers == "scheduler":
        from sim.experiment.cluster import perform_on_cluster  # noqa: PLC0415 - needs Dask

        perform_on_cluster(task, pieces, where.scheduler, on_done)
    elif usable_jobs(where.jobs, len(pieces)) == 1:
        for piece in pieces:
            on_done(task(piece, nothing))
    elif where.workers == "threads":
        perform_in_threads(task, pieces, where.jobs, on_done)
    else:
        perform_in_processes(task, pieces, where.jobs, on_done)
