"""What charts and sentences read from the folder of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.manifests import manifest_of, title_of
from sim.report.outcome_words import Asked, asked
from sim.report.style import plain
from sim.results.store import read
from sim.scenario.number_words import SHARE
from sim.units import pounds

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Number:
    """An uncertain number.

    Attributes:
        key: Its dotted key.
        label: Its name for people, fit to be drawn.
        unit: What it is counted in.
        value: Its best value.
        low: The lowest value thought possible.
        high: The highest.
    """

    key: str
    label: str
    unit: str
    value: float
    low: float
    high: float

    def said(self, value: float) -> str:
        """One of its values with the unit, such as "6.5 hours a week"."""
        return f"{self.short(value)} {self._after}".rstrip()

    def short(self, value: float) -> str:
        """One of its values as it stands in a table, such as "60%"."""
        if self.unit == SHARE:
            return f"{100 * value:,.6g}%"
        return pounds(value) if self.unit.startswith("£") else f"{value:,.6g}"

    @property
    def range(self) -> str:
        """From its lowest to its highest value."""
        return f"{self.short(self.low)} to {self.said(self.high)}"

    @property
    def _after(self) -> str:
        return "" if self.unit == SHARE else self.unit.removeprefix("£").strip()


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A sensitivity analysis, as charts and sentences see it.

    Attributes:
        name: Its name.
        title: Its title.
        question: The question that it answers.
        base: Title of the scenario that is studied.
        against: Title of the scenario that it is set against, if there is one; outcomes are then
            differences.
        outcomes: What was asked, in the order of the file.
        numbers: What was varied, by key, in the order of the scenario.
        tables: Rows of tornado, readings, morris, sobol and split, as far as they were asked for.
    """

    name: str
    title: str
    question: str
    base: str
    against: str | None
    outcomes: tuple[Asked, ...]
    numbers: Mapping[str, Number]
    tables: Mapping[str, pd.DataFrame]

    def of(self, part: str, outcome: Asked) -> pd.DataFrame:
        """The rows of a part for an outcome, in the order of their rank."""
        table = self.tables[part]
        return table[table["outcome"] == outcome.name].reset_index(drop=True)


def read_sensitivity(folder: Path) -> Sensitivity:
    """Everything that charts and sentences need from the folder of a sensitivity analysis.

    Args:
        folder: As :func:`sim.experiment.sensitivity.sensitivity` leaves it.

    Raises:
        InputError: If it is not a finished sensitivity analysis.
    """
    manifest = manifest_of(folder, "sensitivity")
    against = manifest["against"]
    parts = manifest["parts"]
    numbers = (
        [] if parts == ["readings"] else read(folder, "SELECT * FROM inputs").to_dict("records")
    )
    return Sensitivity(
        name=manifest["name"],
        title=title_of(manifest),
        question=plain(manifest["question"]),
        base=title_of(manifest["base"]),
        against=None if against is None else title_of(against),
        outcomes=tuple(asked(one) for one in manifest["outcomes"]),
        numbers={row["input"]: _number(row) for row in numbers},
        tables={part: read(folder, f"SELECT * FROM {part}") for part in parts},  # noqa: S608
    )


def _number(row: Mapping[Any, Any]) -> Number:
    return Number(
        key=row["input"],
        label=plain(row["label"], LONGEST_NAME),
        unit=row["unit"],
        value=row["value"],
        low=row["low"],
        high=row["high"],
    )
