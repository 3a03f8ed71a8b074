"""What charts and sentences read from the folder of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.report.chart_fans import SERVICE, Fan, Floats, Unit, day_of, thinned
from sim.report.manifests import manifest_of
from sim.report.style import LONGEST_LABEL, LONGEST_TITLE, plain
from sim.results.comparison import CASELOAD, Target
from sim.results.spread import QUANTILES
from sim.results.store import read

MONEY_TABLES = ("money", "appraisal", "ranking")


@dataclass(frozen=True, slots=True)
class Option:
    """A scenario of the comparison.

    Attributes:
        name: Its name in the tables.
        title: What people call it, fit to be drawn.
    """

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison, as charts and sentences see it.

    Attributes:
        name: Name of the comparison.
        baseline: What the options are compared with.
        options: The options, in the order given.
        measure: The measure that the answer is about.
        unit: The unit that it is about.
        units: The reporting groups and the service; the unit besides, if it is a team.
        target: What the measure should reach, if anything.
        target_is_band: Whether that is the highest caseload which is still manageable.
        start: First day of the run, days since 1970.
        end: Last day, likewise.
        period: The period that the answer is for, as the tables call it.
        week_ending: The day that names its week, such as "2021-03-31".
        replications: Paired futures.
        table: Rows of the measure in comparison.parquet.
        dates: Rows of target.parquet; none without a target.
        paired: Rows of paired.parquet for the answer's period.
        differences: Keys in which the scenarios differ, each with its value in every scenario.
        price_base: The financial year of real terms and present values.
        money: Rows of money.parquet.
        appraisal: Rows of appraisal.parquet.
        ranking: Rows of ranking.parquet.
    """

    name: str
    baseline: Option
    options: tuple[Option, ...]
    measure: str
    unit: Unit
    units: tuple[Unit, ...]
    target: Target | None
    target_is_band: bool
    start: float
    end: float
    period: str
    week_ending: str
    replications: int
    table: pd.DataFrame
    dates: pd.DataFrame
    paired: pd.DataFrame
    differences: tuple[tuple[str, tuple[str, ...]], ...]
    price_base: str
    money: pd.DataFrame
    appraisal: pd.DataFrame
    ranking: pd.DataFrame

    @property
    def day(self) -> float:
        """The day that names the week of the answer, days since 1970."""
        return day_of(self.week_ending)

    @property
    def every(self) -> tuple[Option, ...]:
        """Baseline and options."""
        return (self.baseline, *self.options)

    def at(self, unit: Unit, option: Option) -> pd.Series[Any]:
        """The row of comparison.csv that answers for a unit and an option."""
        rows = _of(self.table, unit, option)
        return rows[rows["period"] == self.period].iloc[0]

    def figure(self, option: Option, row: str) -> pd.Series[Any]:
        """A row of appraisal.csv."""
        own = self.appraisal[self.appraisal["option"] == option.name]
        return own[own["row"] == row].iloc[0]

    def date(self, unit: Unit, option: Option) -> pd.Series[Any]:
        """The row of target.csv of a unit and an option."""
        return _of(self.dates, unit, option).iloc[0]

    def values(self, unit: Unit, option: Option) -> Floats:
        """The measure in every replication that has it, in rising order."""
        values = _of(self.paired, unit, option)["value"].to_numpy(dtype=np.float64)
        return np.sort(values[np.isfinite(values)])

    def fan(self, unit: Unit, option: Option) -> Fan:
        """The paired differences of an option from the baseline, month by month."""
        rows = _of(self.table, unit, option)
        rows = rows[rows["period"].str.count("-") == 1]
        rows = rows.iloc[thinned(len(rows))]
        rows = rows[rows["n"] > 0]
        periods = rows["period"].to_list()
        return Fan(
            unit=unit,
            measure=self.measure,
            periods=periods,
            days=np.clip([day_of(period) for period in periods], self.start, self.end),
            counts=rows["n"].to_numpy(),
            means=rows["difference"].to_numpy(),
            quantiles=rows[list(QUANTILES)].to_numpy().T,
            replications=self.replications,
        )


def _of(table: pd.DataFrame, unit: Unit, option: Option) -> pd.DataFrame:
    chosen = (table["unit_kind"] == unit.kind) & (table["unit"] == unit.key)
    return table[chosen & (table["option"] == option.name)]


def read_comparison(folder: Path) -> Comparison:
    """Everything that charts and sentences need from the folder of a comparison.

    Args:
        folder: As :func:`sim.experiment.compare.compare` leaves it.

    Raises:
        InputError: If it is not a finished comparison.
    """
    manifest = manifest_of(folder, "comparison")
    options = _options(manifest["scenarios"])
    units = _units(manifest)
    groups = [unit for unit in units if unit.kind == "group"]
    shown = [*groups, SERVICE] if len(groups) > 1 else [SERVICE]
    [unit] = [
        one for one in units if (one.kind, one.key) == (manifest["unit_kind"], manifest["unit"])
    ]
    target = manifest["target"]
    measure, period = manifest["measure"], manifest["period"]
    return Comparison(
        name=manifest["name"],
        baseline=options[0],
        options=tuple(options[1:]),
        measure=measure,
        unit=unit,
        units=tuple(shown if unit in shown else [unit, *shown]),
        target=None if target is None else Target(**target),
        target_is_band=measure == CASELOAD
        and target is not None
        and target["value"] == manifest["bands"]["high_from"] - 1,
        start=day_of(manifest["start"]),
        end=day_of(manifest["end"]),
        period=period,
        week_ending=manifest["week_ending"],
        replications=manifest["replications"],
        table=read(folder, "SELECT * FROM comparison WHERE measure = ?", [measure]),
        dates=pd.DataFrame() if target is None else read(folder, "SELECT * FROM target"),
        paired=read(folder, "SELECT * FROM paired WHERE period = ?", [period]),
        differences=tuple((one["key"], tuple(one["values"])) for one in manifest["differences"]),
        price_base=manifest["price_base"],
        **{name: read(folder, f"SELECT * FROM {name}") for name in MONEY_TABLES},  # noqa: S608
    )


def _options(scenarios: list[dict[str, Any]]) -> list[Option]:
    """The scenarios by their titles; by their names, where titles are missing or the same."""
    titles = [plain(one["title"], LONGEST_TITLE).rstrip(".") for one in scenarios]
    names = [plain(one["name"], LONGEST_TITLE) for one in scenarios]
    return [
        Option(one["name"], title if title and titles.count(title) == 1 else name)
        for one, title, name in zip(scenarios, titles, names, strict=True)
    ]


def _units(manifest: dict[str, Any]) -> list[Unit]:
    """Groups, the service and teams."""
    teams = manifest["teams"]
    groups = list(dict.fromkeys(team["group"] for team in teams))
    return [
        *(Unit("group", group, plain(group, LONGEST_LABEL)) for group in groups),
        SERVICE,
        *(Unit("team", t["name"], plain(t["label"] or t["name"], LONGEST_LABEL)) for t in teams),
    ]
