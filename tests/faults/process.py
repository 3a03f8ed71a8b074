"""A command as a process of its own, with all that it starts."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

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


class Process:
    """A command in a session of its own, so that everything it starts can be found.

    Args:
        line: The command.
        folder: Where it works and what it says is kept.
        environment: All of its environment.
        more: For :class:`subprocess.Popen`.
    """

    def __init__(
        self, line: list[str], folder: Path, environment: Mapping[str, str], **more: object
    ) -> None:
        self._said = [folder / f"{time.monotonic_ns()}.{name}" for name in ("out", "err")]
        with self._said[0].open("wb") as out, self._said[1].open("wb") as err:
            where = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err} | more
            self._popen = subprocess.Popen(
                line, cwd=folder, env=dict(environment), start_new_session=True, **where
            )
        self.pid = self._popen.pid

    @property
    def is_over(self) -> bool:
        """Whether the command itself has ended."""
        return self._popen.poll() is not None

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
            code = self._popen.wait(patience)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
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
