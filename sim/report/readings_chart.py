"""Chart of one reading at a time: the outcome with a figure read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sim.report.chart_files import Chart, Omitted
from sim.report.input_rows import BAR, MOST_ROWS, Column, draw_rows, limits_of, value_axis
from sim.report.outcome_words import Asked
from sim.report.readings_words import (
    Way,
    as_written,
    cost_words,
    costs_differ,
    ways,
)
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import shown_values, subject
from sim.report.style import GREY, INK, NAVY, Sheet
from sim.report.tornado_words import said
from sim.report.turning_line import draw_turning_line, turning_point, turning_words


def readings_charts(found: Sensitivity) -> Iterator[Chart | Omitted]:
    """A chart for each outcome."""
    for outcome in found.outcomes:
        rows = found.of("readings", outcome)
        every = ways(rows)
        text = (_title(found, outcome, every), _subtitle(found, outcome, rows))
        page = _draw((*text, _note(found, outcome, rows)), found, outcome, rows)
        alt = _alt(found, outcome, every)
        yield Chart(f"readings_{outcome.name}", *text, alt, page.figure, rows)


def _title(found: Sensitivity, outcome: Asked, every: Sequence[Way]) -> str:
    """What changes the answer most, and how far."""
    top = next((one for one in every if one.is_clear), None)
    if top is None:
        return f"No figure, read otherwise, makes a clear difference to {subject(found, outcome)}"
    whom = outcome.subject if found.against is None else f"the effect on {outcome.subject}"
    answer = said(found, outcome, top.mean, top.mean_half_width)
    return f"{top.quoted} changes {whom} most: {answer}"


def _subtitle(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    return (
        f"{shown_values(found, outcome)}. Each figure in turn read otherwise, every number at its"
        f" best value; means of the same {rows.iloc[0]['n']:,} futures."
    )


def _note(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    parts = [
        "Upright line: everything as written. Only outlined: no clear difference from that. Thin"
        " lines: 95% intervals of the change."
    ]
    if _goal(found, outcome, rows) is not None:
        parts.append(turning_words(found, outcome))
    if costs_differ(rows):
        of = "over the second scenario" if found.against else "over that as written"
        written = cost_words(rows, None)
        parts.append(f"Cost: budget of the whole run {of}; {written} where none is given.")
    if len(rows) > MOST_ROWS:
        parts.append(f"{len(rows) - MOST_ROWS} more readings change less.")
    return " ".join(parts)


def _goal(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> float | None:
    return turning_point(found, outcome, float(rows.iloc[0]["centre"]), rows["difference"])


def _draw(
    text: tuple[str, str, str], found: Sensitivity, outcome: Asked, rows: pd.DataFrame
) -> Sheet:
    shown = ways(rows)[:MOST_ROWS]
    centre, goal = float(rows.iloc[0]["centre"]), _goal(found, outcome, rows)
    ends = [one.mean + side * one.half_width for one in shown for side in (-1, 1)]
    limits = limits_of(ends, centre, *([] if goal is None else [goal]))
    page, axes = draw_rows(text, shown, limits, _columns(outcome, rows, shown))
    value_axis(axes, outcome)
    for place, one in enumerate(shown):
        fill = NAVY if one.is_clear else "white"
        axes.barh(place, one.difference, BAR, left=centre, facecolor=fill,
                  edgecolor=INK if one.is_clear else GREY, linewidth=0.5, zorder=3)  # fmt: skip
        low, high = one.mean - one.half_width, one.mean + one.half_width
        axes.hlines(place, low, high, color=INK, linewidth=0.9, zorder=4)
    axes.axvline(centre, color=INK, linewidth=1.0, zorder=5)
    draw_turning_line(axes, goal)
    return page


def _columns(outcome: Asked, rows: pd.DataFrame, shown: Sequence[Way]) -> list[Column]:
    places = outcome.words.places(float(rows["difference_half_width"].median()))
    columns = [Column("Change", [outcome.words.signed(one.difference, places) for one in shown])]
    if costs_differ(rows):
        usual = rows["centre_cost_gbp"].iloc[0]
        cells = [
            cost_words(rows, place) if cost != usual else ""
            for place, cost in enumerate(rows["cost_gbp"].iloc[: len(shown)])
        ]
        columns.append(Column("Cost", cells))
    return columns


def _alt(found: Sensitivity, outcome: Asked, every: Sequence[Way]) -> str:
    rows = found.of("readings", outcome)
    told = [
        f"{one.quoted}: {said(found, outcome, one.mean, one.mean_half_width)}."
        for one in every[:MOST_ROWS]
    ]
    return (
        f"Bar chart of {subject(found, outcome)}, with each figure in turn read otherwise:"
        f" {as_written(found, outcome, rows)} as written. {' '.join(told)}"
    )
