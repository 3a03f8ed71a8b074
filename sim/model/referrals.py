"""Referrals: families come at a rate that changes with the days, with one child or more."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simpy

from sim.model.cases import Case, Family
from sim.model.journeys import CHILD_BITS, Children
from sim.portable import log_array
from sim.streams import Purpose, name_hash

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.model.team import Team

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LARGEST_BATCH = 2048


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
        where = service.journeys.localities(self.name, numbers)
        child = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        entry = np.full(child.size, team.plan.entry)
        lives = service.journeys.draw(
            Children(
                self.name,
                (np.repeat(numbers, sizes) << CHILD_BITS) + child,
                entry,
                entry,
                np.where(child == 0, 1.0, plan.sibling_work),
                np.full(child.size, team.return_limit),
            )
        )
        result, life = [], iter(lives)
        for number, size, localities in zip(numbers.tolist(), sizes.tolist(), where, strict=True):
            family = Family(team, (self.name, number), f"{team.plan.name}/{number + 1}", localities)
            result.append([Case(service, family, c, next(life)) for c in range(size)])
        return result
