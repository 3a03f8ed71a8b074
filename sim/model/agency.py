"""Agency cover: a vacant post is covered after a lag while the agency share allows it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.posts import CaseworkerPost

CONVERTED = "converted"
NEXT_DAY = 1.0
"""Who was turned away by the cap tries again on the next working day at the soonest."""


def cover(post: CaseworkerPost) -> Generator[simpy.Event, None, None]:
    """Cover one vacancy with agency workers, one after the other, until it is filled.

    An agency worker may take the permanent post at the end of a stay. Whoever fills the post
    interrupts this process.
    """
    plan, service = post.team.service.plan.social_worker.agency, post.team.service
    turn, soonest = 0, 0.0
    try:
        while True:
            if post.worker is None:
                if plan.cap <= 0.0:
                    return
                lag = plan.lag.quantile(post.draw(Purpose.AGENCY_LAG, turn))
                yield post.env.timeout(max(lag, soonest))
                if service.agency_fte() >= plan.cap * service.establishment_fte():
                    turn, soonest = turn + 1, NEXT_DAY
                    continue
                soonest = 0.0
                post.start_agency()
            stay = plan.stay_residual if post.worker_from_start() else plan.stay
            yield post.env.timeout(stay.quantile(post.draw(Purpose.AGENCY_STAY, turn)))
            if post.draw(Purpose.AGENCY_CONVERT, turn) < plan.conversion:
                post.life.interrupt(CONVERTED)
                return
            post.end_agency()
            turn += 1
    except simpy.Interrupt:
        return


def stop(covering: simpy.Process) -> None:
    """End the cover of a vacancy, if it has not ended by itself."""
    if covering.is_alive:
        covering.interrupt()
