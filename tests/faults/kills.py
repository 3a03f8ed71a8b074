"""kill -9 of the parent, of a worker, of the whole group, at random moments."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from random import Random

from tests.faults.bench import STORE, Bench, Room
from tests.faults.commands import COMMANDS, Command
from tests.faults.process import Ended, Process, until
from tests.faults.trial import Trial

ATTEMPTS = 6
"""Times that a command is started again because it was over before it could be killed."""
SWEPT = 60
"""Replications of a sweep in all."""
WHOM = ("parent", "worker", "group")


def trials(seed: int, count: int) -> Iterator[Trial]:
    """As many kills as wanted: every command, whom by turns, moments by the seed."""
    for number in range(count):
        command = list(COMMANDS.values())[number % len(COMMANDS)]
        whom = WHOM[number // len(COMMANDS) % len(WHOM)]
        chance = Random(f"{seed} kill {number}")
        yield Trial(
            f"kill -9, {whom}",
            f"kill {number} (seed {seed}): {command.name}",
            partial(_killed, command=command, whom=whom, chance=chance),
        )


def _killed(bench: Bench, *, command: Command, whom: str, chance: Random) -> list[str]:
    """Kill a command, and give it again unless it ended well by itself."""
    with bench.room() as room:
        if whom == "worker":
            ended = _worker(bench, room, command, chance)
            return bench.faults(room, command, ended)
        by_count = chance.random() < 0.5
        ended = (_at_moment if by_count else _at_time)(bench, room, command, whom, chance)
        faults = [f"processes left behind: {ended.survivors}"] if ended.survivors else []
        if ended.code != -signal.SIGKILL:
            faults.append(f"it was not killed but ended with {ended.code}: {ended.err}")
        kept = _kept(room)
        again = room.start(room.words(command)).end()
        if kept and f"Going on from {kept} of " not in again.err:
            faults.append(f"{kept} replications were there, and it says: {again.err}")
        return faults + bench.faults(room, command, again)


def _kept(room: Room) -> int:
    """Replications that a run or a sweep has made and must not make again."""
    journal = room.out / "small.partial" / "journal.csv"
    if (journal.parent / "pieces").exists() and journal.exists():
        return journal.read_text("ascii").count("\n")
    store = room.out / "small_mix.partial" / STORE
    if not store.exists() or store.with_name(f"{STORE}-journal").exists():
        return 0
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        try:
            [count] = connection.execute("SELECT count(*) FROM kept").fetchone()
            return 0 if count == SWEPT else int(count)  # with all there, nothing is said
        except sqlite3.OperationalError:
            return 0  # the table was not made yet


def _at_moment(bench: Bench, room: Room, command: Command, whom: str, chance: Random) -> Ended:
    """Kill it just before it does something to a file of its results."""
    nth = chance.randint(1, bench.undisturbed(command).moments)
    for _ in range(ATTEMPTS):
        plan = {"word": "/out/", "nth": nth, "signal": signal.SIGKILL, "whom": whom}
        ended = room.start(room.words(command), plan).end()
        if ended.code != 0:
            break
        room.empty()
        nth = (nth + 1) // 2
    return ended


def _at_time(bench: Bench, room: Room, command: Command, whom: str, chance: Random) -> Ended:
    """Kill it after a random part of the time that it takes."""
    wait = chance.random() * bench.undisturbed(command).seconds
    for _ in range(ATTEMPTS):
        process = room.start(room.words(command))
        time.sleep(wait)
        if not process.is_over:
            process.send(signal.SIGKILL, whom)
        ended = process.end()
        if ended.code != 0:
            break
        room.empty()
        wait /= 2
    return ended


def _worker(bench: Bench, room: Room, command: Command, chance: Random) -> Ended:
    """Kill one of its workers, some time after the first is there."""
    wait, which = chance.random() * bench.undisturbed(command).seconds / 3, chance.random()
    for _ in range(ATTEMPTS):
        process = room.start(room.words(command))
        until(lambda process=process: process.is_over or process.workers(), 60.0)
        time.sleep(wait)
        if _kill_one(process, which):
            return process.end()
        process.end()
        room.empty()
        wait /= 2
    return Ended(1, "", "no worker was there to be killed")


def _kill_one(process: Process, which: float) -> bool:
    workers = process.workers()
    if not workers:
        return False
    try:
        os.kill(workers[int(which * len(workers))], signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
