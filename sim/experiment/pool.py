"""Pieces of work over processes that may die.

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
from typing import TYPE_CHECKING, Any

from sim.errors import MachineError, SimError
from sim.experiment.task import Piece, Proceed, Result, Task, drain, nothing

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.connection import Connection

CHANCES = 3
"""Times that a worker process may die over the same piece before the run stops."""

PR_SET_PDEATHSIG = 1
"""What Linux calls the signal on a parent's death (prctl(2))."""

WINDOWS_LIMIT = 61
"""Most processes that Windows lets one process wait for."""


def usable_jobs(asked: int, pieces: int) -> int:
    """Processes worth starting: no more than pieces, nor than the system can wait for."""
    limit = WINDOWS_LIMIT if sys.platform == "win32" else asked
    return max(1, min(asked, pieces, limit))


def perform_in_processes(
    task: Task[Piece, Result],
    pieces: Sequence[Piece],
    jobs: int,
    on_done: Callable[[Result], None],
    proceed: Proceed = nothing,
) -> None:
    """Do a task for every piece in worker processes, even if it is a single one.

    Args:
        task: What to do with a piece.
        pieces: Each is done once.
        jobs: Processes at work at a time.
        on_done: Called in this thread with each result.
        proceed: Called now and then; what it raises ends the work.

    Raises:
        SimError: As raised by the task.
        MachineError: When worker processes die :data:`CHANCES` times over the same piece.
    """
    waiting, deaths = deque(range(len(pieces))), Counter[int]()
    while waiting:
        lost = _work_until_broken(task, pieces, waiting, jobs, on_done, proceed)
        deaths.update(lost)
        for index, times in deaths.items():
            if times >= CHANCES:
                raise _hopeless(task.name(pieces[index]))
        waiting.extendleft(reversed(lost))


def _hopeless(piece: str) -> MachineError:
    return MachineError(
        f"The process that worked on {piece} was ended {CHANCES} times by the system; usually"
        " memory has run out. What is finished is kept: give the same command with fewer processes"
        " (--jobs 1) and it goes on from there."
    )


def _work_until_broken(
    task: Task[Piece, Result],
    pieces: Sequence[Piece],
    waiting: deque[int],
    jobs: int,
    on_done: Callable[[Result], None],
    proceed: Proceed,
) -> list[int]:
    """Empty the queue with one pool; return the pieces in work when the pool broke, if it did."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  see _pool

    size = usable_jobs(jobs, len(waiting))
    out: dict[Future[Any], int] = {}

    def room() -> int:
        proceed()
        return size

    with _pool(size) as pool:

        def submit(index: int) -> Future[Any]:
            with _interrupts_held():
                return pool.submit(_perform_in_worker, task, pieces[index])

        try:
            drain(submit, waiting, out, room, on_done)
        except BrokenProcessPool:
            return sorted(out.values())
    return []


@contextmanager
def _pool(size: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes that leave with the block, whatever they are doing."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  a serial run needs none
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("spawn")
    ear, mouth = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(size, context, _enlist, (ear,))
    try:
        yield executor
    finally:
        mouth.close()  # every worker hears this
        executor.shutdown(wait=True, cancel_futures=True)
        ear.close()


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
    _be_killed_with_parent()
    Thread(target=_leave_with_parent, args=(ear,), daemon=True).start()


def _be_killed_with_parent() -> None:
    """Ask the system to end this process with its parent: a library may let no thread of ours run.

    Linux alone can do it. The parent's thread that starts workers outlives them all.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


def _leave_with_parent(ear: Connection) -> None:
    """Wait until the parent closes its end of the pipe or ends, then end this process at once."""
    from multiprocessing import parent_process  # noqa: PLC0415
    from multiprocessing.connection import wait  # noqa: PLC0415

    parent = parent_process()
    wait([ear] if parent is None else [ear, parent.sentinel])
    os._exit(0)


def _perform_in_worker(task: Task[Piece, Result], piece: Piece) -> Result:
    try:
        return task(piece, nothing)
    except (SimError, MemoryError, OSError):
        raise
    except Exception:
        text = f"The work on {task.name(piece)} failed.\n{traceback.format_exc()}"
        raise RuntimeError(text) from None  # an error that cannot be pickled breaks a pool
