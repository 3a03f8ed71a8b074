"""The table of a comparison on the screen: a row for each unit and option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.chart_fans import Unit
from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import percent, target_words, week_words, when_words
from sim.report.measure_words import Words, words_of
from sim.results.comparison import BETTER

if TYPE_CHECKING:
    import pandas as pd


def headings(comparison: Comparison) -> tuple[str, tuple[str, ...]]:
    """Title and column headings of the table of all units and options."""
    words, n = words_of(comparison.measure), comparison.replications
    unit = f", {words.unit}" if words.unit and not words.share else ""
    title = (
        f"{words.subject[0].upper()}{words.subject[1:]}{unit}, {week_words(comparison)}, in "
        f"{n:,} paired future{'' if n == 1 else 's'}"
    )
    names = ["Group", "Option", "Mean", "Difference", "Nine in ten", "Lower"]
    if comparison.measure in BETTER:
        names.append("Best")
    if comparison.target is not None:
        bound = target_words(comparison)
        names += [f"{bound[0].upper()}{bound[1:]}", "From"]
    return title, tuple(names)


def rows(comparison: Comparison, unit: Unit) -> list[tuple[str, ...]]:
    """A row for each option, the baseline first."""
    return [
        (unit.label if option is comparison.baseline else "", *_row(comparison, unit, option))
        for option in comparison.every
    ]


def _row(comparison: Comparison, unit: Unit, option: Option) -> list[str]:
    row, words = comparison.at(unit, option), words_of(comparison.measure)
    places = words.places(row["half_width"])
    cells = [option.name, words.value(row["mean"])]
    cells += [
        _interval(row, ("difference", "difference_low", "difference_high"), places, words),
        _interval(row, ("", "p05", "p95"), places, words),
        percent(row["probability_lower"]),
    ]
    if comparison.measure in BETTER:
        cells.append(percent(row["probability_best"]))
    if comparison.target is not None:
        met, low, high = (row[f"probability_target{end}"] for end in ("", "_low", "_high"))
        cells.append(f"{percent(met)} ({low:.0%} to {high:.0%})" if row["n"] else "")
        cells.append(when_words(comparison, unit, option))
    return cells


def _interval(row: pd.Series[Any], names: tuple[str, str, str], places: int, words: Words) -> str:
    """A difference with the ends around it, as far as they are known."""
    middle, low, high = (row[name] if name else float("nan") for name in names)
    said = "" if np.isnan(middle) else words.signed(middle, places)
    if np.isnan(low):
        return said
    ends = f"{words.signed(low, places)} to {words.signed(high, places)}"
    return f"{said} ({ends})" if said else ends


def notes(comparison: Comparison) -> list[str]:
    """What the columns of the table mean, a line each."""
    best = "highest" if BETTER.get(comparison.measure) == "higher" else "lowest"
    said = [
        "Difference: mean over the futures, and its 95% interval (paired t). Nine in ten: where"
        " 90% of the differences lie.",
        "Lower: share of futures in which it is lower than with the baseline."
        + (f" Best: {best} of all; ties are shared." if comparison.measure in BETTER else ""),
    ]
    if comparison.target is not None:
        bound = target_words(comparison)
        said += [
            f"{bound[0].upper()}{bound[1:]}{_why(comparison)}: share of futures, and its 95%"
            " interval (Wilson).",
            "From: the first month from which half of the futures or more stay there to the end;"
            " never, if fewer do.",
        ]
    return said


def _why(comparison: Comparison) -> str:
    """What the target is, where it is the council's."""
    if not comparison.target_is_band:
        return ""
    return ", the highest caseload that the council calls manageable"
