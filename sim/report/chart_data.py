"""What the charts read from a results folder, and the ranges they draw.

Nothing is simulated here: a chart is a function of the files in the folder.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.report.style import plain
from sim.results import measures, store
from sim.results.measures import Period
from sim.results.store import TeamInfo

MOST_POINTS = 500
"""Points on a line; more cannot be told apart on paper."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LONGEST_LABEL = 60
BATCH_ROWS = 250_000
"""Weekly rows in memory at a time."""

STOCKS = (
    "caseload_per_fte", "establishment_fte", "in_post_fte", "agency_fte", "vacant_fte",
    "support_fte",
)  # fmt: skip
FLOWS = (
    "seen_within_5_days_rate", "assessments_within_45_days_rate", "sick_days_per_month",
    "overtime_hours", "turnover_rate_fte_6_months", "turnover_rate_fte_12_months",
)  # fmt: skip
_KEYS = ("replication", "period", "unit_kind", "unit")

Floats = npt.NDArray[np.float64]
Kind = Literal["team", "group", "service"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A team, a group of teams or the whole service.

    Attributes:
        kind: Which of the three.
        key: Its name in the tables.
        label: Its name for people, fit to be drawn.
    """

    kind: Kind
    key: str
    label: str


SERVICE = Unit("service", "service", "Whole service")


@dataclass(frozen=True, slots=True)
class Fan:
    """The range of a measure over replications, period by period.

    Attributes:
        unit: Whose measure it is.
        measure: Name of the measure.
        periods: Name of each period: a date, "2018-10" or "2018/19".
        days: Where each period stands on the axis, days since 1970.
        counts: Replications that have a value, per period.
        means: Mean over them, per period.
        quantiles: Shape (5, periods), for each of :data:`QUANTILES`.
        replications: Replications in the results.
    """

    unit: Unit
    measure: str
    periods: list[str]
    days: Floats
    counts: npt.NDArray[np.int64]
    means: Floats
    quantiles: Floats
    replications: int

    @property
    def median(self) -> Floats:
        """The middle replication, per period."""
        middle: Floats = self.quantiles[2]
        return middle

    @property
    def known(self) -> bool:
        """Whether any period has a value."""
        return bool(self.counts.any())

    def table(self) -> pd.DataFrame:
        """The numbers drawn, a row per period."""
        names = [f"p{round(100 * q):02d}" for q in QUANTILES]
        return pd.DataFrame(
            {
                "measure": self.measure,
                "unit_kind": self.unit.kind,
                "unit": self.unit.key,
                "label": self.unit.label,
                "period": self.periods,
                "n": self.counts,
                "mean": self.means,
                **dict(zip(names, self.quantiles, strict=True)),
            }
        )


class Table:
    """Measures per replication, period and unit, ready to be asked for one unit at a time.

    Args:
        frame: Columns replication, period, unit_kind, unit and the measures.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._rows = frame.groupby(["unit_kind", "unit"], sort=False).indices
        self._replication, replications = pd.factorize(frame["replication"], sort=True)
        periods = pd.Series(_period_names(frame["period"]), dtype=object)
        self._period, names = pd.factorize(periods, sort=True)
        self.periods = [str(name) for name in names]
        self.days = np.array([_day_of(name) for name in self.periods], dtype=np.float64)
        self.replications = len(replications)

    def values(self, unit: Unit, measure: str) -> Floats:
        """A measure of one unit, shape (replications, periods); NaN where it has none."""
        values = np.full((self.replications, len(self.periods)), np.nan)
        rows = self._rows.get((unit.kind, unit.key))
        if rows is not None and measure in self._frame:
            found = pd.to_numeric(self._frame[measure]).to_numpy(dtype=np.float64, na_value=np.nan)
            values[self._replication[rows], self._period[rows]] = found[rows]
        return np.where(np.isfinite(values), values, np.nan)

    def fan(self, unit: Unit, measure: str, per: Floats | float = 1.0) -> Fan:
        """The range of a measure over replications; ``per`` divides it, period by period.

        Periods without a value before the first and after the last known one are left out.
        """
        values = self.values(unit, measure) / per
        known = np.isfinite(values)
        held = np.flatnonzero(known.any(axis=0))
        here = slice(held[0], held[-1] + 1) if held.size else slice(0, 0)
        values, counts = values[:, here], known[:, here].sum(axis=0)
        means, quantiles = _over_replications(values)
        periods, days = self.periods[here], self.days[here]
        return Fan(unit, measure, periods, days, counts, means, quantiles, self.replications)


def _over_replications(values: Floats) -> tuple[Floats, Floats]:
    """Mean and quantiles of each column, without warnings about columns that hold nothing."""
    means = np.full(values.shape[1], np.nan)
    quantiles = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for column in range(values.shape[1]):
        present = values[np.isfinite(values[:, column]), column]
        if present.size:
            means[column] = present.mean()
            quantiles[:, column] = np.quantile(present, QUANTILES)
    return means, quantiles


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
    teams = [
        TeamInfo(
            name=team["name"],
            label=team.get("label") or team["name"],
            group=team.get("group") or team["kind"],
            kind=team["kind"],
        )
        for team in manifest["teams"]
    ]
    weekly, monthly, weeks = _tables(folder, teams)
    return Results(
        title=plain(manifest.get("title") or manifest["name"]),
        bands=tuple(manifest["bands"][f"{b}_from"] for b in ("manageable", "high", "over")),
        teams=tuple(Unit("team", t.name, plain(t.label, LONGEST_LABEL)) for t in teams),
        groups=tuple(
            Unit("group", group, plain(group, LONGEST_LABEL))
            for group in dict.fromkeys(team.group for team in teams)
        ),
        start=_day_of(manifest["start"]),
        end=_day_of(manifest["end"]),
        weekly=weekly,
        monthly=monthly,
        weeks_per_period=weeks,
        costs=_costs(folder),
    )


def thinned(length: int, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """Which of ``length`` things to draw: at most ``most``, evenly spaced, both ends among them."""
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.int64))


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            "this is not a finished results folder", "Run the scenario first.", file=path
        ) from error
    return manifest


def _tables(folder: Path, teams: Sequence[TeamInfo]) -> tuple[Table, Table, Floats]:
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
        for units in _batches(folder, teams)
    ]
    stocks, flows = (pd.concat(frames, ignore_index=True) for frames in zip(*batches, strict=True))
    kept = thinned(len(counts))
    if len(kept) < len(counts):
        flows = flows[flows["period"].isin(np.sort(flows["period"].unique())[kept])]
    return Table(stocks), Table(flows.reset_index(drop=True)), counts[kept]


def _batches(folder: Path, teams: Sequence[TeamInfo]) -> Iterator[pd.DataFrame]:
    """The weekly rows of every unit, for as many replications as memory should hold."""
    sizes = store.read(
        folder, "SELECT replication, count(*) AS size FROM weekly GROUP BY ALL ORDER BY ALL"
    )
    for _, batch in sizes.groupby(sizes["size"].cumsum() // BATCH_ROWS)["replication"]:
        weekly = store.read(
            folder,
            "SELECT * FROM weekly WHERE replication BETWEEN ? AND ?",
            [int(batch.min()), int(batch.max())],
        )
        yield measures.by_unit(weekly, teams)


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


def _period_names(periods: pd.Series[Any]) -> list[str]:
    """Dates as "2018-10-05", whatever type holds them; the names of other periods as they are."""
    if periods.dtype == object or isinstance(periods.dtype, pd.StringDtype):
        return [str(period) for period in periods]
    return [str(day) for day in np.asarray(periods, dtype="datetime64[D]")]


def _day_of(period: str) -> float:
    """Days since 1970 of a date, of the middle of a month, or of that of a financial year."""
    if "/" in period:
        day = np.datetime64(f"{period[:-3]}-10-01", "D")
    elif period.count("-") == 1:
        day = np.datetime64(f"{period}-15", "D")
    else:
        day = np.datetime64(period[:10], "D")
    return float(day.astype(np.int64))
