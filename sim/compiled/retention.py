"""Resignations: a rate that follows pressure, support and experience, sampled exactly."""

from __future__ import annotations

from sim.compiled import caseworker
from sim.compiled.draws import exp, log, quantile, uniform
from sim.compiled.events import LIFE, timeout
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Post, Role, State, Worker, floats, roles, teams, workers
from sim.streams import Purpose

LEAVE_CLOCK, LEAVE_ACCEPT = int(Purpose.LEAVE_CLOCK), int(Purpose.LEAVE_ACCEPT)
NOTICE = int(Purpose.NOTICE)

# what a post's life waits for
OVER, ROUND, STARTING, RESIGNATION, LEAVING = range(5)


@jit
def pressure(
    s: State, worker: Worker, effect: float, reference: float, log_support: float
) -> float:
    """Logarithm of a rate relative to its base: caseload over the reference, and support."""
    over = worker.n_cases / worker.fte - reference
    return effect * over + log_support * teams(s, worker.team).coverage


@inlined
def leaving_ratio(s: State, worker: Worker, role: Role) -> float:
    """A worker's resignation rate now as a multiple of the base rate, clipped."""
    if worker.role >= 0:
        return role.leaving_max_ratio
    effect = pressure(
        s, worker, role.leaving_effect, role.leaving_reference, role.leaving_log_support
    )
    if caseworker.newly_qualified(s, worker):
        effect += role.leaving_log_newly_qualified
    team = teams(s, worker.team)
    ratio = exp(effect) * floats(s, team.leaving_ratio + int(s.now))
    return min(ratio, role.leaving_max_ratio)


@jit
def resignation(s: State, post: Post) -> None:
    """Wait until the worker in a post resigns."""
    post.attempt = 0
    post.life = RESIGNATION
    post.life_event = -1
    await_resignation(s, post)


@jit
def await_resignation(s: State, post: Post) -> None:
    """Wait for the next candidate moment; with a rate of 0 there is none."""
    worker, role = workers(s, post.worker), roles(s, post.role + 1)
    if role.leaving_rate <= 0.0:
        return
    u = uniform(s, LEAVE_CLOCK, worker.name, worker.number, post.attempt)
    days = -log(u) / (role.leaving_rate * role.leaving_max_ratio)
    post.life_event = timeout(s, days, LIFE, post.id)


@jit
def resigns(s: State, post: Post) -> bool:
    """Whether the worker resigns at a candidate moment."""
    worker, role = workers(s, post.worker), roles(s, post.role + 1)
    u = uniform(s, LEAVE_ACCEPT, worker.name, worker.number, post.attempt)
    return u * role.leaving_max_ratio < leaving_ratio(s, worker, role)


@inlined
def notice_days(s: State, worker: Worker, role: Role) -> float:
    """Working days from resignation to the last day."""
    u = uniform(s, NOTICE, worker.name, worker.number, 0)
    return quantile(s, role.notice, u)
