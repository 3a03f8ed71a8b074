"""Ctrl-C and a request to end, to the process and to its group, wherever the command is."""

import re
import signal
import time
from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any, NamedTuple

from tests.faults.bench import Bench, Room, contents, faults_of_process
from tests.faults.commands import COMMANDS, DRAWING, Command
from tests.faults.documents import faults_of_report, put_run, report_of
from tests.faults.process import SOON, Ended
from tests.faults.trial import Trial

SIGNALS = {"SIGINT": signal.SIGINT, "SIGTERM": signal.SIGTERM}
IMPORTS = ("click", "pydantic", "numpy", "pandas", "numba", "duckdb", "filelock", "matplotlib")
DOCUMENTS = ("report.docx", "workbook.xlsx", "report.html")
STARTING = 8
"""Moments in the first part of a second, in which the program only starts."""
MOST_STARTING = 0.4


class Stage(NamedTuple):
    """Where a command is when it is to stop.

    Attributes:
        what: In words.
        command: The command.
        part: The part of its time after which it is, unless a plan says when.
        seconds: Or the seconds.
        plan: When it sends itself the signal.
    """

    what: str
    command: Command
    part: float = 0.0
    seconds: float = 0.0
    plan: dict[str, Any] | None = None


def trials(seed: int) -> Iterator[Trial]:
    """Every signal to process and to group, at every stage of a command."""
    for name, number in SIGNALS.items():
        for whom in ("self", "group"):
            for stage in _stages(Random(f"{seed} {name} {whom}"), whom):
                work = partial(_stopped, stage=stage, number=number, whom=whom)
                yield Trial(f"{name} to {_WHOM[whom]}", stage.what, work)
        for document in DOCUMENTS:
            work = partial(_writing, document=document, number=number)
            yield Trial(f"{name} to process", f"writing {document}", work)


_WHOM = {"self": "process", "group": "group"}


def _stages(chance: Random, whom: str) -> Iterator[Stage]:
    for command in COMMANDS.values():
        yield Stage(f"{command.name}, at a random time", command, part=chance.uniform(0.2, 0.9))
        plan = {"word": "/out/", "share": chance.random()}
        yield Stage(f"{command.name}, at a random file", command, plan=plan)
    run = COMMANDS["run, auto"]
    if whom == "group":  # what follows has no workers yet, or none any more
        return
    for step in range(1, STARTING + 1):
        yield Stage(f"starting, part {step}", run, seconds=MOST_STARTING * step / STARTING)
    for module in IMPORTS:
        plan = {"event": "import", "word": f"^{module}$", "nth": 1}
        yield Stage(f"importing {module}", DRAWING if module == "matplotlib" else run, plan=plan)
    for word in (r"/small\.partial$", r"manifest\.json$", r"summary\.csv$"):
        plan = {"event": "os.rename", "word": word, "nth": 1}
        yield Stage(f"publishing, {word}", run, plan=plan)
    for nth in (1, chance.randint(2, 80)):
        yield Stage(f"drawing, {nth}", DRAWING, plan={"word": "/charts/", "nth": nth})


def _stopped(bench: Bench, *, stage: Stage, number: int, whom: str) -> list[str]:
    """Stop a command, see how it ends, and give it again."""
    with bench.room() as room:
        if stage.plan is None:
            ended, sent = _from_outside(bench, room, stage, number, whom)
        else:
            plan = _planned(bench, stage) | {"signal": number, "whom": whom}
            ended, sent = _from_inside(room, room.words(stage.command), plan)
        faults = _faults(ended, number, sent)
        if ended.code == -number and contents(room.out):
            faults += bench.differences(room, stage.command)  # it must have been over, then
        return faults + bench.finish(room, stage.command)


def _planned(bench: Bench, stage: Stage) -> dict[str, Any]:
    """A plan in which the moment is a number."""
    plan = dict(stage.plan or {})
    if "share" in plan:
        plan["nth"] = 1 + int(plan.pop("share") * bench.undisturbed(stage.command).moments)
    return plan


def _from_outside(
    bench: Bench, room: Room, stage: Stage, number: int, whom: str
) -> tuple[Ended, float]:
    """A command that is stopped by another process, and when that was."""
    wait = stage.seconds or stage.part * bench.undisturbed(stage.command).seconds
    while True:
        start = room.start_anew if stage.seconds else room.start
        process = start(room.words(stage.command))
        time.sleep(wait)
        if not process.is_over:
            sent = time.monotonic()
            process.send(number, whom)
            return process.end(), sent
        process.end()
        room.empty()
        wait /= 2


def _from_inside(room: Room, words: list[str], plan: dict[str, Any]) -> tuple[Ended, float]:
    """A command that stops itself, and when that was."""
    start = room.start_anew if plan.get("event") == "import" else room.start
    ended = start(words, plan).end()
    return ended, float(room.struck.read_text()) if room.struck.exists() else 0.0


def _faults(ended: Ended, number: int, sent: float) -> list[str]:
    """What is wrong with a command that was asked to stop; 0 if it never was."""
    if not sent:
        return [f"it was never stopped, and ended with {ended.code}: {ended.err[-300:]}"]
    faults = faults_of_process(ended)
    if ended.at - sent > SOON:
        faults.append(f"it took {ended.at - sent:.1f} s to stop")
    if ended.code not in (128 + number, -number):  # a shell says 128 + number of both
        faults.append(f"it ended with {ended.code}: {ended.err[-300:]}")
    return faults


def _writing(bench: Bench, *, document: str, number: int) -> list[str]:
    """Stop the command that writes documents at one of them, and give it again."""
    with bench.room() as room:
        put_run(bench, room)
        plan = {"word": re.escape(document), "nth": 1, "signal": number, "whom": "self"}
        ended, sent = _from_inside(room, report_of(room), plan)
        faults = _faults(ended, number, sent)
        again = room.start(report_of(room)).end()
        return faults + faults_of_report(bench, room, again)
