"""Agency cover: a vacant post is covered after a lag while the agency share allows it."""

from __future__ import annotations

from sim.compiled import posts as seats
from sim.compiled.draws import quantile
from sim.compiled.events import COVER, END_COVER, INTERRUPT_LIFE, end_process, timeout, urgent
from sim.compiled.jit import jit
from sim.compiled.layout import Post, State, workers
from sim.compiled.recruitment import CONVERTED, draw
from sim.compiled.team import agency_fte, establishment_fte
from sim.streams import Purpose

AGENCY_LAG, AGENCY_STAY = int(Purpose.AGENCY_LAG), int(Purpose.AGENCY_STAY)
AGENCY_CONVERT = int(Purpose.AGENCY_CONVERT)

NEXT_DAY = 1.0
"""Who was turned away by the cap tries again on the next working day at the soonest."""

# what the cover of a post waits for
OVER, LAG, STAY = range(3)


@jit
def cover(s: State, post: Post, soonest: float) -> None:
    """Cover one vacancy with agency workers, one after the other, until it is filled."""
    if post.worker >= 0:
        stay(s, post)
    elif s.agency_cap <= 0.0:
        end_cover(s, post)
    else:
        post.cover = LAG
        lag = quantile(s, s.agency_lag, draw(s, post, AGENCY_LAG, post.turn))
        post.cover_event = timeout(s, max(lag, soonest), COVER, post.id)


@jit
def cover_event(s: State, post: Post) -> None:
    """A lag or a stay is over. An agency worker may take the permanent post after a stay."""
    if post.cover == LAG:
        if agency_fte(s) >= s.agency_cap * establishment_fte(s):
            post.turn += 1
            cover(s, post, NEXT_DAY)
        else:
            seats.start_agency(s, post)
            stay(s, post)
    elif draw(s, post, AGENCY_CONVERT, post.turn) < s.agency_conversion:
        urgent(s, INTERRUPT_LIFE, post.id, CONVERTED)
        end_cover(s, post)
    else:
        seats.end_agency(s, post)
        post.turn += 1
        cover(s, post, 0.0)


@jit
def stay(s: State, post: Post) -> None:
    """The agency worker in the post stays for a while."""
    from_start = post.worker >= 0 and workers(s, post.worker).from_start
    length = s.agency_stay_residual if from_start else s.agency_stay
    post.cover = STAY
    days = quantile(s, length, draw(s, post, AGENCY_STAY, post.turn))
    post.cover_event = timeout(s, days, COVER, post.id)


@jit
def stop(s: State, post: Post) -> None:
    """End the cover of a vacancy, if it has not ended by itself."""
    if post.cover != OVER:
        urgent(s, END_COVER, post.id, 0)


@jit
def end_cover(s: State, post: Post) -> None:
    """The process is over."""
    if post.cover != OVER:
        post.cover = OVER
        post.cover_event = -1
        end_process(s)
