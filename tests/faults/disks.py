"""Disks that are full, at many sizes, and folders that may not be written to."""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.faults.bench import Bench, Room
from tests.faults.commands import COMMANDS, DRAWING, Command
from tests.faults.documents import faults_of_report, put_run, report_of
from tests.faults.process import Ended
from tests.faults.trial import Trial, faults_of_refusal

LIMITS = (4_000, 10_000, 30_000, 100_000)
"""Bytes that a file may have; those that the commands write have up to some 100,000."""
SPARE = (0, 20_000, 60_000, 150_000, 400_000)
"""Bytes that a disk has left."""
DISK = 24_000_000
"""Bytes that a small disk has in all."""
BEGUN = 12
"""The change of a file at which work has begun: the estimate of room is behind it."""
_BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Even the superuser may then not write where nobody may."""


def trials() -> Iterator[Trial]:
    """Every limit and every size, for every command."""
    for command in (*COMMANDS.values(), DRAWING):
        for limit in LIMITS:
            work = partial(_limited, command=command, limit=limit)
            yield Trial("largest file", f"{command.name}, {limit:,} bytes", work)
    if _may_mount():
        for command in (*COMMANDS.values(), DRAWING):
            for spare in SPARE:
                work = partial(_full, command=command, spare=spare)
                yield Trial("full disk", f"{command.name}, {spare:,} bytes left", work)
    if os.geteuid() != 0 or shutil.which(_BOUND[0]):
        for command in COMMANDS.values():
            yield Trial("read-only folder", command.name, partial(_read_only, command=command))
        yield Trial("read-only folder", "report", _read_only_report)


def _faults(bench: Bench, room: Room, command: Command, ended: Ended) -> list[str]:
    """What is wrong with a command that must end well or say what it has no room for."""
    if ended.code == 0:
        return bench.faults(room, command, ended)
    return faults_of_refusal(ended, codes=(4,))


def _limited(bench: Bench, *, command: Command, limit: int) -> list[str]:
    """No file may be longer than so; then give the command without a limit."""

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with bench.room() as room:
        ended = room.start(room.words(command), first=bind).end()
        return _faults(bench, room, command, ended) + bench.finish(room, command)


def _full(bench: Bench, *, command: Command, spare: int) -> list[str]:
    """A disk that is nearly full once work has begun; then make room on it."""
    with bench.room() as room, _small_disk(room.out):
        plan = {"word": "/out/", "nth": BEGUN, "signal": signal.SIGKILL, "whom": "self"}
        room.start(room.words(command), plan).end()
        filler = room.out / "filler"
        status = os.statvfs(room.out)
        filler.write_bytes(b"x" * max(0, status.f_bavail * status.f_bsize - spare))
        ended = room.start(room.words(command)).end()
        filler.unlink()
        return _faults(bench, room, command, ended) + bench.finish(room, command)


def _may_mount() -> bool:
    """Whether a small disk can be had here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with _small_disk(Path(folder)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """Have a folder on a disk of its own in memory, with nothing on it."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _read_only(bench: Bench, *, command: Command) -> list[str]:
    """A folder of results that may not be written to; then allow it."""
    with bench.room() as room, _locked(room.out):
        ended = room.start_anew(room.words(command), by=_bound()).end()
        faults = faults_of_refusal(ended, str(room.out), codes=(4,))
        room.out.chmod(0o755)
        return faults + bench.finish(room, command)


def _read_only_report(bench: Bench) -> list[str]:
    """A finished result that documents may not be put into; then allow it."""
    with bench.room() as room:
        put_run(bench, room)
        with _locked(room.out / "small"):
            ended = room.start_anew(report_of(room), by=_bound()).end()
        faults = faults_of_refusal(ended, str(room.out / "small"), codes=(4,))
        return faults + faults_of_report(bench, room, room.start(report_of(room)).end())


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def _bound() -> tuple[str, ...]:
    """What keeps a command from writing where nobody may."""
    return _BOUND if os.geteuid() == 0 else ()
