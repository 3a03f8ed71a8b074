"""Referrals: families come at a rate that changes with the days, with one child or more."""

from __future__ import annotations

from sim.compiled import cases as casework
from sim.compiled.draws import log, quantile, uniform
from sim.compiled.events import ARRIVE, end_process, timeout
from sim.compiled.jit import inlined, jit
from sim.compiled.journeys import CHILD_BITS
from sim.compiled.layout import State, Team, floats
from sim.streams import Purpose

REFERRAL, CHILDREN = int(Purpose.REFERRAL), int(Purpose.CHILDREN)


@jit
def await_family(s: State, team: Team) -> None:
    """Wait for the next family, until no more come in this run.

    Families come when the expected number of referrals reaches the sum of unit exponentials; it
    is linear within a day, so its inverse is exact (Çinlar 1975).
    """
    team.reached += -log(uniform(s, REFERRAL, team.name, 0, team.referral))
    if not team.reached < team.last_expected:
        end_process(s)
        return
    while floats(s, team.expected + team.day + 1) <= team.reached:
        team.day += 1
    before = floats(s, team.expected + team.day)
    rate = floats(s, team.expected + team.day + 1) - before
    time = team.day + (team.reached - before) / rate
    timeout(s, time - s.now, ARRIVE, team.id)


@inlined
def arrive(s: State, team: Team) -> None:
    """Hand a family to the team, and wait for the next."""
    number = team.referral
    team.referral += 1
    size = int(quantile(s, s.children, uniform(s, CHILDREN, team.name, number, 0)))
    casework.receive(s, team, size)
    if size > 0:
        family = casework.new_family(s, team, team.name, number, size)
        for child in range(size):
            work = 1.0 if child == 0 else s.sibling_work
            key = (number << CHILD_BITS) + child
            case = casework.new_case(s, family, child, key, work, team.entry)
            casework.open_case(s, team, case)
    await_family(s, team)
