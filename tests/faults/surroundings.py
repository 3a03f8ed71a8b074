"""Odd surroundings: streams, time zones, languages, homes, threads, terminals."""

import os
import resource
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import matplotlib

from tests.faults.bench import Bench, faults_of_process
from tests.faults.commands import COMMANDS, DRAWING, Command
from tests.faults.trial import Trial, faults_of_refusal

HARMLESS: dict[str, Mapping[str, str | None]] = {
    "TZ=Pacific/Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "TZ=America/St_Johns": {"TZ": "America/St_Johns"},
    "TZ=nonsense": {"TZ": "Not/AZone"},
    "LC_ALL=C": {"LC_ALL": "C", "LANG": "C"},
    "LC_ALL=C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "LC_ALL=POSIX": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    "LC_ALL=tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "no HOME": {"HOME": None, "XDG_CACHE_HOME": None},
    "PYTHONHASHSEED=0": {"PYTHONHASHSEED": "0"},
    "PYTHONHASHSEED=4711": {"PYTHONHASHSEED": "4711"},
    "OMP_NUM_THREADS=1": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "OMP_NUM_THREADS=7": {"OMP_NUM_THREADS": "7", "OPENBLAS_NUM_THREADS": "7"},
    "NUMBA_NUM_THREADS=1": {"NUMBA_NUM_THREADS": "1"},
    "PYTHONOPTIMIZE=2": {"PYTHONOPTIMIZE": "2"},
    "PYTHONWARNINGS=error": {"PYTHONWARNINGS": "error"},
    "TERM=dumb, COLUMNS=1": {"TERM": "dumb", "COLUMNS": "1", "LINES": "1"},
    "no PATH": {"PATH": ""},
    "MPLBACKEND=TkAgg": {"MPLBACKEND": "TkAgg", "DISPLAY": None},
}
"""What must change nothing in the environment; None takes it away."""

RUN = COMMANDS["run, auto"]
FEW = 24
"""Files that a command may hold open where there are few."""


def trials() -> Iterator[Trial]:
    """Every oddity, for a run that draws charts."""
    for what, change in HARMLESS.items():
        yield Trial("environment", what, partial(_harmless, change=change))
    yield Trial("environment", "HOME may not be written to", _no_home)
    for what, (how, codes) in STREAMS.items():
        yield Trial("streams", what, partial(_streams, how=how, codes=codes))
    yield Trial("streams", "a reader who leaves", _reader_leaves)
    yield Trial("streams", "a terminal", _terminal)
    for name in ("run, auto", "compare, simpy", "sweep, auto"):
        yield Trial("few open files", name, partial(_few_files, command=COMMANDS[name]))
    yield Trial("no current folder", "run, auto", _nowhere)


def _harmless(bench: Bench, *, change: Mapping[str, str | None]) -> list[str]:
    with bench.room() as room:
        room.change(change)
        return bench.faults(room, DRAWING, room.start_anew(room.words(DRAWING)).end())


def _no_home(bench: Bench) -> list[str]:
    with bench.room() as room:
        away = dict.fromkeys(("XDG_CACHE_HOME", "NUMBA_CACHE_DIR"))
        fonts = matplotlib.get_cachedir()  # another list of fonts would be other charts
        room.change({"HOME": "/proc", "MPLCONFIGDIR": fonts, **away})
        return bench.faults(room, DRAWING, room.start_anew(room.words(DRAWING)).end())


def _closed(*numbers: int) -> Callable[[], dict[str, Any]]:
    """How to start a command without some of its streams."""

    def close() -> None:
        for number in numbers:
            os.close(number)

    return lambda: {"preexec_fn": close}


def _to(path: str, *names: str) -> Callable[[], dict[str, Any]]:
    """How to start a command with streams that go somewhere."""
    return lambda: {name: Path(path).open("r+b", buffering=0) for name in names}


STREAMS: dict[str, tuple[Callable[[], dict[str, Any]], tuple[int, ...]]] = {
    "stdin closed": (_closed(0), (0,)),
    "stdout closed": (_closed(1), (0,)),
    "stderr closed": (_closed(2), (0,)),
    "all closed": (_closed(0, 1, 2), (0,)),
    "stdout to /dev/full": (_to("/dev/full", "stdout"), (4,)),
    "stderr to /dev/full": (_to("/dev/full", "stderr"), (0,)),
    "stdout to /dev/null": (_to("/dev/null", "stdout"), (0,)),
}
"""What the streams may be, and how a command then ends; its results are the same."""


def _streams(
    bench: Bench, *, how: Callable[[], dict[str, Any]], codes: tuple[int, ...]
) -> list[str]:
    with bench.room() as room:
        ended = room.start_anew(room.words(RUN), **how()).end()
        faults = faults_of_process(ended) + bench.differences(room, RUN)
        if ended.code not in codes:
            faults.append(f"it ended with {ended.code}: {ended.err[-300:]}")
        return faults


def _reader_leaves(bench: Bench) -> list[str]:
    with bench.room() as room:
        ours, theirs = os.pipe()
        process = room.start_anew(room.words(DRAWING), stdout=theirs)
        os.close(theirs)
        os.close(ours)
        return bench.faults(room, DRAWING, process.end())


def _terminal(bench: Bench) -> list[str]:
    with bench.room() as room:
        ours, theirs = os.openpty()
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
        process = room.start_anew(room.words(DRAWING), **streams)
        os.close(theirs)
        Thread(target=_read_all, args=(ours,), daemon=True).start()
        return bench.faults(room, DRAWING, process.end())


def _read_all(handle: int) -> None:
    with suppress(OSError):  # the other end is closed
        while os.read(handle, 4096):
            pass
    os.close(handle)


def _few_files(bench: Bench, *, command: Command) -> list[str]:
    """A command that may hold few files open: it ends well or says so."""

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, FEW))

    with bench.room() as room:
        ended = room.start_anew(room.words(command), preexec_fn=bind).end()
        faults = faults_of_refusal(ended, codes=(4,)) if ended.code else []
        return faults + bench.finish(room, command)


def _nowhere(bench: Bench) -> list[str]:
    """A command in a folder that has been removed."""
    with bench.room() as room:
        gone = room.folder / "gone"
        gone.mkdir()
        line = ["sh", "-c", 'cd gone && rmdir ../gone && exec "$@"', "sh"]
        ended = room.start_anew(room.words(COMMANDS["run, auto"]), by=line).end()
        return faults_of_refusal(ended, codes=(4,))
