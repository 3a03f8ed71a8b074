"""Agency cover: a vacant post is covered after a lag while the agency share allows it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.posts import CaseworkerPost

CONVERTED = "converted"


def cover(post: CaseworkerPost) -> Generator[simpy.Event, None, None]:
    """Cover one vacancy with agency workers, one after the other, until it is filled.

    An agency worker may take the permanent post at the end of a stay. Whoever fills the post
    interrupts this process.
    """
    plan, service = post.team.service.plan.social_worker.agency, post.team.service
    turn = 0
    try:
        while True:
            if post.worker is None:
                lag = plan.lag.quantile(post.draw(Purpose.AGENCY_LAG, turn))
                yield post.env.timeout(lag)
                if service.agency_fte() >= plan.cap * service.establishment_fte():
                    turn += 1
                    continue
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
