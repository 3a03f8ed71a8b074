"""What a replication leaves behind: the contract between engines and everything after them.

A :class:`Record` is plain data. All measures, costs and charts are pure functions of stored
Records; nothing is simulated again to make a report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt


class Column(NamedTuple):
    """One column of the weekly census.

    Attributes:
        name: Column name in weekly.parquet, unit as a suffix.
        kind: ``stock`` is the state at the close of the week; ``flow`` is summed over it.
        dtype: ``i8`` for counts, ``f8`` for FTE, hours and days.
        meaning: One sentence for the reader of the table.
    """

    name: str
    kind: Literal["stock", "flow"]
    dtype: Literal["i8", "f8"]
    meaning: str


WEEKLY = (
    Column("open_cases", "stock", "i8", "Cases held by a worker."),
    Column("unallocated_cases", "stock", "i8", "Cases waiting for a worker."),
    Column("establishment_fte", "stock", "f8", "Funded social worker posts."),
    Column("in_post_fte", "stock", "f8", "Posts filled by permanent social workers."),
    Column("agency_fte", "stock", "f8", "Posts covered by agency social workers."),
    Column("vacant_fte", "stock", "f8", "Posts neither filled nor covered."),
    Column("absent_fte", "stock", "f8", "Social workers in post or agency who are off sick."),
    Column("newly_qualified_fte", "stock", "f8", "Social workers still newly qualified."),
    Column("support_establishment_fte", "stock", "f8", "Funded support posts of the team."),
    Column("support_fte", "stock", "f8", "Support staff in post."),
    Column("support_present_fte", "stock", "f8", "Support staff in post and not absent."),
    Column("supported_fte", "stock", "f8", "Social workers present whom support covers."),
    Column("workers_in_band_low", "stock", "i8", "Workers whose caseload is under the band."),
    Column("workers_in_band_manageable", "stock", "i8", "Workers in the manageable band."),
    Column("workers_in_band_high", "stock", "i8", "Workers in the high band."),
    Column("workers_in_band_over", "stock", "i8", "Workers over the highest band."),
    Column("hours_waiting", "stock", "f8", "Hours of work waiting in the workers' queues."),
    Column("referrals", "flow", "i8", "Referrals (families) received, re-referrals included."),
    Column("re_referrals", "flow", "i8", "Referrals of a child whose case had been closed."),
    Column("cases_opened", "flow", "i8", "Children's cases opened by referrals."),
    Column("closures", "flow", "i8", "Cases closed."),
    Column("transfers_in", "flow", "i8", "Cases received from another team."),
    Column("transfers_out", "flow", "i8", "Cases passed to another team."),
    Column("starters", "flow", "i8", "Permanent social workers who started."),
    Column("leavers", "flow", "i8", "Permanent social workers who left."),
    Column("leavers_fte", "flow", "f8", "The same, as full-time equivalents."),
    Column("agency_starters", "flow", "i8", "Agency social workers who started."),
    Column("sick_days", "flow", "f8", "Working days lost to sickness by social workers."),
    Column("overtime_hours", "flow", "f8", "Hours worked over contract, owed as time off in lieu."),
    Column("worked_hours", "flow", "f8", "Hours spent on case work, overtime included."),
    Column("available_hours", "flow", "f8", "Hours of case work that workers present could give."),
    Column("seen", "flow", "i8", "Children first seen this week."),
    Column("seen_within_5_days", "flow", "i8", "Of these, within the limit of working days."),
    Column("assessments", "flow", "i8", "Assessments completed this week."),
    Column("assessments_within_45_days", "flow", "i8", "Of these, within the statutory limit."),
    Column("assessment_days", "flow", "f8", "Working days that these assessments took, summed."),
    Column("changes_of_worker", "flow", "i8", "Cases that changed social worker inside a team."),
)
"""The weekly census, one row per replication, week and team, in this order."""

POSTS_ROW = np.dtype([(name, "f8") for name in ("funded_fte", "in_post_fte", "agency_fte")])
"""A block of posts at the close of a week: funded, filled permanently, and covered by agency.

A block is what was funded together: a team's social worker posts of the first day, the support
posts of the first day in one place, or what one change of a plan adds; see
:attr:`sim.scenario.plan.Plan.n_blocks`.
"""

STAGE_ROW = np.dtype(
    [
        ("team", "i2"),
        ("stage", "i2"),
        ("family", "i8"),
        ("child", "i2"),
        ("visit", "i2"),
        ("tasks", "i4"),
        ("entered", "f8"),
        ("first_task_done", "f8"),
        ("ended", "f8"),
        ("hours", "f8"),
        ("changes_of_worker", "i2"),
        ("opening", "?"),
    ]
)
"""A finished stage of a case. Times are working days since the start of the run.

``family`` is the referral's number within its stream, ``child`` the place in the sibling
group, ``visit`` how many stages the case had been through before; ``opening`` marks cases
that were already open when the run began, whose ``entered`` is a negative estimate: the
external delays behind them, without the time they had waited for their worker.
"""


class Event(NamedTuple):
    """A past-tense fact in the log of a replay.

    Attributes:
        time: Working days since the start of the run.
        what: The fact's name, such as ``CaseOpened``.
        team: Name of the team.
        who: The case, worker or post it happened to.
        detail: Anything more, in words.
    """

    time: float
    what: str
    team: str
    who: str
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """One replication.

    Attributes:
        replication: Its number, from 0.
        weekly: Column name to an array of shape (weeks, teams), for every :data:`WEEKLY`.
        stages: Rows of :data:`STAGE_ROW`, in the order in which stages ended.
        event_count: Events the engine handled; a check that engines agree and a speed base.
        posts: Rows of :data:`POSTS_ROW`, shape (weeks, blocks).
        log: The events, if a replay asked for them.
    """

    replication: int
    weekly: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]]
    stages: npt.NDArray[np.void]
    event_count: int
    posts: npt.NDArray[np.void] = field(default_factory=lambda: np.zeros((0, 0), POSTS_ROW))
    log: list[Event] = field(default_factory=list)
