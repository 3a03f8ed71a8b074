"""Charts of switching values: the difference between two options against an uncertain number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.names import safe_name
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import NUMBER
from sim.report.measure_words import Words
from sim.report.seek_data import Search, Switch
from sim.report.seek_words import quoted, signed_words, switch_answer, switch_finding, with_unit
from sim.report.style import (
    BLUE,
    CATEGORIES,
    EDGE,
    GREY,
    INK,
    NAVY,
    PALE,
    SMALL,
    WIDTH,
    named,
    sheet,
    wrap,
)
from sim.scenario.experiments.mixes import number_words

LEFT, HEIGHT, TOP = 0.7, 3.2, 0.1
"""Space beside the axes and above them, and their height; inches."""
_WORDS = 0.42
"""Height for what is said above and below all differences, inches."""


def difference_charts(search: Search) -> Iterator[Chart | Omitted]:
    """The difference between the two options against each input."""
    if not search.switches:
        yield Omitted("switching", "No switching value was sought.")
    for switch in search.switches:
        yield _chart(search, switch)


def _chart(search: Search, switch: Switch) -> Chart:
    title, subtitle = switch_finding(switch).rstrip("."), _subtitle(switch)
    page = sheet(title, subtitle, TOP + HEIGHT + 0.55, _note(search, switch))
    axes = page.axes(LEFT, TOP, WIDTH - LEFT - EDGE - 0.1, HEIGHT)
    _frame(axes, switch)
    _draw(axes, switch)
    _say_sides(axes, switch)
    foot = with_unit(switch, f"{switch.label},") if switch.unit else switch.label
    [line] = wrap(foot, WIDTH - LEFT - EDGE, SMALL, "normal", 1)
    page.write(LEFT, TOP + HEIGHT + 0.27, line, size=SMALL, color=GREY)
    name = f"switching_{safe_name(switch.name)}"
    return Chart(name, title, subtitle, _alt(search, switch), page.figure, _table(switch))


# --- drawing ---


def _frame(axes: Axes, switch: Switch) -> None:
    """Limits that hold what was seen and the expected value, with room for words."""
    seen, expected = switch.seen, float(switch.found["expected"])
    ends = [switch.found["range_low"], switch.found["range_high"]]
    known = [*ends, expected] if np.isfinite(expected) else ends
    wide = 0.02 * (max(known) - min(known))
    axes.set_xlim(min(known) - wide, max(known) + wide)
    low = min(0.0, float((seen["difference"] - seen["half_width"]).min()))
    high = max(0.0, float((seen["difference"] + seen["half_width"]).max()))
    room = (high - low or 1.0) * _WORDS / (HEIGHT - 2 * _WORDS)
    axes.set_ylim(low - room, high + room)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(NUMBER)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(_signed(switch.outcome.words))
    axes.axhline(0.0, color=INK, linewidth=1.0, zorder=3)


def _signed(words: Words) -> FuncFormatter:
    factor = 100 if words.share else 1
    return FuncFormatter(lambda value, _: f"{factor * value:+,.10g}" if abs(value) > 1e-12 else "0")


def _draw(axes: Axes, switch: Switch) -> None:
    line, seen, found = switch.line, switch.seen, switch.found
    if switch.verdict == "switch":
        middle, reach = line["difference"], line["half_width"]
        axes.fill_between(line["value"], middle - reach, middle + reach, color=PALE, linewidth=0,
                          zorder=1.5)  # fmt: skip
        axes.plot(line["value"], middle, color=BLUE, linewidth=1.6, zorder=2)
        axes.plot([found["low"], found["high"]], [0.0, 0.0], color=CATEGORIES[3], linewidth=5.0,
                  solid_capstyle="butt", zorder=4)  # fmt: skip
        axes.plot(found["value"], 0.0, "D", color=CATEGORIES[3], markersize=7, zorder=6)
    axes.errorbar(seen["value"], seen["difference"], seen["half_width"], fmt="o", color=NAVY,
                  markersize=4.5, elinewidth=1.1, zorder=5)  # fmt: skip
    if np.isfinite(found["expected"]):
        axes.axvline(found["expected"], color=GREY, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)


def _say_sides(axes: Axes, switch: Switch) -> None:
    """Which option is better above nought and which below."""
    first, second = switch.titles
    above, below = (second, first) if switch.outcome.better == "lower" else (first, second)
    width = axes.get_window_extent().width / axes.figure.dpi
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # no line runs through words
    for y, va, option in ((0.985, "top", above), (0.015, "bottom", below)):
        lines = wrap(f"{quoted(switch, option)} is better", width - 0.2, SMALL, "normal", 2)
        axes.text(0.012, y, "\n".join(lines), transform=axes.transAxes, size=SMALL, color=INK,
                  va=va, ha="left", zorder=6, bbox=ground)  # fmt: skip


# --- words ---


def _subtitle(switch: Switch) -> str:
    first, second = (quoted(switch, option) for option in switch.titles)
    unit = f", {switch.outcome.words.unit}".rstrip(", ")
    counts = switch.seen["n"]
    fewest, most = int(counts.min()), int(counts.max())
    futures = f"{fewest:,} to {most:,}" if fewest < most else f"{most:,}"
    return (
        f"{switch.outcome.label}{unit}: {first} less {second}, in the same {futures} futures at "
        "each value."
    )


def _note(search: Search, switch: Switch) -> str:
    expected = float(switch.found["expected"])
    said = ["Dots: mean difference with its 95% interval (paired t)."]
    if switch.verdict == "switch":
        said.append(
            "Line and band: fitted around the switch. Diamond and bar: the switching value with its"
            " 95% interval (Fieller)."
        )
    if np.isfinite(expected):
        said.append(f"Dashed: {with_unit(switch, number_words(expected))}, which is expected.")
    return " ".join([*said, search.foot])


def _alt(search: Search, switch: Switch) -> str:
    words = switch.outcome.words
    said = "; ".join(
        f"{number_words(row['value'])}: "
        f"{signed_words(words, float(row['difference']), float(row['half_width']))}"
        for _, row in switch.seen.iterrows()
    )
    lead = f"{search.question} " if search.question else ""
    return (
        f"{lead}Dots with intervals: the difference against {named(switch.label)}. "
        f"{switch_answer(switch)} Seen: {said}."
    )


def _table(switch: Switch) -> pd.DataFrame:
    """What was seen, then the line around the switch."""
    seen = switch.seen.assign(what="seen")
    line = switch.line.assign(what="line", n=int(switch.found["n"]))
    parts = [seen, line] if switch.verdict == "switch" else [seen]
    columns = ["input", "what", "value", "n", "difference", "half_width"]
    return pd.concat(parts, ignore_index=True)[columns]
