"""The weekly census: a look at every team at the close of each week."""

from __future__ import annotations

from math import floor

from sim.compiled import caseworker
from sim.compiled import team as teamwork
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import (
    State,
    Team,
    Week,
    Worker,
    blocks,
    floats,
    posts,
    team_support,
    team_workers,
    teams,
    workers,
)


@jit
def take(s: State) -> None:
    """Look at all teams at the close of a week."""
    for i in range(s.n_teams):
        team = teams(s, i)
        write(s, team)
        teamwork.allocate_waiting(s, team)  # experience has grown, and with it protected caseloads
    count_blocks(s)


@jit
def write(s: State, team: Team) -> None:
    """Complete the week's row, which holds the flows already."""
    for i in range(team.workers, team.workers + team.n_workers):
        caseworker.grow(s, workers(s, team_workers(s, i).worker))
    teamwork.refresh(s, team)
    row = teamwork.tally(s, team)
    row.open_cases = team.open_cases
    row.unallocated_cases = team.n_waiting
    count_workers(s, team, row)
    count_posts(s, team, row)
    count_support(s, team, row)
    team.week += 1


@jit
def count_workers(s: State, team: Team, row: Week) -> None:
    """Everyone in post or agency."""
    in_post = covered = absent = new = present = hours = 0.0
    for i in range(team.workers, team.workers + team.n_workers):
        worker = workers(s, team_workers(s, i).worker)
        hours += worker.hours_waiting
        if worker.agency:
            covered += worker.fte
        else:
            in_post += worker.fte
            if caseworker.newly_qualified(s, worker):
                new += worker.fte
        if worker.absent:
            absent += worker.fte
        else:
            present += worker.fte
        count_band(s, worker, row)
    row.in_post_fte, row.agency_fte, row.absent_fte = in_post, covered, absent
    row.newly_qualified_fte = new
    row.supported_fte = team.coverage * present
    row.hours_waiting = hours


@jit
def count_band(s: State, worker: Worker, row: Week) -> None:
    """Band of the caseload per FTE, rounded half up to whole cases."""
    held = floor(caseworker.caseload_per_fte(worker) + 0.5)
    if held < s.manageable_from:
        row.workers_in_band_low += 1
    elif held < s.high_from:
        row.workers_in_band_manageable += 1
    elif held < s.over_from:
        row.workers_in_band_high += 1
    else:
        row.workers_in_band_over += 1


@inlined
def count_posts(s: State, team: Team, row: Week) -> None:
    """Funded posts, and those that are vacant."""
    funded = vacant = 0.0
    for i in range(team.posts, team.posts + team.n_posts):
        post = posts(s, i)
        if post.funded:
            funded += post.fte
            if post.worker < 0:
                vacant += post.fte
    row.establishment_fte, row.vacant_fte = funded, vacant


@inlined
def count_support(s: State, team: Team, row: Week) -> None:
    """The team's parts of support posts: funded, held, and at work."""
    funded = held = present = 0.0
    for i in range(team.support, team.support + team.n_support):
        one = team_support(s, i)
        post = posts(s, one.post)
        funded += post.fte * one.part
        if post.worker >= 0:
            held += post.fte * one.part
        present += teamwork.present_fte(s, post) * one.part
    row.support_establishment_fte, row.support_fte = funded, held
    row.support_present_fte = present


@inlined
def count_blocks(s: State) -> None:
    """Funded posts by block: all of them, those filled permanently, those agency covers."""
    for i in range(s.n_posts):
        post = posts(s, i)
        if not post.funded:
            continue
        block = blocks(s, s.week * s.n_blocks + post.block)
        block.funded_fte += post.fte
        if post.worker >= 0:
            if workers(s, post.worker).agency:
                block.agency_fte += post.fte
            else:
                block.in_post_fte += post.fte


@jit
def next_close(s: State) -> float:
    """The time of the next census."""
    return floats(s, s.week)
