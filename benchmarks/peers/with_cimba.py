"""The submodel in Cimba, whose Python package compiles the model: a case is a process."""

from __future__ import annotations

import cimba as cb
import numpy as np
from cimba import random

from benchmarks.outcome import YEAR, Outcome, settled_after
from benchmarks.peers.numbers import MU, SIGMA, numbers_of
from benchmarks.submodel import FIRST_DUE, SIBLING_WEIGHTS, SIBLING_WORK, TASK_DUE, TASKS, Submodel

SHARES = tuple(weight / sum(SIBLING_WEIGHTS) for weight in SIBLING_WEIGHTS)
LAST = 1.0 / TASKS
FINE = 1e6
"""Priorities are whole numbers: due dates in millionths of a day."""


class Worker(cb.Model):
    """A social worker: one task at a time, earliest due first."""

    desk: cb.Resource
    caseload: int = 0


class Case(cb.Model):
    """A child's case: tasks, with external delays between them."""

    team: cb.Ref[Team]
    worker: cb.Ref[Worker]
    work: float = 1.0

    @cb.process
    def live(self):
        due = cb.now() + FIRST_DUE
        while True:
            self.worker.desk.acquire(1, -int(due * FINE))
            cb.hold(random.lognormal(MU, SIGMA) * self.work / self.team.hours_a_day)
            self.worker.desk.release(1)
            if random.uniform(0.0, 1.0) < LAST:
                break
            cb.hold(random.exponential(self.team.delay))
            due = cb.now() + TASK_DUE
        self.worker.caseload -= 1
        self.team.held.get(1)
        self.team.closed.record(1.0)
        cb.release(self)


class Team(cb.Model):
    """A team and its referrals: the worker with the fewest cases takes each family."""

    workers: list[Worker]
    hours_a_day: cb.Param[float]
    delay: cb.Param[float]
    rate: cb.Param[float]
    siblings: cb.Param[bool]
    held: cb.Container
    closed: cb.Dataset
    open_cases: cb.Output[float]
    closures: cb.Output[float]
    utilisation: cb.Output[float]

    @cb.process
    def referrals(self):
        while True:
            cb.hold(random.exponential(1.0 / self.rate))
            best = 0
            for i in range(len(self.workers)):
                if self.workers[i].caseload < self.workers[best].caseload:
                    best = i
            children = random.categorical(SHARES) + 1 if self.siblings else 1
            for child in range(children):
                self.workers[best].caseload += 1
                self.held.put(1)
                work = SIBLING_WORK if child else 1.0
                cb.spawn(Case, team=self, worker=self.workers[best], work=work)

    @cb.on_end
    def measure(self):
        self.open_cases = self.held.mean_level()
        self.closures = self.closed.sample_count()
        busy = 0.0
        for i in range(len(self.workers)):
            busy += self.workers[i].desk.utilization()
        self.utilisation = busy / len(self.workers)


class Service(cb.Model):
    """All teams."""

    teams: list[Team]


def service(model: Submodel) -> Service:
    """The submodel as a tree of Cimba's models."""
    numbers, whole = numbers_of(model), Service()
    whole.teams = []
    for size in numbers.sizes:
        team = Team()
        team.workers = [Worker() for _ in range(size)]
        team.hours_a_day, team.delay = numbers.hours_a_day, numbers.delay
        team.rate, team.siblings = numbers.families_a_day * size, numbers.siblings
        whole.teams.append(team)
    return whole


def simulate(model: Submodel, replication: int) -> Outcome:
    """Simulate one replication."""
    numbers, whole = numbers_of(model), service(model)
    start = settled_after(numbers.days)
    years = (numbers.days - start) / YEAR
    results = cb.Experiment(
        whole,
        window=cb.Window(warmup=start, duration=numbers.days - start),
        seed=replication,
    ).run(workers=1, on_failure="raise")
    found = [results[team] for team in whole.teams]

    def mean(name: str) -> list[float]:
        return [float(np.mean(getattr(team, name).values)) for team in found]

    return Outcome(
        [cases / size for cases, size in zip(mean("open_cases"), numbers.sizes, strict=True)],
        [n / size / years for n, size in zip(mean("closures"), numbers.sizes, strict=True)],
        mean("utilisation"),
    )
