"""Charts of the workforce: posts and who fills them, sickness, overtime and turnover."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_data import Results
from sim.report.chart_fans import SERVICE, Fan
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import (
    Frame,
    draw_trend,
    end_labels,
    from_zero,
    label_room,
)
from sim.report.chart_words import (
    Show,
    course,
    full_date,
    month_year,
    number,
    range_note,
    replications_word,
    share,
    show_for,
    span,
)
from sim.report.style import (
    EDGE,
    INK,
    TEXT,
    Sheet,
    sheet,
)

PARTS = {"in_post_fte": "In post", "agency_fte": "Covered by agency", "vacant_fte": "Vacant"}
HEADING, STEP, PANEL = 0.27, 1.95, 1.28


def workforce(results: Results) -> Iterator[Chart | Omitted]:
    """Funded social worker posts over time: filled, covered by agency, vacant."""
    posts = results.weekly.fan(SERVICE, "establishment_fte")
    parts = [results.weekly.fan(SERVICE, measure) for measure in PARTS]
    if not posts.quantiles.any():
        yield Omitted("workforce", "There is no funded social worker post in this scenario.")
        return
    _, agency, vacant = parts
    title = (
        f"Vacancy without cover {course(vacant, number, 'FTE')}; agency covers "
        f"{number(agency.median[-1])} of {number(posts.median[-1])} posts"
    )
    subtitle = (
        "Full-time equivalent posts of social workers in the whole service at the close of each "
        f"week; dashed: funded posts. {range_note(results.replications)}"
    )
    note = results.note("The first panel does not start at 0.")
    page = sheet(title, subtitle, STEP * len(parts) - 0.1, note)
    _draw_posts(page, posts, parts, results)
    data = pd.concat([fan.table() for fan in (posts, *parts)], ignore_index=True)
    yield Chart(
        "workforce", title, subtitle, _workforce_alt(posts, parts, results), page.figure, data
    )


def _workforce_alt(posts: Fan, parts: list[Fan], results: Results) -> str:
    words = "; ".join(
        f"{name.lower()} {number(fan.median[0])}, then {span(fan)}"
        for name, fan in zip(PARTS.values(), parts, strict=True)
    )
    return (
        f"Line charts of funded posts, median{_ranges(results)} of "
        f"{replications_word(results.replications)}. Funded: {number(posts.median[0])} FTE in the "
        f"week ending {full_date(posts.days[0])}, then {number(posts.median[-1])} in that ending "
        f"{full_date(posts.days[-1])}; {words}."
    )


def _draw_posts(page: Sheet, posts: Fan, parts: list[Fan], results: Results) -> None:
    """A panel for each part; filled posts are seen beside the funded ones, not from nought."""
    in_post, agency, vacant = parts
    lowest = min(float(np.nanmin(in_post.quantiles)), 0.9 * float(np.nanmin(posts.quantiles)))
    highest = float(np.nanmax([np.nanmax(posts.quantiles), np.nanmax(in_post.quantiles)]))
    rest = from_zero([agency, vacant])
    all_limits = ((lowest, highest + 0.08 * (highest - lowest)), rest, rest)
    labels = [end_labels(fan, number) for fan in parts]
    labels[0].append((float(posts.median[-1]), f"{number(posts.median[-1])} funded", "bold"))
    right = max(label_room(beside) for beside in labels)
    days = results.start, _last_day(posts, results)
    for place, (fan, name, limits) in enumerate(
        zip(parts, PARTS.values(), all_limits, strict=True)
    ):
        page.write(EDGE, place * STEP, name, size=TEXT, weight="bold", color=INK)
        frame = Frame(days, limits, right, place * STEP + HEADING, PANEL)
        axes = draw_trend(page, fan, frame, labels[place])
        if place == 0:
            _draw_funded(axes, posts)


def _draw_funded(axes: Axes, posts: Fan) -> None:
    axes.plot(posts.days, posts.median, color=INK, linewidth=1.4, linestyle=(0, (5, 2)), zorder=5,
              gid=posts.line, marker="_" if len(posts.days) == 1 else None)  # fmt: skip


def support_staff(results: Results) -> Iterator[Chart | Omitted]:
    """Support staff in post over time, and the posts that are funded."""
    fan = results.weekly.fan(SERVICE, "support_fte")
    posts = results.weekly.fan(SERVICE, "support_establishment_fte")
    if not fan.known or not (fan.quantiles.any() or posts.quantiles.any()):
        yield Omitted("support_staff", "There is no support post in this scenario.")
        return
    funded = number(posts.median[-1])
    title = f"Support staff in post: the number {course(fan, number, 'FTE')}, of {funded} funded"
    what = "Full-time equivalent support staff of the whole service at the close of each week"
    subtitle = f"{what}; dashed: funded posts. {range_note(results.replications)}"
    page = sheet(title, subtitle, 3.5, results.note())
    labels = [*end_labels(fan, number), (float(posts.median[-1]), f"{funded} funded", "bold")]
    days = results.start, _last_day(fan, results)
    frame = Frame(days, from_zero([fan, posts]), label_room(labels))
    _draw_funded(draw_trend(page, fan, frame, labels), posts)
    alt = f"{_alt(fan, results, number, what)} Funded: {number(posts.median[0])}, then {funded}."
    data = pd.concat([fan.table(), posts.table()], ignore_index=True)
    yield Chart("support_staff", title, subtitle, alt, page.figure, data)


def sickness(results: Results) -> Iterator[Chart | Omitted]:
    """Working days lost to sickness, a month and team."""
    fan = results.monthly.fan(SERVICE, "sick_days_per_month")
    if not fan.quantiles.any():
        yield Omitted("sickness", "Nobody was off sick in any replication.")
        return
    title = f"Sickness {course(fan, number, 'working days a month per team')}"
    what = f"Working days lost by social workers, average team, by {results.period_word}"
    yield _trend("sickness", fan, (title, what), number, results)


def overtime(results: Results) -> Iterator[Chart | Omitted]:
    """Hours worked over contract, in the average week of a month."""
    fan = results.monthly.fan(SERVICE, "overtime_hours", results.weeks_per_period)
    if not fan.quantiles.any():
        yield Omitted("overtime", "No overtime was worked in any replication.")
        return
    show = show_for(fan)
    title = f"Overtime {course(fan, show, 'hours a week')}"
    what = (
        "Hours that social workers of the whole service work over contract, owed as time off in "
        f"lieu, average week of each {results.period_word}"
    )
    yield _trend("overtime", fan, (title, what), show, results)


def turnover(results: Results) -> Iterator[Chart | Omitted]:
    """Social workers who left in the last twelve months, or six in a short run."""
    for months in (12, 6):
        fan = results.monthly.fan(SERVICE, f"turnover_rate_fte_{months}_months")
        if fan.known:
            break
    else:
        yield Omitted("turnover", "The run is shorter than the six months that turnover counts.")
        return
    title = f"Turnover of the last {months} months {course(fan, share)}"
    what = (
        f"Permanent social workers who left in the {months} months before, full-time equivalent, "
        f"as a share of funded posts, whole service, first known for {month_year(fan.days[0])}"
    )
    yield _trend("turnover", fan, (title, what), share, results)


def _trend(name: str, fan: Fan, words: tuple[str, str], show: Show, results: Results) -> Chart:
    """A chart of one fan from nought upwards; ``words`` are its title and what it shows."""
    title, what = words
    subtitle = f"{what}. {range_note(results.replications)}"
    page = sheet(title, subtitle, 3.5, results.note())
    days = results.start, _last_day(fan, results)
    labels = end_labels(fan, show)
    frame = Frame(days, from_zero([fan]), label_room(labels), shares=show is share)
    draw_trend(page, fan, frame, labels)
    return Chart(name, title, subtitle, _alt(fan, results, show, what), page.figure, fan.table())


def _last_day(fan: Fan, results: Results) -> float:
    return max(results.end, float(fan.days[-1]))


def _ranges(results: Results) -> str:
    return "" if results.replications == 1 else " and the range of nine in ten"


def _alt(fan: Fan, results: Results, show: Show, what: str) -> str:
    """What a trend shows, with its first and last numbers and the extremes of its median."""
    low, high = int(np.nanargmin(fan.median)), int(np.nanargmax(fan.median))
    return (
        f"Line chart: {what[0].lower()}{what[1:]}; median{_ranges(results)} of "
        f"{replications_word(results.replications)}. {month_year(fan.days[0])}: "
        f"{span(fan, show, 0)}; {month_year(fan.days[-1])}: {span(fan, show)}. The median is "
        f"lowest in {month_year(fan.days[low])} with {show(fan.median[low])} and highest in "
        f"{month_year(fan.days[high])} with {show(fan.median[high])}."
    )
