"""What an engine needs: plain numbers, in working days and hours, drawn for one replication.

A :class:`Plan` is a scenario with everything looked up: names are places in tuples, rates are
per working day, dates are times, distributions are samplers. Two engines that are given the
same Plan must give the same Record.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from sim.samplers import Sampler

Floats = npt.NDArray[np.float64]
NEVER = inf


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage of the pathway.

    Attributes:
        name: Its name in the scenario.
        kind: Place of the team kind that does its work, in :attr:`Plan.kinds`.
        tasks: Number of tasks.
        task_hours: Hours of a task of a first child.
        external_delay: Working days between two tasks.
        external_delay_residual: What is left of a delay found in progress.
        first_due: Working days in which the first task is due.
        task_due: Working days in which later tasks are due.
        seen_limit: Working days from referral within which the first task counts as in time;
            NEVER where it is not measured.
        completion_limit: The same for the whole stage.
        weight: What a case counts in allocation.
        route_ends: Cumulative probabilities of going on, in the order of ``routes``.
        routes: Places of the next stages in :attr:`Plan.stages`.
    """

    name: str
    kind: int
    tasks: Sampler
    task_hours: Sampler
    external_delay: Sampler
    external_delay_residual: Sampler
    first_due: float
    task_due: float
    seen_limit: float
    completion_limit: float
    weight: float
    route_ends: tuple[float, ...]
    routes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """Cases of one stage that a team holds on the first day.

    Attributes:
        stage: Place of the stage.
        cases: How many.
        with_worker: Probability that a case waits for its worker and not for others.
        origins: Places of the teams that took the referrals in.
        origin_ends: Their cumulative probabilities.
    """

    stage: int
    cases: int
    with_worker: float
    origins: tuple[int, ...]
    origin_ends: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team.

    Attributes:
        name: Its name in the scenario.
        kind: Place of its kind in :attr:`Plan.kinds`.
        post_ftes: FTE of each social worker post, in order.
        vacant_posts: How many of the last posts are vacant on the first day.
        agency_posts: How many of the posts before those are covered by agency workers.
        opening: Open cases on the first day, by stage.
        dormant: Closed cases that will come back, as if the service had always run.
        entry: Place of the stage in which referrals start.
        expected_referrals: Expected referrals from the start to the end of each day; its first
            element is 0. Referral k comes when this reaches the sum of k unit exponentials.
        transfers: For each kind, the places of the teams to which cases go and the cumulative
            probabilities.
        delay_ratio: External delays as a multiple, by day and for the end of the run.
        return_ratio: Re-referrals as a multiple, by day.
        leaving_ratio: Resignations as a multiple, by day.
        hiring_ratio: Chance of a recruitment round as a multiple, by day.
    """

    name: str
    kind: int
    post_ftes: tuple[float, ...]
    vacant_posts: int
    agency_posts: int
    opening: tuple[OpeningPlan, ...]
    dormant: int
    entry: int
    expected_referrals: Floats
    transfers: tuple[tuple[tuple[int, ...], tuple[float, ...]], ...]
    delay_ratio: list[float]
    return_ratio: list[float]
    leaving_ratio: list[float]
    hiring_ratio: list[float]


@dataclass(frozen=True, slots=True)
class LeavingPlan:
    """Resignation: rate = base x exp(effect) up to ``max_ratio`` times base.

    Attributes:
        rate: Base rate a working day.
        notice: Working days of notice.
        caseload_effect: Change of log rate for each case per FTE over ``reference``.
        reference: Caseload per FTE at which the rate is the base rate.
        log_support: Change of log rate under full support.
        log_newly_qualified: Change of log rate for newly qualified workers.
        max_ratio: The clip, as a multiple of the base rate.
    """

    rate: float
    notice: Sampler
    caseload_effect: float = 0.0
    reference: float = 0.0
    log_support: float = 0.0
    log_newly_qualified: float = 0.0
    max_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class SicknessPlan:
    """Spells of absence; the rate works as in :class:`LeavingPlan`.

    Attributes:
        rate: Base rate a working day of a person who is present.
        short: Working days of a short spell.
        long: Working days of a long spell.
        long_share: Share of spells that is long.
        absent_at_start: Probability of being away at any moment, at the base rate.
        long_at_start: Probability that a spell in progress is a long one.
        short_residual: What is left of a short spell found in progress.
        long_residual: What is left of a long spell found in progress.
        reallocate_after: Working days of a spell after which cases go to colleagues.
        caseload_effect: As in :class:`LeavingPlan`.
        reference: As in :class:`LeavingPlan`.
        log_support: As in :class:`LeavingPlan`.
        max_ratio: As in :class:`LeavingPlan`.
    """

    rate: float
    short: Sampler
    long: Sampler
    long_share: float
    absent_at_start: float
    long_at_start: float
    short_residual: Sampler
    long_residual: Sampler
    reallocate_after: float = NEVER
    caseload_effect: float = 0.0
    reference: float = 0.0
    log_support: float = 0.0
    max_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class HiringPlan:
    """Recruitment rounds.

    Attributes:
        round_days: Working days of a round.
        success: Probability that a round succeeds.
        start: Working days from acceptance to the first day of work.
        newly_qualified: Probability that a hire is newly qualified.
    """

    round_days: float
    success: float
    start: Sampler
    newly_qualified: float = 0.0


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """Agency cover, see :class:`sim.scenario.schema.Agency`; times in working days."""

    lag: Sampler
    cap: float
    stay: Sampler
    stay_residual: Sampler
    conversion: float


@dataclass(frozen=True, slots=True)
class SocialWorkerPlan:
    """The case-holding role; hours a working day of a full-time worker.

    Attributes:
        base_hours: Contract hours less non-case hours.
        delegable_hours: The most that support frees.
        max_overtime: The most that a worker works over contract.
        overtime_response: Overtime for each hour waiting.
        newly_qualified_opening: Share of permanent workers newly qualified on the first day.
        newly_qualified_days: Working days until a worker counts as experienced.
        productivity: Productivity on the first day after qualifying.
        protected_share: Share of a full caseload on that day.
        leaving: Resignations.
        sickness: Absence.
        hiring: Recruitment.
        agency: Agency cover.
    """

    base_hours: float
    delegable_hours: float
    max_overtime: float
    overtime_response: float
    newly_qualified_opening: float
    newly_qualified_days: float
    productivity: float
    protected_share: float
    leaving: LeavingPlan
    sickness: SicknessPlan
    hiring: HiringPlan
    agency: AgencyPlan


@dataclass(frozen=True, slots=True)
class SupportRolePlan:
    """A support role.

    Attributes:
        name: Its name in the scenario.
        freed_hours: Hours a working day freed for a full-time worker under full coverage, by
            kind of team, suitability and take-up counted.
        suitability: How far the role suits each kind of team.
        workers_per_fte: Social worker FTE that one full-time post covers fully.
        leaving: Resignations.
        sickness: Absence.
        hiring: Recruitment.
    """

    name: str
    freed_hours: tuple[float, ...]
    suitability: tuple[float, ...]
    workers_per_fte: float
    leaving: LeavingPlan
    sickness: SicknessPlan
    hiring: HiringPlan


@dataclass(frozen=True, slots=True)
class SupportPlan:
    """Support posts of one role at one place.

    Attributes:
        name: Name for the keys of random numbers, from place and role.
        role: Place of the role in :attr:`Plan.support_roles`.
        post_ftes: FTE of each post funded on the first day.
        parts: Places of the teams served, and the part of each post that each team gets.
    """

    name: str
    role: int
    post_ftes: tuple[float, ...]
    parts: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class PostChange:
    """Posts added or removed.

    Attributes:
        time: When.
        intervention: Name of the intervention.
        team: Place of a team for social worker posts, or -1.
        support: Place in :attr:`Plan.support` for support posts, or -1.
        post_ftes: FTE of each post added; empty for a removal.
        removed_fte: FTE removed.
        filled: Whether new posts are filled at once.
    """

    time: float
    intervention: str
    team: int
    support: int
    post_ftes: tuple[float, ...] = ()
    removed_fte: float = 0.0
    filled: bool = False


@dataclass(frozen=True, slots=True)
class AllocationPlan:
    """Who gets a case from ``time`` on.

    Attributes:
        time: When this begins to hold.
        policy: ``least_loaded``, ``round_robin`` or ``random``.
        cap: Nobody at or above this weighted caseload per FTE gets a case.
    """

    time: float
    policy: str
    cap: float


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """People ready to start.

    Attributes:
        time: When.
        role: Place of a support role, or -1 for social workers.
        number: How many.
        newly_qualified: Whether they are.
    """

    time: float
    role: int
    number: int
    newly_qualified: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One replication of a scenario, ready to simulate.

    Attributes:
        seed: Seed of the run.
        replication: Number of the replication.
        n_days: Working days of the run.
        week_closes: Times of the census.
        kinds: Kinds of team.
        teams: The teams.
        stages: The stages.
        children: Size of a sibling group.
        sibling_work: Work of each further child, as a share of the first child's.
        first_child_share: Share of children who are the first of their group.
        return_probability: Probability that a closed case is referred again.
        return_delay: Working days from closure to the new referral.
        return_residual: What is left of that for a case closed before the run began.
        handover_hours: Extra work after a change of worker.
        social_worker: The case-holding role.
        support_roles: Support roles.
        support: Support posts.
        allocations: Allocation rules in the order of time; the first holds from the start.
        post_changes: Posts added or removed, in the order of time.
        cohorts: People ready to start, in the order of time.
        bands: Where the manageable, high and over bands begin, in whole cases per FTE.
    """

    seed: int
    replication: int
    n_days: int
    week_closes: Floats
    kinds: tuple[str, ...]
    teams: tuple[TeamPlan, ...]
    stages: tuple[StagePlan, ...]
    children: Sampler
    sibling_work: float
    first_child_share: float
    return_probability: float
    return_delay: Sampler
    return_residual: Sampler
    handover_hours: float
    social_worker: SocialWorkerPlan
    support_roles: tuple[SupportRolePlan, ...]
    support: tuple[SupportPlan, ...]
    allocations: tuple[AllocationPlan, ...]
    post_changes: tuple[PostChange, ...]
    cohorts: tuple[CohortPlan, ...]
    bands: tuple[int, int, int]

    @property
    def first_added_block(self) -> int:
        """Blocks of posts are counted by team, then by place of support, then by change."""
        return len(self.teams) + len(self.support)

    @property
    def n_blocks(self) -> int:
        """How many blocks of posts there are, those of changes that only remove included."""
        return self.first_added_block + len(self.post_changes)
