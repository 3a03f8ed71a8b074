"""Parts that charts are put together from: fans, bands, time axes and labels beside lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator

from sim.report.chart_fans import Fan
from sim.report.chart_words import Show, full_date, month_year
from sim.report.style import (
    BLUE,
    EDGE,
    GREY,
    INK,
    NAVY,
    PALE,
    SKY,
    SMALL,
    WIDTH,
    Sheet,
    Weight,
    spread,
    text_width,
)

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
SHARE = FuncFormatter(lambda value, _: f"{100 * value:.0f}%")
NUMBER = FuncFormatter(lambda value, _: f"{value:,.10g}")
APRIL = 3

Label = tuple[float, str, Weight]
"""Height in data units, text, weight."""

MANAGEABLE_TINT, OVER_TINT, OUTLINE = "#E6F4F3", "#FDEDE4", "#767676"
"""Tints of the palette's green and orange; the outline has a contrast of 4.5:1 against white."""


def draw_fan(axes: Axes, fan: Fan, width: float = 1.8) -> None:
    """Range and median over time; a single period becomes a bar with a point."""
    low, lower, middle, upper, high = fan.quantiles
    alone = len(fan.days) == 1
    if fan.replications > 1 and alone:
        for bottom, top, colour in ((low, high, PALE), (lower, upper, SKY)):
            axes.vlines(fan.days, bottom, top, color=colour, linewidth=14, zorder=2, clip_on=False)
    elif fan.replications > 1:
        for bottom, top, colour in ((low, high, PALE), (lower, upper, SKY)):
            axes.fill_between(fan.days, bottom, top, color=colour, linewidth=0, zorder=2)
        for edge in (low, high):
            axes.plot(fan.days, edge, color=BLUE, linewidth=0.6, zorder=2.5)
    axes.plot(fan.days, middle, color=NAVY, linewidth=width, zorder=4, gid=fan.line,
              marker="o" if alone else None, clip_on=not alone)  # fmt: skip


def draw_bands(
    axes: Axes, bands: tuple[int, int, int], upright: bool = True, until: float = 1.0
) -> None:
    """The council's bands as tinted, outlined stripes.

    They hold for caseloads rounded half up to whole cases, so "from 20" begins at 19.5.

    Args:
        axes: To draw behind whatever stands on them.
        bands: First whole caseload of the manageable, the high and the over band.
        upright: Caseload is on the upright axis; otherwise on the level one.
        until: Share of the stripes' length that is outlined; labels have the rest.
    """
    manageable, high, over = (band - 0.5 for band in bands)
    limits = axes.get_ylim() if upright else axes.get_xlim()
    stripe, edge = (axes.axhspan, axes.axhline) if upright else (axes.axvspan, axes.axvline)
    for low, top, tint in ((manageable, high, MANAGEABLE_TINT), (over, limits[1], OVER_TINT)):
        if low < limits[1]:
            stripe(low, min(top, limits[1]), facecolor=tint, linewidth=0, zorder=0)
    for border in (manageable, high, over):
        if limits[0] < border < limits[1]:
            edge(border, 0, until, color=OUTLINE, linewidth=0.7, linestyle=(0, (4, 2)), zorder=3)


def bands_note(bands: tuple[int, int, int]) -> str:
    """What the dashed lines are."""
    words = ", ".join(name.lower().replace(":", "") for name in band_names(bands))
    return f"Dashed lines: the council's bands ({words}), for caseloads rounded to whole cases."


def band_names(bands: tuple[int, int, int]) -> list[str]:
    """The four bands in words, lowest first."""
    manageable, high, over = bands
    return [
        f"Low: under {manageable}",
        f"Manageable: {_whole(manageable, high - 1)}",
        f"High: {_whole(high, over - 1)}",
        f"Over: {over} or more",
    ]


def band_of(caseload: float, bands: tuple[int, int, int]) -> str:
    """The band of a caseload, rounded half up as the council does."""
    return ("low", "manageable", "high", "over")[sum(np.floor(caseload + 0.5) >= b for b in bands)]


def _whole(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def band_middles(
    bands: tuple[int, int, int], limits: tuple[float, float]
) -> list[tuple[float, str]]:
    """Where each band that is in sight has its middle, and its name."""
    borders = np.clip([limits[0], *(band - 0.5 for band in bands), limits[1]], *limits)
    return [
        ((low + high) / 2, name)
        for low, high, name in zip(borders[:-1], borders[1:], band_names(bands), strict=True)
        if high > low
    ]


def label_beside(axes: Axes, labels: Sequence[Label], x: float, colour: str = INK) -> None:
    """Text beside the end of lines, each label at its own height and none over another.

    Args:
        axes: Whose limits are already set.
        labels: What to write, and at which heights.
        x: Where the text begins, as a share of the width; over 1 is outside.
        colour: Of the text.
    """
    low, high = axes.get_ylim()
    height = axes.get_window_extent().height / axes.figure.dpi
    gap = SMALL / 72 * 1.2 / height * (high - low)
    inside = (low + gap / 2, max(high - gap / 2, low + gap / 2))
    wanted = [float(np.clip(y, low, high)) for y, _, _ in labels]
    for y, (_, text, weight) in zip(spread(wanted, gap, *inside), labels, strict=True):
        axes.text(x, y, text, transform=axes.get_yaxis_transform(), size=SMALL, weight=weight,
                  color=colour, va="center", ha="left", zorder=6)  # fmt: skip


def end_labels(fan: Fan, show: Show) -> list[Label]:
    """The last median, with the ends of its range where there is one."""
    low, middle, high = (float(value) for value in fan.quantiles[[0, 2, 4], -1])
    median: Label = (middle, f"{show(middle)} median", "bold")
    if fan.replications == 1:
        return [(middle, show(middle), "bold")]
    return [(low, f"{show(low)} lower", "normal"), median, (high, f"{show(high)} upper", "normal")]


def time_axis(axes: Axes, first: float, last: float, most: int, room: float = 0.0) -> float:
    """Ordinary dates along the foot, with room for labels to the right of the last day.

    Args:
        axes: To set.
        first: First day, since 1970.
        last: Last day.
        most: Dates that have space; with two, the first and the last month.
        room: Share of the width kept free on the right.

    Returns:
        The share of the width at which the last day stands.
    """
    length = max(last - first, 7.0)
    axes.set_xlim(first, first + length / (1 - room))
    days, names = date_ticks(first, last, most)
    axes.xaxis.set_major_locator(FixedLocator(days))
    axes.xaxis.set_major_formatter(FixedFormatter(names))
    axes.tick_params(axis="x", length=3, color=GREY)
    return (last - first) / length * (1 - room)


def date_ticks(first: float, last: float, most: int) -> tuple[list[float], list[str]]:
    """First days of months, April among them, or the ends of a period without enough of these."""
    begin, end = (np.datetime64(int(day), "D").astype("datetime64[M]") for day in (first, last))
    late = int(begin.astype("datetime64[D]") < np.datetime64(int(first), "D"))
    months = np.arange(begin + late, end + 1).astype(np.int64)
    for step in MONTH_STEPS:
        chosen = months[(months - APRIL) % step == 0]
        if len(chosen) <= most:
            break
    if most > 2 and len(chosen) >= 2:
        days = chosen.astype("datetime64[M]").astype("datetime64[D]").astype(np.float64)
        return days.tolist(), [month_year(day, 3) for day in days]
    if begin == end and most > 2 and last - first >= 14:
        return [first, last], [full_date(day, 3) for day in (first, last)]
    if begin == end:
        return [last], [full_date(last, 3)]
    return [first, last], [month_year(day, 3) for day in (first, last)]


def value_axis(axes: Axes, limits: tuple[float, float], most: int, shares: bool = False) -> None:
    """Limits and round numbers on the upright axis."""
    axes.set_ylim(*limits)
    axes.yaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(SHARE if shares else NUMBER)


def from_zero(fans: Sequence[Fan]) -> tuple[float, float]:
    """Limits from nought to a little over the highest value; 1 if there is none above nought."""
    highest = max([float(np.nanmax(fan.quantiles)) for fan in fans if fan.known], default=0.0)
    return 0.0, 1.08 * highest if highest > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where trends stand on their page, and between what limits.

    Attributes:
        days: First and last day of the time axis, since 1970.
        limits: Of the upright axis.
        right: Space for labels beside the end, inches.
        top: From the top of the room for axes, inches.
        height: Inches.
        shares: Whether values are shares, shown as percentages.
    """

    days: tuple[float, float]
    limits: tuple[float, float]
    right: float
    top: float = 0.1
    height: float = 3.1
    shares: bool = False

    LEFT: ClassVar[float] = 0.5
    """Space for the numbers of the upright axis, inches."""


def label_room(labels: Sequence[Label]) -> float:
    """Space in inches that labels beside the end need."""
    return 0.12 + max(text_width(text, SMALL, "bold") for _, text, _ in labels)


def draw_trend(page: Sheet, fan: Fan, frame: Frame, labels: Sequence[Label]) -> Axes:
    """A fan over the whole width of a page, with labels beside its end.

    Args:
        page: To draw on.
        fan: With at least one period.
        frame: Where and over what time.
        labels: What to write beside the end, and at which heights.
    """
    width = WIDTH - frame.LEFT - frame.right - EDGE
    axes = page.axes(frame.LEFT, frame.top, width, frame.height)
    value_axis(axes, frame.limits, max(2, round(frame.height / 0.5)), frame.shares)
    time_axis(axes, *frame.days, 6)
    draw_fan(axes, fan)
    first, last = axes.get_xlim()
    alone = len(fan.days) == 1
    end = float(fan.days[0] - first) / (last - first) + 0.12 / width if alone else 1.0
    label_beside(axes, labels, end + 0.06 / width)
    return axes
