"""Sickness: spells at a rate that follows pressure and support, short ones and long ones."""

from __future__ import annotations

from sim.compiled import caseworker, support
from sim.compiled.draws import log, quantile, uniform
from sim.compiled.events import SPELL, START_SPELLS, end_process, timeout, urgent
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Role, State, Worker, roles
from sim.streams import Purpose

SICK_CLOCK, SICK_ACCEPT = int(Purpose.SICK_CLOCK), int(Purpose.SICK_ACCEPT)
SICK_LONG, SICK_DAYS = int(Purpose.SICK_LONG), int(Purpose.SICK_DAYS)
OPENING = int(Purpose.OPENING)

# what a person's spells wait for
WELL, AWAY, LONG_AWAY = range(3)


@jit
def absence(s: State, worker: Worker) -> None:
    """A person can fall ill from now on."""
    if roles(s, worker.role + 1).sick_rate > 0.0:
        urgent(s, START_SPELLS, worker.id, 0)


@jit
def draw(s: State, worker: Worker, purpose: int, index: int) -> float:
    """The worker's next uniform for a purpose."""
    return uniform(s, purpose, worker.name, worker.number, index)


@jit
def spells(s: State, worker: Worker) -> None:
    """Be well and ill in turn until the worker has gone."""
    role = roles(s, worker.role + 1)
    worker.sick_attempt = 0
    if worker.from_start and draw(s, worker, OPENING, 0) < role.absent_at_start:
        worker.sick_opening = True
        spell(s, worker, days_left(s, worker, role))
    else:
        be_well(s, worker, role)


@jit
def be_well(s: State, worker: Worker, role: Role) -> None:
    """Wait for the next moment at which the worker could fall ill."""
    if worker.gone:
        end_process(s)
        return
    worker.sick_state = WELL
    clock = -log(draw(s, worker, SICK_CLOCK, worker.sick_attempt))
    timeout(s, clock / (role.sick_rate * role.sick_max_ratio), SPELL, worker.id)


@jit
def spell_event(s: State, worker: Worker) -> None:
    """What a person's spells waited for has come."""
    role = roles(s, worker.role + 1)
    if worker.sick_state == WELL:
        may_fall_ill(s, worker, role)
    elif worker.sick_state == AWAY and worker.sick_days > role.reallocate_after and not worker.gone:
        hand_over(s, worker)
        worker.sick_state = LONG_AWAY
        timeout(s, worker.sick_days - role.reallocate_after, SPELL, worker.id)
    else:
        recover(s, worker, role)


@jit
def may_fall_ill(s: State, worker: Worker, role: Role) -> None:
    """Fall ill, or not, at a moment at which the worker could."""
    chosen = draw(s, worker, SICK_ACCEPT, worker.sick_attempt) * role.sick_max_ratio
    if not worker.gone and chosen < sickness_ratio(s, worker, role):
        spell(s, worker, days(s, worker, role))
    else:
        worker.sick_attempt += 1
        be_well(s, worker, role)


@inlined
def days(s: State, worker: Worker, role: Role) -> float:
    """Length of a spell."""
    long = draw(s, worker, SICK_LONG, worker.sick_attempt) < role.long_share
    u = draw(s, worker, SICK_DAYS, worker.sick_attempt)
    return quantile(s, role.long if long else role.short, u)


@inlined
def days_left(s: State, worker: Worker, role: Role) -> float:
    """What is left of a spell that was in progress when the run began."""
    long = draw(s, worker, OPENING, 1) < role.long_at_start
    u = draw(s, worker, OPENING, 2)
    return quantile(s, role.long_residual if long else role.short_residual, u)


@jit
def spell(s: State, worker: Worker, length: float) -> None:
    """Be away; after a while the cases go to colleagues."""
    worker.sick_days = length
    go_absent(s, worker)
    worker.sick_state = AWAY
    timeout(s, min(length, roles(s, worker.role + 1).reallocate_after), SPELL, worker.id)


@jit
def recover(s: State, worker: Worker, role: Role) -> None:
    """The spell is over."""
    if not worker.gone:
        come_back(s, worker)
    if worker.sick_opening:
        worker.sick_opening = False
    else:
        worker.sick_attempt += 1
    be_well(s, worker, role)


# ---- social workers and support workers --------------------------------------------------------


@jit
def sickness_ratio(s: State, worker: Worker, role: Role) -> float:
    """Rate of sickness now as a multiple of the base rate; support staff have the base rate."""
    if worker.role >= 0:
        return role.sick_max_ratio
    return caseworker.sickness_ratio(s, worker, role)


@jit
def go_absent(s: State, worker: Worker) -> None:
    """Stop working for a while."""
    if worker.role >= 0:
        support.go_absent(s, worker)
    else:
        caseworker.go_absent(s, worker)


@jit
def come_back(s: State, worker: Worker) -> None:
    """Work again."""
    if worker.role >= 0:
        support.come_back(s, worker)
    else:
        caseworker.come_back(s, worker)


@inlined
def hand_over(s: State, worker: Worker) -> None:
    """Give all cases to colleagues; support staff hold none."""
    if worker.role < 0:
        caseworker.hand_over(s, worker)
