"""What stands in the cells of a sweep's heat map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.report.outcome_words import Asked
from sim.report.sweep_data import Sweep
from sim.report.sweep_words import in_doubt
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.mixes import level_words


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The cells of one level of the third lever.

    Attributes:
        heading: That level in words; nothing if there is no third lever.
        cells: The mixes in it, a row a cell, with their places ``row`` and ``column``.
    """

    heading: str
    cells: pd.DataFrame


def panels_of(sweep: Sweep, outcome: Asked) -> list[Panel]:
    """A panel for each level of the third lever; of further ones, the best mix is in the cell."""
    rows = sweep.of(outcome)
    rows = rows[rows["in_design"] & (rows["n"] > 0)]
    across, up, *others = sweep.levers
    places = [_places(lever) for lever in (up, across)]
    rows = rows.assign(
        row=rows[f"level_{up.name}"].map(places[0]),
        column=rows[f"level_{across.name}"].map(places[1]),
    )
    if not others:
        return [Panel("", rows)]
    third = rows[f"level_{others[0].name}"]
    return [
        Panel(level_words(others[0], level), _best(outcome, rows[third == level]))
        for level in np.unique(third)
    ]


def _places(lever: Lever) -> dict[float, int]:
    return {level: place for place, level in enumerate(sorted(lever.values))}


def _best(outcome: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """One mix for each cell, the best on average, or the lowest if neither way is better."""
    falling = outcome.better == "higher"
    ordered = rows.sort_values("mean", ascending=not falling, kind="stable")
    return ordered.drop_duplicates(["row", "column"])


def shown(outcome: Asked, cells: pd.DataFrame) -> list[str]:
    """What is written in each cell: the mean, with a question mark if it may miss the target."""
    values = [outcome.words.value(mean).rstrip("%") for mean in cells["mean"]]
    if outcome.target is None:
        return values
    doubts = in_doubt(outcome, cells)
    return [f"{value}{'?' * doubt}" for value, doubt in zip(values, doubts, strict=True)]
