"""A social worker post and all who hold it, one after the other; the lives of all posts."""

from __future__ import annotations

from sim.compiled import absence, agency, caseworker, recruitment, retention, support
from sim.compiled import team as teamwork
from sim.compiled.allocation import rank
from sim.compiled.events import (
    INTERRUPT_LIFE,
    LIFE,
    START_COVER,
    START_LIFE,
    START_SERVING,
    end_process,
    timeout,
    urgent,
)
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Post, State, Worker, roles, teams, workers
from sim.compiled.recruitment import CONVERTED, HIRE_EXPERIENCED, HOLDER_BITS, REMOVED
from sim.compiled.retention import LEAVING, OVER, RESIGNATION, ROUND


@jit
def open_post(s: State, post: Post) -> None:
    """Begin the post's life; whoever is in it already stays."""
    urgent(s, START_LIFE, post.id, 0)


# ---- the post's life ---------------------------------------------------------------------------


@jit
def live(s: State, post: Post) -> None:
    """Be held, fall vacant, be filled again, until the post is removed."""
    if not post.funded:  # since the day on which it opened
        post.life = OVER
        end_process(s)
        return
    if post.worker >= 0 and not workers(s, post.worker).agency:
        retention.resignation(s, post)
        return
    if post.role < 0:
        post.vacancies += 1
        post.turn = 0
        post.cover = agency.LAG
        urgent(s, START_COVER, post.id, 0)
    newly_qualified = recruitment.recruit(s, post)
    if newly_qualified >= 0:
        fill(s, post, newly_qualified)


@jit
def life_event(s: State, post: Post) -> None:
    """What the post's life waited for has come."""
    if post.life == ROUND:
        recruitment.round_over(s, post)
    elif post.life == RESIGNATION:
        may_resign(s, post)
    elif post.life == LEAVING:
        leave(s, post)
    else:
        fill(s, post, recruitment.recruited(s, post))


@jit
def fill(s: State, post: Post, newly_qualified: int) -> None:
    """Somebody permanent sits here from now on."""
    if post.role < 0:
        agency.stop(s, post)
        if post.worker >= 0:
            end_agency(s, post)
    start(s, post, newly_qualified)
    retention.resignation(s, post)


@jit
def may_resign(s: State, post: Post) -> None:
    """Give notice, or not, at a moment at which the worker could."""
    if not retention.resigns(s, post):
        post.attempt += 1
        retention.await_resignation(s, post)
        return
    worker = workers(s, post.worker)
    if post.role < 0:
        worker.leaving = True
        rank(s, worker)
    post.life = LEAVING
    days = retention.notice_days(s, worker, roles(s, post.role + 1))
    post.life_event = timeout(s, days, LIFE, post.id)


@inlined
def leave(s: State, post: Post) -> None:
    """The notice is over."""
    if post.role < 0:
        flows = teamwork.tally(s, teams(s, post.team))
        flows.leavers += 1
        flows.leavers_fte += workers(s, post.worker).fte
    vacate(s, post)
    live(s, post)


@jit
def interrupt_life(s: State, post: Post, cause: int) -> None:
    """Somebody is hired outside the rounds, or the post is removed."""
    if post.life == OVER:
        return
    filling = not (post.life == RESIGNATION or post.life == LEAVING)  # noqa: PLR1714
    post.life_event = -1
    recruitment.withdraw(s, post)
    if cause == REMOVED:
        if filling and post.role < 0:
            agency.stop(s, post)
        post.life = OVER
        end_process(s)
    elif cause == CONVERTED:
        convert(s, post)
        retention.resignation(s, post)
    else:
        fill(s, post, cause - HIRE_EXPERIENCED)


@jit
def start(s: State, post: Post, newly_qualified: int) -> None:
    """A permanent worker starts."""
    if post.role >= 0:
        support.seat(s, post, False)
        return
    qualified = s.now if newly_qualified else s.now - s.newly_qualified_days
    teamwork.tally(s, teams(s, post.team)).starters += 1
    seat(s, post, qualified, False, False)


@inlined
def convert(s: State, post: Post) -> None:
    """The agency worker takes the permanent post."""
    workers(s, post.worker).agency = False
    teamwork.tally(s, teams(s, post.team)).starters += 1


@inlined
def start_agency(s: State, post: Post) -> None:
    """An agency worker starts; they are experienced."""
    teamwork.tally(s, teams(s, post.team)).agency_starters += 1
    seat(s, post, s.now - s.newly_qualified_days, True, False)


@jit
def end_agency(s: State, post: Post) -> None:
    """The agency worker goes."""
    vacate(s, post)


@jit
def new_person(s: State, post: Post, number: int, from_start: bool) -> Worker:
    """A person in a post; nobody's place is used twice, so that all can be told apart."""
    worker = workers(s, s.n_workers)
    worker.id = s.n_workers
    s.n_workers += 1
    worker.post = post.id
    worker.place = post.place
    worker.team = post.team
    worker.role = post.role
    worker.name = post.name
    worker.number = (post.number << HOLDER_BITS) + number
    worker.fte = post.fte
    worker.from_start = from_start
    worker.agency = worker.absent = worker.leaving = worker.gone = worker.working = False
    worker.resting = worker.sick_opening = False
    worker.first_case = worker.last_case = worker.queue = worker.in_hand = -1
    worker.n_cases = 0
    worker.caseload = worker.load = worker.hours_waiting = 0.0
    worker.rate = worker.overtime = worker.started = 0.0
    worker.serve_event = -1
    return worker


@jit
def seat(s: State, post: Post, qualified: float, by_agency: bool, from_start: bool) -> None:
    """Put a new person into the post."""
    if by_agency:
        post.agency_holders += 1
        worker = new_person(s, post, post.agency_holders, from_start)
        worker.name = post.agency_name
    else:
        post.holders += 1
        worker = new_person(s, post, post.holders, from_start)
    worker.agency = by_agency
    worker.qualified = qualified
    caseworker.grow(s, worker)
    urgent(s, START_SERVING, worker.id, 0)
    post.worker = worker.id
    absence.absence(s, worker)
    teamwork.add(s, teams(s, post.team), worker)


@jit
def vacate(s: State, post: Post) -> None:
    """The person in the post goes; colleagues take the cases."""
    worker = post.worker
    post.worker = -1
    if worker < 0:
        return
    if post.role >= 0:
        support.depart(s, post, workers(s, worker))
    else:
        caseworker.depart(s, workers(s, worker))


@jit
def remove(s: State, post: Post) -> None:
    """The post is no longer funded; its holder goes elsewhere, which is no resignation."""
    post.funded = False
    recruitment.withdraw(s, post)
    urgent(s, INTERRUPT_LIFE, post.id, REMOVED)
    vacate(s, post)
    if post.role >= 0:
        support.leave_teams(s, post)


@inlined
def shrink(s: State, post: Post, fte: float) -> None:
    """Part of the post is no longer funded."""
    post.fte = fte
    if post.role >= 0:
        support.presence_changes(s, post)
        return
    if post.worker >= 0:
        worker = workers(s, post.worker)
        worker.fte = fte
        caseworker.grow(s, worker)
    teamwork.refresh(s, teams(s, post.team))


@inlined
def removal_class(s: State, post: Post) -> int:
    """Vacant posts go first, then those that agency workers cover."""
    if post.worker < 0:
        return 0
    return 1 if workers(s, post.worker).agency else 2
