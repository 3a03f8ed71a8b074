"""Chart of one uncertain number at a time: the outcome at either end of each range."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_files import Chart, Omitted
from sim.report.input_rows import BAR, MOST_ROWS, Column, draw_rows, limits_of, value_axis
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import NAME, quoted, shown_values, subject
from sim.report.style import GREY, INK, NAVY, SKY, Sheet, named
from sim.report.tornado_words import End, between, ends, is_clear, said
from sim.report.turning_line import draw_turning_line, turning_point, turning_words


def tornado_charts(found: Sensitivity) -> Iterator[Chart | Omitted]:
    """A chart for each outcome."""
    for outcome in found.outcomes:
        rows = found.of("tornado", outcome)
        shown = rows.iloc[:MOST_ROWS]
        title, subtitle = _title(found, outcome, rows), _subtitle(found, outcome, rows)
        note = _note(found, outcome, rows)
        page = _draw((title, subtitle, note), found, outcome, shown)
        data = rows.assign(label=[found.numbers[key].label for key in rows["input"]])
        alt = _alt(found, outcome, shown)
        yield Chart(f"tornado_{outcome.name}", title, subtitle, alt, page.figure, data)


def _title(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    """What changes the answer most, and how far."""
    clear = is_clear(rows)
    if not clear.any():
        return f"No single number makes a clear difference to {subject(found, outcome)}"
    low, high = ends(found, rows[clear].iloc[0])
    effect = between(found, outcome, low, high)
    whom = outcome.subject if found.against is None else f"the effect on {outcome.subject}"
    first = "" if clear[0] else "Of what is clear, "
    return f"{first}{quoted(low.number)} changes {whom} most: {effect}"


def _subtitle(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    return (
        f"{shown_values(found, outcome)}. Each number in turn at the lowest and the highest value"
        f" thought possible, the others at their best values; means of the same"
        f" {rows.iloc[0]['n']:,} futures."
    )


def _note(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    parts = [
        "Pale: at the low end of the range; dark: at the high end; only outlined: no clear"
        " difference between these. Thin lines: 95% intervals of the change from the upright line,"
        " where every number is at its best value."
    ]
    if _goal(found, outcome, rows) is not None:
        parts.append(turning_words(found, outcome))
    rest = rows.iloc[MOST_ROWS:]
    if len(rest):
        most = outcome.words.apart(float(rest["swing"].abs().max()), 2)
        parts.append(f"{len(rest)} more numbers make {most} or less between their ends.")
    return " ".join(parts)


def _goal(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> float | None:
    return turning_point(found, outcome, float(rows.iloc[0]["centre"]), rows["swing"])


def _draw(
    text: tuple[str, str, str], found: Sensitivity, outcome: Asked, rows: pd.DataFrame
) -> Sheet:
    pairs = [ends(found, row) for _, row in rows.iterrows()]
    places = outcome.words.places(float(rows["swing_half_width"].median()))
    columns = [
        Column(name, [_cell(found, outcome, pair[place].mean, places) for pair in pairs])
        for place, name in enumerate(("At low", "At high"))
    ]
    centre, goal = float(rows.iloc[0]["centre"]), _goal(found, outcome, rows)
    limits = _limits(rows, *([] if goal is None else [goal]))
    page, axes = draw_rows(text, [pair[0].number for pair in pairs], limits, columns)
    value_axis(axes, outcome)
    for place, ((_, row), clear) in enumerate(zip(rows.iterrows(), is_clear(rows), strict=True)):
        halves = (row["low_difference_half_width"], row["high_difference_half_width"])
        _draw_row(axes, place, centre, pairs[place], halves, bool(clear))
    axes.axvline(centre, color=INK, linewidth=1.0, zorder=5)
    draw_turning_line(axes, goal)
    return page


def _cell(found: Sensitivity, outcome: Asked, value: float, places: int) -> str:
    words = outcome.words
    if found.against is not None:
        return words.signed(value, places)
    return f"{words.apart(value, places)}{'%' if words.share else ''}"


def _limits(rows: pd.DataFrame, *held: float) -> tuple[float, float]:
    values = []
    for side in ("low", "high"):
        middle, half = rows[f"at_{side}"], rows[f"{side}_difference_half_width"]
        values += [*(middle - half), *(middle + half)]
    return limits_of(values, float(rows.iloc[0]["centre"]), *held)


def _draw_row(
    axes: Axes,
    row: int,
    centre: float,
    pair: tuple[End, End],
    halves: tuple[float, float],
    clear: bool,
) -> None:
    """Two bars from the centre, one over the other where both lie on one side of it."""
    one_sided = (pair[0].mean - centre) * (pair[1].mean - centre) > 0
    height = BAR / 2 if one_sided else BAR
    edge = INK if clear else GREY
    for place, (end, half) in enumerate(zip(pair, halves, strict=True)):
        y = row + (place - 0.5) * height * one_sided
        fill = (SKY, NAVY)[place] if clear else "white"
        axes.barh(y, end.mean - centre, height, left=centre, facecolor=fill, edgecolor=edge,
                  linewidth=0.5, zorder=3)  # fmt: skip
        axes.hlines(y, end.mean - half, end.mean + half, color=INK, linewidth=0.9, zorder=4)


def _alt(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    parts = []
    for _, row in rows.iterrows():
        low, high = ends(found, row)
        parts.append(f"{named(low.number.label, NAME)}: {between(found, outcome, low, high)}.")
    best = said(found, outcome, rows.iloc[0]["centre"], rows.iloc[0]["centre_half_width"])
    return (
        f"Tornado chart of {subject(found, outcome)}: {best} with every number at its best value. "
        f"{' '.join(parts)}"
    )
