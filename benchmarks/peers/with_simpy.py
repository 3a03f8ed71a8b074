"""The submodel in SimPy, as a textbook writes it: a case is a process, a worker a resource."""

from __future__ import annotations

import random
from collections.abc import Generator

import simpy

from benchmarks.outcome import Outcome, Tally, of_tallies
from benchmarks.peers.numbers import Numbers, children, last_task, numbers_of, task_hours
from benchmarks.submodel import FIRST_DUE, TASK_DUE, Submodel

Events = Generator[simpy.Event, None, None]


class Worker:
    """A social worker: one task at a time, earliest due first."""

    def __init__(self, env: simpy.Environment) -> None:
        self.resource = simpy.PriorityResource(env, capacity=1)
        self.caseload = 0


class Team:
    """A team and its referrals."""

    def __init__(self, env: simpy.Environment, numbers: Numbers, size: int) -> None:
        self.env, self.numbers = env, numbers
        self.workers = [Worker(env) for _ in range(size)]
        self.tally = Tally()
        env.process(self.referrals())

    def referrals(self) -> Events:
        """Families come, and the worker with the fewest cases takes each."""
        rate = self.numbers.families_a_day * len(self.workers)
        while True:
            yield self.env.timeout(random.expovariate(rate))
            worker = min(self.workers, key=lambda one: one.caseload)
            for child in range(children() if self.numbers.siblings else 1):
                worker.caseload += 1
                self.tally.opened.append(self.env.now)
                self.env.process(self.case(worker, child))

    def case(self, worker: Worker, child: int) -> Events:
        """A child's case: tasks, with external delays between them."""
        due = self.env.now + FIRST_DUE
        while True:
            with worker.resource.request(priority=due) as turn:
                yield turn
                days = task_hours(child) / self.numbers.hours_a_day
                yield self.env.timeout(days)
            self.tally.worked.append((self.env.now, days))
            if last_task():
                break
            yield self.env.timeout(random.expovariate(1.0 / self.numbers.delay))
            due = self.env.now + TASK_DUE
        worker.caseload -= 1
        self.tally.closed.append(self.env.now)


def simulate(model: Submodel, replication: int) -> Outcome:
    """Simulate one replication."""
    random.seed(replication)
    numbers = numbers_of(model)
    env = simpy.Environment()
    teams = [Team(env, numbers, size) for size in numbers.sizes]
    env.run(until=numbers.days)
    return of_tallies([team.tally for team in teams], numbers.sizes, numbers.days)
