"""Charts of the steps from today to the target, one for each option."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.names import safe_name
from sim.report.chart_fans import day_of
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, NUMBER, OUTLINE, SHARE
from sim.report.chart_words import month_year
from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import NAME, quoted, target_words, unit_words
from sim.report.measure_words import Words, words_of
from sim.report.style import BLUE, EDGE, INK, NAVY, SMALL, WIDTH, Sheet, sheet, wrap

LEFT, TOP, HEIGHT, FOOT = 0.55, 0.1, 2.9, 0.6
"""Margins and height of the axes, and room for labels under it; inches."""
BAR = 0.62


class Step(NamedTuple):
    """A bar of the chart.

    Attributes:
        label: What it is.
        start: Where it begins.
        end: Where it ends; for a level, the level itself.
        is_level: Whether it stands on the ground, or is a change between two levels.
    """

    label: str
    start: float
    end: float
    is_level: bool


def steps_to_target(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """From today's mean through what time and the option do, to the target."""
    for option in comparison.options:
        name = f"steps_{safe_name(option.name)}"
        steps = _steps(comparison, option)
        if not all(np.isfinite([step.end for step in steps])):
            yield Omitted(name, "The measure has no value at the start or at the end.")
            continue
        yield _chart(name, comparison, option, steps)


def _steps(comparison: Comparison, option: Option) -> list[Step]:
    """Today, what happens anyway, what the option does, then, and what is left to the target."""
    row = comparison.at(comparison.unit, option)
    month, today = _today(comparison)
    then, without = month_year(comparison.day, 3), float(row["baseline_mean"])
    end = float(row["mean"])
    steps = [
        Step(f"Now: {month_year(day_of(month), 3)}", today, today, True),
        Step("Baseline alone", today, without, False),
        Step("Option on top", without, end, False),
        Step(then, end, end, True),
    ]
    if comparison.target is not None:
        goal = comparison.target.value
        steps.append(Step(f"Target: {target_words(comparison)}", goal, goal, True))
    return steps


def _today(comparison: Comparison) -> tuple[str, float]:
    """The first month, and the baseline's mean in it."""
    table, unit = comparison.table, comparison.unit
    own = table[(table["unit_kind"] == unit.kind) & (table["unit"] == unit.key)]
    own = own[(own["option"] == comparison.baseline.name) & (own["period"].str.count("-") == 1)]
    first = own.iloc[0]
    return str(first["period"]), float(first["mean"])


def _chart(name: str, comparison: Comparison, option: Option, steps: list[Step]) -> Chart:
    words = words_of(comparison.measure)
    title, subtitle = _title(comparison, option, steps), _subtitle(comparison, words)
    page = sheet(title, subtitle, TOP + HEIGHT + FOOT, _note(comparison, option))
    axes = page.axes(LEFT, TOP, WIDTH - LEFT - EDGE, HEIGHT)
    _frame(axes, comparison, steps)
    _draw(axes, page, steps, words)
    unit = comparison.unit
    labels = {"measure": comparison.measure, "unit_kind": unit.kind, "unit": unit.key}
    data = pd.DataFrame([labels | {"option": option.name} | step._asdict() for step in steps])
    return Chart(name, title, subtitle, _alt(steps, words), page.figure, data)


# --- drawing ---


def _frame(axes: Axes, comparison: Comparison, steps: list[Step]) -> None:
    """From nought, so that bars are as long as what they stand for."""
    highest = max(max(step.start, step.end) for step in steps)
    axes.set_ylim(0.0, 1.14 * highest or 1.0)
    axes.set_xlim(-0.6, len(steps) - 0.4)
    axes.xaxis.set_visible(False)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(SHARE if words_of(comparison.measure).share else NUMBER)
    target = comparison.target
    if target is not None:
        low, high = axes.get_ylim()
        ends = (low, target.value) if target.at_most else (target.value, high)
        axes.axhspan(*ends, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
        axes.axhline(target.value, color=OUTLINE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5)


def _draw(axes: Axes, page: Sheet, steps: list[Step], words: Words) -> None:
    """Levels as whole bars, changes as hanging ones, each with its number over it."""
    width = (WIDTH - LEFT - EDGE) / len(steps)
    ends = [step.end for step in steps]
    for place, step in enumerate(steps):
        low, high = (0.0, step.end) if step.is_level else sorted((step.start, step.end))
        style = {"facecolor": NAVY} if step.is_level else {"facecolor": BLUE, "hatch": "////"}
        axes.bar(place, high - low, BAR, low, edgecolor="white", linewidth=0.5, zorder=3, **style)
        axes.annotate(_said(step, words), (place, high), (0, 3), textcoords="offset points",
                      ha="center", size=SMALL, weight="bold", color=INK, zorder=5,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
        for line, text in enumerate(wrap(step.label, width - 0.1, SMALL, "normal", 3)):
            y = TOP + HEIGHT + 0.08 + 0.16 * line
            page.write(LEFT + width * (place + 0.5), y, text, size=SMALL, color=INK, ha="center")
        if place < 3:
            axes.hlines(ends[place], place + BAR / 2, place + 1 - BAR / 2, color=OUTLINE,
                        linewidth=0.8, zorder=2)  # fmt: skip


def _said(step: Step, words: Words) -> str:
    if step.is_level:
        return words.value(step.end)
    return words.signed(step.end - step.start, 1)


# --- words ---


def _title(comparison: Comparison, option: Option, steps: list[Step]) -> str:
    """From where to where, and how far that is from the target."""
    words = words_of(comparison.measure)
    first, last = steps[0], steps[3]
    whom = f"The {words.subject} of {unit_words(comparison.unit)}"
    way = (
        f"{whom} goes from {words.value(first.end)} to {words.value(last.end)} with "
        f"{quoted(option, NAME)}"
    )
    target = comparison.target
    if target is None:
        return way
    gap = last.end - target.value
    side = "over" if gap > 0 else "under"
    return f"{way}: {words.counted(words.apart(gap, 1))} {side} the target"


def _subtitle(comparison: Comparison, words: Words) -> str:
    unit = f", {words.unit}" if words.unit and not words.share else ""
    n = comparison.replications
    futures = f"Means of {n:,} futures." if n > 1 else "One future: no range."
    return f"{words.subject[0].upper()}{words.subject[1:]}{unit}. {futures}"


def _note(comparison: Comparison, option: Option) -> str:
    return (
        f"Baseline: {quoted(comparison.baseline)}. Option: {quoted(option)}. Hatched: changes. The "
        "first bar is the mean of the first month, the fourth that of the week asked for."
    )


def _alt(steps: list[Step], words: Words) -> str:
    said = "; ".join(f"{step.label} {_said(step, words)}" for step in steps)
    return f"Waterfall chart of the {words.subject} from the start to the target: {said}."
