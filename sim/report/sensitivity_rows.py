"""The tables of a sensitivity analysis on the screen: a row for each uncertain number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from sim.report.morris_words import how
from sim.report.outcome_words import Asked
from sim.report.readings_words import as_written, cost_words, costs_differ, ways
from sim.report.sensitivity_data import Number, Sensitivity
from sim.report.sensitivity_names import share_words
from sim.report.tornado_words import is_clear, said


class Table(NamedTuple):
    """A table, ready to be printed.

    Attributes:
        title: What it shows.
        headings: Of its columns.
        rows: Its cells.
        notes: What the columns mean.
    """

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...]


def tables(found: Sensitivity) -> Iterator[Table]:
    """A table for each part but the split, which one sentence says whole; the first outcome's."""
    parts: dict[str, Callable[[Sensitivity, Asked], Table]] = {
        "tornado": _tornado,
        "readings": _readings,
        "morris": _morris,
        "sobol": _sobol,
    }
    outcome = found.outcomes[0]
    for name, part in parts.items():
        if name in found.tables:
            yield part(found, outcome)


def _unit(outcome: Asked) -> str:
    return f", {outcome.words.unit}" if outcome.words.unit else ""


def _numbers(found: Sensitivity, rows: pd.DataFrame) -> list[Number]:
    return [found.numbers[key] for key in rows["input"]]


def _tornado(found: Sensitivity, outcome: Asked) -> Table:
    rows, words = found.of("tornado", outcome), outcome.words
    cells = []
    pairs = zip(_numbers(found, rows), rows.iterrows(), is_clear(rows), strict=True)
    for number, (_, row), clear in pairs:
        half = float(row["swing_half_width"])
        places = words.places(half)
        low, high = (words.signed(row["swing"] + side * half, places) for side in (-1, 1))
        swing = f"{words.signed(row['swing'], places)} ({low} to {high})"
        ends = (words.signed(row[end], places) for end in ("low_difference", "high_difference"))
        cells.append((number.label, number.range, *ends, swing, "yes" if clear else "no"))
    return Table(
        f"One number at a time: change of {_what(found, outcome)}",
        ("Number", "Range", "At low", "At high", "High less low", "Clear"),
        cells,
        (
            "At low, at high: change from every number at its best value. High less low: with its"
            " 95% interval (paired t).",
            "Clear: that interval leaves out 0. Of numbers that do nothing, 1 in 20 seems clear.",
        ),
    )


def _readings(found: Sensitivity, outcome: Asked) -> Table:
    rows = found.of("readings", outcome)
    cells = [("As written", "", as_written(found, outcome, rows), "", "", cost_words(rows, None))]
    for place, way in enumerate(ways(rows)):
        half = way.half_width
        places = outcome.words.places(half)
        low, change, high = (
            outcome.words.signed(way.difference + side * half, places) for side in (-1, 0, 1)
        )
        cells.append((
            way.label, way.range, said(found, outcome, way.mean, way.mean_half_width),
            f"{change} ({low} to {high})", "yes" if way.is_clear else "no", cost_words(rows, place),
        ))  # fmt: skip
    width = 6 if costs_differ(rows) else 5
    return Table(
        f"One reading at a time: {_what(found, outcome)}",
        ("Figure", "Read as", "Outcome", "Change", "Clear", "Cost over the run")[:width],
        [row[:width] for row in cells],
        (
            "Change: from everything as written, with its 95% interval (paired t). Clear: that"
            " interval leaves out 0; of readings that do nothing, 1 in 20 seems clear.",
        ),
    )


def _what(found: Sensitivity, outcome: Asked) -> str:
    kind = "" if found.against is None else "the difference in "
    return f"{kind}{outcome.subject}{_unit(outcome)}"


def _morris(found: Sensitivity, outcome: Asked) -> Table:
    rows, words = found.of("morris", outcome), outcome.words
    cells = []
    for number, (_, row), matters in zip(
        _numbers(found, rows), rows.iterrows(), how(rows), strict=True
    ):
        places = words.places(row["mu_star_half_width"])
        sizes = (
            words.apart(row[name], places)
            for name in ("mu_star", "mu_star_half_width", "sigma", "floor")
        )
        cells.append((number.label, number.range, *sizes, matters))
    return Table(
        f"Screening: change of {_what(found, outcome)}, from one end of a range to the other",
        ("Number", "Range", "Mean size", "Give or take", "Spread", "By chance", "Matters"),
        cells,
        (
            "Mean size: mu* of Morris screening, and half its 95% interval. Spread: sigma. By"
            " chance: about what a number that does nothing would show.",
        ),
    )


def _sobol(found: Sensitivity, outcome: Asked) -> Table:
    rows = found.of("sobol", outcome)
    cells = [
        (
            number.label,
            number.range,
            *(
                f"{share_words(row[name])} ({share_words(row[f'{name}_low'])} to"
                f" {share_words(row[f'{name}_high'])})"
                for name in ("first", "total")
            ),
        )
        for number, (_, row) in zip(_numbers(found, rows), rows.iterrows(), strict=True)
    ]
    return Table(
        f"Shares of the variance that numbers give to {_what(found, outcome).partition(',')[0]}",
        ("Number", "Range", "By itself", "In all"),
        cells,
        (
            "Sobol' indices of first order and in total, with 95% intervals (bootstrap). In all:"
            " with what a number does together with others.",
        ),
    )
