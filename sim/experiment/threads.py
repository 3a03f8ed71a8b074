"""Pieces of work over threads: for work that lets go of Python's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiment.task import Piece, Result, Task, drain

if TYPE_CHECKING:
    from concurrent.futures import Future


class _StoppingError(Exception):
    """Raised in a thread whose work nobody wants any more."""


def perform_in_threads(
    task: Task[Piece, Result],
    pieces: Sequence[Piece],
    jobs: int,
    on_done: Callable[[Result], None],
) -> None:
    """Do a task for every piece in threads. When anything is raised, all stop within a second.

    Args:
        task: What to do with a piece.
        pieces: Each is done once.
        jobs: Threads at work at a time.
        on_done: Called in this thread with each result.

    Raises:
        Exception: As raised by the task.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  a serial run needs none
    from threading import Event  # noqa: PLC0415

    stopping = Event()

    def proceed() -> None:
        if stopping.is_set():
            raise _StoppingError

    executor = ThreadPoolExecutor(jobs)

    def submit(index: int) -> Future[Any]:
        return executor.submit(task, pieces[index], proceed)

    try:
        drain(submit, deque(range(len(pieces))), {}, lambda: jobs, on_done)
    finally:
        stopping.set()
        executor.shutdown(wait=True, cancel_futures=True)
