"""Referrals: families who come, families who are there already, and children who come back."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simpy

from sim.model.cases import Case, Family
from sim.model.journeys import Children
from sim.portable import log_array
from sim.samplers import Kind, Sampler
from sim.streams import Purpose, name_hash

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.model.team import Team
    from sim.scenario.plan import OpeningPlan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CHILD_BITS = 5
"""Child c of referral r has number r x 2**5 + c."""
LARGEST_BATCH = 512


class Referrals:
    """Brings families to a team, at a rate that changes with the days."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.service: Service = team.service
        self.name = name_hash(team.plan.name)
        self.expected = team.plan.expected_referrals
        if self.expected[-1] > 0.0:
            self.service.env.process(self.arrive())

    def arrive(self) -> Generator[simpy.Event, None, None]:
        """Wait for the next family, hand it to the team, and so on."""
        env = self.service.env
        for time, cases in self.families():
            yield env.timeout(time - env.now)
            self.team.receive(cases)

    def families(self) -> Iterator[tuple[float, list[Case]]]:
        """Times of arrival and the cases, drawn a batch at a time."""
        batch = int(min(LARGEST_BATCH, max(16.0, self.expected[-1])))
        first, total = 0, 0.0
        while True:
            u = self.service.streams.consecutive(Purpose.REFERRAL, self.name, 0, batch, first)
            reached = np.cumsum(np.concatenate(([total], -log_array(u))))[1:]
            times = self.times(reached)
            yield from zip(times.tolist(), self.cases(first, times.size), strict=True)
            if times.size < batch:
                return
            first, total = first + batch, float(reached[-1])

    def times(self, reached: Floats) -> Floats:
        """When expected referrals reach given numbers: a Poisson process with a changing rate.

        The expected number is linear within a day, so its inverse is exact (Çinlar 1975).
        """
        reached = reached[reached < self.expected[-1]]
        day = np.searchsorted(self.expected, reached, side="right") - 1
        rate = self.expected[day + 1] - self.expected[day]
        return day + (reached - self.expected[day]) / rate

    def cases(self, first: int, count: int) -> list[list[Case]]:
        """The cases of some consecutive referrals, family by family."""
        service, team, plan = self.service, self.team, self.service.plan
        numbers = np.arange(first, first + count)
        u = service.streams.uniforms(Purpose.CHILDREN, self.name, numbers, 0)
        sizes = plan.children.quantiles(u).astype(np.int64)
        where = service.streams.consecutive(
            Purpose.DESTINATION, self.name, numbers, len(plan.kinds)
        ).tolist()
        child = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        entry = np.full(child.size, team.plan.entry)
        lives = service.journeys.draw(
            Children(
                self.name,
                (np.repeat(numbers, sizes) << CHILD_BITS) + child,
                entry,
                entry,
                np.where(child == 0, 1.0, plan.sibling_work),
                np.full(child.size, service.return_limit(team)),
            )
        )
        result, life = [], iter(lives)
        for number, size, localities in zip(numbers.tolist(), sizes.tolist(), where, strict=True):
            family = Family(team, number, f"{team.plan.name}/{number + 1}", localities)
            result.append([Case(service, family, c, next(life)) for c in range(size)])
        return result


class OpeningCases:
    """Puts the cases of the first day in place, each somewhere on its way.

    A case found on a given day is in a stage with many tasks more often than in one with few,
    and what is left of its external delay has the density (1 - F(x)) / mean, where F is the
    delay's distribution: the stationary state of renewal theory.
    """

    def __init__(self, team: Team) -> None:
        self.team = team
        self.service: Service = team.service
        self.name = name_hash(f"{team.plan.name}/opening")

    def place(self) -> None:
        """Deal the team's opening cases out and start the dormant ones."""
        numbers = iter(range(sum(part.cases for part in self.team.plan.opening)))
        for part in self.team.plan.opening:
            self.place_stage(part, np.array([next(numbers) for _ in range(part.cases)]))
        if self.team.plan.dormant:
            self.place_dormant()

    def draw(self, numbers: Ints, index: int) -> Floats:
        """One uniform for each case."""
        return self.service.streams.uniforms(Purpose.OPENING, self.name, numbers, index)

    def place_stage(self, part: OpeningPlan, numbers: Ints) -> None:
        """Place the cases of one stage."""
        service, plan = self.service, self.service.plan
        stage = plan.stages[part.stage]
        waits = self.draw(numbers, 0) < part.with_worker
        if part.with_worker < 1.0 and stage.tasks.quantile(1.0 - 2.0**-50) < 2.0:
            waits[:] = True
        tasks = np.where(
            waits,
            sized(stage.tasks, self.draw(numbers, 1), 0),
            sized(stage.tasks, self.draw(numbers, 1), 1),
        )
        gaps = np.where(waits, tasks, tasks - 1)
        done = (self.draw(numbers, 2) * gaps).astype(np.int64) + ~waits
        u = service.streams.uniforms(Purpose.OPENING_DELAY, self.name, numbers, 0)
        left = stage.external_delay_residual.quantiles(u)
        u = service.streams.uniforms(Purpose.OPENING_DELAY, self.name, numbers, 1)
        spent = stage.external_delay_residual.quantiles(u)
        origins = np.searchsorted(part.origin_ends, self.draw(numbers, 3), side="right")
        teams = [service.teams[part.origins[min(i, len(part.origins) - 1)]] for i in origins]
        work = np.where(self.draw(numbers, 4) < plan.first_child_share, 1.0, plan.sibling_work)
        lives = service.journeys.draw(
            Children(
                self.name,
                numbers,
                np.full(numbers.size, part.stage),
                np.array([team.plan.entry for team in teams], np.int64),
                work,
                np.array([service.return_limit(team) for team in teams]),
            ),
            tasks,
        )
        where = service.streams.consecutive(
            Purpose.DESTINATION, self.name, numbers, len(plan.kinds)
        ).tolist()
        due = (self.draw(numbers, 5) * stage.task_due).tolist()
        for i, number in enumerate(numbers.tolist()):
            label = f"{self.team.plan.name}/opening {number + 1}"
            case = Case(service, Family(teams[i], number, label, where[i]), 0, lives[i])
            wait = None if waits[i] else (float(left[i]), float(spent[i]))
            self.put(case, int(done[i]), due[i], wait)

    def put(self, case: Case, done: int, due: float, delay: tuple[float, float] | None) -> None:
        """Give a case to a worker with some of its tasks done.

        Args:
            case: The case.
            done: Tasks done already.
            due: When its task is due, if it waits for the worker.
            delay: Working days left and spent of its external delay, if it waits for others.
        """
        leg = case.legs[0]
        if delay is None:
            past = sum(leg.delays[:done])
        else:
            past = sum(leg.delays[: done - 1]) + delay[1]
        case.resume(self.team, done, -past)
        if delay is None:
            case.make_ready(due)
        else:
            self.service.env.timeout(delay[0]).callbacks.append(case.come_up)
        self.team.allocate(case)

    def place_dormant(self) -> None:
        """Closed children who will be referred again, as if the service had always run."""
        service, plan, team = self.service, self.service.plan, self.team
        name = name_hash(f"{team.plan.name}/dormant")
        numbers = np.arange(team.plan.dormant)
        u = service.streams.uniforms(Purpose.RE_REFERRAL_DELAY, name, numbers, 0)
        left = plan.return_residual.quantiles(u).tolist()
        entry = np.full(numbers.size, team.plan.entry)
        u = service.streams.uniforms(Purpose.OPENING, name, numbers, 0)
        lives = service.journeys.draw(
            Children(
                name,
                numbers,
                entry,
                entry,
                np.where(u < plan.first_child_share, 1.0, plan.sibling_work),
                np.full(numbers.size, service.return_limit(team)),
            )
        )
        where = service.streams.consecutive(
            Purpose.DESTINATION, name, numbers, len(plan.kinds)
        ).tolist()
        for number, days in enumerate(left):
            label = f"{team.plan.name}/returning {number + 1}"
            case = Case(service, Family(team, number, label, where[number]), 0, lives[number])
            service.env.timeout(days).callbacks.append(case.come_back)


def sized(tasks: Sampler, u: Floats, fewer: int) -> Ints:
    """Numbers of tasks of stages found in progress: likelier the longer the stage.

    Args:
        tasks: Number of tasks of a stage that begins.
        u: Uniforms.
        fewer: The chance of finding a stage of n tasks is in proportion to n - fewer.
    """
    if tasks.kind is Kind.FIXED:
        return np.full(u.size, max(1 + fewer, round(tasks.a)), np.int64)
    cumulative, counts, _ = tasks.arrays
    chances = np.diff(cumulative, prepend=0.0) * np.maximum(counts - fewer, 0.0)
    if chances.sum() <= 0.0:
        return np.full(u.size, 1 + fewer, np.int64)
    ends = np.cumsum(chances) / chances.sum()
    places = np.minimum(np.searchsorted(ends, u, side="right"), counts.size - 1)
    return counts[places].astype(np.int64)
