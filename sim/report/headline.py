"""The few sentences that a run ends with: caseload at start and end, and the budget."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.results.costs import BudgetLine
from sim.results.measures import SERVICE, WHOLE_SERVICE, TeamInfo, by_period, by_unit
from sim.results.store import read

if TYPE_CHECKING:
    import numpy.typing as npt

SHARES = (0.05, 0.5, 0.95)
"""The 90 % range of replications, and its middle."""


class Range(NamedTuple):
    """Where nine out of ten replications lie.

    Attributes:
        low: 5 % of replications are below.
        middle: Half of them are.
        high: 5 % are above.
    """

    low: float
    middle: float
    high: float


class Caseload(NamedTuple):
    """Caseload per full-time social worker of a reporting group.

    Attributes:
        unit: Name of the group, or of all of them together.
        first_week: At the close of the first week; None if nobody is there.
        last_week: At the close of the last.
    """

    unit: str
    first_week: Range | None
    last_week: Range | None


def caseloads(folder: Path) -> list[Caseload]:
    """Caseload per FTE at both ends of a run, for each reporting group and the service.

    Args:
        folder: A finished results folder.
    """
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    teams = [TeamInfo(**team) for team in manifest["teams"]]
    ends = read(
        folder,
        "SELECT replication, week_ending, team, open_cases, in_post_fte, agency_fte"
        " FROM weekly WHERE week_ending IN"
        " (SELECT unnest([min(week_ending), max(week_ending)]) FROM weekly)",
    )
    weeks = by_period(by_unit(ends, teams), "week", names=["caseload_per_fte"])
    weeks = weeks[weeks["unit_kind"] != "team"]
    first, last = weeks["period"].min(), weeks["period"].max()
    found = []
    for (kind, unit), rows in weeks.groupby(["unit_kind", "unit"], sort=False):
        at = rows.groupby("period")["caseload_per_fte"]
        found.append(
            Caseload(
                WHOLE_SERVICE if kind == SERVICE else str(unit),
                _range(at.get_group(first).to_numpy()),
                _range(at.get_group(last).to_numpy()),
            )
        )
    return found


def _range(values: npt.NDArray[np.float64]) -> Range | None:
    there = values[np.isfinite(values)]
    return Range(*np.quantile(there, SHARES).tolist()) if there.size else None


def budget_table(lines: Iterable[BudgetLine]) -> dict[str, dict[str, Decimal]]:
    """Budget by option and financial year, in the order in which they first occur."""
    table: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        years = table.setdefault(line.option, {})
        years[line.financial_year] = years.get(line.financial_year, Decimal(0)) + line.amount
    return table
