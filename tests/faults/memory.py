"""Memory that gives out: in workers, and in the command itself."""

import resource
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.commands import COMMANDS, Command
from tests.faults.trial import Trial, faults_of_refusal

MB = 1_000_000
MORE = (0, 20, 60, 120)
"""MB that a worker may have beyond what it has when it is found."""
IN_ALL = (120, 250, 400, 700, 1000, 1500)
"""MB of addresses that every process of a command may have."""


def trials() -> Iterator[Trial]:
    """Every limit, for commands that have workers, and for all."""
    for name in ("run, simpy", "compare, simpy", "sweep, simpy"):
        for more in MORE:
            work = partial(_worker, command=COMMANDS[name], more=more)
            yield Trial("memory of workers", f"{name}, {more} MB more", work)
    for name in ("run, auto", "run, simpy", "sweep, auto"):
        for limit in IN_ALL:
            work = partial(_all, command=COMMANDS[name], limit=limit)
            yield Trial("memory in all", f"{name}, {limit} MB", work)


def _worker(bench: Bench, *, command: Command, more: int) -> list[str]:
    """Leave no worker more than so; then give the command again."""
    with bench.room() as room:
        process = room.start(room.words(command))
        bound: set[int] = set()
        while not process.is_over:
            for pid in set(process.workers()) - bound:
                bound.add(pid)
                _bind(pid, more)
            time.sleep(0.02)
        ended = process.end()
        faults = [] if bound else ["there was no worker"]
        if ended.code != 0:
            faults += faults_of_refusal(ended, codes=(4,))
        return faults + bench.finish(room, command)


def _bind(pid: int, more: int) -> None:
    """Limit the addresses of a process that is running."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + more * MB
        resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))
    except (FileNotFoundError, ProcessLookupError):
        return


def _all(bench: Bench, *, command: Command, limit: int) -> list[str]:
    """Leave no process of a command more than so; then give it without a limit."""

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit * MB, limit * MB))

    with bench.room() as room:
        ended = room.start_anew(room.words(command), preexec_fn=bind).end()
        faults = faults_of_refusal(ended, codes=(4,)) if ended.code else []
        return faults + bench.finish(room, command)
