"""Charts of the workforce: posts and who fills them, sickness, overtime and turnover."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_data import SERVICE, Fan, Results
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import (
    Frame,
    draw_trend,
    end_labels,
    from_zero,
    label_beside,
    time_axis,
    value_axis,
)
from sim.report.chart_words import (
    Show,
    change,
    course,
    fine_share,
    full_date,
    month_year,
    number,
    range_note,
    replications_word,
    span,
)
from sim.report.style import (
    CATEGORIES,
    EDGE,
    INK,
    NAVY,
    SMALL,
    WIDTH,
    Sheet,
    Weight,
    sheet,
    text_width,
)

PARTS = {"in_post_fte": "In post", "agency_fte": "Agency", "vacant_fte": "Vacant"}
FILLS = {"in_post_fte": NAVY, "agency_fte": CATEGORIES[1], "vacant_fte": "white"}


def workforce(results: Results) -> Iterator[Chart | Omitted]:
    """Funded social worker posts over time: filled, covered by agency, vacant."""
    total = results.weekly.fan(SERVICE, "establishment_fte")
    parts = [results.weekly.fan(SERVICE, measure) for measure in PARTS]
    if not total.known or not total.means.any():
        yield Omitted("workforce", "There is no funded social worker post in this scenario.")
        return
    title, subtitle = _workforce_title(total, parts), _workforce_subtitle(results)
    page = sheet(title, subtitle, 3.5)
    _draw_stack(page, total, parts, results)
    words = "; ".join(
        f"{name.lower()} {number(fan.means[0])}, then {_with_range(fan)}"
        for name, fan in zip(PARTS.values(), parts, strict=True)
    )
    alt = (
        f"Stacked areas that add up to the establishment, mean of "
        f"{replications_word(results.replications)}. Establishment {number(total.means[0])} FTE in "
        f"the week ending {full_date(total.days[0])}, then {number(total.means[-1])} in that "
        f"ending {full_date(total.days[-1])}: {words}."
    )
    data = pd.concat([fan.table() for fan in (total, *parts)], ignore_index=True)
    yield Chart("workforce", title, subtitle, alt, page.figure, data)


def _workforce_title(total: Fan, parts: list[Fan]) -> str:
    _, agency, vacant = parts
    when = month_year(total.days[-1])
    covers = f"agency covers {number(agency.means[-1])} of {number(total.means[-1])} posts"
    if len(total.periods) == 1:
        return f"{number(vacant.means[0])} FTE of posts are vacant in {when}; {covers}"
    words = change(vacant.means[0], vacant.means[-1])
    return f"Vacancy not covered {words} FTE by {when}; {covers}"


def _workforce_subtitle(results: Results) -> str:
    numbers = f"mean of {replications_word(results.replications)}"
    if results.replications > 1:
        numbers += " (in brackets: the range of nine in ten in the last week)"
    return (
        "Full-time equivalent posts of social workers in the whole service at the close of each "
        f"week, {numbers}."
    )


def _with_range(fan: Fan) -> str:
    """The last mean with its range, where there is one."""
    low, high = fan.quantiles[[0, 4], -1]
    mean = number(fan.means[-1])
    return mean if fan.replications == 1 else f"{mean} ({number(low)} to {number(high)})"


def _draw_stack(page: Sheet, total: Fan, parts: list[Fan], results: Results) -> None:
    labels: list[tuple[float, str, Weight]] = []
    edges = np.cumsum([np.zeros_like(total.means), *(fan.means for fan in parts)], axis=0)
    for (measure, name), fan, low, high in zip(
        PARTS.items(), parts, edges[:-1], edges[1:], strict=True
    ):
        weight: Weight = "bold" if measure == "in_post_fte" else "normal"
        labels.append((float(low[-1] + high[-1]) / 2, f"{name} {_with_range(fan)}", weight))
    labels.append((float(total.means[-1]), f"Establishment {number(total.means[-1])}", "bold"))
    left, width = 0.5, WIDTH - 0.5 - EDGE
    axes = page.axes(left, 0.1, width, 3.1)
    value_axis(axes, (0.0, 1.1 * float(total.means.max())), 6)
    room = 0.12 + max(text_width(text, SMALL, "bold") for _, text, _ in labels)
    last = max(results.end, float(total.days[-1]))
    end = time_axis(axes, results.start, last, 5, room / width)
    _fill(axes, total, edges)
    label_beside(axes, labels, end + 0.06 / width)


def _fill(axes: Axes, total: Fan, edges: np.ndarray) -> None:
    days = total.days
    if len(days) == 1:
        days, edges = days[[0, 0]] + [-1.5, 0], edges[:, [0, 0]]
    for fill, low, high in zip(FILLS.values(), edges[:-1], edges[1:], strict=True):
        hatch = "////" if fill == "white" else None
        axes.fill_between(
            days, low, high, facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch, zorder=2
        )
    axes.plot(days, edges[-1], color=INK, linewidth=2, zorder=4)


def support_staff(results: Results) -> Iterator[Chart | Omitted]:
    """Support staff in post over time, and the posts that are funded."""
    fan = results.weekly.fan(SERVICE, "support_fte")
    posts = results.weekly.fan(SERVICE, "support_establishment_fte")
    if not fan.known or not (fan.quantiles.any() or posts.means.any()):
        yield Omitted("support_staff", "There is no support post in this scenario.")
        return
    funded = number(posts.means[-1])
    title = f"Support staff in post: the number {course(fan, number, 'FTE')}, of {funded} funded"
    subtitle = (
        "Full-time equivalent support staff of the whole service at the close of each week. "
        f"Dashed: funded posts. {range_note(results.replications)}"
    )
    page = sheet(title, subtitle, 3.5)
    labels = [*end_labels(fan, number), (float(posts.means[-1]), f"{funded} funded", "bold")]
    frame = Frame((results.start, _last_day(fan, results)), from_zero([fan, posts]))
    axes = draw_trend(page, fan, frame, labels)
    axes.plot(posts.days, posts.means, color=INK, linewidth=1.4, linestyle=(0, (5, 2)), zorder=5,
              marker="_" if len(posts.days) == 1 else None)  # fmt: skip
    alt = (
        f"{_alt(fan, results, number, 'Support staff in post, full-time equivalent')} "
        f"Funded posts: {number(posts.means[0])}, then {funded}."
    )
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
    title = f"Overtime {course(fan, number, 'hours a week')}"
    what = (
        "Hours that social workers of the whole service work over contract, owed as time off in "
        f"lieu, average week of each {results.period_word}"
    )
    yield _trend("overtime", fan, (title, what), number, results)


def turnover(results: Results) -> Iterator[Chart | Omitted]:
    """Social workers who left in the last twelve months, or six in a short run."""
    for months in (12, 6):
        fan = results.monthly.fan(SERVICE, f"turnover_rate_fte_{months}_months")
        if fan.known:
            break
    else:
        yield Omitted("turnover", "The run is shorter than the six months that turnover counts.")
        return
    title = f"Turnover of the last {months} months {course(fan, fine_share, '')}"
    what = (
        f"Permanent social workers who left in the {months} months before, full-time equivalent, "
        "as a share of funded posts, whole service"
    )
    yield _trend("turnover", fan, (title, what), fine_share, results)


def _trend(
    name: str, fan: Fan, words: tuple[str, str], show: Show, results: Results
) -> Chart:
    """A chart of one fan from nought upwards; ``words`` are its title and what it shows."""
    title, what = words
    subtitle = f"{what}. {range_note(results.replications)}"
    page = sheet(title, subtitle, 3.5)
    days = results.start, _last_day(fan, results)
    frame = Frame(days, from_zero([fan]), shares=show is fine_share)
    draw_trend(page, fan, frame, end_labels(fan, show))
    return Chart(name, title, subtitle, _alt(fan, results, show, what), page.figure, fan.table())


def _last_day(fan: Fan, results: Results) -> float:
    return max(results.end, float(fan.days[-1]))


def _alt(fan: Fan, results: Results, show: Show, what: str) -> str:
    """What a trend shows, with its first and last numbers and the extremes of its median."""
    ranges = "" if results.replications == 1 else " and the range of nine in ten"
    low, high = int(np.nanargmin(fan.median)), int(np.nanargmax(fan.median))
    return (
        f"Line chart: {what[0].lower()}{what[1:]}; median{ranges} of "
        f"{replications_word(results.replications)}. {month_year(fan.days[0])}: "
        f"{span(fan, show, 0)}; {month_year(fan.days[-1])}: {span(fan, show)}. The median is "
        f"lowest in {month_year(fan.days[low])} with {show(fan.median[low])} and highest in "
        f"{month_year(fan.days[high])} with {show(fan.median[high])}."
    )
