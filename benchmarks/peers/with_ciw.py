"""The submodel in Ciw: a network of queues for each team.

Families come in batches to a first node, whose router gives all of a batch to one worker. Each
worker is a node with one server and a service discipline by due date; the external delays are a
node with any number of servers. Ciw looks at all nodes at every event, so each team is a network
of its own, which is kinder to it than one network for all.
"""

from __future__ import annotations

import random
from typing import Any

import ciw

from benchmarks.outcome import Outcome, Tally, of_tallies
from benchmarks.peers.numbers import Numbers, children, last_task, numbers_of, task_hours
from benchmarks.submodel import FIRST_DUE, TASK_DUE, Submodel

DOOR = 1
"""The first node; the workers' follow, and then the external delays'."""


class Families(ciw.dists.Distribution):  # type: ignore[misc]
    """Sizes of families."""

    def sample(self, t: float | None = None, ind: Any = None) -> int:  # noqa: ARG002
        return children()


class Tasks(ciw.dists.Distribution):  # type: ignore[misc]
    """Days that a worker needs for a task."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ARG002
        return task_hours(ind.child) / self.numbers.hours_a_day


class Allocation(ciw.routing.NodeRouting):  # type: ignore[misc]
    """From the door to the worker with the fewest cases; a family stays together."""

    def __init__(self, caseloads: list[int], tally: Tally) -> None:
        self.caseloads, self.tally = caseloads, tally
        self.time, self.child, self.worker = -1.0, 0, 0

    def next_node(self, ind: Any) -> Any:
        self.child += 1
        if ind.arrival_date != self.time:
            self.time, self.child = ind.arrival_date, 0
            self.worker = min(range(len(self.caseloads)), key=self.caseloads.__getitem__)
        ind.worker, ind.child, ind.due = self.worker, self.child, self.time + FIRST_DUE
        self.caseloads[self.worker] += 1
        self.tally.opened.append(self.time)
        return self.simulation.nodes[DOOR + 1 + self.worker]


class AfterTask(ciw.routing.NodeRouting):  # type: ignore[misc]
    """From a worker to an external delay, or closed."""

    def __init__(self, caseloads: list[int], tally: Tally) -> None:
        self.caseloads, self.tally = caseloads, tally

    def next_node(self, ind: Any) -> Any:
        self.tally.worked.append((ind.service_end_date, ind.service_time))
        if not last_task():
            return self.simulation.nodes[DOOR + 1 + len(self.caseloads)]
        self.caseloads[ind.worker] -= 1
        self.tally.closed.append(ind.service_end_date)
        return self.simulation.nodes[-1]


class BackToWorker(ciw.routing.NodeRouting):  # type: ignore[misc]
    """From an external delay to the case's own worker."""

    def next_node(self, ind: Any) -> Any:
        ind.due = ind.service_end_date + TASK_DUE
        return self.simulation.nodes[DOOR + 1 + ind.worker]


def earliest_due(waiting: list[Any], _: float) -> Any:
    """The task that is due first."""
    return min(waiting, key=lambda ind: ind.due)


def simulate_team(numbers: Numbers, size: int) -> Tally:
    """Simulate one team."""
    tally, caseloads = Tally(), [0] * size
    batches = Families() if numbers.siblings else ciw.dists.Deterministic(1)
    others = [None] * (size + 1)
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(numbers.families_a_day * size), *others
        ],
        batching_distributions=[batches] + [ciw.dists.Deterministic(1)] * (size + 1),
        service_distributions=[
            ciw.dists.Deterministic(0.0),
            *[Tasks(numbers)] * size,
            ciw.dists.Exponential(1.0 / numbers.delay),
        ],
        number_of_servers=[float("inf"), *[1] * size, float("inf")],
        service_disciplines=[
            ciw.disciplines.FIFO, *[earliest_due] * size, ciw.disciplines.FIFO
        ],
        routing=ciw.routing.NetworkRouting(
            [
                Allocation(caseloads, tally),
                *[AfterTask(caseloads, tally) for _ in range(size)],
                BackToWorker(),
            ]
        ),
    )  # fmt: skip
    ciw.Simulation(network).simulate_until_max_time(numbers.days)
    return tally


def simulate(model: Submodel, replication: int) -> Outcome:
    """Simulate one replication."""
    ciw.seed(replication)
    random.seed(replication)
    numbers = numbers_of(model)
    tallies = [simulate_team(numbers, size) for size in numbers.sizes]
    return of_tallies(tallies, numbers.sizes, numbers.days)
