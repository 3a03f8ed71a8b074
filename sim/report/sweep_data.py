"""What charts and sentences read from the folder of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.manifests import manifest_of, title_of
from sim.report.outcome_words import Asked, asked
from sim.report.style import LONGEST_LABEL, LONGEST_TITLE, named, plain
from sim.results.store import read
from sim.scenario.experiments.levers import Lever

SHORT = 30
"""Characters of a lever's short name in a mix."""
LONGEST_MIX = 200


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep, as charts and sentences see it.

    Attributes:
        name: The experiment's name.
        title: Its title.
        question: The question that it answers.
        base: Title of the scenario that it starts from.
        levers: What is varied, in the order of the file.
        outcomes: What was asked, in the order of the file.
        replications: Futures that every mix met.
        points: Rows of points.parquet.
        table: Rows of sweep.parquet.
        front: Rows of front.parquet; none if no outcome has a better way.
        effects: Rows of effects.parquet.
    """

    name: str
    title: str
    question: str
    base: str
    levers: tuple[Lever, ...]
    outcomes: tuple[Asked, ...]
    replications: int
    points: pd.DataFrame
    table: pd.DataFrame
    front: pd.DataFrame
    effects: pd.DataFrame

    @property
    def foot(self) -> str:
        """What stands at the foot of each chart."""
        title = self.title if self.title.endswith(("?", "!")) else f"{self.title}."
        return f"{named(title, LONGEST_TITLE)} Base: {named(self.base, LONGEST_TITLE)}."

    def of(self, outcome: Asked) -> pd.DataFrame:
        """The mixes that meet the constraints, with their levels, cost and this outcome."""
        rows = self.table[self.table["outcome"] == outcome.name]
        allowed = self.points[self.points["meets_constraints"]]
        return allowed.merge(rows, on="point", how="inner")

    def front_of(self, outcome: Asked) -> pd.DataFrame:
        """The front of an outcome, the cheapest first; no rows where it has none."""
        if self.front.empty:
            return self.front
        return self.front[self.front["outcome"] == outcome.name].reset_index(drop=True)

    def effects_of(self, outcome: Asked) -> pd.DataFrame:
        """The main effects on an outcome."""
        return self.effects[self.effects["outcome"] == outcome.name]


def read_sweep(folder: Path) -> Sweep:
    """Everything that charts and sentences need from the folder of a sweep.

    Args:
        folder: As :func:`sim.experiment.sweep.sweep` leaves it.

    Raises:
        InputError: If it is not a finished sweep.
    """
    manifest = manifest_of(folder, "sweep")
    has_front = (folder / "front.parquet").exists()
    return Sweep(
        name=manifest["name"],
        title=title_of(manifest),
        question=plain(manifest["question"]),
        base=title_of(manifest["base"]),
        levers=tuple(_lever(one) for one in manifest["levers"]),
        outcomes=tuple(asked(one) for one in manifest["outcomes"]),
        replications=manifest["replications"],
        points=_fit_to_draw(read(folder, "SELECT * FROM points")),
        table=read(folder, "SELECT * FROM sweep"),
        front=_fit_to_draw(read(folder, "SELECT * FROM front")) if has_front else pd.DataFrame(),
        effects=read(folder, "SELECT * FROM effects"),
    )


def _lever(entry: dict[str, Any]) -> Lever:
    lever = Lever(**entry | {"values": tuple(entry["values"])})
    return lever._replace(
        label=plain(lever.label, LONGEST_LABEL),
        short=plain(lever.short, SHORT),
        unit=plain(lever.unit, SHORT),
    )


def _fit_to_draw(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(mix=[plain(mix, LONGEST_MIX) for mix in table["mix"]])
