"""The table of a sweep on the screen: the mixes that are worth considering, a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.comparison_words import percent
from sim.report.outcome_words import Asked
from sim.report.style import named
from sim.report.sweep_data import Sweep
from sim.report.sweep_words import MIX, mean_words
from sim.units import pounds

if TYPE_CHECKING:
    import pandas as pd


def headings(sweep: Sweep, outcome: Asked) -> tuple[str, tuple[str, ...]]:
    """Title and column headings of the front of an outcome."""
    unit = "" if outcome.words.share else f", {outcome.words.unit}".rstrip(", ")
    n = sweep.replications
    title = f"{outcome.label}{unit}, in {n:,} future{'' if n == 1 else 's'}"
    names = ["Mix", "Over the base", "Mean", "Step"]
    if outcome.target is not None:
        names.append(f"{outcome.goal[0].upper()}{outcome.goal[1:]}")
    return title, tuple(names)


def rows(sweep: Sweep, outcome: Asked) -> list[tuple[str, ...]]:
    """A row for each mix on the front, the cheapest first."""
    return [_row(outcome, row) for _, row in sweep.front_of(outcome).iterrows()]


def _row(outcome: Asked, row: pd.Series[Any]) -> tuple[str, ...]:
    cells = [named(row["mix"], MIX), pounds(row["extra_cost_gbp"])]
    cells += [mean_words(outcome, row, unit=False), _step(outcome, row)]
    if outcome.target is not None:
        cells.append(percent(row["probability_target"]))
    return tuple(cells)


def _step(outcome: Asked, row: pd.Series[Any]) -> str:
    """What the step from the next cheaper mix brings, with its interval."""
    step, reach = float(row["step"]), float(row["step_half_width"])
    if np.isnan(step):
        return ""
    words = outcome.words
    places = words.places(reach)
    said = words.signed(step, places)
    if np.isnan(reach):
        return said
    ends = " to ".join(words.signed(end, places) for end in (step - reach, step + reach))
    return f"{said} ({ends})"


def notes(sweep: Sweep, outcome: Asked) -> list[str]:
    """What the columns of the table mean, a line each."""
    said = ["Over the base: budget of the whole run over that of the base."]
    if sweep.replications > 1:
        said.append(
            "Mean: with its 95% interval (t). Step: difference from the row above, with its 95%"
            " interval (paired t)."
        )
    if outcome.target is not None:
        said.append(f"{outcome.goal[0].upper()}{outcome.goal[1:]}: share of futures.")
    return said
