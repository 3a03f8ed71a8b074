"""Numbered pieces of work over processes that may die.

Works around what was measured: a pool that loses a worker forgets everything still waiting, and
workers outlive a parent that is killed. Here the missing pieces go to a fresh pool, and workers
leave the moment their parent does.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sim.errors import MachineError, SimError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.connection import Connection

Result = TypeVar("Result")


def nothing() -> None:
    """Let the work go on."""


CHANCES = 3
"""Times that a worker process may die over the same piece before the run stops."""

WINDOWS_LIMIT = 61
"""Most processes that Windows lets one process wait for."""

LOOK_UP_SECONDS = 0.5
"""Windows hears Ctrl-C only between two waits."""


def usable_jobs(asked: int, pieces: int) -> int:
    """Processes worth starting: no more than pieces, nor than the system can wait for."""
    limit = WINDOWS_LIMIT if sys.platform == "win32" else asked
    return max(1, min(asked, pieces, limit))


def perform(
    task: Callable[[int], Result],
    numbers: Sequence[int],
    jobs: int,
    on_done: Callable[[Result], None],
) -> None:
    """Do a task for every number, here or in worker processes, and hand on each result.

    With one job everything runs in this process. Results arrive in the order in which they
    finish, so nothing may depend on that order.

    Args:
        task: What to do with a number; it must survive pickling when jobs is above 1.
        numbers: The pieces, each done once.
        jobs: Processes at work at a time.
        on_done: Called in this process with each result.

    Raises:
        SimError: As raised by the task.
        MachineError: When worker processes die :data:`CHANCES` times over the same piece.
    """
    if usable_jobs(jobs, len(numbers)) == 1:
        for number in numbers:
            on_done(task(number))
    else:
        perform_elsewhere(task, numbers, jobs, on_done)


def perform_elsewhere(
    task: Callable[[int], Result],
    numbers: Sequence[int],
    jobs: int,
    on_done: Callable[[Result], None],
    proceed: Callable[[], None] = nothing,
) -> None:
    """Do a task for every number in worker processes, even if it is a single one.

    Args:
        task: As in :func:`perform`.
        numbers: As in :func:`perform`.
        jobs: As in :func:`perform`.
        on_done: As in :func:`perform`.
        proceed: Called now and then; what it raises ends the work.

    Raises:
        SimError: As raised by the task.
        MachineError: When worker processes die :data:`CHANCES` times over the same piece.
    """
    waiting, deaths = deque(numbers), Counter[int]()
    while waiting:
        lost = _work_until_broken(task, waiting, jobs, on_done, proceed)
        deaths.update(lost)
        _stop_the_hopeless(deaths)
        waiting.extendleft(reversed(lost))


def _stop_the_hopeless(deaths: Counter[int]) -> None:
    for number, times in deaths.items():
        if times >= CHANCES:
            raise MachineError(
                f"The process that worked on replication {number} was ended {times} times by the"
                " system; usually memory has run out. Finished replications are kept: give the"
                " same command with fewer processes (--jobs 1) and it goes on from there."
            )


def _work_until_broken(
    task: Callable[[int], Result],
    waiting: deque[int],
    jobs: int,
    on_done: Callable[[Result], None],
    proceed: Callable[[], None],
) -> list[int]:
    """Empty the queue with one pool; return the pieces in work when the pool broke, if it did."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  a serial run needs none
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("spawn")
    ear, mouth = context.Pipe(duplex=False)
    size = usable_jobs(jobs, len(waiting))
    executor = ProcessPoolExecutor(size, context, _enlist, (ear,))
    try:
        return _drain(executor, task, waiting, on_done, size, proceed)
    finally:
        mouth.close()  # every worker hears this and leaves, whatever it is doing
        executor.shutdown(wait=True, cancel_futures=True)
        ear.close()


def _drain(
    executor: ProcessPoolExecutor,
    task: Callable[[int], Result],
    waiting: deque[int],
    on_done: Callable[[Result], None],
    size: int,
    proceed: Callable[[], None],
) -> list[int]:
    """Keep the workers busy; return the pieces in work when one of them died.

    Only as many pieces are out as there are workers, so that a death is counted against pieces
    that were really in work.
    """
    from concurrent.futures import FIRST_COMPLETED, wait  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    out: dict[Future[Any], int] = {}
    try:
        while waiting or out:
            proceed()
            while waiting and len(out) < size:
                with _interrupts_held():
                    out[executor.submit(_perform_in_worker, task, waiting[0])] = waiting[0]
                waiting.popleft()
            ready, _ = wait(out, LOOK_UP_SECONDS, FIRST_COMPLETED)
            for future in ready:
                result = future.result()
                del out[future]
                on_done(result)
    except BrokenProcessPool:
        return sorted(out.values())
    return []


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, so that the new process never hears it.

    A worker is started inside ``submit`` and inherits the mask; without it, Ctrl-C in a worker's
    first moments prints a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- in the worker process ---


def _enlist(ear: Connection) -> None:
    """Prepare a worker: deaf to Ctrl-C, which the parent handles, and gone when the parent is."""
    from threading import Thread  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, args=(ear,), daemon=True).start()


def _leave_with_parent(ear: Connection) -> None:
    """Wait until the parent closes its end of the pipe or ends, then end this process at once."""
    from multiprocessing import parent_process  # noqa: PLC0415
    from multiprocessing.connection import wait  # noqa: PLC0415

    parent = parent_process()
    wait([ear] if parent is None else [ear, parent.sentinel])
    os._exit(0)


def _perform_in_worker(task: Callable[[int], Result], number: int) -> Result:
    try:
        return task(number)
    except (SimError, MemoryError, OSError):
        raise
    except Exception:
        text = f"Replication {number} failed.\n{traceback.format_exc()}"
        raise RuntimeError(text) from None  # an error that cannot be pickled breaks a pool
