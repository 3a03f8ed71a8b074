"""What charts and sentences read from the folder of a calibration."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import InputError
from sim.report.chart_data import LONGEST_LABEL, LONGEST_TITLE
from sim.report.measure_words import Words, words_of
from sim.report.sensitivity_data import Number
from sim.report.style import plain
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
        label: What it is, as people write it.
        words: How its measure is spoken of.
        row: Its row of fit.parquet.
    """

    label: str
    words: Words
    row: pd.Series[Any]

    @property
    def inside(self) -> bool:
        """Whether the published figure lies where nine in ten futures do."""
        return bool(self.row["inside"])

    @property
    def is_held_out(self) -> bool:
        """Whether nothing was fitted to it."""
        return bool(self.row["use"] == "test")

    def range(self, name: str = "") -> str:
        """Where nine in ten futures lie.

        Args:
            name: ``prior_`` for before the targets were looked at.
        """
        low, high = (self.words.value(self.row[f"{name}{end}"]) for end in ("low", "high"))
        return f"{low} to {high}" if low else "no value"

    @property
    def observed(self) -> str:
        """The published figure."""
        return self.words.goal(self.row["observed"])


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
    manifest = _manifest(folder)
    known = manifest["calibration"]
    table = read(folder, "SELECT * FROM learnt")
    draws = read(folder, "SELECT * FROM draws")
    learnt = tuple(_learnt(row, draws) for row in table.to_dict("records"))
    numbers = {one.number.key: one.number for one in learnt}
    fit, pairs = (read(folder, f"SELECT * FROM {name}") for name in ("fit", "pairs"))  # noqa: S608
    return Calibrated(
        name=manifest["name"],
        title=_title(manifest),
        base=_title(manifest["base"]),
        folder=folder,
        learnt=learnt,
        targets=tuple(_fitted(row) for _, row in fit.iterrows()),
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


def _learnt(row: dict[Any, Any], draws: pd.DataFrame) -> Learnt:
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


def _fitted(row: pd.Series[Any]) -> Fitted:
    return Fitted(plain(row["label"], 2 * LONGEST_LABEL), words_of(row["measure"]), row)


def _title(entry: dict[str, Any]) -> str:
    return plain(entry["title"] or entry["name"], LONGEST_TITLE).rstrip(".")


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    if manifest.get("kind") != "calibration":
        raise InputError("this is not a finished calibration.", "Do it again.", file=path)
    return manifest
