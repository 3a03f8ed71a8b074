"""Work over processes that are killed, fail, or run out of memory."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from sim.errors import InputError, MachineError
from sim.experiment.pool import usable_jobs
from sim.experiment.work import Where, spread

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, and /proc to see them")


class Named:
    """What to call a piece of every task here."""

    def name(self, number):
        return f"replication {number}"


def processes(jobs):
    return Where("processes", jobs)


@dataclass(frozen=True)
class Square(Named):
    """A task that leaves its process id behind, so that tests can see who worked."""

    folder: Path
    dies_on: int = -1
    deaths: int = 0

    def __call__(self, number, proceed):
        (self.folder / f"pid-{os.getpid()}").touch()
        if number == self.dies_on and len(list(self.folder.glob("death-*"))) < self.deaths:
            (self.folder / f"death-{time.monotonic_ns()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number


def workers(folder: Path) -> set[int]:
    return {int(path.name.removeprefix("pid-")) for path in folder.glob("pid-*")}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]


def test_one_job_works_in_this_process(tmp_path):
    done = []
    spread(Square(tmp_path), [3, 1, 2], processes(1), done.append)
    assert done == [9, 1, 4]
    assert workers(tmp_path) == {os.getpid()}


def test_two_jobs_work_elsewhere_and_leave(tmp_path):
    done = []
    spread(Square(tmp_path), range(6), processes(2), done.append)
    assert sorted(done) == [0, 1, 4, 9, 16, 25]
    assert os.getpid() not in workers(tmp_path)
    assert not any(alive(pid) for pid in workers(tmp_path))


def test_a_killed_worker_costs_nothing_but_time(tmp_path):
    done = []
    spread(Square(tmp_path, dies_on=2, deaths=2), range(6), processes(2), done.append)
    assert sorted(done) == [0, 1, 4, 9, 16, 25]
    assert len(list(tmp_path.glob("death-*"))) == 2


def test_a_piece_that_always_kills_stops_the_run(tmp_path):
    done = []
    with pytest.raises(MachineError, match=r"replication 0 was ended 3 times.*--jobs 1"):
        spread(Square(tmp_path, dies_on=0, deaths=99), range(4), processes(2), done.append)
    assert len(list(tmp_path.glob("death-*"))) == 3


@dataclass(frozen=True)
class Fail(Named):
    kind: str

    def __call__(self, number, proceed):
        if self.kind == "input":
            raise InputError(problem="no such team", remedy="Add it.", key="teams.x")
        if self.kind == "memory":
            raise MemoryError
        if self.kind == "disk":
            raise OSError(28, "No space left on device", "weekly")
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "planted")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("input", InputError, "teams.x: no such team Add it."),
        ("memory", MemoryError, ""),
        ("disk", OSError, "No space left"),
    ],
)
def test_errors_come_back_as_themselves(kind, error, said, jobs):
    with pytest.raises(error) as caught:
        spread(Fail(kind), range(3), processes(jobs), lambda _: None)
    assert said in str(caught.value)


def test_a_fault_of_the_program_keeps_its_traceback():
    with pytest.raises(RuntimeError, match=r"(?s)work on replication \d failed.*__call__.*planted"):
        spread(Fail("bug"), range(3), processes(2), lambda _: None)


@dataclass(frozen=True)
class HearCtrlC(Named):
    def __call__(self, number, proceed):
        os.kill(os.getpid(), signal.SIGINT)
        return number


def test_workers_leave_ctrl_c_to_their_parent():
    done = []
    spread(HearCtrlC(), range(4), processes(2), done.append)
    assert sorted(done) == [0, 1, 2, 3]


@dataclass(frozen=True)
class Sleep(Named):
    folder: Path

    def __call__(self, number, proceed):
        (self.folder / f"pid-{os.getpid()}").touch()
        time.sleep(60)
        return number


def test_an_interrupted_parent_leaves_no_workers(tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1.5)
    started = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            spread(Sleep(tmp_path), range(4), processes(2), lambda _: None)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 5
    assert workers(tmp_path)
    assert not any(alive(pid) for pid in workers(tmp_path))


@dataclass(frozen=True)
class HoldOn(Named):
    """A library that lets nothing else of its process run, like one that waits for memory."""

    folder: Path

    def __call__(self, number, proceed):
        (self.folder / f"pid-{os.getpid()}").touch()
        return ctypes.PyDLL(None).sleep(60)


def test_a_worker_in_a_library_ends_with_its_parent(tmp_path):
    parent = get_context("spawn").Process(
        target=spread, args=(HoldOn(tmp_path), range(2), processes(2), print)
    )
    parent.start()
    until(lambda: len(workers(tmp_path)) == 2)
    parent.kill()
    parent.join()
    until(lambda: not any(map(alive, workers(tmp_path))))


def until(condition: Callable[[], bool]) -> None:
    """Wait for what takes an instant, and fail after half a minute."""
    last = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_no_more_processes_than_pieces_or_windows_allows(monkeypatch):
    assert usable_jobs(8, 3) == 3
    assert usable_jobs(8, 0) == 1
    assert usable_jobs(200, 500) == 200
    monkeypatch.setattr("sim.experiment.pool.sys.platform", "win32")
    assert usable_jobs(200, 500) == 61
