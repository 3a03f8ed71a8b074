"""Numbered pieces of work over threads: for work that lets go of Python's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sim.experiment.pool import LOOK_UP_SECONDS, nothing, usable_jobs

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Result = TypeVar("Result")


class _StoppingError(Exception):
    """Raised in a thread whose work nobody wants any more."""


def perform_in_threads(
    task: Callable[[int, Callable[[], None]], Result],
    numbers: Sequence[int],
    jobs: int,
    on_done: Callable[[Result], None],
) -> None:
    """Do a task for every number, here or in threads, and hand on each result.

    Pieces begin in the order given. Only as many are out as there are threads, so that memory
    does not grow with their number. Results arrive in the order in which they finish, so nothing
    may depend on that order. When anything is raised here, all threads stop within a second.

    Args:
        task: What to do with a number, given a function that it calls at least once a second;
            what that raises must end it.
        numbers: The pieces, each done once.
        jobs: Threads at work at a time; one is this thread itself.
        on_done: Called in this thread with each result.

    Raises:
        Exception: As raised by the task.
    """
    size = usable_jobs(jobs, len(numbers))
    if size == 1:
        for number in numbers:
            on_done(task(number, nothing))
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  a serial run needs none
    from threading import Event  # noqa: PLC0415

    stopping = Event()

    def proceed() -> None:
        if stopping.is_set():
            raise _StoppingError

    executor = ThreadPoolExecutor(size)
    try:
        _drain(executor, lambda number: task(number, proceed), deque(numbers), on_done, size)
    finally:
        stopping.set()
        executor.shutdown(wait=True, cancel_futures=True)


def _drain(
    executor: ThreadPoolExecutor,
    work: Callable[[int], Any],
    waiting: deque[int],
    on_done: Callable[[Any], None],
    size: int,
) -> None:
    """Keep the threads busy until nothing waits."""
    from concurrent.futures import FIRST_COMPLETED, wait  # noqa: PLC0415

    out: set[Future[Any]] = set()
    while waiting or out:
        while waiting and len(out) < size:
            out.add(executor.submit(work, waiting.popleft()))
        ready, out = wait(out, LOOK_UP_SECONDS, FIRST_COMPLETED)
        for future in ready:
            on_done(future.result())
