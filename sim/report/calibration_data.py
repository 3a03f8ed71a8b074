"""What charts and sentences read from the folder of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.report.manifests import manifest_of, title_of
from sim.report.measure_words import words_of
from sim.report.sensitivity_data import Number
from sim.report.style import plain
from sim.report.validation_data import Figure
from sim.results.store import read

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Learnt:
    """A number that was to be found.

    Attributes:
        number: The number, with its range beforehand.
        low: 5 % of the posterior lie below.
        median: Its middle.
        high: 5 % lie above.
        share: How much of its variance is gone.
        draws: All draws, as the numbers themselves.
    """

    number: Number
    low: float
    median: float
    high: float
    share: float
    draws: pd.Series[float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A target.

    Attributes:
        figure: The published figure; what is expected in its place is the posterior's.
        row: Its row of fit.parquet.
    """

    figure: Figure
    row: Mapping[Any, Any]

    @property
    def before(self) -> str:
        """Where nine in ten futures lay before the targets were looked at."""
        if np.isnan(self.row["prior_low"]):
            return "no value"
        low, high = (self.figure.said(self.row[f"prior_{end}"]) for end in ("low", "high"))
        return f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers that the targets hold together.

    Attributes:
        first: One of them.
        second: The other.
        correlation: Of the two.
    """

    first: Number
    second: Number
    correlation: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, as charts and sentences see it.

    Attributes:
        name: Its name.
        title: Its title.
        base: Title of the scenario.
        folder: Where it is.
        learnt: The numbers, in the order of the file.
        targets: The targets, in the order of the file.
        pairs: Pairs that hang together, the strongest first.
        directions: How many combinations of numbers the targets fix.
        points: Points that were simulated to learn from.
        futures: Futures of each of these.
        draws: Sets of numbers that came out.
        checked: How many of them were simulated.
    """

    name: str
    title: str
    base: str
    folder: Path
    learnt: tuple[Learnt, ...]
    targets: tuple[Fitted, ...]
    pairs: tuple[Pair, ...]
    directions: int
    points: int
    futures: int
    draws: int
    checked: int


def read_calibration(folder: Path) -> Calibrated:
    """Everything that charts and sentences need from the folder of a calibration.

    Args:
        folder: As :func:`sim.experiment.calibrate.calibrate` leaves it.

    Raises:
        InputError: If it is not a finished calibration.
    """
    manifest = manifest_of(folder, "calibration")
    known = manifest["calibration"]
    table = read(folder, "SELECT * FROM learnt")
    draws = read(folder, "SELECT * FROM draws")
    learnt = tuple(_learnt(row, draws) for row in table.to_dict("records"))
    numbers = {one.number.key: one.number for one in learnt}
    fit, pairs = (read(folder, f"SELECT * FROM {name}") for name in ("fit", "pairs"))  # noqa: S608
    return Calibrated(
        name=manifest["name"],
        title=title_of(manifest),
        base=title_of(manifest["base"]),
        folder=folder,
        learnt=learnt,
        targets=tuple(_fitted(row) for row in fit.to_dict("records")),
        pairs=tuple(
            Pair(numbers[row["first"]], numbers[row["second"]], row["correlation"])
            for row in pairs.to_dict("records")
        ),
        directions=known["directions"],
        points=known["waves"] * known["points_of_a_wave"],
        futures=manifest["replications"],
        draws=known["draws"],
        checked=known["checked"],
    )


def _learnt(row: Mapping[Any, Any], draws: pd.DataFrame) -> Learnt:
    number = Number(
        key=row["input"],
        label=plain(row["label"], LONGEST_NAME),
        unit=row["unit"],
        value=row["median"],
        low=row["prior_low"],
        high=row["prior_high"],
    )
    ends = (row["low"], row["median"], row["high"])
    return Learnt(number, *ends, row["learnt"], draws[row["input"]])


def _fitted(row: Mapping[Any, Any]) -> Fitted:
    """A target from its row of fit.parquet."""
    verdict = "inside" if row["inside"] else "outside"
    figure = Figure(
        label=plain(row["label"], LONGEST_NAME),
        is_test=row["use"] == "test",
        **{name: float(row[name]) for name in ("observed", "low", "high")},
        **dict.fromkeys(("mean", "mean_low", "mean_high"), np.nan),
        verdict=verdict if row["n"] else "unknown",
        told_as=row["told_as"],
        is_share=words_of(row["measure"]).share,
        source=plain(row["source"]),
        note=plain(row["note"]),
    )
    return Fitted(figure, row)
