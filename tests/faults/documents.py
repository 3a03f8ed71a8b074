"""The command that writes documents out of a results folder."""

from tests.faults.bench import Bench, Room, contents, faults_of_process
from tests.faults.commands import COMMANDS
from tests.faults.process import Ended

RUN = COMMANDS["run, auto"]


def report_of(room: Room, name: str = RUN.result) -> list[str]:
    """The words for a result of a room."""
    return ["report", str(room.out / name)]


def put_run(bench: Bench, room: Room) -> None:
    """Put a finished run into a room, always the same: documents tell when it was made."""
    bench.put(room, RUN.name, lambda other: bench.finish(other, RUN))


def put_reported(bench: Bench, room: Room) -> None:
    """Put it into a room with its documents."""

    def write(other: Room) -> None:
        put_run(bench, other)
        other.start(report_of(other)).end()

    bench.put(room, "report", write)


def faults_of_report(bench: Bench, room: Room, ended: Ended) -> list[str]:
    """What is wrong with a report on the finished run that should have ended well."""
    if ended.code != 0:
        return [f"it ended with {ended.code}: {ended.err[-400:]}"]
    with bench.room() as other:
        put_reported(bench, other)
        wanted, found = contents(other.out), contents(room.out)
    faults = [name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)]
    return faults_of_process(ended) + [f"{name} is not as it should be" for name in faults]
