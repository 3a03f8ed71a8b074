"""Chart of the split of variance: what nobody knows yet, against chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import SHARE
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import share_words, subject
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

NAMES, ROW, HEAD, FOOT = 2.2, 0.5, 0.22, 0.22
"""Width of the column for names; heights of a row, above the first and under the last; inches."""


def split_charts(found: Sensitivity) -> Iterator[Chart | Omitted]:
    """One chart with a bar for each outcome."""
    table = found.tables["split"].dropna(subset=["numbers_share"])
    if table.empty:
        yield Omitted("split", "No outcome varies.")
        return
    title, subtitle = _title(found, table), _subtitle(found, table)
    page = _draw((title, subtitle, _NOTE), found, table)
    yield Chart("split", title, subtitle, _alt(found, table), page.figure, table)


_NOTE = (
    "Dark: from uncertain numbers, which better evidence could take away. Pale: from chance, which "
    "would stay, and from what chance does differently to different numbers. Thin lines: 95% "
    "intervals of the border. Spread: standard deviation of one future with one set of numbers."
)


def _title(found: Sensitivity, table: pd.DataFrame) -> str:
    row = table.iloc[0]
    outcome = next(one for one in found.outcomes if one.name == row["outcome"])
    whom = outcome.subject if found.against is None else f"the effect on {outcome.subject}"
    numbers, chance = share_words(row["numbers_share"]), share_words(1.0 - row["numbers_share"])
    return f"{numbers} of the variance of {whom} comes from uncertain numbers, {chance} from chance"


def _subtitle(found: Sensitivity, table: pd.DataFrame) -> str:
    row = table.iloc[0]
    if found.against is None:
        what = f"Scenario “{named(found.base)}”"
    else:
        what = f"“{named(found.base)}”, set against “{named(found.against)}”"
    return (
        f"{what}. Shares of the variance over {row['draws']:,} sets of uncertain numbers, each in "
        f"the same {row['n']:,} futures."
    )


def _draw(text: tuple[str, str, str], found: Sensitivity, table: pd.DataFrame) -> Sheet:
    title, subtitle, note = text
    outcomes = {one.name: one for one in found.outcomes}
    shown = [outcomes[name] for name in table["outcome"]]
    spreads = [
        one.words.counted(one.words.apart(sd, 2))
        for one, sd in zip(shown, table["total_sd"], strict=True)
    ]
    right = max(text_width(cell, SMALL, "bold") for cell in ("Spread", *spreads)) + 0.2
    height = ROW * len(shown)
    page = sheet(title, subtitle, HEAD + height + FOOT, note)
    width = WIDTH - NAMES - right - EDGE
    axes = page.axes(NAMES, HEAD, width, height)
    _frame(axes, len(shown))
    page.write(NAMES + width + 0.12, 0.0, "Spread", size=SMALL, color=GREY)
    for row, (outcome, spread) in enumerate(zip(shown, spreads, strict=True)):
        lines = wrap(outcome.label, NAMES - EDGE - 0.1, SMALL, "normal", 3)
        axes.text(-0.1 / width, row, "\n".join(lines), size=SMALL, color=INK, va="center",
                  ha="right", linespacing=1.05, transform=axes.get_yaxis_transform())  # fmt: skip
        axes.text(1 + 0.12 / width, row, spread, size=SMALL, weight="bold", color=INK,
                  va="center", transform=axes.get_yaxis_transform())  # fmt: skip
    _draw_bars(axes, table)
    return page


def _frame(axes: Axes, rows: int) -> None:
    axes.set(xlim=(0.0, 1.0), ylim=(rows - 0.5, -0.5))
    axes.grid(False)
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_formatter(SHARE)


def _draw_bars(axes: Axes, table: pd.DataFrame) -> None:
    y = np.arange(len(table))
    share = table["numbers_share"].to_numpy()
    axes.barh(y, 1.0, 0.5, color=PALE, edgecolor=INK, linewidth=0.5, zorder=2)
    axes.barh(y, share, 0.5, color=NAVY, edgecolor=INK, linewidth=0.5, zorder=3)
    low, high = (table[f"numbers_share_{end}"].to_numpy() for end in ("low", "high"))
    axes.hlines(y + 0.33, low, high, color=INK, linewidth=1.4, zorder=4)
    for row, value in enumerate(share):
        for x, part, colour in ((0.01, value, "white"), (0.99, 1.0 - value, INK)):
            if part >= 0.12:
                axes.text(x, row, share_words(part), size=SMALL, weight="bold", color=colour,
                          va="center", ha="left" if x < 0.5 else "right", zorder=5)  # fmt: skip


def _alt(found: Sensitivity, table: pd.DataFrame) -> str:
    outcomes = {one.name: one for one in found.outcomes}
    parts = [
        f"{subject(found, outcomes[row['outcome']])}: {share_words(row['numbers_share'])} "
        f"({share_words(row['numbers_share_low'])} to {share_words(row['numbers_share_high'])}) "
        f"from uncertain numbers, {share_words(1.0 - row['numbers_share'])} from chance"
        for _, row in table.iterrows()
    ]
    return f"Bar chart that splits variance. {'; '.join(parts)}."
