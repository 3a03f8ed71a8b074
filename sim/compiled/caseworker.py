"""A social worker: a single server with many open cases who works by due date."""

from __future__ import annotations

from sim.compiled import cases as casework
from sim.compiled import retention
from sim.compiled import team as teamwork
from sim.compiled.allocation import rank
from sim.compiled.draws import exp
from sim.compiled.events import (
    REST_ENDS,
    SERVE,
    STOP_SERVING,
    end_process,
    prompt,
    timeout,
    urgent,
)
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Case, Role, State, Worker, cases, stages, teams

# ---- the queue: a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) -------------------


@jit
def meld(s: State, one: int, other: int) -> int:
    """One heap out of two; ties in due dates go by order of entry."""
    if one < 0:
        return other
    if other < 0:
        return one
    a, b = cases(s, one), cases(s, other)
    if b.due < a.due or (b.due == a.due and b.order < a.order):
        a.queue_next = b.queue_child
        b.queue_child = one
        return other
    b.queue_next = a.queue_child
    a.queue_child = other
    return one


@inlined
def pop(s: State, worker: Worker) -> Case:
    """Take the case that is due first out of the queue."""
    first = cases(s, worker.queue)
    pairs, rest = -1, first.queue_child
    while rest >= 0:
        one = rest
        other = cases(s, one).queue_next
        rest = cases(s, other).queue_next if other >= 0 else -1
        merged = meld(s, one, other)
        cases(s, merged).queue_next = pairs
        pairs = merged
    root = -1
    while pairs >= 0:
        following = cases(s, pairs).queue_next
        root = meld(s, root, pairs)
        pairs = following
    worker.queue = root
    return first


# ---- the server --------------------------------------------------------------------------------


@jit
def serve(s: State, worker: Worker) -> None:
    """Do tasks, earliest due first, one at a time; absence suspends the one in hand."""
    if worker.gone:
        end_process(s)
    elif worker.absent or (worker.in_hand < 0 and worker.queue < 0):
        worker.resting = True
    else:
        case = take_up(s, worker)
        worker.serve_event = timeout(s, case.hours_left / worker.rate, SERVE, worker.id)


@inlined
def finish(s: State, worker: Worker) -> None:
    """The task in hand is done."""
    case = cases(s, worker.in_hand)
    worker.working = False
    count_work(s, worker, s.now - worker.started)
    worker.in_hand = -1
    case.hours += case.hours_left
    casework.task_done(s, case)
    serve(s, worker)


@inlined
def take_up(s: State, worker: Worker) -> Case:
    """The suspended task, or the next one in the queue, at the pace of this moment."""
    if worker.in_hand < 0:
        case = pop(s, worker)
        waiting = worker.hours_waiting - case.hours_left
        # nothing waits in an empty queue, whatever rounding has left of the sum
        worker.hours_waiting = waiting if worker.queue >= 0 and waiting > 0.0 else 0.0
        overtime = s.overtime_response * worker.hours_waiting
        most = s.max_overtime * worker.fte
        worker.overtime = overtime if overtime < most else most
        freed = worker.fte * teams(s, worker.team).freed_hours
        worker.rate = worker.base_hours + freed + worker.overtime
        worker.in_hand = case.id
    worker.started = s.now
    worker.working = True
    return cases(s, worker.in_hand)


@jit
def put_down(s: State, worker: Worker) -> None:
    """Suspend the task in hand; what is done of it stays done."""
    if not worker.working:
        return
    worker.working = False
    case = cases(s, worker.in_hand)
    spent = s.now - worker.started
    count_work(s, worker, spent)
    done = min(spent * worker.rate, case.hours_left)
    case.hours += done
    case.hours_left -= done
    worker.serve_event = -1
    urgent(s, STOP_SERVING, worker.id, 0)


@jit
def count_work(s: State, worker: Worker, days: float) -> None:
    """Note hours worked and the overtime among them."""
    row = teamwork.tally(s, teams(s, worker.team))
    row.worked_hours += days * worker.rate
    row.overtime_hours += days * worker.overtime


@jit
def submit(s: State, worker: Worker, case: Case) -> None:
    """Put a case's ready task into the queue."""
    case.order = s.next_order
    s.next_order += 1
    case.queue_child = case.queue_next = -1
    worker.queue = meld(s, worker.queue, case.id)
    worker.hours_waiting += case.hours_left
    wake(s, worker)


@jit
def wake(s: State, worker: Worker) -> None:
    """End a rest, if there is one to end."""
    if worker.resting and not worker.absent:
        worker.resting = False
        prompt(s, REST_ENDS, worker.id)


# ---- cases held --------------------------------------------------------------------------------


@jit
def accepting(worker: Worker) -> bool:
    """Whether the worker can be given cases: present, and staying."""
    return not (worker.absent or worker.leaving or worker.gone)


@inlined
def caseload_per_fte(worker: Worker) -> float:
    """Open cases for each full-time equivalent."""
    return worker.n_cases / worker.fte


@inlined
def take_on(s: State, worker: Worker, case: Case) -> None:
    """Hold a case from now on."""
    case.worker = worker.id
    case.before, case.after = worker.last_case, -1
    if worker.last_case >= 0:
        cases(s, worker.last_case).after = case.id
    else:
        worker.first_case = case.id
    worker.last_case = case.id
    worker.n_cases += 1
    weigh(s, worker)
    teams(s, worker.team).open_cases += 1
    if case.ready:
        submit(s, worker, case)


@inlined
def release(s: State, worker: Worker, case: Case) -> None:
    """Let a case go that is closed, or moves to another team."""
    if case.before >= 0:
        cases(s, case.before).after = case.after
    else:
        worker.first_case = case.after
    if case.after >= 0:
        cases(s, case.after).before = case.before
    else:
        worker.last_case = case.before
    worker.n_cases -= 1
    teams(s, worker.team).open_cases -= 1
    weigh(s, worker)


@jit
def weigh(s: State, worker: Worker) -> None:
    """Add the weights up afresh, so that no rounding builds up over the years."""
    if s.equal_weights:
        worker.caseload = worker.n_cases * s.weight
    else:
        total, held = 0.0, worker.first_case
        while held >= 0:
            case = cases(s, held)
            total += stages(s, case.stage).weight
            held = case.after
        worker.caseload = total
    worker.load = worker.caseload / worker.share
    rank(s, worker)


@jit
def hand_over(s: State, worker: Worker) -> None:
    """Give all cases to colleagues."""
    put_down(s, worker)
    worker.in_hand = worker.queue = -1
    worker.hours_waiting = 0.0
    team = teams(s, worker.team)
    held = worker.first_case
    team.open_cases -= worker.n_cases
    worker.first_case = worker.last_case = -1
    worker.n_cases = 0
    worker.caseload = worker.load = 0.0
    while held >= 0:
        case = cases(s, held)
        held = case.after
        teamwork.reallocate(s, team, case)


# ---- pressure ----------------------------------------------------------------------------------


@inlined
def sickness_ratio(s: State, worker: Worker, role: Role) -> float:
    """Rate of sickness now as a multiple of the base rate."""
    effect = retention.pressure(
        s, worker, role.sick_effect, role.sick_reference, role.sick_log_support
    )
    return min(exp(effect), role.sick_max_ratio)


# ---- coming and going --------------------------------------------------------------------------


@jit
def grow(s: State, worker: Worker) -> None:
    """Set productivity and protected caseload by experience; done once a week."""
    age = (s.now - worker.qualified) / s.newly_qualified_days
    grown = 1.0 if age >= 1.0 else age
    productivity = s.productivity + (1.0 - s.productivity) * grown
    worker.base_hours = worker.fte * s.base_hours * productivity
    worker.share = worker.fte * (s.protected_share + (1.0 - s.protected_share) * grown)
    worker.load = worker.caseload / worker.share
    rank(s, worker)


@jit
def newly_qualified(s: State, worker: Worker) -> bool:
    """Whether the period after qualifying is still running."""
    return s.now - worker.qualified < s.newly_qualified_days


@inlined
def go_absent(s: State, worker: Worker) -> None:
    """Stop working for a while."""
    put_down(s, worker)
    worker.absent = True
    rank(s, worker)
    teamwork.refresh(s, teams(s, worker.team))


@inlined
def come_back(s: State, worker: Worker) -> None:
    """Work again."""
    team = teams(s, worker.team)
    worker.absent = False
    rank(s, worker)
    teamwork.refresh(s, team)
    wake(s, worker)
    teamwork.allocate_waiting(s, team)


@jit
def depart(s: State, worker: Worker) -> None:
    """Leave for good; the cases stay in the team."""
    put_down(s, worker)
    worker.gone = True
    rank(s, worker)
    teamwork.remove(s, teams(s, worker.team), worker)
    hand_over(s, worker)
