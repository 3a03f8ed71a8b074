"""Chart of screening: how far each uncertain number changes the outcome, and how evenly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.report.chart_files import Chart
from sim.report.input_rows import BAR, MOST_ROWS, Column, draw_rows, limits_of, value_axis
from sim.report.morris_words import how, matters
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import NAME, listed, quoted, subject
from sim.report.style import GREY, INK, NAVY, Sheet, named

_TITLED = 2


def morris_charts(found: Sensitivity) -> Iterator[Chart]:
    """A chart for each outcome."""
    for outcome in found.outcomes:
        rows = found.of("morris", outcome)
        shown = rows.iloc[:MOST_ROWS]
        title, subtitle = _title(found, outcome, rows), _subtitle(found, outcome, rows)
        page = _draw((title, subtitle, _note(outcome, rows)), found, outcome, shown)
        data = rows.assign(label=[found.numbers[key].label for key in rows["input"]])
        alt = _alt(found, outcome, shown)
        yield Chart(f"morris_{outcome.name}", title, subtitle, alt, page.figure, data)


def _title(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    """How many numbers matter, and the strongest of them."""
    strong = rows[matters(rows)]["input"]
    whom = outcome.subject if found.against is None else f"the effect on {outcome.subject}"
    if strong.empty:
        return f"None of {len(rows)} uncertain numbers clearly matters to {whom}"
    names = listed([quoted(found.numbers[key]) for key in strong], most=_TITLED)
    verb = "matters" if len(strong) == 1 else "matter"
    if len(strong) <= _TITLED:
        return f"Of {len(rows)} uncertain numbers, {names} clearly {verb} to {whom}"
    return f"{len(strong)} of {len(rows)} uncertain numbers clearly matter to {whom}: {names}"


def _subtitle(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    unit = f", {outcome.words.unit}" if outcome.words.unit else ""
    about = subject(found, outcome)
    first = rows.iloc[0]
    return (
        f"How far {about} changes from one end of a number's range to the other{unit}: mean size "
        f"over {first['trajectories']:,} walks through all ranges (Morris screening), in "
        f"{first['n']:,} futures."
    )


def _note(outcome: Asked, rows: pd.DataFrame) -> str:
    parts = [
        "Thin lines: 95% intervals. Grey tick: about what chance alone would show. Only outlined:"
        " hardly matters, or it is unclear. Evenly: about the same change wherever this number and"
        " the others stand."
    ]
    rest = rows.iloc[MOST_ROWS:]
    if len(rest):
        most = outcome.words.apart(float(rest["mu_star"].max()), 2)
        parts.append(f"{len(rest)} more numbers change it by {most} or less.")
    return " ".join(parts)


def _draw(
    text: tuple[str, str, str], found: Sensitivity, outcome: Asked, rows: pd.DataFrame
) -> Sheet:
    size, half = rows["mu_star"].to_numpy(), rows["mu_star_half_width"].to_numpy()
    places = outcome.words.places(float(np.median(half)))
    columns = [
        Column("Change", [outcome.words.apart(one, places) for one in size]),
        Column("", how(rows)),
    ]
    numbers = [found.numbers[key] for key in rows["input"]]
    _, right = limits_of([*(size + half)], 0.0)
    page, axes = draw_rows(text, numbers, (0.0, right), columns)
    value_axis(axes, outcome)
    y = np.arange(len(rows))
    strong = matters(rows)
    axes.barh(y, size, BAR, color=np.where(strong, NAVY, "white").tolist(),
              edgecolor=np.where(strong, INK, GREY).tolist(), linewidth=0.5, zorder=3)  # fmt: skip
    axes.hlines(y, np.maximum(size - half, 0.0), size + half, color=INK, linewidth=0.9, zorder=4)
    floor = rows["floor"].to_numpy()
    axes.vlines(floor, y - BAR / 2 - 0.1, y + BAR / 2 + 0.1, color=GREY, linewidth=1.8, zorder=5)
    return page


def _alt(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    words = outcome.words
    parts = [
        f"{named(found.numbers[row['input']].label, NAME)} "
        f"{words.apart(row['mu_star'], words.places(row['mu_star_half_width']))} "
        f"({manner})"
        for (_, row), manner in zip(rows.iterrows(), how(rows), strict=True)
    ]
    unit = f", {words.unit}" if words.unit else ""
    return (
        f"Bar chart of how far {subject(found, outcome)} changes from one end of each number's "
        f"range to the other{unit}, on average. {'; '.join(parts)}."
    )
