"""Work over threads that share a process."""

import threading
import time

import pytest

from sim.errors import MachineError
from sim.experiment.work import Where, spread


def threads(jobs):
    return Where("threads", jobs)


class Square:
    """A task that remembers who worked, and how many did so at once."""

    def __init__(self):
        self.threads, self.order, self.at_once, self.most = set(), [], 0, 0
        self.lock = threading.Lock()

    def __call__(self, number, proceed):
        with self.lock:
            self.threads.add(threading.current_thread())
            self.order.append(number)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(0.01)
        proceed()
        with self.lock:
            self.at_once -= 1
        return number * number


def test_one_job_works_in_this_thread():
    task, done = Square(), []
    spread(task, [3, 1, 2], threads(1), done.append)
    assert done == [9, 1, 4]
    assert task.threads == {threading.current_thread()}


def test_several_jobs_share_the_work_and_no_more_is_out_than_there_are_threads():
    task, done = Square(), []
    spread(task, range(40), threads(3), done.append)
    assert sorted(done) == [number * number for number in range(40)]
    assert task.most <= 3
    assert len(task.threads) == 3
    assert threading.current_thread() not in task.threads
    assert not any(thread.is_alive() for thread in task.threads)


def test_work_begins_in_the_order_given():
    task = Square()
    spread(task, [5, *range(5)], threads(2), lambda _: None)
    assert set(task.order[:2]) == {5, 0}


def test_results_are_handed_on_in_the_thread_that_asked():
    heard = set()
    spread(Square(), range(4), threads(2), lambda _: heard.add(threading.current_thread()))
    assert heard == {threading.current_thread()}


class Endless:
    """Work that only ends when it is told to; piece 0 fails instead."""

    def __init__(self, error=None):
        self.error, self.ended = error, []

    def __call__(self, number, proceed):
        if number == 0 and self.error is not None:
            raise self.error
        try:
            while True:
                time.sleep(0.005)
                proceed()
        finally:
            self.ended.append(number)


def test_a_failure_ends_the_other_threads():
    task = Endless(MachineError("full"))
    with pytest.raises(MachineError, match="full"):
        spread(task, [1, 0, 2, 3], threads(2), lambda _: None)
    assert task.ended in ([1], [1, 2])


def test_a_failure_of_who_hears_of_it_ends_the_threads():
    def hear(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spread(Square(), range(50), threads(2), hear)
    assert threading.active_count() == 1 or not any(
        thread.name.startswith("ThreadPool") for thread in threading.enumerate()
    )
