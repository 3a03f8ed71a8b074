"""Dated changes that take place during the run."""

from __future__ import annotations

from sim.compiled import posts as seats
from sim.compiled import support
from sim.compiled import team as teamwork
from sim.compiled.allocation import rank
from sim.compiled.events import CHANGE, end_process, timeout
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import (
    Change,
    Post,
    State,
    changes,
    posts,
    roles,
    team_workers,
    teams,
    workers,
)
from sim.compiled.recruitment import arrive

SLIVER = 1e-9
ALLOCATION, POSTS, COHORT = range(3)


@jit
def happen(s: State) -> None:
    """Make the changes of today, and wait for the next date."""
    while s.next_change < s.n_changes:
        change = changes(s, s.next_change)
        if change.time > s.now:
            timeout(s, change.time - s.now, CHANGE, 0)
            return
        make(s, change)
    end_process(s)


@inlined
def date_comes(s: State) -> None:
    """A date that was waited for has come."""
    make(s, changes(s, s.next_change))
    happen(s)


@jit
def make(s: State, change: Change) -> None:
    """Make one change."""
    s.next_change += 1
    if change.kind == ALLOCATION:
        change_allocation(s, change)
    elif change.kind == POSTS:
        change_posts(s, change)
    else:
        for _ in range(change.number):
            arrive(s, roles(s, change.role + 1), change.newly_qualified)


@inlined
def change_allocation(s: State, change: Change) -> None:
    """Another policy or cap holds from now on."""
    s.policy = change.policy
    s.cap = change.cap
    for i in range(s.n_teams):
        team = teams(s, i)
        for place in range(team.workers, team.workers + team.n_workers):
            rank(s, workers(s, team_workers(s, place).worker))
    for i in range(s.n_teams):
        teamwork.allocate_waiting(s, teams(s, i))


# ---- posts -------------------------------------------------------------------------------------


@jit
def change_posts(s: State, change: Change) -> None:
    """Fund more posts, or fewer."""
    for i in range(change.posts, change.posts + change.n_posts):
        post = posts(s, i)
        create(s, post)
        if change.filled:
            seats.start(s, post, 0)
        seats.open_post(s, post)
    if change.removed_fte > 0.0:
        remove(s, change)


@inlined
def create(s: State, post: Post) -> None:
    """A post that the plan foresees comes into being."""
    if post.role < 0:
        post.funded = True
        teams(s, post.team).n_posts += 1
    else:
        support.create(s, post)


@jit
def remove(s: State, change: Change) -> None:
    """Take posts out: vacant ones first, then covered ones, then the last ones."""
    if change.team >= 0:
        team = teams(s, change.team)
        first, end = team.posts, team.posts + team.n_posts
    else:
        first, end = s.first_support_post, s.n_posts
    remaining = change.removed_fte
    for kind in range(3):
        for i in range(end - 1, first - 1, -1):
            post = posts(s, i)
            concerned = post.funded and post.support == change.support
            if not concerned or seats.removal_class(s, post) != kind:
                continue
            if remaining <= SLIVER:
                return
            if post.fte <= remaining + SLIVER:
                remaining -= post.fte
                seats.remove(s, post)
            else:
                seats.shrink(s, post, post.fte - remaining)
                remaining = 0.0
