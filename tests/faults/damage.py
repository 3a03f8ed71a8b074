"""Files of results that a failing disk or a person has changed."""

import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from tests.faults.bench import STORE, Bench, Room
from tests.faults.commands import COMMANDS, Command
from tests.faults.documents import faults_of_report, put_reported, report_of
from tests.faults.trial import Trial, faults_of_refusal

WAYS = ("truncated", "emptied", "a bit flipped")
MORE_FLIPS = 6
"""Of a store, in which a bit may stand for many things."""
RUN, COMPARE, SWEEP = (COMMANDS[f"{name}, auto"] for name in ("run", "compare", "sweep"))
FINISHED = {
    RUN: ("costs.csv", "costs.parquet", "durations.parquet", "manifest.json", "posts.parquet",
          "scenario.toml", "summary.csv", "weekly.parquet"),
    COMPARE: ("appraisal.csv", "comparison.parquet", "manifest.json", "money.parquet",
              "paired.parquet", "scenarios/small.toml", "target.csv", "../small/weekly.parquet",
              "../small_officers/manifest.json", "../small_officers/costs.parquet"),
    SWEEP: ("effects.csv", "front.parquet", "manifest.json", "points.parquet", "scenario.toml",
            "sweep.csv", STORE),
}  # fmt: skip
"""Files of finished results, from the folder of each command."""
PIECES, TABLES, KEPT = ("pieces", 0.6, ""), ("tables", 0.0, "summary.csv"), ("kept", 0.0, "front")
UNFINISHED = {
    (RUN, PIECES): ("manifest.json", "journal.csv", "pieces/000000.piece", "pieces/000003.piece"),
    (RUN, TABLES): ("manifest.json", "journal.csv", "weekly.parquet", "costs.parquet"),
    (SWEEP, KEPT): ("manifest.json", STORE),
}
"""Files of results whose command was killed, by how far it had come."""
CHARTS = ("index.json", "caseload_service.csv", "budget.svg", "overtime.png", "turnover.txt")


def trials(seed: int) -> Iterator[Trial]:
    """Every file of finished and of unfinished results, in every way."""
    for command, names in FINISHED.items():
        for name, way, number in _ways(names):
            chance = Random(f"{seed} finished {command.name} {name} {way} {number}")
            work = partial(_finished, command=command, name=name, way=way, chance=chance)
            yield Trial("finished, damaged", f"{command.name}: {name} {way} {number}", work)
    for (command, stage), names in UNFINISHED.items():
        for name, way, number in _ways(names):
            chance = Random(f"{seed} {stage} {command.name} {name} {way} {number}")
            work = partial(
                _unfinished, command=command, stage=stage, name=name, way=way, chance=chance
            )
            what = f"{command.name}, {stage[0]}: {name} {way} {number}"
            yield Trial("unfinished, damaged", what, work)
    for name, way, number in _ways(CHARTS):
        chance = Random(f"{seed} charts {name} {way} {number}")
        work = partial(_charts, name=name, way=way, chance=chance)
        yield Trial("charts damaged", f"report: {name} {way} {number}", work)


def _ways(names: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    for name in names:
        for way in WAYS:
            flips = MORE_FLIPS if name == STORE and way == WAYS[-1] else 1
            yield from ((name, way, number) for number in range(1, flips + 1))


def damage(path: Path, way: str, chance: Random) -> None:
    """Do to a file what failing disks do."""
    data = bytearray(path.read_bytes())
    if way == "truncated":
        del data[chance.randrange(len(data)) :]
    elif way == "emptied":
        data.clear()
    else:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _finished(bench: Bench, *, command: Command, name: str, way: str, chance: Random) -> list[str]:
    """A report must refuse it; the command must make it good or refuse it."""
    with bench.room() as room:
        bench.put(room, command.name, lambda other: bench.finish(other, command))
        damage(room.out / command.result / name, way, chance)
        folder = (room.out / command.result / name).resolve().parent.name
        faults = []
        if not name.startswith(".."):  # what a comparison was made of is not asked any more
            ended = room.start(report_of(room, command.result)).end()
            faults = faults_of_refusal(ended, command.result, codes=(2,))
            faults += [f"{path} was written" for path in room.out.rglob("report.*")]
        return faults + _again(bench, room, command, folder)


def _unfinished(
    bench: Bench,
    *,
    command: Command,
    stage: tuple[str, float, str],
    name: str,
    way: str,
    chance: Random,
) -> list[str]:
    """The command must go on from what is whole, or refuse."""
    called, share, word = stage
    plan = {"word": word or "/out/", "signal": signal.SIGKILL, "whom": "self"}
    plan["nth"] = int(share * bench.undisturbed(command).moments) or 1
    with bench.room() as room:

        def kill(other: Room) -> None:
            other.start(other.words(command), plan).end()

        bench.put(room, f"{command.name}, {called}", kill)
        damage(room.out / f"{command.result}.partial" / name, way, chance)
        return _again(bench, room, command, command.result)


def _charts(bench: Bench, *, name: str, way: str, chance: Random) -> list[str]:
    """A report must draw it anew, and be as if nothing had happened."""
    with bench.room() as room:
        put_reported(bench, room)
        damage(room.out / RUN.result / "charts" / name, way, chance)
        return faults_of_report(bench, room, room.start(report_of(room)).end())


def _again(bench: Bench, room: Room, command: Command, folder: str) -> list[str]:
    ended = room.start(room.words(command)).end()
    if ended.code == 0:
        return bench.faults(room, command, ended)
    return faults_of_refusal(ended, folder, codes=(2,))
