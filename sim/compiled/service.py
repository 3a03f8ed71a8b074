"""The service: everything put together, and run."""

from __future__ import annotations

from typing import Any

from sim.compiled import (
    absence,
    agency,
    caseworker,
    census,
    interventions,
    opening,
    referrals,
    support,
)
from sim.compiled import (
    cases as casework,
)
from sim.compiled import (
    posts as seats,
)
from sim.compiled.draws import uniform
from sim.compiled.events import (
    ARRIVE,
    COME_BACK,
    COME_UP,
    COVER,
    END_COVER,
    INTERRUPT_LIFE,
    KIND,
    KINDS,
    LIFE,
    MOST_EVENTS,
    NUMBER,
    SERVE,
    SPELL,
    START_ARRIVALS,
    START_CHANGES,
    START_COVER,
    START_LIFE,
    START_SERVING,
    START_SPELLS,
    STOP_SERVING,
    WHO,
    drop_first,
    first_event,
    urgent,
)
from sim.compiled.jit import entry, inlined, jit
from sim.compiled.layout import Post, State, cases, posts, prompts, teams, urgents, workers
from sim.compiled.recruitment import HOLDER_BITS
from sim.streams import Purpose

EXPERIENCE = int(Purpose.EXPERIENCE)
FINISHED, NEEDS_ROOM, PAUSED, FAILED = range(4)
ROWS_TO_SPARE = 8192
EVENTS_TO_SPARE = 64

# ---- the first day -----------------------------------------------------------------------------


@jit
def begin(s: State) -> None:
    """Staff the service, deal out its cases, and start what brings change."""
    staff(s)
    for i in range(s.n_teams):
        opening.place(s, teams(s, i))
    for i in range(s.n_teams):
        if teams(s, i).last_expected > 0.0:
            urgent(s, START_ARRIVALS, i, 0)
    urgent(s, START_CHANGES, 0, 0)


@jit
def staff(s: State) -> None:
    """Fill the posts of the first day: permanent, then agency, then vacant ones."""
    for i in range(s.n_teams):
        team = teams(s, i)
        filled = team.n_posts - team.vacant_posts
        for place in range(filled):
            post = posts(s, team.posts + place)
            by_agency = place >= filled - team.agency_posts
            seats.seat(s, post, opening_experience(s, post, by_agency), by_agency, True)
        for place in range(team.n_posts):
            seats.open_post(s, posts(s, team.posts + place))
    for i in range(s.first_support_post, s.n_posts):
        post = posts(s, i)
        if post.funded:
            support.create(s, post)
            support.seat(s, post, True)
            seats.open_post(s, post)


@inlined
def opening_experience(s: State, post: Post, by_agency: bool) -> float:
    """When somebody who is in post on the first day qualified, in working days."""
    u = uniform(s, EXPERIENCE, post.name, post.number << HOLDER_BITS, 0)
    if by_agency or u >= s.newly_qualified_opening:
        return -s.newly_qualified_days
    return -s.newly_qualified_days * u / s.newly_qualified_opening


# ---- along the way -----------------------------------------------------------------------------


@entry
def run(state: Any, most: int) -> int:
    """Simulate to the last census, for a while, or until a pool is nearly full.

    Args:
        state: An array of one state.
        most: After so many events it pauses.

    Returns:
        FINISHED, NEEDS_ROOM, PAUSED or FAILED.
    """
    s = state[0]
    if not s.started:
        s.started = 1
        begin(s)
    for _ in range(most):
        if s.week == s.weeks:
            return FINISHED
        if nearly_full(s):
            return NEEDS_ROOM
        step(s)
        if s.numbered >= MOST_EVENTS:
            s.fault = casework.TOO_MANY_EVENTS
        if s.fault:
            return FAILED
    return PAUSED


@inlined
def nearly_full(s: State) -> bool:
    """Whether one more event could be too much for a pool."""
    return (
        s.n_free_cases < s.most_children
        or s.n_rows + ROWS_TO_SPARE > s.rows_room
        or s.planned + s.most_children + EVENTS_TO_SPARE > s.planned_room
        or s.n_workers + s.n_posts > s.workers_room
    )


@inlined
def step(s: State) -> None:
    """Let the next thing happen."""
    if s.urgent_first < s.urgent_last:
        event = urgents(s, s.urgent_first & s.urgent_mask)
        s.urgent_first += 1
        happen_at_once(s, event.kind, event.who, event.cause)
        return
    first = first_event(s)
    if s.prompt_first < s.prompt_last:
        event = prompts(s, s.prompt_first & s.prompt_mask)
        if s.heap_size == 0 or first.time > s.now or first.key >> NUMBER > event.number:
            s.prompt_first += 1
            caseworker.serve(s, workers(s, event.who))
            return
    elif s.heap_size == 0 or census.next_close(s) <= first.time:
        s.now = census.next_close(s)
        census.take(s)
        s.week += 1
        return
    s.now = first.time
    key = first.key
    drop_first(s)
    happen(s, (key >> KIND) & KINDS, key & WHO, key >> NUMBER)


@inlined
def happen(s: State, kind: int, who: int, number: int) -> None:
    """Let something planned happen, unless an interruption has made it void."""
    if kind == COME_UP:
        casework.come_up(s, cases(s, who))
    elif kind == SERVE:
        if workers(s, who).serve_event == number:
            caseworker.finish(s, workers(s, who))
    elif kind == COME_BACK:
        casework.come_back(s, cases(s, who))
    elif kind == ARRIVE:
        referrals.arrive(s, teams(s, who))
    elif kind == SPELL:
        absence.spell_event(s, workers(s, who))
    elif kind == LIFE:
        if posts(s, who).life_event == number:
            seats.life_event(s, posts(s, who))
    elif kind == COVER:
        if posts(s, who).cover_event == number:
            agency.cover_event(s, posts(s, who))
    else:
        interventions.date_comes(s)


@jit
def happen_at_once(s: State, kind: int, who: int, cause: int) -> None:
    """Start or interrupt a process."""
    if kind in (START_SERVING, STOP_SERVING):
        caseworker.serve(s, workers(s, who))
    elif kind == START_SPELLS:
        absence.spells(s, workers(s, who))
    elif kind == START_LIFE:
        seats.live(s, posts(s, who))
    elif kind == INTERRUPT_LIFE:
        seats.interrupt_life(s, posts(s, who), cause)
    elif kind == START_COVER:
        agency.cover(s, posts(s, who), 0.0)
    elif kind == END_COVER:
        agency.end_cover(s, posts(s, who))
    elif kind == START_ARRIVALS:
        referrals.await_family(s, teams(s, who))
    elif kind == START_CHANGES:
        interventions.happen(s)
