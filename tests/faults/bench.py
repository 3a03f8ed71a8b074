"""Where trials are made, and how a command that nobody disturbs ends."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from tests.faults.commands import ROOT, Command
from tests.faults.process import Ended, Process
from tests.faults.starting import as_copy, by_itself

TIMES = {"started", "ended", "seconds", "seconds_simulating", "jobs", "git_commit", "seal"}
"""What a manifest says of clock, machine and checkout, and the seal of it all."""
STORE = "points.sqlite"
"""Keeps the order in which replications were made, and their seconds."""


def nothing() -> None:
    """Do nothing."""


class Undisturbed(NamedTuple):
    """A command that nobody disturbed.

    Attributes:
        files: What it left: a digest by path.
        seconds: How long it took.
        moments: How often it did something to a file of the results.
    """

    files: Mapping[str, str]
    seconds: float
    moments: int


class Room:
    """A folder for one trial.

    Attributes:
        folder: All of it.
        out: Where results go.
        tmp: Where temporary files go.
        struck: Where a command that sends itself a signal notes the time.
        environment: What commands get.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out, self.tmp = folder / "out", folder / "tmp"
        for place in (self.out, self.tmp):
            place.mkdir(parents=True)
        self.struck = folder / "struck"
        self.environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(self.tmp)}

    def change(self, environment: Mapping[str, str | None]) -> None:
        """Change the environment of commands; None takes a variable away."""
        for name, value in environment.items():
            if value is None:
                self.environment.pop(name, None)
            else:
                self.environment[name] = value

    def start(
        self,
        words: Sequence[str],
        plan: Mapping[str, Any] | None = None,
        first: Callable[[], object] = nothing,
    ) -> Process:
        """Start a command, as a copy that goes to work at once.

        Args:
            words: What is given to the command line.
            plan: When it shall send itself a signal.
            first: What it does before.
        """
        whole = None if plan is None else {"struck": str(self.struck), **plan}
        start = as_copy(words, whole, self.folder, self.environment, first)
        return Process(self.folder, start)

    def start_anew(
        self,
        words: Sequence[str],
        plan: Mapping[str, Any] | None = None,
        by: Sequence[str] = (),
        **more: Any,
    ) -> Process:
        """Start a command as anybody would.

        Args:
            words: What is given to the command line.
            plan: When it shall send itself a signal.
            by: A program that starts it.
            more: For :class:`subprocess.Popen`.
        """
        program = ["sim"]
        if plan is not None:
            program = ["tests.faults.inside", json.dumps({"struck": str(self.struck), **plan})]
        line = [*by, sys.executable, "-m", *program, *words]
        return Process(self.folder, by_itself(line, self.folder, self.environment, **more))

    def empty(self) -> None:
        """Take out what a command left."""
        for place in (self.out, self.tmp):
            shutil.rmtree(place)
            place.mkdir()

    def words(self, command: Command) -> list[str]:
        """What is given to the command line for a command with results in this room."""
        return [*command.words, "--out", str(self.out)]


class Bench:
    """Gives rooms to trials, and knows how commands end undisturbed.

    Args:
        folder: An empty folder for everything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Undisturbed] = {}
        self._count = 0

    @contextmanager
    def room(self) -> Iterator[Room]:
        """A new room, which goes with the block."""
        self._count += 1
        room = Room(self.folder / f"room{self._count}")
        try:
            yield room
        finally:
            shutil.rmtree(room.folder)

    def undisturbed(self, command: Command) -> Undisturbed:
        """How a command ends that nobody disturbs; it is tried once."""
        if command.name not in self._known:
            with self.room() as room:
                self._known[command.name] = _undisturbed(room, command)
        return self._known[command.name]

    def put(self, room: Room, name: str, make: Callable[[Room], object]) -> None:
        """Put results into a room; they are made once.

        Args:
            room: The room.
            name: What they are called.
            make: Makes them in another room.
        """
        kept = self.folder / "kept" / re.sub(r"\W+", "_", name)
        if not kept.exists():
            with self.room() as other:
                make(other)
                shutil.copytree(other.out, kept)
        shutil.copytree(kept, room.out, dirs_exist_ok=True)

    def faults(self, room: Room, command: Command, ended: Ended) -> list[str]:
        """What is wrong with a command that should have ended well."""
        if ended.code != 0:
            return [f"it ended with {ended.code}: {ended.err[-400:]}"]
        return faults_of_process(ended) + self.differences(room, command)

    def differences(self, room: Room, command: Command) -> list[str]:
        """Files that an undisturbed command leaves otherwise, or doesn't leave at all."""
        wanted, found = self.undisturbed(command).files, contents(room.out)
        faults = [f"{name} is missing" for name in wanted if name not in found]
        faults += [f"{name} is left over" for name in found if name not in wanted]
        both = wanted.keys() & found.keys()
        return faults + [f"{name} differs" for name in both if wanted[name] != found[name]]

    def finish(self, room: Room, command: Command) -> list[str]:
        """Give the command as it is, and say what is wrong with its end."""
        return self.faults(room, command, room.start(room.words(command)).end())


def faults_of_process(ended: Ended) -> list[str]:
    """What no end of a command may show: inside of the program, or processes left behind."""
    faults = [f"processes left behind: {ended.survivors}"] if ended.survivors else []
    if "Traceback" in ended.err or "Sorry" in ended.err:
        faults.append(f"it shows its inside: {ended.err[-600:]}")
    return faults


def contents(out: Path) -> dict[str, str]:
    """What is in a folder: a digest by path, whatever the time was when it was made."""
    paths = sorted(path for path in out.rglob("*") if not path.is_dir())
    return {path.relative_to(out).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    if path.name == STORE:
        return "there"
    data = path.read_bytes()
    if path.name == "manifest.json":
        said = {key: value for key, value in json.loads(data).items() if key not in TIMES}
        said["files"].pop(STORE, None)
        data = json.dumps(said).encode()
    return sha256(data).hexdigest()


def _undisturbed(room: Room, command: Command) -> Undisturbed:
    count = room.folder / "count"
    plan = {"word": "/out/", "nth": 0, "count": str(count)}
    began = perf_counter()
    ended = room.start(room.words(command), plan).end()
    if ended.code:
        raise RuntimeError(f"{command.name} does not even end well undisturbed: {ended.err}")
    return Undisturbed(contents(room.out), perf_counter() - began, int(count.read_text()))
