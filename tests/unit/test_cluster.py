"""Work over the workers of a Dask scheduler: what comes back, and what goes wrong."""

import logging
import os
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import dask
import pytest
from distributed import Client, LocalCluster

from sim import provenance
from sim.errors import InputError, MachineError
from sim.experiment import cluster
from sim.experiment.work import Where, spread

PLAIN = {
    "distributed.comm.require-encryption": False,
    "distributed.comm.tls.ca-file": None,
    "distributed.comm.tls.client.cert": None,
    "distributed.comm.tls.client.key": None,
}
"""What a test can rely on, whatever the machine has configured."""


@contextmanager
def a_cluster(workers, **options):
    """A scheduler in this process, but behind a real socket; its workers have two threads."""
    cluster._hush()
    with (
        dask.config.set({**PLAIN, **options}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=2,
            processes="distributed.scheduler.allowed-failures" in options,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address=None,
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def scheduler():
    with a_cluster(1) as made:
        yield made


@pytest.fixture
def no_workers():
    with a_cluster(0) as made:
        yield made


def at(made):
    return Where("scheduler", scheduler=made.scheduler_address)


def ignore(_):
    """Hear of a result and do nothing."""


class Named:
    def name(self, number):
        return f"replication {number}"


@dataclass(frozen=True)
class Square(Named):
    def __call__(self, number, proceed):
        proceed()
        return number * number


def test_every_piece_is_done_once_and_heard_of_in_this_thread(scheduler):
    done, threads = [], set()

    def hear(result):
        done.append(result)
        threads.add(threading.current_thread())

    spread(Square(), range(40), at(scheduler), hear)
    assert sorted(done) == [number * number for number in range(40)]
    assert threads == {threading.current_thread()}


class Counted:
    """Pieces that know how many of them were asked for before their results were heard of."""

    def __init__(self, length):
        self.length, self.out, self.most = length, 0, 0

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        self.out += 1
        self.most = max(self.most, self.out)
        return index

    def hear(self, _):
        self.out -= 1


def test_only_a_few_pieces_are_out_for_each_thread(scheduler):
    pieces = Counted(40)
    spread(Square(), pieces, at(scheduler), pieces.hear)
    assert pieces.most == 2 * cluster.PIECES_PER_THREAD


def test_work_begins_when_workers_come(no_workers):
    timer = threading.Timer(0.5, no_workers.scale, [1])
    timer.start()
    done = []
    spread(Square(), range(5), at(no_workers), done.append)
    timer.join()
    assert sorted(done) == [0, 1, 4, 9, 16]


def test_a_scheduler_that_stays_without_workers(no_workers, monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS_SECONDS", 1.0)
    with pytest.raises(MachineError, match=r"has had no workers for 1 seconds.*goes on from there"):
        spread(Square(), range(5), at(no_workers), ignore)


@dataclass(frozen=True)
class Fail(Named):
    kind: str

    def __call__(self, number, proceed):
        if self.kind == "input":
            raise InputError(problem="no such team", remedy="Add it.", key="teams.x")
        if self.kind == "memory":
            raise MemoryError
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "planted")


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("input", InputError, r"^teams\.x: no such team Add it\.$"),
        ("memory", MemoryError, "^$"),
        ("bug", RuntimeError, r"(?s)work on replication \d failed.*__call__.*planted"),
    ],
)
def test_errors_come_back_as_themselves(scheduler, kind, error, said):
    with pytest.raises(error, match=said):
        spread(Fail(kind), range(3), at(scheduler), ignore)


def test_a_worker_that_would_make_other_numbers_refuses(scheduler, monkeypatch):
    versions = iter(["ours"])
    monkeypatch.setattr(provenance, "model_version", lambda: next(versions, "theirs"))
    with pytest.raises(InputError, match=r"worker can't take part.*Install the same version"):
        spread(Square(), range(3), at(scheduler), ignore)


class Unknown(Square):
    """A task of a program that the worker does not have."""

    def __reduce__(self):
        return __import__, ("sim.experiment.not_there",)


def test_a_worker_without_the_module_of_a_task_refuses(scheduler):
    with pytest.raises(InputError, match=r"worker can't take part.*Install the same version"):
        spread(Unknown(), range(3), at(scheduler), ignore)


def planted():
    raise ValueError("planted")


class Unreadable:
    def __reduce__(self):
        return planted, ()


@dataclass(frozen=True)
class Make(Named):
    """A task that makes what cannot be read."""

    def __call__(self, number, proceed):
        return Unreadable()


def test_a_result_that_cannot_be_read_is_no_reason_to_wait_for_ever(scheduler):
    with pytest.raises(InputError, match=r"its results can't be read: planted"):
        spread(Make(), range(3), at(scheduler), ignore)


def test_an_error_of_who_hears_of_a_result_is_left_alone(scheduler):
    def hear(_):
        raise AttributeError("planted")

    with pytest.raises(AttributeError, match="planted"):
        spread(Square(), range(9), at(scheduler), hear)


def test_a_connection_that_is_lost(scheduler, capfd):
    async def cut():
        for comm in scheduler.scheduler.client_comms.values():
            comm.abort()

    with pytest.raises(MachineError, match=r"was lost.*same command again.*goes on from there"):
        spread(Square(), range(50), at(scheduler), lambda _: scheduler.sync(cut))
    assert capfd.readouterr().err == ""


def test_an_interrupted_parent_takes_its_work_back(no_workers):
    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        with pytest.raises(KeyboardInterrupt):
            spread(Square(), range(5), at(no_workers), ignore)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not no_workers.scheduler.tasks


@dataclass(frozen=True)
class Die(Named):
    def __call__(self, number, proceed):
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_piece_that_always_kills_stops_the_run():
    with (
        a_cluster(1, **{"distributed.scheduler.allowed-failures": 0}) as made,
        pytest.raises(MachineError, match=r"did replication 0 were ended 1 times.*memory"),
    ):
        spread(Die(), [0], at(made), ignore)


def test_dask_says_nothing(monkeypatch):
    import distributed.client

    for logger in (logging.getLogger("distributed"), distributed.client.logger):
        monkeypatch.setattr(logger, "level", logging.INFO)
    cluster._hush()
    assert not distributed.client.logger.isEnabledFor(logging.CRITICAL)
    assert not logging.getLogger("distributed.not_loaded_yet").isEnabledFor(logging.CRITICAL)


# --- before the work ---


def test_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"Dask can't be used here.*headroom-sim\[cluster\]"):
        spread(Square(), [0], Where("scheduler", scheduler="tcp://127.0.0.1:9"), ignore)


def test_nobody_answers(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with (
        dask.config.set(PLAIN),
        pytest.raises(MachineError, match=r"tcp://127\.0\.0\.1:9 could not be reached: Timed out"),
    ):
        spread(Square(), [0], Where("scheduler", scheduler="tcp://127.0.0.1:9"), ignore)


@pytest.mark.parametrize(
    ("address", "configured", "said"),
    [
        ("tls://127.0.0.1:9", {}, r"certificates, and Dask's configuration names none.*CA_FILE"),
        ("tls://127.0.0.1:9", {"tls.ca-file": "/no/cert.pem"}, r"names /no/cert\.pem, which is n"),
        ("tcp://127.0.0.1:9", {"require-encryption": True}, r"refuses tcp://127\.0\.0\.1:9.*TLS"),
    ],
)
def test_certificates_that_are_not_as_they_should_be(address, configured, said):
    changes = {f"distributed.comm.{key}": value for key, value in configured.items()}
    with dask.config.set({**PLAIN, **changes}), pytest.raises(InputError, match=said):
        spread(Square(), [0], Where("scheduler", scheduler=address), ignore)


def test_a_client_that_cannot_connect_is_given_up(monkeypatch):
    """Left as it was, it would be waited for when the process ends."""
    begun = []

    def interrupted(self, *_args, **_options):
        begun.append(self)
        self.status = "connecting"
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "__init__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cluster._client("tcp://127.0.0.1:9", None)
    assert begun[0].status == "closed"
    monkeypatch.setattr(Client, "__del__", lambda _: None)  # it never began in earnest
