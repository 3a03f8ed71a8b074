"""The state of a run as flat records: the attributes of the classes in sim.model, by their names.

A reference to another thing is its place in its pool, -1 for none. Lists are linked through the
records themselves where things come and go.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numba.core import types
from numba.np.numpy_support import from_dtype

from sim.compiled.jit import KINDS, column, pool
from sim.record import POSTS_ROW, STAGE_ROW, WEEKLY

LINE = 64
"""Bytes of a cache line."""


def _layout(**fields: str) -> np.dtype[Any]:
    """A record of numbers: for each kind of number the names, parted by blanks."""
    return np.dtype(
        [(name, kind) for kind, names in fields.items() for name in names.split()], align=True
    )


def _lines(*parts: np.dtype[Any]) -> np.dtype[Any]:
    """A record whose parts lie in cache lines of their own, so that few need to be fetched."""
    fields: dict[str, list[Any]] = {"names": [], "formats": [], "offsets": []}
    size = 0
    for part in parts:
        for name, (kind, offset, *_) in (part.fields or {}).items():
            fields["names"].append(name)
            fields["formats"].append(kind)
            fields["offsets"].append(size + offset)
        size += -(-part.itemsize // LINE) * LINE
    return np.dtype({**fields, "itemsize": size}, align=True)  # type: ignore[call-overload]


STATE = _layout(
    f8="""
        now end slots_a_day cap weight
        sibling_work first_child_share return_probability handover_hours
        base_hours delegable_hours max_overtime overtime_response
        newly_qualified_opening newly_qualified_days productivity protected_share
        agency_cap agency_conversion
    """,
    i8="""
        seed replication numbered next_order weeks week started fault
        policy equal_weights n_teams n_roles n_support n_changes n_blocks next_change
        manageable_from high_from over_from
        children return_delay return_residual agency_lag agency_stay agency_stay_residual
        kind_names most_children
        heap heap_size slots slot last_slot laters free_later planned planned_room
        urgent urgent_first urgent_last urgent_mask
        prompt prompt_first prompt_last prompt_mask
        workers n_workers workers_room cases free_cases n_free_cases families free_families
        holders posts first_support_post n_posts parts teams ranks team_workers team_support roles
        ready stages openings changes samplers floats ints rows n_rows rows_room weekly blocks left
    """,
)
"""Everything of a run; see :class:`sim.model.service.Service`. Names of pools are addresses."""

EVENT = _layout(f8="time", i8="key")
"""Something that is going to happen: when, and which: see :mod:`sim.compiled.events`."""

LATER = _layout(f8="time", i8="key", i4="after")
"""The same in a later slot; ``after`` links the slot, or what is free. Place 0 stays empty and ends
all links, so that slots begin as zeros, which cost nothing."""

SLOT = _layout(i4="first")

PROMPT = _layout(i8="number", i4="kind who cause")
"""The same, at this moment."""

PERSON = _layout(
    f8="""
        fte qualified caseload hours_waiting rate overtime started base_hours share load sick_days
    """,
    i8="name number serve_event sick_attempt",
    i4="""
        id post place team role first_case last_case n_cases queue in_hand sick_state
    """,
    i1="agency from_start absent leaving gone working resting sick_opening",
)
"""A social worker or a support worker (``role`` is -1 or the place of the support role)."""

CASE = _lines(
    _layout(
        f8="due hours_left entered hours",
        i8="order",
        i4="queue_child queue_next stage worker task tasks",
    ),
    _layout(
        f8="work extra_hours hours_1 delay_0 delay_1",
        u4="name key",
        i4="place team family",
        i1="ready opening",
    ),
    _layout(f8="referred first_done", i4="id child moved_from allocations changes before after"),
)
"""A child's case. ``key`` is the number word of its draws, ``work`` its hours relative to a
first child's; ``before`` and ``after`` link the worker's cases or the waiting list."""

FAMILY = _layout(i8="name number", i4="id origin cases after")
"""A family; ``cases`` is how many of its cases can still matter."""

HOLDER = _layout(i4="worker")

POST = _layout(
    f8="fte",
    i8="name agency_name number life_event cover_event attempt turn",
    i4="""
        id team support role place block worker holders agency_holders vacancies
        life cover vacant_before vacant_after parts n_parts
    """,
    i1="funded vacant",
)
"""A funded seat; ``life`` and ``cover`` say what its two processes wait for."""

PART = _layout(f8="part", i4="team post")
"""The part of a support post that a team gets."""

TEAM = _layout(
    f8="freed_hours coverage hours_a_day counted_to reached last_expected",
    i8="name opening_name dormant_name referral day",
    i4="""
        id kind posts n_posts vacant_posts agency_posts entry dormant openings n_openings
        workers n_workers ranks leaves support n_support
        first_waiting last_waiting n_waiting open_cases absent_heads turn week transfers
        expected delay_ratio return_ratio leaving_ratio hiring_ratio
    """,
)

RANK = _layout(f8="load", i4="able")
"""A node of a team's tree: see :mod:`sim.compiled.allocation`."""

ROLE = _layout(
    f8="""
        leaving_rate leaving_effect leaving_reference leaving_log_support
        leaving_log_newly_qualified leaving_max_ratio
        sick_rate long_share absent_at_start long_at_start reallocate_after sick_effect
        sick_reference sick_log_support sick_max_ratio
        round_days success newly_qualified workers_per_fte present
    """,
    i4="""
        notice short long short_residual long_residual start freed_hours suitability
        first_ready n_ready first_vacant last_vacant
    """,
)
"""A role's plan and its pipeline; place 0 is the social workers', support roles follow."""

STAGE = _layout(
    f8="first_due task_due seen_limit completion_limit weight",
    i4="""
        kind tasks task_hours external_delay external_delay_residual n_routes routes route_ends
        found_ends_0 found_ends_1 found_counts n_found found_fixed_0 found_fixed_1 never_away
    """,
)

OPENING = _layout(f8="with_worker", i4="stage cases origins origin_ends n_origins")

CHANGE = _layout(
    f8="time removed_fte cap",
    i4="kind team support posts n_posts filled policy role number newly_qualified",
)

SAMPLER = _layout(f8="a b c", i4="kind xs ys slopes size")

ROW = STAGE_ROW
WEEK = np.dtype([(one.name, one.dtype) for one in WEEKLY])

events = pool(STATE, "heap", EVENT)
laters = pool(STATE, "laters", LATER)
slots = pool(STATE, "slots", SLOT)
urgents = pool(STATE, "urgent", PROMPT)
prompts = pool(STATE, "prompt", PROMPT)
workers = pool(STATE, "workers", PERSON)
cases = pool(STATE, "cases", CASE)
families = pool(STATE, "families", FAMILY)
holders = pool(STATE, "holders", HOLDER)
posts = pool(STATE, "posts", POST)
parts = pool(STATE, "parts", PART)
teams = pool(STATE, "teams", TEAM)
ranks = pool(STATE, "ranks", RANK)
team_workers = pool(STATE, "team_workers", HOLDER)
team_support = pool(STATE, "team_support", PART)
roles = pool(STATE, "roles", ROLE)
ready = pool(STATE, "ready", HOLDER)
stages = pool(STATE, "stages", STAGE)
openings = pool(STATE, "openings", OPENING)
changes = pool(STATE, "changes", CHANGE)
samplers = pool(STATE, "samplers", SAMPLER)
rows = pool(STATE, "rows", ROW)
weekly = pool(STATE, "weekly", WEEK)
blocks = pool(STATE, "blocks", POSTS_ROW)
left = pool(STATE, "left", HOLDER)
floats = column(STATE, "floats", types.float64)
ints = column(STATE, "ints", types.int64)

# Records as functions of the kernel see them; for type checkers anything.
State: TypeAlias = Any
Event: TypeAlias = Any
Worker: TypeAlias = Any
Case: TypeAlias = Any
Family: TypeAlias = Any
Post: TypeAlias = Any
Team: TypeAlias = Any
Role: TypeAlias = Any
Stage: TypeAlias = Any
Part: TypeAlias = Any
Change: TypeAlias = Any
Sampler: TypeAlias = Any
Week: TypeAlias = Any
KINDS |= {
    name: from_dtype(dtype)
    for name, dtype in {
        "State": STATE,
        "Event": EVENT,
        "Worker": PERSON,
        "Case": CASE,
        "Family": FAMILY,
        "Post": POST,
        "Team": TEAM,
        "Role": ROLE,
        "Stage": STAGE,
        "Part": OPENING,
        "Change": CHANGE,
        "Sampler": SAMPLER,
        "Week": WEEK,
    }.items()
}
