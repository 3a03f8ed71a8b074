"""Who gets a case: among the workers present who are under the cap, by a policy."""

from __future__ import annotations

from sim.compiled.draws import uniform
from sim.compiled.jit import jit
from sim.compiled.journeys import CHILD_BITS
from sim.compiled.layout import (
    Case,
    State,
    Team,
    Worker,
    families,
    holders,
    posts,
    team_workers,
    workers,
)
from sim.streams import Purpose

ALLOCATION = int(Purpose.ALLOCATION)
LEAST_LOADED, ROUND_ROBIN, RANDOM = range(3)
POLICIES = {"least_loaded": LEAST_LOADED, "round_robin": ROUND_ROBIN, "random": RANDOM}


@jit
def able(s: State, worker: Worker) -> bool:
    """Whether a worker can take a case: present, staying, and under the cap."""
    return (
        not (worker.absent or worker.leaving or worker.gone)
        and worker.caseload < s.cap * worker.share
    )


@jit
def least_loaded(s: State, team: Team) -> int:
    """The lowest weighted caseload per FTE; of equals, the one in the earliest post."""
    best, least = -1, 0.0
    for i in range(team.workers, team.workers + team.n_workers):
        worker = workers(s, team_workers(s, i).worker)
        if (best < 0 or worker.load < least) and able(s, worker):
            best, least = worker.id, worker.load
    return best


@jit
def round_robin(s: State, team: Team) -> int:
    """The next post in turn."""
    first = -1
    for i in range(team.workers, team.workers + team.n_workers):
        worker = workers(s, team_workers(s, i).worker)
        if able(s, worker):
            place = posts(s, worker.post).place
            if place >= team.turn:
                team.turn = place + 1
                return worker.id
            if first < 0:
                first = worker.id
    if first >= 0:
        team.turn = posts(s, workers(s, first).post).place + 1
    return first


@jit
def at_random(s: State, team: Team, case: Case) -> int:
    """Anyone, with equal chances, drawn anew for each allocation of the case."""
    count = 0
    for i in range(team.workers, team.workers + team.n_workers):
        count += able(s, workers(s, team_workers(s, i).worker))
    if count == 0:
        return -1
    family = families(s, case.family)
    number = (family.number << CHILD_BITS) + case.child
    u = uniform(s, ALLOCATION, family.name, number, case.allocations)
    case.allocations += 1
    left = int(u * count)
    for i in range(team.workers, team.workers + team.n_workers):
        worker = workers(s, team_workers(s, i).worker)
        if able(s, worker):
            if left == 0:
                return worker.id
            left -= 1
    return -1


@jit
def choose(s: State, team: Team, case: Case) -> int:
    """The worker for a case, or -1 if nobody can take it.

    A family stays together: its worker in the team gets every case of it, cap or no cap, as long
    as they are there.
    """
    known = holders(s, case.family * s.n_teams + team.id).worker
    if known >= 0:
        worker = workers(s, known)
        if not (worker.absent or worker.leaving or worker.gone):
            return known
    if s.policy == LEAST_LOADED:
        return least_loaded(s, team)
    if s.policy == ROUND_ROBIN:
        return round_robin(s, team)
    return at_random(s, team, case)
