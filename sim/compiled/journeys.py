"""What chance holds for each child, drawn when it is needed."""

from __future__ import annotations

from sim.compiled.draws import TABLE, bisect_right, quantile, uniform, uniforms
from sim.compiled.fours import tables
from sim.compiled.jit import inlined
from sim.compiled.lanes import four, lane
from sim.compiled.layout import Case, Family, Stage, State, ints, samplers, stages
from sim.streams import Purpose

TASKS, HOURS, DELAY, ROUTE = (
    int(one) for one in (Purpose.TASKS, Purpose.HOURS, Purpose.DELAY, Purpose.ROUTE)
)
RE_REFERRAL, RE_REFERRAL_DELAY = int(Purpose.RE_REFERRAL), int(Purpose.RE_REFERRAL_DELAY)
DESTINATION = int(Purpose.DESTINATION)
CHILD_BITS = 5
TASK_BITS = 16


@inlined
def tasks(s: State, case: Case, stage: Stage) -> int:
    """Number of tasks of the present leg."""
    u = uniform(s, TASKS, case.name, case.key, case.place)
    return int(quantile(s, stage.tasks, u))


@inlined
def look_ahead(s: State, case: Case) -> float:
    """Draw hours and external delay of the case's task and of the one that shares its draws.

    Two draws share a block of random numbers, and a processor works on four draws side by side,
    with the same instructions if all come from tables.

    Returns:
        Hours of the first of the two tasks, which is the one with the even number.
    """
    stage, pair = stages(s, case.stage), ((case.place << TASK_BITS) + case.task) >> 1
    name = case.name
    u0, u1 = uniforms(s, HOURS, name, case.key, pair)
    if (case.task | 1) < case.tasks:
        v0, v1 = uniforms(s, DELAY, name, case.key, pair)
        of_hours, of_delay = samplers(s, stage.task_hours), samplers(s, stage.external_delay)
        if of_hours.kind == TABLE and of_delay.kind == TABLE:
            draws = tables(s, of_hours, of_delay, four(u0, u1, v0, v1))
            case.hours_1 = lane(draws, 1) * case.work
            case.delay_0, case.delay_1 = lane(draws, 2), lane(draws, 3)
            return lane(draws, 0) * case.work
        case.hours_1 = quantile(s, stage.task_hours, u1) * case.work
        case.delay_0 = quantile(s, stage.external_delay, v0)
        case.delay_1 = quantile(s, stage.external_delay, v1)
    return quantile(s, stage.task_hours, u0) * case.work


@inlined
def hours(s: State, case: Case) -> float:
    """Hours of the case's task."""
    return case.hours_1 if case.task & 1 else look_ahead(s, case)


@inlined
def delay_after(case: Case) -> float:
    """Working days of the external delay that follows the case's task."""
    return case.delay_1 if case.task & 1 else case.delay_0


@inlined
def delay(s: State, case: Case, gap: int) -> float:
    """Working days of any external delay of the present leg."""
    index = (case.place << TASK_BITS) + gap
    u = uniform(s, DELAY, case.name, case.key, index)
    return quantile(s, stages(s, case.stage).external_delay, u)


@inlined
def onward(s: State, case: Case) -> int:
    """The stage after the present leg, or -1 if the case is closed."""
    stage = stages(s, case.stage)
    u = uniform(s, ROUTE, case.name, case.key, case.place)
    ahead = bisect_right(s, stage.route_ends, stage.n_routes, u)
    return ints(s, stage.routes + ahead) if ahead < stage.n_routes else -1


@inlined
def return_draw(s: State, case: Case, visit: int) -> float:
    """The closed child comes back if this is under the probability of return."""
    return uniform(s, RE_REFERRAL, case.name, case.key, visit)


@inlined
def return_delay(s: State, case: Case, visit: int) -> float:
    """Working days from closure to the new referral."""
    u = uniform(s, RE_REFERRAL_DELAY, case.name, case.key, visit)
    return quantile(s, s.return_delay, u)


@inlined
def locality(s: State, family: Family, kind: int) -> float:
    """Where the family lives: a uniform for each kind of team, keyed by the kind's name."""
    return uniform(s, DESTINATION, family.name, family.number, ints(s, s.kind_names + kind))
