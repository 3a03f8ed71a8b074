"""What charts and sentences read from the folder of a search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.report.manifests import manifest_of, title_of
from sim.report.outcome_words import Asked, asked
from sim.report.style import LONGEST_LABEL, LONGEST_TITLE, plain
from sim.results.store import read

LONGEST_MIX = 200
_UNIT = 30


@dataclass(frozen=True, slots=True)
class Mixes:
    """The search for the least-cost mix.

    Attributes:
        outcome: What has to meet its target.
        chance: The share of futures in which it has to.
        indifference: How much a chance may be off to be as good as that.
        confidence: How sure the choice is.
        most: Futures of a mix at most.
        monotone: Whether it was assumed that more of any lever never lowers the chance.
        last_year: The run's last financial year; empty if nothing costs anything.
        table: Rows of mixes.parquet, the cheapest first.
    """

    outcome: Asked
    chance: float
    indifference: float
    confidence: float
    most: int
    monotone: bool
    last_year: str
    table: pd.DataFrame

    @property
    def choice(self) -> pd.Series[Any] | None:
        """The row of the choice, if there is one."""
        chosen = self.table[self.table["is_choice"]]
        return None if chosen.empty else chosen.iloc[0]

    @property
    def tried(self) -> pd.DataFrame:
        """The mixes that were tried, the cheapest first."""
        return self.table[self.table["turn"] > 0]

    @property
    def unclear(self) -> pd.DataFrame:
        """Mixes that are too close to call and cheaper than the choice."""
        rows = self.tried
        most = np.inf if self.choice is None else float(self.choice["extra_cost_gbp"])
        close = (rows["decision"] == "too close to call") & (rows["extra_cost_gbp"] <= most)
        return rows[close]


@dataclass(frozen=True, slots=True)
class Switch:
    """The search for a switching value.

    Attributes:
        name: Of the input.
        label: What it is, as people write it.
        unit: Of its values.
        outcome: What the options are judged by.
        found: The row of switching.parquet.
        seen: Its rows of switching_seen.parquet.
        line: Its rows of switching_line.parquet.
        titles: Of the two options, by their names, the first one first.
    """

    name: str
    label: str
    unit: str
    outcome: Asked
    found: pd.Series[Any]
    seen: pd.DataFrame
    line: pd.DataFrame
    titles: dict[str, str]

    @property
    def verdict(self) -> str:
        """What came out."""
        return str(self.found["verdict"])


@dataclass(frozen=True, slots=True)
class Search:
    """A search, as charts and sentences see it.

    Attributes:
        name: Of the experiment.
        title: Its title.
        question: The question that it answers.
        base: Title of the scenario that it starts from.
        mixes: The least-cost mix, if that was sought.
        switches: The switching values, in the order of the file.
    """

    name: str
    title: str
    question: str
    base: str
    mixes: Mixes | None
    switches: tuple[Switch, ...]

    @property
    def foot(self) -> str:
        """What stands at the foot of each chart."""
        return self.title if self.title.endswith(("?", "!")) else f"{self.title}."


def read_search(folder: Path) -> Search:
    """Everything that charts and sentences need from the folder of a search.

    Args:
        folder: As :func:`sim.experiment.seek.seek` leaves it.

    Raises:
        InputError: If it is not a finished search.
    """
    manifest = manifest_of(folder, "seek")
    outcomes = {entry["name"]: asked(entry) for entry in manifest["outcomes"]}
    return Search(
        name=manifest["name"],
        title=title_of(manifest),
        question=plain(manifest["question"]),
        base=title_of(manifest["base"]),
        mixes=_mixes(folder, manifest, outcomes) if "least_cost" in manifest else None,
        switches=_switches(folder, manifest, outcomes) if "switching" in manifest else (),
    )


def _mixes(folder: Path, manifest: dict[str, Any], outcomes: dict[str, Asked]) -> Mixes:
    said = manifest["least_cost"]
    table = read(folder, "SELECT * FROM mixes")
    return Mixes(
        outcome=outcomes[said["outcome"]],
        chance=said["chance"],
        indifference=said["indifference"],
        confidence=said["confidence"],
        most=said["most_replications"],
        monotone=said["monotone"],
        last_year=said["last_year"],
        table=table.assign(mix=[plain(mix, LONGEST_MIX) for mix in table["mix"]]),
    )


def _switches(
    folder: Path, manifest: dict[str, Any], outcomes: dict[str, Asked]
) -> tuple[Switch, ...]:
    found = read(folder, "SELECT * FROM switching")
    seen = read(folder, "SELECT * FROM switching_seen")
    lines = read(folder, "SELECT * FROM switching_line")
    titles = _titles(manifest["options"])
    return tuple(
        Switch(
            name=entry["name"],
            label=plain(entry["label"], LONGEST_LABEL).rstrip("."),
            unit=plain(entry["unit"], _UNIT),
            outcome=outcomes[row["outcome"]],
            found=row,
            seen=seen[seen["input"] == entry["name"]].reset_index(drop=True),
            line=lines[lines["input"] == entry["name"]].reset_index(drop=True),
            titles=titles,
        )
        for entry, (_, row) in zip(manifest["switching"], found.iterrows(), strict=True)
    )


def _titles(options: list[dict[str, Any]]) -> dict[str, str]:
    """The options by their titles; by their names, where titles are missing or the same."""
    titles = [plain(one["title"], LONGEST_TITLE).rstrip(".") for one in options]
    names = [plain(one["name"], LONGEST_TITLE) for one in options]
    return {
        one["name"]: title if title and titles.count(title) == 1 else name
        for one, title, name in zip(options, titles, names, strict=True)
    }


def places_for(half_width: float) -> int:
    """Decimal places that a value with an interval of this half-width bears; 2 without one."""
    if not np.isfinite(half_width) or half_width <= 0.0:
        return 2
    return int(np.clip(-np.floor(np.log10(half_width)), 0, 6))
