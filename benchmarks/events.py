"""Events a second of bare SimPy and of the model, by turns: python -m benchmarks.events."""

from __future__ import annotations

import gc
import random
import resource
import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from time import process_time

import simpy

from benchmarks.rooms import shares
from benchmarks.sizes import SIZES
from sim.model import simulate
from sim.scenario.plan import Plan
from sim.scenario.planning import make_plan

PENDING = 3_500
"""Timeouts that wait at a time, about as many as the county has."""
EVENTS = 300_000
ROUNDS = 5
LEAST_SECONDS = 0.5
"""A small scenario is simulated again and again for as long as this."""
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""The system gives memory in bytes or in kilobytes."""


def bare() -> float:
    """Events a second of SimPy alone: processes that wait for random times."""
    env = simpy.Environment()
    chance = random.Random(1)
    delays = iter([chance.expovariate(1.0) for _ in range(EVENTS)])
    for _ in range(PENDING):
        env.process(waiting(env, delays))
    gc.disable()  # as the model does
    start = process_time()
    env.run()
    seconds = process_time() - start
    gc.enable()
    return EVENTS / seconds


def waiting(env: simpy.Environment, delays: Iterator[float]) -> Generator[simpy.Event, None, None]:
    """Wait, again and again."""
    for delay in delays:
        yield env.timeout(delay)


def of_model(plan: Plan) -> float:
    """Events a second of the model."""
    events, start = 0, process_time()
    while (seconds := process_time() - start) < LEAST_SECONDS:
        events += simulate(plan).event_count
    return events / seconds


def peak_memory(size: str) -> float:
    """The most memory that a process has used after one replication, in MB."""
    simulate(make_plan(SIZES[size](), 0))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / 1e6


def memory() -> dict[str, float]:
    """Memory of a replication of each size, in a process of its own, in MB."""
    used = {}
    for size in SIZES:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            used[size] = process.submit(peak_memory, size).result()
    return used


def main() -> None:
    """Print two tables."""
    used = memory()  # before this process grows, because what it starts would begin at its peak
    plans = {size: make_plan(scenario(), 0) for size, scenario in SIZES.items()}
    rounds = [
        (bare(), {size: of_model(plan) for size, plan in plans.items()}) for _ in range(ROUNDS)
    ]
    alone = median(speed for speed, _ in rounds)
    print("| what | events | events a second | bare SimPy is faster by | memory MB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    print(f"| bare SimPy | {EVENTS:,} | {alone:,.0f} | 1.0 | |")
    for size, plan in plans.items():
        speed = median(speeds[size] for _, speeds in rounds)
        ratio = median(bare_speed / speeds[size] for bare_speed, speeds in rounds)
        events = simulate(plan).event_count
        print(f"| {size} | {events:,} | {speed:,.0f} | {ratio:.1f} | {used[size]:,.0f} |")
    print("\n| where the county's time goes | share |\n| --- | ---: |")
    for room, share in shares(plans["county"]).items():
        print(f"| {room} | {share:.0%} |")


if __name__ == "__main__":
    main()
