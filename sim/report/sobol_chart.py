"""Chart of Sobol' indices: which part of the spread each uncertain number causes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import SHARE
from sim.report.input_rows import BAR, MOST_ROWS, Column, draw_rows
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import NAME, quoted, share_words, subject
from sim.report.spread_words import sharers
from sim.report.style import INK, NAVY, PALE, Sheet, named


def sobol_charts(found: Sensitivity) -> Iterator[Chart | Omitted]:
    """A chart for each outcome."""
    for outcome in found.outcomes:
        rows, name = found.of("sobol", outcome), f"sobol_{outcome.name}"
        if rows["total"].isna().all():
            yield Omitted(name, "The uncertain numbers do not change the outcome.")
            continue
        shown = rows.iloc[:MOST_ROWS]
        title, subtitle = _title(found, outcome, rows), _subtitle(found, outcome, rows)
        page = _draw((title, subtitle, _note(found, rows)), found, shown)
        data = rows.assign(label=[found.numbers[key].label for key in rows["input"]])
        yield Chart(name, title, subtitle, _alt(found, outcome, shown), page.figure, data)


def _title(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    top = rows.iloc[0]
    whom = outcome.subject if found.against is None else f"the effect on {outcome.subject}"
    return (
        f"{quoted(found.numbers[top['input']])} causes {share_words(top['total'])} of the "
        f"spread that {sharers(found, rows)} give to {whom}"
    )


def _subtitle(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    words, first = outcome.words, rows.iloc[0]
    sd = words.counted(words.apart(first["sd"], 2))
    return (
        f"Shares of the variance that {sharers(found, rows)} give to {subject(found, outcome)} "
        f"(standard deviation {sd}; mean of {first['n']:,} futures). Dark: by itself; pale: with "
        "what it does together with other numbers."
    )


def _note(found: Sensitivity, rows: pd.DataFrame) -> str:
    parts = [
        f"Sobol' indices from {rows.iloc[0]['points']:,} pairs of points. Thin lines: 95% intervals"
        " of the whole. Pale parts are counted for each number that takes part, so that all bars"
        " can add up to more than 100%."
    ]
    left_out = len(found.numbers) - len(rows)
    if left_out:
        parts.append(f"{left_out} numbers that screening found weaker stay at their best values.")
    return " ".join(parts)


def _draw(text: tuple[str, str, str], found: Sensitivity, rows: pd.DataFrame) -> Sheet:
    first, total = (np.clip(rows[name].to_numpy(), 0.0, 1.0) for name in ("first", "total"))
    low, high = (np.clip(rows[f"total_{end}"].to_numpy(), 0.0, 1.0) for end in ("low", "high"))
    columns = [
        Column("By itself", [share_words(one) for one in first]),
        Column("In all", [share_words(one) for one in total]),
    ]
    numbers = [found.numbers[key] for key in rows["input"]]
    page, axes = draw_rows(
        text, numbers, (0.0, 1.05 * float(max(high.max(), first.max()))), columns
    )
    axes.xaxis.set_major_formatter(SHARE)
    y = np.arange(len(rows))
    axes.barh(y, np.maximum(first, total), BAR, color=PALE, edgecolor=INK, linewidth=0.5, zorder=2)
    axes.barh(y, first, BAR, color=NAVY, edgecolor=INK, linewidth=0.5, zorder=3)
    axes.hlines(y, low, high, color="black", linewidth=0.9, zorder=4)
    return page


def _alt(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    parts = [
        f"{named(found.numbers[row['input']].label, NAME)} {share_words(row['first'])} by itself, "
        f"{share_words(row['total'])} in all ({share_words(row['total_low'])} to "
        f"{share_words(row['total_high'])})"
        for _, row in rows.iterrows()
    ]
    return (
        f"Bar chart of the shares of variance that {sharers(found, rows)} give to "
        f"{subject(found, outcome)}. {'; '.join(parts)}."
    )
