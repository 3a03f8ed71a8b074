"""Two ways to start a command: as anybody would, and as a copy of a process that has loaded it.

Loading takes longer than all the work of a small command. A copy goes to work at once, so that
most faults hit work; those of the start itself, of the environment and of limits are tried the
long way.
"""

import importlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults.inside import Clockwork
from tests.faults.process import Started

_LOADED = (
    *("sim.cli", "sim.answers.run", "sim.answers.comparison", "sim.answers.sweep"),
    *("sim.answers.report", "sim.experiment.compare", "sim.experiment.sweep"),
    *("sim.experiment.cluster", "sim.model", "sim.report.charts"),
    *("sim.report.documents.write", "sim.experiment.finished", "duckdb", "scipy.stats"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "filelock"),
    *("concurrent.futures.process", "multiprocessing.spawn", "sqlite3"),
)
"""What commands load only when they need it."""


def by_itself(
    line: Sequence[str], folder: Path, environment: Mapping[str, str], **more: Any
) -> Callable[[Path, Path], Started]:
    """Start a command as anybody would."""

    def start(out: Path, err: Path) -> Started:
        with out.open("wb") as told, err.open("wb") as muttered:
            streams = {"stdin": subprocess.DEVNULL, "stdout": told, "stderr": muttered} | more
            return subprocess.Popen(
                line, cwd=folder, env=dict(environment), start_new_session=True, **streams
            )

    return start


def as_copy(
    words: Sequence[str],
    plan: Mapping[str, Any] | None,
    folder: Path,
    environment: Mapping[str, str],
    first: Callable[[], object],
) -> Callable[[Path, Path], Started]:
    """Start a command as a copy of this process.

    Args:
        words: What is given to the command line.
        plan: When it shall send itself a signal, for :class:`Clockwork`.
        folder: Where it works.
        environment: All of its environment.
        first: What it does before.
    """

    def start(out: Path, err: Path) -> Started:
        _load()

        def work() -> None:
            _settle(folder, environment, out, err)
            first()
            os._exit(_command(words, plan))

        return _Copy(work)

    return start


class _Copy:
    """A copy of this process, in a session of its own."""

    def __init__(self, work: Callable[[], None]) -> None:
        ours, theirs = os.pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_in_session, args=(work, theirs)
        )
        self._process.start()
        os.close(theirs)
        os.read(ours, 1)  # only then can its session be told by its number
        os.close(ours)
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a copy", timeout)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()


@cache
def _load() -> None:
    """Load all that commands need, once."""
    for name in _LOADED:
        importlib.import_module(name)
    from sim import compiled

    compiled.prepare()


# --- in the copy ---


def _in_session(work: Callable[[], None], ready: int) -> None:
    os.setsid()
    os.close(ready)
    work()


def _settle(folder: Path, environment: Mapping[str, str], out: Path, err: Path) -> None:
    """Be like a process of its own."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    paths = (
        (Path(os.devnull), os.O_RDONLY),
        *((path, os.O_WRONLY | os.O_CREAT) for path in (out, err)),
    )
    for number, (path, flags) in enumerate(paths):
        os.dup2(os.open(path, flags, 0o644), number)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, closefd=False) for number, mode in enumerate("rww")
    )


def _command(words: Sequence[str], plan: Mapping[str, Any] | None) -> int:
    """The command line, as ``python -m sim`` runs it; workers take it for their parent's."""
    import sim.__main__

    sys.modules["__main__"] = sim.__main__
    sys.argv = ["headroom", *words]
    clockwork = Clockwork(plan or {"nth": 0, "event": "none", "word": "$"})
    sys.addaudithook(clockwork)
    code = sim.__main__.main()
    clockwork.tell()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code
