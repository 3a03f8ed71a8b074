"""What the charts read from a results folder.

Nothing is simulated here: a chart is a function of the files in the folder.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.report.chart_fans import MOST_POINTS, SERVICE, Floats, Table, Unit, day_of, thinned
from sim.report.style import named, plain
from sim.results import measures, store
from sim.results.measures import Period
from sim.results.store import TeamInfo

LONGEST_LABEL, LONGEST_TITLE = 60, 150

STOCKS = (
    "caseload_per_fte", "establishment_fte", "in_post_fte", "agency_fte", "vacant_fte",
    "support_fte",
)  # fmt: skip
FLOWS = (
    "seen_within_5_days_rate", "assessments_within_45_days_rate", "sick_days_per_month",
    "overtime_hours", "turnover_rate_fte_6_months", "turnover_rate_fte_12_months",
)  # fmt: skip
_KEYS = ("replication", "period", "unit_kind", "unit")


@dataclass(frozen=True, slots=True)
class Results:
    """A results folder, as the charts see it.

    Attributes:
        title: The scenario's title.
        bands: First whole caseload of the manageable, the high and the over band.
        teams: The teams, in the order of the scenario.
        groups: The reporting groups, in the order of their first team.
        start: First day of the run, days since 1970.
        end: Last day, likewise.
        weekly: Measures at the close of each week, thinned to :data:`MOST_POINTS`.
        monthly: Measures by month; by financial year in runs of more months than can be drawn.
        weeks_per_period: Weeks in each of the periods of ``monthly``.
        costs: Budget by financial year and option: financial_year, option, budget_gbp, label.
    """

    title: str
    bands: tuple[int, int, int]
    teams: tuple[Unit, ...]
    groups: tuple[Unit, ...]
    start: float
    end: float
    weekly: Table
    monthly: Table
    weeks_per_period: Floats
    costs: pd.DataFrame

    @property
    def replications(self) -> int:
        """Replications found in the results."""
        return self.weekly.replications

    def note(self, *words: str) -> str:
        """What stands at the foot of a chart: what it needs, and the scenario it is about."""
        scenario = f"Scenario: {named(self.title.rstrip('.'), LONGEST_TITLE)}."
        return " ".join([word for word in words if word] + [scenario])

    @property
    def period_word(self) -> str:
        """What a period of ``monthly`` is called."""
        return "financial year" if any("/" in p for p in self.monthly.periods) else "month"


def read_results(folder: Path) -> Results:
    """Everything that the charts need from a results folder.

    Args:
        folder: With manifest.json and weekly.parquet; costs.parquet and scenario.toml (for the
            names of options) are optional.

    Raises:
        InputError: If the manifest is missing or not readable, or no week is stored.
    """
    manifest = _manifest(folder)
    teams = [TeamInfo(**team) for team in manifest["teams"]]
    days = day_of(manifest["start"]), day_of(manifest["end"])
    weekly, monthly, weeks = _tables(folder, teams, days)
    return Results(
        title=plain(manifest.get("title") or manifest["name"], LONGEST_TITLE),
        bands=tuple(manifest["bands"][f"{b}_from"] for b in ("manageable", "high", "over")),
        teams=tuple(Unit("team", t.name, plain(t.label or t.name, LONGEST_LABEL)) for t in teams),
        groups=tuple(
            Unit("group", group, plain(group, LONGEST_LABEL))
            for group in dict.fromkeys(team.group for team in teams)
        ),
        start=days[0],
        end=days[1],
        weekly=weekly,
        monthly=monthly,
        weeks_per_period=weeks,
        costs=_costs(folder),
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            "this is not a finished results folder", "Run the scenario first.", file=path
        ) from error
    return manifest


def _tables(
    folder: Path, teams: Sequence[TeamInfo], days: tuple[float, float]
) -> tuple[Table, Table, Floats]:
    """Stocks by week and flows by month, and the weeks in each of the months drawn.

    A batch of replications is in memory at a time.
    """
    weeks = np.asarray(
        store.read(folder, "SELECT DISTINCT week_ending FROM weekly ORDER BY ALL")["week_ending"],
        dtype="datetime64[D]",
    )
    if not weeks.size:
        raise InputError("no week is stored here", "Run the scenario again.", file=folder)
    drawn = weeks[thinned(len(weeks))]
    period, counts = _coarser_period(weeks)
    batches = [
        (_stocks(units, drawn), measures.by_period(_of_service(units), period)[[*_KEYS, *FLOWS]])
        for units in measures.unit_batches(folder, teams)
    ]
    stocks, flows = (pd.concat(frames, ignore_index=True) for frames in zip(*batches, strict=True))
    kept = thinned(len(counts))
    if len(kept) < len(counts):
        flows = flows[flows["period"].isin(np.sort(flows["period"].unique())[kept])]
    return Table(stocks, days), Table(flows.reset_index(drop=True), days), counts[kept]


def _stocks(units: pd.DataFrame, weeks: npt.NDArray[np.datetime64]) -> pd.DataFrame:
    """What is drawn by week, in some of the weeks."""
    endings = np.asarray(units["week_ending"], dtype="datetime64[D]")
    units = units[np.isin(endings, weeks)]
    frame = measures.by_period(units, "week")[[*_KEYS, *STOCKS]]
    return frame.assign(support_establishment_fte=units["support_establishment_fte"].to_numpy())


def _of_service(units: pd.DataFrame) -> pd.DataFrame:
    return units[units["unit_kind"] == SERVICE.kind]


def _coarser_period(weeks: npt.NDArray[np.datetime64]) -> tuple[Period, Floats]:
    """Months, or financial years if there are more months than can be drawn; weeks in each."""
    months = weeks.astype("datetime64[M]")
    by_month = len(np.unique(months)) <= MOST_POINTS
    # The financial year begins in April, three months after the calendar year.
    names = months if by_month else (months - 3).astype("datetime64[Y]")
    counts = np.unique(names, return_counts=True)[1].astype(np.float64)
    return "month" if by_month else "financial_year", counts


def _costs(folder: Path) -> pd.DataFrame:
    """The budget summed over lines, with options by the names that people gave them."""
    if not (folder / "costs.parquet").exists():
        return pd.DataFrame(columns=["financial_year", "option", "budget_gbp", "label"])
    lines = store.read(folder, "SELECT * FROM costs")
    keys = ["financial_year", "option"]
    costs = lines.groupby(keys, sort=False)["budget_gbp"].agg(fsum).reset_index()
    path = folder / "scenario.toml"
    scenario = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    changes = scenario.get("interventions", {})
    labels = {name: change.get("label") or name for name, change in changes.items()}
    costs["label"] = [
        plain(labels.get(option, option), LONGEST_LABEL) for option in costs["option"]
    ]
    return costs
