"""A command as a process of its own, with all that it starts."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

SOON = 5.0
"""Seconds within which a command must stop, and whatever it started be gone."""
PATIENCE = 300.0
"""Seconds after which a command is given up."""


class Ended(NamedTuple):
    """How a command ended.

    Attributes:
        code: Its exit code; below 0 where a signal ended it.
        out: What it said on stdout.
        err: What it said on stderr.
        survivors: Processes that it left behind.
        at: When it ended, by :func:`time.monotonic`.
    """

    code: int
    out: str
    err: str
    survivors: tuple[int, ...] = ()
    at: float = 0.0


class Started(Protocol):
    """A process of ours, however it was started."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code once it is over; below 0 where a signal ended it."""

    def wait(self, timeout: float) -> int:
        """Wait for its exit code; fail with :class:`subprocess.TimeoutExpired`."""

    def kill(self) -> None:
        """End it."""


class Process:
    """A command in a session of its own, so that everything it starts can be found.

    Args:
        folder: Where what it says is kept.
        start: Starts it, with what it says on stdout and stderr in two files.
    """

    def __init__(self, folder: Path, start: Callable[[Path, Path], Started]) -> None:
        self._said = [folder / f"{time.monotonic_ns()}.{name}" for name in ("out", "err")]
        self._started = start(*self._said)
        self.pid = self._started.pid

    @property
    def is_over(self) -> bool:
        """Whether the command itself has ended."""
        return self._started.poll() is not None

    def members(self) -> list[int]:
        """Everything alive that the command started, itself first if it is alive."""
        found = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
        return sorted(pid for pid in found if _session(pid) == self.pid)

    def workers(self) -> list[int]:
        """The processes that work for the command."""
        return [pid for pid in self.members() if pid != self.pid and b"spawn_main" in _line(pid)]

    def send(self, number: int, whom: str) -> None:
        """Send a signal to the process or to its group."""
        (os.killpg if whom == "group" else os.kill)(self.pid, number)

    def end(self, patience: float = PATIENCE) -> Ended:
        """Wait until it is over; what is left after some seconds is left behind, and is ended."""
        try:
            code = self._started.wait(patience)
        except subprocess.TimeoutExpired:
            self._started.kill()
            self._started.wait(SOON)
            code = -signal.SIGALRM
        at = time.monotonic()
        until(lambda: not self.members(), SOON)
        survivors = tuple(self.members())
        for pid in survivors:
            os.kill(pid, signal.SIGKILL)
        out, err = (path.read_text("utf-8", errors="replace") for path in self._said)
        for path in self._said:
            path.unlink()
        return Ended(code, out, err, survivors, at)


def until(condition: Callable[[], object], seconds: float, pause: float = 0.01) -> bool:
    """Wait for something; tell whether it came in time."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True


def _session(pid: int) -> int:
    """The session of a process that is alive."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return -1
    return -1 if words[0] in "ZX" else int(words[3])


def _line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
