"""The command that writes documents out of a results folder."""

from tests.faults.bench import Bench, Room, contents, faults_of_process
from tests.faults.commands import COMMANDS
from tests.faults.process import Ended

_KNOWN: dict[int, dict[str, str]] = {}


def report_of(room: Room, name: str = "small") -> list[str]:
    """The words for a result of a room."""
    return ["report", str(room.out / name)]


def faults_of_report(bench: Bench, room: Room, ended: Ended) -> list[str]:
    """What is wrong with a report on ``run, auto`` that should have ended well."""
    if ended.code != 0:
        return [f"it ended with {ended.code}: {ended.err[-400:]}"]
    wanted, found = reported(bench), contents(room.out)
    faults = [name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)]
    return faults_of_process(ended) + [f"{name} is not as it should be" for name in faults]


def reported(bench: Bench) -> dict[str, str]:
    """What a report that nobody disturbs leaves of ``run, auto``; it is tried once."""
    if id(bench) not in _KNOWN:
        with bench.room() as room:
            room.start(room.words(COMMANDS["run, auto"])).end()
            ended = room.start(report_of(room)).end()
            if ended.code:
                raise RuntimeError(f"report does not even end well undisturbed: {ended.err}")
            _KNOWN[id(bench)] = contents(room.out)
    return _KNOWN[id(bench)]
