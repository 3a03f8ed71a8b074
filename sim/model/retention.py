"""Resignations: a rate that follows pressure, support and experience, sampled exactly."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.portable import exp, log
from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.caseworker import Caseworker
    from sim.model.support import SupportWorker
    from sim.scenario.plan import LeavingPlan, SicknessPlan


def pressure(worker: Caseworker, plan: LeavingPlan | SicknessPlan) -> float:
    """Logarithm of a rate relative to its base: caseload over the reference, and support."""
    over = worker.caseload_per_fte - plan.reference
    return plan.caseload_effect * over + plan.log_support * worker.team.coverage


def leaving_ratio(worker: Caseworker, plan: LeavingPlan) -> float:
    """A caseworker's resignation rate now as a multiple of the base rate, clipped."""
    effect = pressure(worker, plan)
    if worker.newly_qualified:
        effect += plan.log_newly_qualified
    ratio = exp(effect) * worker.team.plan.leaving_ratio[worker.service.today()]
    return min(ratio, plan.max_ratio)


def resignation(
    worker: Caseworker | SupportWorker, plan: LeavingPlan
) -> Generator[simpy.Event, None, None]:
    """Wait until a worker resigns.

    Candidate moments are a Poisson process at the highest rate the worker can have; each is
    accepted with probability (rate now / highest rate), which samples the changing rate exactly
    (Lewis and Shedler 1979).
    """
    env, draw = worker.env, worker.service.streams.uniform
    if plan.rate <= 0.0:
        yield env.event()
    attempt = 0
    while True:
        u = draw(Purpose.LEAVE_CLOCK, worker.name, worker.number, attempt)
        yield env.timeout(-log(u) / (plan.rate * plan.max_ratio))
        u = draw(Purpose.LEAVE_ACCEPT, worker.name, worker.number, attempt)
        if u * plan.max_ratio < worker.leaving_ratio(plan):
            return
        attempt += 1


def notice_days(worker: Caseworker | SupportWorker, plan: LeavingPlan) -> float:
    """Working days from resignation to the last day."""
    u = worker.service.streams.uniform(Purpose.NOTICE, worker.name, worker.number, 0)
    return plan.notice.quantile(u)
