"""Support staff: posts that hold no cases and free hours in the teams they serve."""

from __future__ import annotations

from sim.compiled import absence
from sim.compiled import posts as seats
from sim.compiled import team as teamwork
from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Post, State, Worker, parts, posts, team_support, teams


@inlined
def go_absent(s: State, worker: Worker) -> None:
    """Stop working for a while."""
    worker.absent = True
    presence_changes(s, posts(s, worker.post))


@inlined
def come_back(s: State, worker: Worker) -> None:
    """Work again."""
    worker.absent = False
    presence_changes(s, posts(s, worker.post))


@jit
def create(s: State, post: Post) -> None:
    """A post is funded from now on: its teams count on it."""
    post.funded = True
    for i in range(post.parts, post.parts + post.n_parts):
        part = parts(s, i)
        team = teams(s, part.team)
        place = team_support(s, team.support + team.n_support)
        place.post = post.id
        place.part = part.part
        team.n_support += 1


@jit
def seat(s: State, post: Post, from_start: bool) -> None:
    """Put a new person into the post."""
    post.holders += 1
    worker = seats.new_person(s, post, post.holders, from_start)
    absence.absence(s, worker)
    post.worker = worker.id
    presence_changes(s, post)


@inlined
def depart(s: State, post: Post, worker: Worker) -> None:
    """The person in the post goes."""
    worker.gone = True
    presence_changes(s, post)


@inlined
def leave_teams(s: State, post: Post) -> None:
    """The teams no longer count on the post."""
    for i in range(post.parts, post.parts + post.n_parts):
        team = teams(s, parts(s, i).team)
        place = team.support
        while team_support(s, place).post != post.id:
            place += 1
        team.n_support -= 1
        while place < team.support + team.n_support:
            later = team_support(s, place + 1)
            one = team_support(s, place)
            one.post = later.post
            one.part = later.part
            place += 1


@jit
def presence_changes(s: State, post: Post) -> None:
    """Tell the teams."""
    for i in range(post.parts, post.parts + post.n_parts):
        teamwork.refresh(s, teams(s, parts(s, i).team))
