"""Chart of main effects: what each lever does on its own, averaged over the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.names import safe_name
from sim.report.caseload_charts import page_name
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, NUMBER, OUTLINE, SHARE
from sim.report.measure_words import Words
from sim.report.outcome_words import Asked
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)
from sim.report.sweep_data import Sweep
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.mixes import number_words

ROW, HEADING, HEAD = 0.21, 0.33, 0.2
"""Heights of a level's row, of a lever's heading, and above the first; inches."""
TALLEST = 7.8
"""Height of the rows on a page, inches."""
CHANGE = "Change"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a lever does to an outcome.

    Attributes:
        lever: The lever.
        rows: A row for each of its levels, lowest first; see effects.csv.
    """

    lever: Lever
    rows: pd.DataFrame

    @property
    def size(self) -> float:
        """How far the outcome goes between its levels."""
        return float(self.rows["mean"].max() - self.rows["mean"].min())

    @property
    def height(self) -> float:
        """Of its rows and its heading, inches."""
        return HEADING + ROW * len(self.rows)


def effects_charts(sweep: Sweep) -> Iterator[Chart | Omitted]:
    """The effect of every lever on each outcome, the strongest first."""
    for outcome in sweep.outcomes:
        name = f"effects_{safe_name(outcome.name)}"
        effects = _effects(sweep, outcome)
        if not effects:
            yield Omitted(name, "No lever was tried at two levels.")
        elif not np.isfinite([effect.size for effect in effects]).all():
            yield Omitted(name, "The mixes that were tried don't tell the levers' effects apart.")
        else:
            for page, shown in enumerate(_pages(effects), start=1):
                yield _chart(page_name(name, page), sweep, outcome, (effects, shown))


def _effects(sweep: Sweep, outcome: Asked) -> list[Effect]:
    rows = sweep.effects_of(outcome)
    effects = [Effect(one, rows[rows["lever"] == one.name]) for one in sweep.levers]
    return sorted(
        (effect for effect in effects if len(effect.rows) > 1), key=lambda effect: -effect.size
    )


def _pages(effects: Sequence[Effect]) -> Iterator[list[Effect]]:
    """Levers in their order, as many on a page as it holds."""
    page: list[Effect] = []
    for effect in effects:
        if page and sum(one.height for one in [*page, effect]) > TALLEST:
            yield page
            page = []
        page.append(effect)
    yield page


def _chart(
    name: str, sweep: Sweep, outcome: Asked, effects: tuple[Sequence[Effect], Sequence[Effect]]
) -> Chart:
    every, shown = effects
    title, subtitle = _title(outcome, every[0]), _subtitle(sweep, outcome)
    data = pd.concat([effect.rows for effect in shown], ignore_index=True)
    page = _draw((title, subtitle), sweep, outcome, effects)
    return Chart(name, title, subtitle, _alt(sweep, outcome, shown), page.figure, data)


# --- drawing ---


def _draw(
    text: tuple[str, str],
    sweep: Sweep,
    outcome: Asked,
    effects: tuple[Sequence[Effect], Sequence[Effect]],
) -> Sheet:
    every, shown = effects
    words = outcome.words
    cells = [_cells(words, row) for effect in shown for _, row in effect.rows.iterrows()]
    means, changes = (
        0.14 + max(text_width(text, SMALL, "bold") for text in column)
        for column in zip(("Mean", CHANGE), *cells, strict=True)
    )
    levels = [level_range(row) for effect in every for _, row in effect.rows.iterrows()]
    left = EDGE + 0.14 + max(text_width(text, SMALL) for text in levels)
    width = WIDTH - left - means - changes - EDGE
    limits = _limits(outcome, every)
    page = sheet(*text, HEAD + sum(one.height for one in shown) + 0.3, _note(sweep, outcome))
    for beside, head in zip((0.08, 0.08 + means), ("Mean", CHANGE), strict=True):
        page.write(left + width + beside, 0.0, head, size=SMALL, color=GREY)
    top = HEAD
    for place, effect in enumerate(shown):
        heading = wrap(lever_words(effect.lever), WIDTH - 2 * EDGE, TEXT, "bold", 1)[0]
        page.write(EDGE, top + 0.1, heading, size=TEXT, weight="bold", color=INK)
        axes = page.axes(left, top + HEADING, width, ROW * len(effect.rows))
        _frame(axes, outcome, limits, len(effect.rows))
        axes.tick_params(labelbottom=place == len(shown) - 1)
        for line, (_, row) in enumerate(effect.rows.iterrows()):
            _draw_row(axes, line, (width, means), outcome, row)
        top += effect.height
    return page


def _limits(outcome: Asked, effects: Sequence[Effect]) -> tuple[float, float]:
    """What holds all levers, so that pages can be compared, with the target if that is near."""
    ends: list[float] = []
    for effect in effects:
        reach = np.nan_to_num(effect.rows["difference_half_width"].to_numpy())
        ends += [*(effect.rows["mean"] - reach), *(effect.rows["mean"] + reach)]
    low, high = min(ends), max(ends)
    if outcome.target is not None:
        value, far = outcome.target.value, 0.5 * (high - low)
        low = value if low - far <= value < low else low
        high = value if high < value <= high + far else high
    pad = 0.04 * (high - low) or 1.0
    return low - pad, high + pad


def _frame(axes: Axes, outcome: Asked, limits: tuple[float, float], rows: int) -> None:
    axes.set(xlim=limits, ylim=(rows - 0.5, -0.5))
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(SHARE if outcome.words.share else NUMBER)
    axes.tick_params(axis="x", length=0)
    target = outcome.target
    if target is not None and limits[0] <= target.value <= limits[1]:
        edges = (limits[0], target.value) if target.at_most else (target.value, limits[1])
        axes.axvspan(*edges, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
        axes.axvline(target.value, color=OUTLINE, linewidth=0.7, linestyle=(0, (4, 2)), zorder=3)


def _draw_row(
    axes: Axes, line: int, size: tuple[float, float], outcome: Asked, row: pd.Series[Any]
) -> None:
    """The level to the left, a dot with the interval of its change, and both in numbers."""
    width, means = size
    mean, reach = float(row["mean"]), float(np.nan_to_num(row["difference_half_width"]))
    axes.hlines(line, mean - reach, mean + reach, color=NAVY, linewidth=1.6, zorder=4)
    axes.plot([mean], [line], "o", color=NAVY, markersize=5, zorder=5)
    style: dict[str, Any] = {"size": SMALL, "va": "center", "color": INK}
    style["transform"] = axes.get_yaxis_transform()
    axes.text(-0.1 / width, line, level_range(row), ha="right", **style)
    said, change = _cells(outcome.words, row)
    axes.text(1 + 0.08 / width, line, said, weight="bold", **style)
    axes.text(1 + (0.08 + means) / width, line, change, **style)


# --- words ---


def lever_words(lever: Lever) -> str:
    """A lever with its unit."""
    return f"{lever.label} ({lever.unit})" if lever.unit else lever.label


def level_range(row: pd.Series[Any]) -> str:
    """A level, or the part of a lever's range, such as "10 to 12"."""
    low, high = number_words(row["level_low"]), number_words(row["level_high"])
    return low if low == high else f"{low} to {high}"


def _cells(words: Words, row: pd.Series[Any]) -> tuple[str, str]:
    """Mean, and change from the lowest level with its interval."""
    change, reach = float(row["difference"]), float(row["difference_half_width"])
    if np.isnan(change):
        return words.value(row["mean"]), ""
    places = words.places(reach)
    said = words.signed(change, places)
    if np.isnan(reach):
        return words.value(row["mean"]), said
    ends = (words.signed(end, places) for end in (change - reach, change + reach))
    return words.value(row["mean"]), f"{said} ({' to '.join(ends)})"


def _title(outcome: Asked, effect: Effect) -> str:
    """What the strongest lever does."""
    means = effect.rows["mean"]
    places = sorted((int(np.argmin(means)), int(np.argmax(means))))
    ends = " and ".join(level_range(effect.rows.iloc[place]) for place in places)
    words = outcome.words
    unit = "percentage points" if words.share else words.unit
    return (
        f"{outcome.heading} changes most with {named(effect.lever.label)}: by "
        f"{words.apart(effect.size, 1)} {unit}".rstrip()
        + f" between {ends}, averaged over the other levers"
    )


def _subtitle(sweep: Sweep, outcome: Asked) -> str:
    unit = "" if outcome.words.share else f", {outcome.words.unit}".rstrip(", ")
    n = sweep.replications
    return (
        f"{outcome.label}{unit}: mean of {n:,} future{'' if n == 1 else 's'} at each level of each "
        "lever."
    )


def _note(sweep: Sweep, outcome: Asked) -> str:
    said = ["Change: from the lowest level."]
    if sweep.replications > 1:
        said = [
            "Change: from the lowest level, with its 95% interval (paired t), which is the bar."
        ]
    if not _is_whole(sweep):
        said.append("Missing mixes are allowed for, as if the levers' effects added up.")
    if outcome.target is not None:
        said.append(f"Tinted: {outcome.goal}.")
    return " ".join([*said, sweep.foot])


def _is_whole(sweep: Sweep) -> bool:
    """Whether every combination of levels was tried."""
    possible = [len(lever.values) for lever in sweep.levers]  # 0 levels: a range
    tried = sweep.points["in_design"] & sweep.points["meets_constraints"]
    return int(tried.sum()) == int(np.prod(possible))


def _alt(sweep: Sweep, outcome: Asked, effects: Sequence[Effect]) -> str:
    words = outcome.words
    parts = []
    for effect in effects:
        said = ", ".join(
            f"{level_range(row)}: {words.value(row['mean'])}" for _, row in effect.rows.iterrows()
        )
        parts.append(f"{named(effect.lever.label)} at {said}.")
    return (
        f"{sweep.question} Dot plot of the mean of {outcome.subject} by level of each lever. "
        f"{' '.join(parts)}"
    )
