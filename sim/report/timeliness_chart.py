"""Chart of timeliness: children seen within 5 working days, assessments within 45."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.report.chart_data import Results
from sim.report.chart_fans import SERVICE, Fan
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import Frame, draw_trend, end_labels, label_room
from sim.report.chart_words import course, month_year, range_note, replications_word, share, span
from sim.report.style import EDGE, INK, TEXT, Sheet, sheet

PANELS = {
    "seen_within_5_days_rate": ("Children seen within 5 working days", "No child was first seen"),
    "assessments_within_45_days_rate": (
        "Assessments completed within 45 working days",
        "No assessment was completed",
    ),
}
WORDS = {
    "seen_within_5_days_rate": "seen within 5 working days",
    "assessments_within_45_days_rate": "assessed within 45 working days",
}
PANEL, HEADING, STEP = 1.75, 0.28, 2.45


def timeliness(results: Results) -> Iterator[Chart | Omitted]:
    """Shares within the limits by month, one panel each, on the same axis."""
    fans = {measure: results.monthly.fan(SERVICE, measure) for measure in PANELS}
    missing = " ".join(f"{PANELS[m][1]} in this run." for m, fan in fans.items() if not fan.known)
    known = {measure: fan for measure, fan in fans.items() if fan.known}
    if not known:
        yield Omitted("timeliness", missing)
        return
    title = "; ".join(
        f"{'that' if place else 'The share'} {WORDS[measure]} {course(fan, share)}"
        for place, (measure, fan) in enumerate(known.items())
    )
    subtitle = (
        f"Share of those in the whole service, by {results.period_word}. "
        f"{range_note(results.replications)}"
    )
    page = sheet(title, subtitle, STEP * len(known) - 0.1, results.note(missing))
    _draw(page, known, results)
    data = pd.concat([fan.table() for fan in known.values()], ignore_index=True)
    yield Chart("timeliness", title, subtitle, _alt(known, missing, results), page.figure, data)


def _draw(page: Sheet, fans: dict[str, Fan], results: Results) -> None:
    lowest = min(float(np.nanmin(fan.quantiles)) for fan in fans.values())
    lowest = max(0.0, np.floor(10 * lowest - 0.05) / 10)
    limits = lowest, 1.03 - 0.03 * lowest
    labels = {measure: end_labels(fan, share) for measure, fan in fans.items()}
    right = max(label_room(beside) for beside in labels.values())
    last = max([results.end, *(float(fan.days[-1]) for fan in fans.values())])
    for place, (measure, fan) in enumerate(fans.items()):
        top = STEP * place
        page.write(EDGE, top, PANELS[measure][0], size=TEXT, weight="bold", color=INK)
        frame = Frame((results.start, last), limits, right, top + HEADING, PANEL, shares=True)
        draw_trend(page, fan, frame, labels[measure])


def _alt(fans: dict[str, Fan], missing: str, results: Results) -> str:
    ranges = "" if results.replications == 1 else " and range of nine in ten"
    parts = [
        f"{PANELS[measure][0]}: {span(fan, share, 0)} in {month_year(fan.days[0])}, "
        f"{span(fan, share)} in {month_year(fan.days[-1])}."
        for measure, fan in fans.items()
    ]
    return (
        f"Line charts by {results.period_word}, median{ranges} of "
        f"{replications_word(results.replications)}. {' '.join(parts)} {missing}".strip()
    )
