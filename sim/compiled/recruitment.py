"""Recruitment: rounds of fixed length that succeed by chance, then a time to start."""

from __future__ import annotations

from sim.compiled.draws import quantile, uniform
from sim.compiled.events import INTERRUPT_LIFE, LIFE, timeout, urgent
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Post, Role, State, floats, posts, ready, roles, teams
from sim.compiled.retention import ROUND, STARTING
from sim.streams import Purpose

ROUND_SUCCESS, START_DELAY = int(Purpose.ROUND_SUCCESS), int(Purpose.START_DELAY)
NEWLY_QUALIFIED = int(Purpose.NEWLY_QUALIFIED)
HOLDER_BITS = 20

# why a post's life is interrupted: see also posts.REMOVED and agency.CONVERTED
REMOVED, CONVERTED, HIRE_EXPERIENCED, HIRE_NEWLY_QUALIFIED = range(4)


@inlined
def arrive(s: State, role: Role, newly_qualified: int) -> None:
    """Someone is ready: they take the post that has been vacant longest, or wait."""
    if role.first_vacant >= 0:
        post = posts(s, role.first_vacant)
        withdraw(s, post)
        urgent(s, INTERRUPT_LIFE, post.id, HIRE_EXPERIENCED + newly_qualified)
    else:
        ready(s, role.first_ready + role.n_ready).worker = newly_qualified
        role.n_ready += 1


@jit
def withdraw(s: State, post: Post) -> None:
    """A post is not, or no longer, to be filled."""
    if not post.vacant:
        return
    role = roles(s, post.role + 1)
    post.vacant = False
    if post.vacant_before >= 0:
        posts(s, post.vacant_before).vacant_after = post.vacant_after
    else:
        role.first_vacant = post.vacant_after
    if post.vacant_after >= 0:
        posts(s, post.vacant_after).vacant_before = post.vacant_before
    else:
        role.last_vacant = post.vacant_before


@inlined
def recruit(s: State, post: Post) -> int:
    """Recruit for a vacant post, in rounds, unless somebody is ready.

    Returns:
        Whether the person who starts now is newly qualified; -1 if nobody does.
    """
    role = roles(s, post.role + 1)
    if role.n_ready > 0:
        role.n_ready -= 1
        newly_qualified = ready(s, role.first_ready).worker
        role.first_ready += 1
        return newly_qualified
    post.vacant = True
    post.vacant_before, post.vacant_after = role.last_vacant, -1
    if role.last_vacant >= 0:
        posts(s, role.last_vacant).vacant_after = post.id
    else:
        role.first_vacant = post.id
    role.last_vacant = post.id
    post.attempt = 0
    next_round(s, post, role)
    return -1


@jit
def next_round(s: State, post: Post, role: Role) -> None:
    """Advertise."""
    post.life = ROUND
    post.life_event = timeout(s, role.round_days, LIFE, post.id)


@jit
def round_over(s: State, post: Post) -> None:
    """Somebody has been found, or another round begins."""
    role = roles(s, post.role + 1)
    success = role.success * hiring_ratio(s, post)
    if draw(s, post, ROUND_SUCCESS, post.attempt) < success:
        days = quantile(s, role.start, draw(s, post, START_DELAY, 0))
        post.life = STARTING
        post.life_event = timeout(s, days, LIFE, post.id)
    else:
        post.attempt += 1
        next_round(s, post, role)


@inlined
def recruited(s: State, post: Post) -> int:
    """Whether the person who starts now is newly qualified."""
    newly_qualified = draw(s, post, NEWLY_QUALIFIED, 0)
    withdraw(s, post)
    return newly_qualified < roles(s, post.role + 1).newly_qualified


@jit
def draw(s: State, post: Post, purpose: int, index: int) -> float:
    """A uniform of this post and this vacancy."""
    vacancy = post.vacancies if post.role < 0 else post.holders
    return uniform(s, purpose, post.name, (post.number << HOLDER_BITS) + vacancy, index)


@inlined
def hiring_ratio(s: State, post: Post) -> float:
    """Today's multiple of the chance of a recruitment round; support posts have none."""
    if post.role >= 0:
        return 1.0
    return floats(s, teams(s, post.team).hiring_ratio + int(s.now))
