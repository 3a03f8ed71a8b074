"""One measurement in a process of its own: ``python -m benchmarks.measure TASK``."""

from __future__ import annotations

import gc
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.sizes import SIZES
from benchmarks.submodel import Submodel

ROOT = Path(__file__).resolve().parents[1]
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""The system gives memory in bytes or in kilobytes."""
PENDING, EVENTS = 3_500, 300_000
"""Timeouts of bare SimPy that wait at a time, about as many as the county has; and all of them."""


@dataclass(frozen=True)
class Task:
    """Something to measure.

    Attributes:
        who: A name of :data:`benchmarks.contestants.CONTESTANTS`, or ``bare``.
        size: Arguments of :class:`benchmarks.submodel.Submodel`, or ``scenario``, one of
            :data:`benchmarks.sizes.SIZES`.
        first: Number of the first replication.
        count: How many replications.
    """

    who: str
    size: dict[str, Any] = field(default_factory=dict)
    first: int = 0
    count: int = 1


@dataclass(frozen=True)
class Measured:
    """What a measurement gave.

    Attributes:
        seconds: Processor time of a replication.
        memory: The most memory of the process, in MB.
        events: Events of a replication, as the SimPy reference counts them; 0 where not known.
        outcomes: Fields of an :class:`benchmarks.outcome.Outcome` of each replication.
    """

    seconds: float
    memory: float = 0.0
    events: float = 0.0
    outcomes: list[dict[str, list[float]]] = field(default_factory=list)


def measured(task: Task) -> Measured:
    """Measure in a new process."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", json.dumps(asdict(task))],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return Measured(**json.loads(said.stdout.splitlines()[-1]))


# ---- inside that process -----------------------------------------------------------------------


def measure(task: Task) -> Measured:
    """Measure in this process."""
    if task.who == "bare":
        return Measured(bare_simpy(), peak_memory(), EVENTS)
    if task.who in {"floor", "heap"}:
        return measure_floor(Submodel(**task.size), task)
    simulate = (engine if task.who in {"compiled", "model"} else peer)(task.who)
    simulate({"workers": 10, "years": 1.1}, 0)  # what is made once: machine code, tables
    runs = [simulate(task.size, task.first + i) for i in range(task.count)]
    return Measured(
        seconds=sum(run.seconds for run in runs) / task.count,
        memory=peak_memory(),
        events=sum(run.events for run in runs) / task.count,
        outcomes=[outcome for run in runs for outcome in run.outcomes],
    )


def engine(name: str) -> Callable[[dict[str, Any], int], Measured]:
    """A function that measures one replication of an engine of the project."""
    from benchmarks.outcome import of_record
    from sim.scenario.planning import make_plan

    simulate = import_module(f"sim.{name}").simulate

    def run(size: dict[str, Any], replication: int) -> Measured:
        submodel = None if "scenario" in size else Submodel(**size)
        scenario = submodel.scenario() if submodel else SIZES[size["scenario"]]()
        plan = make_plan(scenario, replication)
        start = processor_time()
        record = simulate(plan)
        seconds = processor_time() - start
        found = [vars(of_record(record, submodel, plan.week_closes))] if submodel else []
        return Measured(seconds, events=record.event_count, outcomes=found)

    return run


def peer(name: str) -> Callable[[dict[str, Any], int], Measured]:
    """The same of another library."""
    simulate = import_module(f"benchmarks.peers.with_{name}").simulate

    def run(size: dict[str, Any], replication: int) -> Measured:
        start = processor_time()
        outcome = simulate(Submodel(**size), replication)
        return Measured(processor_time() - start, outcomes=[vars(outcome)])

    return run


def measure_floor(model: Submodel, task: Task) -> Measured:
    """Measure the C program."""
    from benchmarks import floor

    plan = model.plan(task.first)
    calendar = task.who == "floor"
    floor.program(calendar)
    start = processor_time()
    memory = floor.run_many(plan, task.first, task.count, calendar)
    return Measured((processor_time() - start) / task.count, memory)


def bare_simpy() -> float:
    """Seconds of SimPy alone: processes that wait for random times."""
    import simpy

    def waiting(delays: Iterator[float]) -> Generator[simpy.Event, None, None]:
        for delay in delays:
            yield env.timeout(delay)

    env, chance = simpy.Environment(), random.Random(1)
    delays = iter([chance.expovariate(1.0) for _ in range(EVENTS)])
    for _ in range(PENDING):
        env.process(waiting(delays))
    gc.disable()  # as the model does
    start = processor_time()
    env.run()
    return processor_time() - start


def peak_memory() -> float:
    """The most memory that this process has used, in MB.

    Linux hands the figure of getrusage down from parent to child, but not that of the status file.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / 1e6


def processor_time() -> float:
    """Processor time of this process and of those that it has waited for, in seconds."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Task(**json.loads(sys.argv[1]))))))
