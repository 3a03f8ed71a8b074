"""Memory that gives out: in workers, and in the command itself."""

import resource
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.commands import COMMANDS, Command
from tests.faults.process import PATIENCE, Ended, until
from tests.faults.trial import Trial, faults_of_refusal

MB = 1_000_000
AT_FIRST, LOADED = 0, 400
"""MB of addresses that a worker has when it begins, and when it goes to work. In between, while it
is loaded, OpenBLAS asks for memory again and again, and never gives up."""
MORE = (0, 60)
"""MB that a worker may have beyond what it has then."""
IN_ALL = (700, 1000, 1500)
"""MB of addresses that every process may have; with 500, libraries themselves end it."""


def trials() -> Iterator[Trial]:
    """Every limit, for commands that have workers, and for all."""
    for name in ("run, simpy", "sweep, simpy"):
        for start, more in product((AT_FIRST, LOADED), MORE):
            work = partial(_worker, command=COMMANDS[name], start=start, more=more)
            yield Trial("memory of workers", f"{name}, {more} MB more than {start}", work)
    for name in ("run, auto", "sweep, simpy"):
        for limit in IN_ALL:
            work = partial(_all, command=COMMANDS[name], limit=limit)
            yield Trial("memory in all", f"{name}, {limit} MB", work)


def _worker(bench: Bench, *, command: Command, start: int, more: int) -> list[str]:
    """Leave no worker more than so; then give the command again."""
    with bench.room() as room:
        process = room.start(room.words(command))
        bound: set[int] = set()

        def is_over() -> bool:
            bound.update(pid for pid in set(process.workers()) - bound if _bind(pid, start, more))
            return process.is_over

        until(is_over, PATIENCE, 0.02)
        ended = process.end(0.0)
        faults = [] if bound else ["there was no worker"]
        if ended.code != 0:
            faults += faults_of_refusal(_own_words(ended), codes=(4,))
        return faults + bench.finish(room, command)


def _bind(pid: int, start: int, more: int) -> bool:
    """Limit the addresses of a process once it has so many; tell whether it has."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
        size = pages * resource.getpagesize()
        if size < start * MB:
            return False
        resource.prlimit(pid, resource.RLIMIT_AS, (size + more * MB, size + more * MB))
    except (OSError, IndexError):  # it is gone
        return False
    return True


def _own_words(ended: Ended) -> Ended:
    """What the program says; around it is what Python itself says of a worker it can't load."""
    own = [line for line in ended.err.splitlines() if line.startswith("Error: ")]
    return ended._replace(err="\n".join(own) or ended.err)


def _all(bench: Bench, *, command: Command, limit: int) -> list[str]:
    """Leave no process of a command more than so; then give it without a limit."""

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit * MB, limit * MB))

    with bench.room() as room:
        ended = room.start_anew(room.words(command), preexec_fn=bind).end()
        faults = faults_of_refusal(_own_words(ended), codes=(4,)) if ended.code else []
        return faults + bench.finish(room, command)
