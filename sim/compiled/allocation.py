"""Who gets a case: among the workers present who are under the cap, by a policy.

Each team has a tree over its posts: a leaf says whether the post's worker can take a case, and
their load; a node says how many below it can, and the least of their loads. So nobody has to look
through a team, however large, to choose one worker.
"""

from __future__ import annotations

from math import inf

from sim.compiled.draws import uniform
from sim.compiled.jit import inlined, jit
from sim.compiled.journeys import CHILD_BITS
from sim.compiled.layout import (
    Case,
    State,
    Team,
    Worker,
    families,
    holders,
    posts,
    ranks,
    teams,
    workers,
)
from sim.streams import Purpose

ALLOCATION = int(Purpose.ALLOCATION)
LEAST_LOADED, ROUND_ROBIN, RANDOM = range(3)
POLICIES = {"least_loaded": LEAST_LOADED, "round_robin": ROUND_ROBIN, "random": RANDOM}


@inlined
def able(s: State, worker: Worker) -> bool:
    """Whether a worker can take a case: present, staying, and under the cap."""
    return (
        not (worker.absent or worker.leaving or worker.gone)
        and worker.caseload < s.cap * worker.share
    )


# ---- the tree: below a node n are 2 x n and 2 x n + 1, the first post in order is leaf 0 -------


@jit
def rank(s: State, worker: Worker) -> None:
    """Note what has changed of a worker's load, or of whether they can take a case."""
    team = teams(s, worker.team)
    node = team.leaves + worker.place
    able_now = able(s, worker)
    load, count = (worker.load if able_now else inf), int(able_now)
    while True:
        here = ranks(s, team.ranks + node)
        if (here.load == load and here.able == count) or node == 0:
            return
        here.load, here.able = load, count
        node >>= 1
        one, other = ranks(s, team.ranks + 2 * node), ranks(s, team.ranks + 2 * node + 1)
        load, count = min(one.load, other.load), one.able + other.able


@jit
def worker_of(s: State, team: Team, node: int) -> int:
    """The worker who belongs to a leaf."""
    return posts(s, team.posts + node - team.leaves).worker


@jit
def pick(s: State, team: Team, earlier: int) -> int:
    """The leaf of one who can take a case, after so many others who can."""
    node = 1
    while node < team.leaves:
        node *= 2
        count = ranks(s, team.ranks + node).able
        if earlier >= count:
            earlier -= count
            node += 1
    return node


@inlined
def able_before(s: State, team: Team, place: int) -> int:
    """How many can take a case in the posts before a place."""
    if place >= team.leaves:
        return ranks(s, team.ranks + 1).able
    count, node = 0, team.leaves + place
    while node > 1:
        if node & 1:
            count += ranks(s, team.ranks + node - 1).able
        node >>= 1
    return count


# ---- the policies: somebody can take the case --------------------------------------------------


@inlined
def least_loaded(s: State, team: Team) -> int:
    """The lowest weighted caseload per FTE; of equals, the one in the earliest post."""
    node = 1
    while node < team.leaves:
        node *= 2
        if ranks(s, team.ranks + node + 1).load < ranks(s, team.ranks + node).load:
            node += 1
    return worker_of(s, team, node)


@jit
def round_robin(s: State, team: Team) -> int:
    """The next post in turn."""
    earlier = able_before(s, team, team.turn)
    if earlier == ranks(s, team.ranks + 1).able:
        earlier = 0
    node = pick(s, team, earlier)
    team.turn = node - team.leaves + 1
    return worker_of(s, team, node)


@inlined
def at_random(s: State, team: Team, case: Case) -> int:
    """Anyone, with equal chances, drawn anew for each allocation of the case."""
    family = families(s, case.family)
    number = (family.number << CHILD_BITS) + case.child
    u = uniform(s, ALLOCATION, family.name, number, case.allocations)
    case.allocations += 1
    return worker_of(s, team, pick(s, team, int(u * ranks(s, team.ranks + 1).able)))


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
    if ranks(s, team.ranks + 1).able == 0:
        return -1
    if s.policy == LEAST_LOADED:
        return least_loaded(s, team)
    if s.policy == ROUND_ROBIN:
        return round_robin(s, team)
    return at_random(s, team, case)
