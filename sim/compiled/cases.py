"""A child's case on its way along the pathway: tasks, external delays, stages, closure."""

from __future__ import annotations

from math import inf, nan

from sim.compiled import caseworker, journeys
from sim.compiled import team as teamwork
from sim.compiled.events import COME_BACK, COME_UP, timeout
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import (
    Case,
    Family,
    State,
    Team,
    cases,
    families,
    floats,
    holders,
    left,
    rows,
    stages,
    teams,
    workers,
)

TOO_LONG_WAY, TOO_MANY_STAGES, TOO_MANY_EVENTS = 1, 2, 3
LONGEST_WAY = 4096
"""Teams that a case can pass through in one moment; the reference gives up long before."""

# ---- families and cases ------------------------------------------------------------------------


@jit
def new_family(s: State, origin: Team, name: int, number: int, size: int) -> Family:
    """A referral: the children who come together and who share a social worker."""
    family = families(s, s.free_families)
    s.free_families = family.after
    family.origin = origin.id
    family.name = name
    family.number = number
    family.cases = size
    for i in range(family.id * s.n_teams, (family.id + 1) * s.n_teams):
        holders(s, i).worker = -1
    return family


@jit
def new_case(s: State, family: Family, child: int, key: int, work: float, stage: int) -> Case:
    """A child's case before its first leg."""
    case = cases(s, s.free_cases)
    s.free_cases = case.after
    s.n_free_cases -= 1
    case.family = family.id
    case.name = family.name
    case.child = child
    case.key = key
    case.work = work
    case.stage = stage
    case.place = case.allocations = 0
    case.team = family.origin
    case.worker = case.moved_from = -1
    case.opening = False
    case.referred = case.hours_left = case.extra_hours = 0.0
    return case


@inlined
def forget(s: State, case: Case) -> None:
    """A case is closed for good; its place is free for another."""
    family = families(s, case.family)
    family.cases -= 1
    if family.cases == 0:
        family.after = s.free_families
        s.free_families = family.id
    case.after = s.free_cases
    s.free_cases = case.id
    s.n_free_cases += 1


# ---- stages ------------------------------------------------------------------------------------


@inlined
def enter(s: State, case: Case, team: Team) -> None:
    """Start the next leg in a team. A leg without tasks is passed through at once."""
    walk(s, case, team.id, 0)


@jit
def walk(s: State, case: Case, at: int, before: int) -> None:
    """Enter a team (-1 if the case is closed), and others while legs have no tasks.

    Teams that are left behind look at their waiting lists afterwards, the last one first;
    ``before`` of them are noted already.
    """
    while at >= 0:
        team = teams(s, at)
        enter_leg(s, case, team)
        case.tasks = journeys.tasks(s, case, stages(s, case.stage))
        if case.tasks > 0:
            take_place(s, case, team)
            break
        at = end_stage(s, case)
        if at >= 0 and at != team.id:
            before = leave_behind(s, team.id, before)
    while before > 0:
        before -= 1
        teamwork.allocate_waiting(s, teams(s, left(s, before).worker))


@jit
def leave_behind(s: State, team: int, before: int) -> int:
    """Note a team that a case has left."""
    if before == LONGEST_WAY:
        s.fault = TOO_LONG_WAY
        return before
    left(s, before).worker = team
    return before + 1


@inlined
def take_place(s: State, case: Case, team: Team) -> None:
    """The first task of the leg is ready."""
    make_ready(s, case, case.entered + stages(s, case.stage).first_due)
    if case.worker < 0:
        teamwork.allocate(s, team, case)
    else:
        worker = workers(s, case.worker)
        caseworker.weigh(s, worker)
        caseworker.submit(s, worker, case)
        teamwork.allocate_waiting(s, team)


@jit
def enter_leg(s: State, case: Case, team: Team) -> None:
    """Set everything that belongs to the leg."""
    case.team = team.id
    case.entered = s.now
    case.first_done = nan
    case.hours = 0.0
    case.changes = 0
    case.task = 0


@jit
def end_stage(s: State, case: Case) -> int:
    """Leave the stage; returns the team of the next one, or -1 for closed."""
    stage_ended(s, case)
    onward = journeys.onward(s, case)
    case.place += 1
    if onward < 0:
        close(s, case)
        return -1
    case.stage = onward
    team = teams(s, case.team)
    family = families(s, case.family)
    target = teamwork.destination(s, team, family, stages(s, onward).kind)
    if target != team.id:
        teamwork.tally(s, team).transfers_out += 1
        teamwork.tally(s, teams(s, target)).transfers_in += 1
        let_go(s, case)
    return target


@jit
def let_go(s: State, case: Case) -> None:
    """The worker no longer holds the case."""
    worker = case.worker
    case.worker = -1
    if worker >= 0:
        caseworker.release(s, workers(s, worker), case)


@jit
def close(s: State, case: Case) -> None:
    """Close the case, and plan its return if it will be referred again."""
    team = teams(s, case.team)
    teamwork.tally(s, team).closures += 1
    let_go(s, case)
    origin = teams(s, families(s, case.family).origin)
    chance = s.return_probability * teamwork.return_ratio(s, origin)
    visit = case.place - 1
    if journeys.return_draw(s, case, visit) < chance:
        case.stage = origin.entry
        timeout(s, journeys.return_delay(s, case, visit), COME_BACK, case.id)
    else:
        forget(s, case)
    teamwork.allocate_waiting(s, team)


@inlined
def come_back(s: State, case: Case) -> None:
    """A new referral of a child whose case was closed."""
    origin = teams(s, families(s, case.family).origin)
    teamwork.tally(s, origin).re_referrals += 1
    case.opening = False
    receive(s, origin, 1)
    open_case(s, origin, case)


@jit
def receive(s: State, team: Team, count: int) -> None:
    """Take in a referral: so many cases of one family."""
    teamwork.tally(s, team).referrals += 1
    teamwork.tally(s, team).cases_opened += count


@jit
def open_case(s: State, team: Team, case: Case) -> None:
    """Each case of a referral starts."""
    case.referred = s.now
    enter(s, case, team)


@jit
def resume(s: State, case: Case, team: Team, done: int, entered: float) -> None:
    """Be found in the first leg when the run begins, with some tasks done."""
    enter_leg(s, case, team)
    case.task = done
    case.entered = case.referred = entered
    case.opening = True
    case.ready = False
    journeys.look_ahead(s, case)


@inlined
def stage_ended(s: State, case: Case) -> None:
    """Write down a finished stage, and whether it was in time."""
    now, stage = s.now, stages(s, case.stage)
    if stage.completion_limit < inf:
        flows = teamwork.tally(s, teams(s, case.team))
        days = now - case.entered
        flows.assessments += 1
        flows.assessments_within_45_days += days <= stage.completion_limit
        flows.assessment_days += days
    if s.n_rows == s.rows_room:  # thousands of stages in one moment: nothing to be proud of
        s.fault = TOO_MANY_STAGES
        return
    row = rows(s, s.n_rows)
    s.n_rows += 1
    row.team = case.team
    row.stage = case.stage
    row.family = families(s, case.family).number
    row.child = case.child
    row.visit = case.place
    row.tasks = case.tasks
    row.entered = case.entered
    row.first_task_done = case.first_done
    row.ended = now
    row.hours = case.hours
    row.changes_of_worker = case.changes
    row.opening = case.opening != 0
    case.opening = False


# ---- tasks -------------------------------------------------------------------------------------


@jit
def make_ready(s: State, case: Case, due: float) -> None:
    """The next task has come up and is due at a time."""
    case.ready = True
    case.due = due
    case.hours_left = journeys.hours(s, case) + case.extra_hours
    case.extra_hours = 0.0


@inlined
def come_up(s: State, case: Case) -> None:
    """An external delay is over; a task that nears the stage's limit is due earlier."""
    stage = stages(s, case.stage)
    due = s.now + stage.task_due
    limit = case.entered + stage.completion_limit
    make_ready(s, case, due if due < limit else limit)
    if case.worker >= 0:
        caseworker.submit(s, workers(s, case.worker), case)


@inlined
def task_done(s: State, case: Case) -> None:
    """The worker has finished the task in hand."""
    case.ready = False
    team = teams(s, case.team)
    if case.task == 0:
        case.first_done = s.now
        limit = stages(s, case.stage).seen_limit
        if limit < inf:
            flows = teamwork.tally(s, team)
            flows.seen += 1
            flows.seen_within_5_days += s.now - case.referred <= limit
    days = journeys.delay_after(case)
    case.task += 1
    if case.task < case.tasks:
        days = days * floats(s, team.delay_ratio + int(s.now))
        timeout(s, days, COME_UP, case.id)
        return
    at = end_stage(s, case)
    walk(s, case, at, leave_behind(s, team.id, 0) if at >= 0 and at != team.id else 0)
