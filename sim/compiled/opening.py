"""The first day: cases in progress, and closed ones that will come back."""

from __future__ import annotations

from sim.compiled import cases as casework
from sim.compiled import journeys
from sim.compiled import team as teamwork
from sim.compiled.draws import bisect_right, quantile, uniform
from sim.compiled.events import COME_BACK, COME_UP, timeout
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import (
    Case,
    Part,
    Stage,
    State,
    Team,
    floats,
    ints,
    openings,
    stages,
    teams,
)
from sim.streams import Purpose

OPENING, OPENING_DELAY = int(Purpose.OPENING), int(Purpose.OPENING_DELAY)
WHERE, TASKS, POSITION, ORIGIN, CHILD, DUE = range(6)


@jit
def place(s: State, team: Team) -> None:
    """Deal the open cases out, and start the waits of the closed ones that come back."""
    number = 0
    for i in range(team.openings, team.openings + team.n_openings):
        part = openings(s, i)
        for _ in range(part.cases):
            place_open(s, team, part, number)
            number += 1
    for number in range(team.dormant):
        place_dormant(s, team, number)


# ---- open cases --------------------------------------------------------------------------------


@jit
def draw(s: State, team: Team, number: int, index: int) -> float:
    """One uniform for a case."""
    return uniform(s, OPENING, team.opening_name, number, index)


@jit
def place_open(s: State, team: Team, part: Part, number: int) -> None:
    """Place one open case, with its worker or away."""
    stage = stages(s, part.stage)
    waits = draw(s, team, number, WHERE) < part.with_worker or stage.never_away != 0
    tasks = found_tasks(s, stage, draw(s, team, number, TASKS), 0 if waits else 1)
    places = tasks if waits else tasks - 1
    done = int(draw(s, team, number, POSITION) * places) + (0 if waits else 1)
    u = draw(s, team, number, ORIGIN)
    origin = min(bisect_right(s, part.origin_ends, part.n_origins, u), part.n_origins - 1)
    name = team.opening_name
    case = new_case(s, teams(s, ints(s, part.origins + origin)), name, number, part.stage)
    case.tasks = tasks
    if waits:
        casework.resume(s, case, team, done, -days_before(s, case, done))
        casework.make_ready(s, case, draw(s, team, number, DUE) * stage.task_due)
    else:
        spent = residual(s, stage, name, number, 1)
        casework.resume(s, case, team, done, -days_before(s, case, done - 1) - spent)
        timeout(s, residual(s, stage, name, number, 0), COME_UP, case.id)
    teamwork.allocate(s, team, case)


@jit
def days_before(s: State, case: Case, gaps: int) -> float:
    """The external delays of the first gaps between tasks, added up."""
    total = 0.0
    for gap in range(gaps):
        total += journeys.delay(s, case, gap)
    return total


@jit
def residual(s: State, stage: Stage, name: int, number: int, index: int) -> float:
    """Days that are left (0) or spent (1) of a case's external delay."""
    u = uniform(s, OPENING_DELAY, name, number, index)
    return quantile(s, stage.external_delay_residual, u)


@inlined
def found_tasks(s: State, stage: Stage, u: float, fewer: int) -> int:
    """Number of tasks of a stage found in progress: likelier the longer the stage."""
    fixed = stage.found_fixed_1 if fewer else stage.found_fixed_0
    if fixed > 0:
        return fixed
    ends = stage.found_ends_1 if fewer else stage.found_ends_0
    place = min(bisect_right(s, ends, stage.n_found, u), stage.n_found - 1)
    return int(floats(s, stage.found_counts + place))


# ---- closed cases ------------------------------------------------------------------------------


@inlined
def place_dormant(s: State, team: Team, number: int) -> None:
    """A closed child who will be referred again, as if the service had always run."""
    u = uniform(s, OPENING_DELAY, team.dormant_name, number, 0)
    case = new_case(s, team, team.dormant_name, number, team.entry)
    timeout(s, quantile(s, s.return_residual, u), COME_BACK, case.id)


@jit
def new_case(s: State, origin: Team, name: int, number: int, stage: int) -> Case:
    """A case that is a family of its own: who belongs together is not known."""
    u = uniform(s, OPENING, name, number, CHILD)
    work = 1.0 if u < s.first_child_share else s.sibling_work
    family = casework.new_family(s, origin, name, number, 1)
    return casework.new_case(s, family, 0, number, work, stage)
