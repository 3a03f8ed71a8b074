"""What charts and sentences read from the folder of a validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.manifests import manifest_of, title_of
from sim.report.measure_words import words_of
from sim.report.style import plain
from sim.results.store import read
from sim.units import fixed, signed

LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure, and what the model expects in its place.

    Attributes:
        label: What it is.
        is_test: Whether it was held out.
        observed: The published figure.
        mean: Mean of all futures.
        mean_low: Lower end of the 95 % interval of that mean.
        mean_high: Upper end.
        low: What a single future is over, 39 times in 40.
        high: What it is under.
        verdict: ``inside``, ``outside`` or ``unknown``.
        told_as: ``value``, ``change`` or ``relative change``.
        is_share: Whether its numbers are shares.
        source: Where it is published.
        note: What to bear in mind.
    """

    label: str
    is_test: bool
    observed: float
    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    verdict: str
    told_as: str
    is_share: bool
    source: str
    note: str

    @property
    def is_inside(self) -> bool:
        """Whether the model expects it."""
        return self.verdict == "inside"

    @property
    def is_known(self) -> bool:
        """Whether the model says anything in its place."""
        return self.verdict != "unknown"

    def said(self, value: float) -> str:
        """One of its numbers, such as "24.3", "11.3%" or "+27%"."""
        if self.told_as == "relative change":
            return f"{signed(100 * value, 0)}%"
        if self.told_as == "change":
            return signed(100 * value if self.is_share else value, self.places)
        return f"{fixed(100 * value)}%" if self.is_share else fixed(value, self.places)

    @property
    def published(self) -> str:
        """The figure with what it counts."""
        return f"{self.said(self.observed)}{self._points}"

    @property
    def expected(self) -> str:
        """The range that the model expects."""
        if not self.is_known:
            return "no value"
        return f"{self.said(self.low)} to {self.said(self.high)}"

    @property
    def interval(self) -> str:
        """The mean with its interval."""
        if not self.is_known:
            return "no value"
        ends = f"{self.said(self.mean_low)} to {self.said(self.mean_high)}"
        return f"{self.said(self.mean)} ({ends})"

    @property
    def _points(self) -> str:
        return " points" if self.told_as == "change" and self.is_share else ""

    @property
    def places(self) -> int:
        """Decimal places of its numbers, unless they are percent."""
        if self.told_as == "change" and self.is_share:
            return 1
        return 0 if abs(self.observed) >= 100 else 1 if abs(self.observed) >= 1 else 2


@dataclass(frozen=True, slots=True)
class Validation:
    """A validation, as charts and sentences see it.

    Attributes:
        title: Its title.
        replications: Futures that each range is of.
        figures: The published figures, in the order of the file.
        table: The same as a table.
    """

    title: str
    replications: int
    figures: tuple[Figure, ...]
    table: pd.DataFrame

    def used(self, is_test: bool) -> list[Figure]:
        """The figures that were held out, or those that were not."""
        return [one for one in self.figures if one.is_test == is_test]


def read_validation(folder: Path) -> Validation:
    """Everything that charts and sentences need from the folder of a validation.

    Args:
        folder: As :func:`sim.experiment.validation.validate` leaves it.

    Raises:
        InputError: If it is not a finished validation.
    """
    manifest = manifest_of(folder, "validation")
    table = read(folder, "SELECT * FROM targets")
    figures = tuple(_figure(row) for row in table.to_dict("records"))
    return Validation(title_of(manifest), manifest["replications"], figures, table)


def _figure(row: Mapping[Any, Any]) -> Figure:
    numbers = ("observed", "mean", "mean_low", "mean_high", "low", "high")
    return Figure(
        label=plain(row["label"], LONGEST_LABEL),
        is_test=row["use"] == "test",
        **{name: float(row[name]) for name in numbers},
        verdict=row["verdict"],
        told_as=row["told_as"],
        is_share=words_of(row["measure"]).share,
        source=plain(row["source"]),
        note=plain(row["note"]),
    )
