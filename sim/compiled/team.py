"""A team: its workers, the cases that wait for one, and the hours that support frees."""

from __future__ import annotations

from sim.compiled import caseworker
from sim.compiled.allocation import choose
from sim.compiled.draws import bisect_right
from sim.compiled.jit import inlined, jit
from sim.compiled.journeys import locality
from sim.compiled.layout import (
    Case,
    Family,
    Post,
    State,
    Team,
    Week,
    Worker,
    cases,
    floats,
    holders,
    ints,
    posts,
    roles,
    team_support,
    team_workers,
    teams,
    weekly,
    workers,
)


@jit
def tally(s: State, team: Team) -> Week:
    """What has happened in a team since the last census: the row of the week that runs."""
    return weekly(s, team.week * s.n_teams + team.id)


# ---- cases -------------------------------------------------------------------------------------


@jit
def allocate(s: State, team: Team, case: Case) -> None:
    """Give a case to a worker, or put it on the waiting list behind those before it."""
    worker = -1 if team.first_waiting >= 0 else choose(s, team, case)
    if worker >= 0:
        assign(s, team, case, workers(s, worker))
        return
    case.after = -1
    if team.first_waiting >= 0:
        cases(s, team.last_waiting).after = case.id
    else:
        team.first_waiting = case.id
    team.last_waiting = case.id
    team.n_waiting += 1


@inlined
def reallocate(s: State, team: Team, case: Case) -> None:
    """Find a colleague for a case whose worker has gone or is long absent."""
    case.moved_from, case.worker = case.worker, -1
    allocate(s, team, case)


@jit
def allocate_waiting(s: State, team: Team) -> None:
    """Allocate waiting cases while somebody can take the first of them."""
    while team.first_waiting >= 0:
        case = cases(s, team.first_waiting)
        worker = choose(s, team, case)
        if worker < 0:
            return
        team.first_waiting = case.after
        team.n_waiting -= 1
        assign(s, team, case, workers(s, worker))


@jit
def assign(s: State, team: Team, case: Case, worker: Worker) -> None:
    """Make a worker the holder of a case; a change of worker costs a handover."""
    before = case.moved_from
    case.moved_from = -1
    if before >= 0 and before != worker.id:
        case.changes += 1
        tally(s, team).changes_of_worker += 1
        if case.ready:
            case.hours_left += s.handover_hours
        else:
            case.extra_hours += s.handover_hours
    holders(s, case.family * s.n_teams + team.id).worker = worker.id
    caseworker.take_on(s, worker, case)


@jit
def destination(s: State, team: Team, family: Family, kind: int) -> int:
    """The team of a kind that takes a family's cases: this one if it is of that kind."""
    if kind == team.kind:
        return team.id
    where = team.transfers + 3 * kind
    count = ints(s, where + 2)
    chosen = bisect_right(s, ints(s, where + 1), count, locality(s, family, kind))
    return ints(s, ints(s, where) + min(chosen, count - 1))


@inlined
def return_ratio(s: State, team: Team) -> float:
    """Today's multiple of re-referrals."""
    return floats(s, team.return_ratio + int(s.now))


# ---- people ------------------------------------------------------------------------------------


@inlined
def add(s: State, team: Team, worker: Worker) -> None:
    """A worker starts."""
    place = posts(s, worker.post).place
    i = team.workers + team.n_workers
    while i > team.workers:
        earlier = team_workers(s, i - 1).worker
        if posts(s, workers(s, earlier).post).place <= place:
            break
        team_workers(s, i).worker = earlier
        i -= 1
    team_workers(s, i).worker = worker.id
    team.n_workers += 1
    refresh(s, team)
    allocate_waiting(s, team)


@inlined
def remove(s: State, team: Team, worker: Worker) -> None:
    """A worker has gone."""
    i = team.workers
    while team_workers(s, i).worker != worker.id:
        i += 1
    team.n_workers -= 1
    while i < team.workers + team.n_workers:
        team_workers(s, i).worker = team_workers(s, i + 1).worker
        i += 1
    refresh(s, team)


@jit
def refresh(s: State, team: Team) -> None:
    """Count presence up to now, then see who is present from now on."""
    days = s.now - team.counted_to
    team.counted_to = s.now
    row = tally(s, team)
    row.sick_days += team.absent_heads * days
    row.available_hours += team.hours_a_day * days
    fte = hours = 0.0
    absent = 0
    for i in range(team.workers, team.workers + team.n_workers):
        worker = workers(s, team_workers(s, i).worker)
        if worker.absent:
            absent += 1
        else:
            fte += worker.fte
            hours += worker.base_hours
    team.absent_heads = absent
    cover(s, team, fte)
    team.hours_a_day = hours + fte * team.freed_hours


@inlined
def cover(s: State, team: Team, fte: float) -> None:
    """Work out what the support staff present free for the workers present."""
    hours = coverage = 0.0
    for place in range(1, s.n_roles + 1):
        roles(s, place).present = 0.0
    for i in range(team.support, team.support + team.n_support):
        one = team_support(s, i)
        post = posts(s, one.post)
        roles(s, post.role + 1).present += present_fte(s, post) * one.part
    for place in range(1, s.n_roles + 1):
        role = roles(s, place)
        if role.present > 0.0:
            reach = role.present * role.workers_per_fte
            covered = reach / fte if reach < fte else 1.0
            hours += covered * floats(s, role.freed_hours + team.kind)
            coverage += covered * floats(s, role.suitability + team.kind)
    team.freed_hours = min(hours, s.delegable_hours)
    team.coverage = min(coverage, 1.0)


@jit
def present_fte(s: State, post: Post) -> float:
    """The support post's FTE if somebody is in it and at work, else 0."""
    return 0.0 if post.worker < 0 or workers(s, post.worker).absent else post.fte


@inlined
def establishment_fte(s: State) -> float:
    """Funded social worker posts of all teams."""
    total = 0.0
    for i in range(s.n_teams):
        team = teams(s, i)
        for place in range(team.posts, team.posts + team.n_posts):
            post = posts(s, place)
            if post.funded:
                total += post.fte
    return total


@inlined
def agency_fte(s: State) -> float:
    """Posts covered by agency workers in all teams."""
    total = 0.0
    for i in range(s.n_teams):
        team = teams(s, i)
        for place in range(team.workers, team.workers + team.n_workers):
            worker = workers(s, team_workers(s, place).worker)
            if worker.agency:
                total += worker.fte
    return total
