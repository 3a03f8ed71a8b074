"""Charts of a calibration: each number before and after, and each target against its figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.calibration_data import Calibrated, Fitted, Learnt
from sim.report.calibration_words import MUCH, share_words
from sim.report.chart_files import Chart, Omitted
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
    PALE,
    SMALL,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)

COLUMNS = 3
WIDE, HIGH, HEAD, FOOT = 2.1, 1.0, 0.72, 0.35
"""Size of a small chart; room above it for its name and below for its axis; inches."""
BINS = 24
NAMES, ROW = 2.3, 0.42
"""Width of the column for names, and height of a row, of the chart of targets; inches."""
FAR = 1.0
"""Differences from a published figure beyond this share of it run off the edge."""


def marginals(found: Calibrated) -> Iterator[Chart]:
    """Each number: where it was believed to lie, and where the draws lie."""
    much = sum(one.share >= MUCH for one in found.learnt)
    title = f"The published figures teach much about {much} of {len(found.learnt)} numbers"
    subtitle = (
        f"{found.title}. Dark: how the {found.draws:,} sets of numbers that fit are spread. Grey"
        " line: the range believed beforehand. Share: how much of the variance is gone."
    )
    rows = -(-len(found.learnt) // COLUMNS)
    page = sheet(title, subtitle, rows * (HEAD + HIGH + FOOT), _NOTE)
    tables = []
    for place, one in enumerate(found.learnt):
        row, column = divmod(place, COLUMNS)
        left = EDGE + column * (WIDTH - EDGE) / COLUMNS
        tables.append(_marginal(page, one, left, row * (HEAD + HIGH + FOOT)))
    alt = f"Small histograms, one for each number. {' '.join(_said(one) for one in found.learnt)}"
    yield Chart("marginals", title, subtitle, alt, page.figure, pd.concat(tables))


_NOTE = (
    "A number whose histogram fills its range has not been learnt: it is as uncertain as it was."
    " The sets hang together: numbers that are each likely may not fit with one another."
)


def _said(one: Learnt) -> str:
    number = one.number
    low, high = (float(f"{end:.3g}") for end in (one.low, one.high))
    return (
        f"{named(number.label)}: {number.short(low)} to {number.said(high)}, was {number.range},"
        f" {share_words(one.share)} learnt."
    )


def _marginal(page: Sheet, one: Learnt, left: float, top: float) -> pd.DataFrame:
    number = one.number
    for line, text in enumerate(wrap(number.label, WIDE - 0.05, SMALL, "bold", 3)):
        page.write(left, top + 0.16 * line, text, size=SMALL, weight="bold", color=INK)
    unit = "" if number.unit == "share" else number.unit
    said = ", ".join(part for part in (unit, f"{share_words(one.share)} learnt") if part)
    page.write(left, top + HEAD - 0.22, said, size=SMALL, color=GREY)
    edges = np.linspace(number.low, number.high, BINS + 1)
    counts = np.histogram(one.draws, edges)[0]
    axes = page.axes(left, top + HEAD, WIDE - 0.15, HIGH)
    axes.stairs(counts, edges, fill=True, color=NAVY, zorder=3)
    axes.hlines(0.0, number.low, number.high, color=GREY, linewidth=3.0, zorder=4, clip_on=False)
    axes.set(xlim=(number.low, number.high), ylim=(0.0, 1.05 * counts.max()))
    axes.yaxis.set_visible(False)
    axes.grid(False)
    ends = [number.low, 0.5 * (number.low + number.high), number.high]
    axes.set_xticks(ends, [number.short(float(f"{end:.3g}")) for end in ends])
    first, _, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    bins = [(number.key, low, high) for low, high in pairwise(edges.tolist())]
    return pd.DataFrame(bins, columns=["input", "from", "to"]).assign(draws=counts)


def fit(found: Calibrated) -> Iterator[Chart | Omitted]:
    """Each target: how far futures lie from the published figure, before and after."""
    shown = [one for one in found.targets if one.row["observed"] and one.row["n"]]
    if not shown:
        yield Omitted("fit", "No published figure has a simulated value.")
        return
    inside = sum(one.figure.is_inside for one in shown)
    title = f"{inside} of {len(shown)} published figures lie where nine in ten futures do"
    subtitle = (
        f"{found.title}. How far futures lie from the published figure, in percent of it. Dark:"
        " with the numbers that fit; pale: with what was believed beforehand."
    )
    page = _draw_fit((title, subtitle), shown)
    alt = f"Bars, one for each published figure. {' '.join(_fit_said(one) for one in shown)}"
    table = pd.DataFrame([one.row for one in shown])
    yield Chart("fit", title, subtitle, alt, page.figure, table)


def _fit_said(one: Fitted) -> str:
    figure = one.figure
    return (
        f"{named(figure.label)}: published {figure.published}, nine in ten futures"
        f" {figure.expected} (before {one.before}), {figure.verdict}."
    )


def _draw_fit(text: tuple[str, str], shown: list[Fitted]) -> Sheet:
    cells = [f"{one.figure.published} | {one.figure.expected}" for one in shown]
    right = max(text_width(cell, SMALL, "bold") for cell in ("Published | futures", *cells)) + 0.2
    height, top = ROW * len(shown), 0.22
    note = (
        "Bars: nine in ten futures; their middle is marked. Band: what the published figure may"
        " stand for. Hollow marks: figures held out, to which nothing was fitted."
    )
    page = sheet(*text, top + height + FOOT, note)
    width = WIDTH - NAMES - right - EDGE
    axes = page.axes(NAMES, top, width, height)
    page.write(NAMES + width + 0.12, 0.0, "Published | futures", size=SMALL, color=GREY)
    reach = max(max(abs(_off(one, name)) for name in ("low", "high")) for one in shown)
    edge = min(max(1.15 * reach, 0.05), FAR)
    axes.set(xlim=(-edge, edge), ylim=(len(shown) - 0.5, -0.5))
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:+.0f}%" if x else "0")
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for row, (one, cell) in enumerate(zip(shown, cells, strict=True)):
        _draw_target(axes, one, row)
        lines = wrap(one.figure.label, NAMES - EDGE - 0.1, SMALL, "normal", 2)
        axes.text(-0.1 / width, row, "\n".join(lines), size=SMALL, color=INK, va="center",
                  ha="right", linespacing=1.05, transform=axes.get_yaxis_transform())  # fmt: skip
        axes.text(1 + 0.12 / width, row, cell, size=SMALL, weight="bold", color=INK, va="center",
                  transform=axes.get_yaxis_transform())  # fmt: skip
    return page


def _draw_target(axes: Axes, one: Fitted, row: int) -> None:
    low, high = _off(one, "observed_low"), _off(one, "observed_high")
    axes.fill_betweenx([row - 0.42, row + 0.42], low, high, color="#D9D9D9", zorder=0, linewidth=0)
    for name, colour, offset, size in (("prior_", PALE, 0.14, 4.0), ("", NAVY, -0.12, 6.0)):
        ends = (_off(one, f"{name}low"), _off(one, f"{name}high"))
        axes.hlines(row + offset, *ends, color=colour, linewidth=size, zorder=3)
    colour = "white" if one.figure.is_test else NAVY
    axes.plot(_off(one, "median"), row - 0.12, "D", markersize=6, markerfacecolor=colour,
              markeredgecolor=INK, zorder=5)  # fmt: skip


def _off(one: Fitted, name: str) -> float:
    """How far a value is from the published figure, as a share of it."""
    observed = float(one.row["observed"])
    return (float(one.row[name]) - observed) / abs(observed)
