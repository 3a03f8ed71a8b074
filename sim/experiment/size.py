"""How big a run will be, so that an impossible one is refused before it starts."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, MachineError
from sim.record import STAGE_ROW, WEEKLY
from sim.results.indices import INDEX_MEASURES
from sim.results.measures import MEASURES
from sim.scenario.plan import Plan

MOST_CASES = 20_000_000
"""Children's cases in one replication; all of England's referrals over some thirty years."""

MOST_CENSUS_ROWS = 10_000_000
"""Weeks times teams in one replication; about 3 GB of memory."""

_ROW_BYTES = 8 * len(WEEKLY) + 8
_YEARLY_BYTES = 40 + 3 * 32
"""A block of posts in a financial year, and the lines that it has in the accounts."""
_STAGES_A_CASE = 3
_COPIES = 3  # pieces, parts of the tables, and the tables
_VALUE_BYTES = 8
_PERIODS_A_WEEK = 13 / 52  # months and financial years
_MORE_PERIODS = 5  # those cut short at both ends, and the last week
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Size:
    """What a run will take, by its plan.

    Attributes:
        cases: Children's cases expected in one replication.
        census_rows: Weeks times teams.
        summary_values: Measures, at most, of all units in all months and years.
        replications: How many replications.
        with_cases: Whether a row per stage of each case is kept.
        yearly_rows: Financial years times blocks of posts.
    """

    cases: float
    census_rows: int
    summary_values: float
    replications: int
    with_cases: bool
    yearly_rows: float = 0.0

    @property
    def disk_bytes(self) -> float:
        """The most that the results take on disk while they are made.

        The values of the summary wait on disk when only the tables are left of the copies.
        """
        rows = self.cases * _STAGES_A_CASE * STAGE_ROW.itemsize if self.with_cases else 0.0
        copy = self.census_rows * _ROW_BYTES + self.yearly_rows * _YEARLY_BYTES + rows
        return self.replications * max(_COPIES * copy, copy + self.summary_values * _VALUE_BYTES)


def size_of(plan: Plan, replications: int, with_cases: bool) -> Size:
    """The size of a run of which one replication's plan is known."""
    referrals = sum(float(team.expected_referrals[-1]) for team in plan.teams)
    opened = referrals * plan.children.mean * (1.0 + _returns(plan))
    held = sum(part.cases for team in plan.teams for part in team.opening)
    weeks, teams = len(plan.week_closes), len(plan.teams)
    units = 2 * teams + 1  # as many groups as teams at most, and the service
    periods = weeks * _PERIODS_A_WEEK + _MORE_PERIODS
    values = len(MEASURES + INDEX_MEASURES) * units * periods
    yearly = (weeks / 52 + 2) * plan.n_blocks
    return Size(opened + held, weeks * teams, values, replications, with_cases, yearly)


def _returns(plan: Plan) -> float:
    """How often a child comes back, at most: without end, or as often as the run has time for."""
    back, wait = plan.return_probability, plan.return_delay.mean
    without_end = back / (1.0 - back)  # scenarios keep the probability well below 1
    return min(without_end, plan.n_days / wait) if wait > 0.0 else without_end


def refuse_impossible(size: Size) -> None:
    """Stop a run of which one replication is too big for any machine.

    Raises:
        InputError: With the estimate.
    """
    if not size.cases <= MOST_CASES:
        raise InputError(
            problem=f"each replication would handle about {size.cases:,.0f} children's cases; "
            f"at most {MOST_CASES:,} can be simulated.",
            remedy="Lower the referrals, their growth or the length of the run.",
            key="demand.referrals_per_week",
        )
    if size.census_rows > MOST_CENSUS_ROWS:
        raise InputError(
            problem=f"weeks times teams come to {size.census_rows:,}; "
            f"at most {MOST_CENSUS_ROWS:,} can be kept.",
            remedy="Shorten the run.",
            key="run.end",
        )


def refuse_small_disk(size: Size, folder: Path) -> None:
    """Stop a run whose results the disk has no room for.

    Args:
        size: What the run will take.
        folder: An existing folder on the disk that takes the results.

    Raises:
        MachineError: With the estimate.
    """
    free = shutil.disk_usage(folder).free
    if size.disk_bytes > free:
        raise MachineError(
            f"The results need up to {size.disk_bytes / _MB:,.0f} MB and {folder} has"
            f" {free / _MB:,.0f} MB left. Make room, ask for fewer replications, or choose"
            " another disk with --out."
        )
