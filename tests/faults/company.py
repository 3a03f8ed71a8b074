"""Others in the same place: four runs at once, and files that are somebody else's."""

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.commands import COMMANDS, Command
from tests.faults.trial import Trial, faults_of_refusal

AT_ONCE = 4


def trials() -> Iterator[Trial]:
    """Every command four times at once, and every thing that may stand in its place."""
    for command in COMMANDS.values():
        yield Trial("four at once", command.name, partial(_at_once, command=command))
    for name in ("run, auto", "compare, auto", "sweep, auto"):
        for what, put in FOREIGN.items():
            work = partial(_foreign, command=COMMANDS[name], put=put)
            yield Trial("foreign folder", f"{name}: {what}", work)


def _at_once(bench: Bench, *, command: Command) -> list[str]:
    """One does it, and the others are refused or find it done; then give it again."""
    with bench.room() as room:
        processes = [room.start(room.words(command)) for _ in range(AT_ONCE)]
        ends = [process.end() for process in processes]
        faults = [] if any(ended.code == 0 for ended in ends) else ["nobody did it"]
        for ended in ends:
            if ended.code != 0:
                faults += faults_of_refusal(ended, "another run is already writing", codes=(2,))
        return faults + bench.finish(room, command)


def _foreign(bench: Bench, *, command: Command, put: Callable[[Path], object]) -> list[str]:
    """Refuse to write where something else stands, and leave it as it is."""
    with bench.room() as room:
        put(room.out / command.result)
        before = _seen(room.out)
        ended = room.start(room.words(command)).end()
        faults = faults_of_refusal(ended, command.result, codes=(2,))
        after = {path: what for path, what in _seen(room.out).items() if path in before}
        return faults if after == before else [*faults, "it was not left alone"]


def _seen(out: Path) -> dict[str, object]:
    """Every file and folder, and what is in it; pipes and links are not followed."""
    return {
        path.as_posix(): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in out.rglob("*")
    }


def _file(place: Path) -> None:
    place.write_text("mine")


def _files(place: Path) -> None:
    place.mkdir()
    (place / "letter.txt").write_text("mine")


def _link(place: Path) -> None:
    _files(place.with_name("elsewhere"))
    place.symlink_to(place.with_name("elsewhere"), target_is_directory=True)


def _other_program(place: Path) -> None:
    _files(place)
    (place / "manifest.json").write_text(json.dumps({"program": "other", "status": "complete"}))


def _pipe(place: Path) -> None:
    place.mkdir()
    os.mkfifo(place / "manifest.json")


def _other_kind(place: Path) -> None:
    place.mkdir()
    said = {"program": "headroom", "kind": "calibration", "status": "complete"}
    (place / "manifest.json").write_text(json.dumps(said))


def _half(place: Path) -> None:
    _files(place.with_name(f"{place.name}.partial"))


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a file": _file,
    "a folder of files": _files,
    "a link": _link,
    "another program's manifest": _other_program,
    "a pipe for a manifest": _pipe,
    "results of another kind": _other_kind,
    "where an unfinished result would be": _half,
}
"""What may stand in the place of a result."""
