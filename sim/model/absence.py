"""Sickness: spells at a rate that follows pressure and support, short ones and long ones."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.portable import log
from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.caseworker import Caseworker
    from sim.model.support import SupportWorker
    from sim.scenario.plan import SicknessPlan


class Absence:
    """Sends a worker home sick, at a rate that follows their pressure.

    Candidate spells are a Poisson process at the highest rate the worker can have; each is
    accepted with probability (rate now / highest rate), which samples the changing rate exactly
    (Lewis and Shedler 1979). The clock stands still during a spell, so that presence and
    absence are an alternating renewal process.
    """

    def __init__(self, worker: Caseworker | SupportWorker, plan: SicknessPlan) -> None:
        self.worker = worker
        self.plan = plan
        self.env: simpy.Environment = worker.env
        if plan.rate > 0.0:
            self.env.process(self.spells())

    def draw(self, purpose: Purpose, index: int) -> float:
        """The worker's next uniform for a purpose."""
        worker = self.worker
        return worker.service.streams.uniform(purpose, worker.name, worker.number, index)

    def spells(self) -> Generator[simpy.Event, None, None]:
        """Be well and ill in turn until the worker has gone."""
        plan, worker = self.plan, self.worker
        if worker.from_start and self.draw(Purpose.OPENING, 0) < plan.absent_at_start:
            yield from self.spell(self.days_left())
        attempt = 0
        while not worker.gone:
            clock = -log(self.draw(Purpose.SICK_CLOCK, attempt))
            yield self.env.timeout(clock / (plan.rate * plan.max_ratio))
            chosen = self.draw(Purpose.SICK_ACCEPT, attempt) * plan.max_ratio
            if not worker.gone and chosen < worker.sickness_ratio(plan):
                yield from self.spell(self.days(attempt))
            attempt += 1

    def days(self, spell: int) -> float:
        """Length of a spell."""
        long = self.draw(Purpose.SICK_LONG, spell) < self.plan.long_share
        sampler = self.plan.long if long else self.plan.short
        return sampler.quantile(self.draw(Purpose.SICK_DAYS, spell))

    def days_left(self) -> float:
        """What is left of a spell that was in progress when the run began."""
        long = self.draw(Purpose.OPENING, 1) < self.plan.long_at_start
        sampler = self.plan.long_residual if long else self.plan.short_residual
        return sampler.quantile(self.draw(Purpose.OPENING, 2))

    def spell(self, days: float) -> Generator[simpy.Event, None, None]:
        """Be away; after a while the cases go to colleagues."""
        worker, patience = self.worker, self.plan.reallocate_after
        worker.go_absent()
        yield self.env.timeout(min(days, patience))
        if days > patience and not worker.gone:
            worker.hand_over()
            yield self.env.timeout(days - patience)
        if not worker.gone:
            worker.come_back()
