"""Charts of caseload over time: for the service, its groups and its teams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_data import Results
from sim.report.chart_fans import SERVICE, Fan
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_grid import grid_of
from sim.report.chart_parts import (
    band_middles,
    band_names,
    band_of,
    bands_note,
    draw_bands,
    draw_fan,
    end_labels,
    label_beside,
    time_axis,
    value_axis,
)
from sim.report.chart_words import (
    course,
    full_date,
    month_year,
    number,
    range_note,
    replications_word,
    span,
)
from sim.report.style import (
    EDGE,
    GREY,
    SMALL,
    WIDTH,
    Sheet,
    Weight,
    named,
    sheet,
    text_width,
)

MEASURE = "caseload_per_fte"
WHAT = "Open cases per full-time equivalent social worker in post or agency"
UNIT = "cases per worker"
PER_PAGE = 21
"""Panels that an A4 page holds, names on two lines."""
NAME = 40
"""Characters of a team's name in a title."""
NOBODY = "No caseload per worker: nobody was in post or agency in any week."


def caseload_service(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of the whole service over time, with the council's bands."""
    fan = results.weekly.fan(SERVICE, MEASURE)
    if not fan.known:
        yield Omitted("caseload_service", NOBODY)
        return
    band = band_of(fan.median[-1], results.bands)
    title = f"Whole service: caseload {course(fan, number, UNIT)}, in the council's {band} band"
    subtitle = f"{WHAT}, {_weeks([fan])}. {range_note(results.replications)}"
    page = sheet(title, subtitle, 3.9, results.note(bands_note(results.bands)))
    _draw_single(page, fan, results)
    yield Chart("caseload_service", title, subtitle, _alt([fan], results), page.figure, fan.table())


def _draw_single(page: Sheet, fan: Fan, results: Results) -> None:
    beside = max(text_width(name, SMALL) for name in band_names(results.bands)) + 0.1
    left, width = 0.45, WIDTH - 0.45 - beside - EDGE
    axes = page.axes(left, 0.1, width, 3.45)
    labels = end_labels(fan, number)
    value_axis(axes, _limits([fan], results.bands), 6)
    axes.grid(False)
    room = 0.12 + max(text_width(text, SMALL, "bold") for _, text, _ in labels)
    end = time_axis(axes, results.start, _last_day([fan], results), 6, room / width)
    draw_bands(axes, results.bands, until=end)
    draw_fan(axes, fan)
    label_beside(axes, labels, end + 0.06 / width)
    _name_bands(axes, results, width)


def caseload_by_group(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of each reporting group over time."""
    if len(results.groups) < 2:
        yield Omitted("caseload_by_group", "There is one group only: see caseload_service.")
        return
    fans = [results.weekly.fan(unit, MEASURE) for unit in results.groups]
    yield from _panels("caseload_by_group", fans, _groups_title, results)


def caseload_by_team(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of each team over time, on as many pages as they need."""
    if len(results.teams) < 2:
        yield Omitted("caseload_by_team", "There is one team only: see caseload_service.")
        return
    fans = [results.weekly.fan(unit, MEASURE) for unit in results.teams]
    yield from _panels("caseload_by_team", fans, _teams_title, results)


def _groups_title(fans: list[Fan], _: Results) -> str:
    """Whose caseload changes most, and whose is highest."""
    moved = max(fans, key=lambda fan: abs(fan.median[-1] - fan.median[0]))
    words = f"{named(moved.unit.label, NAME)}: caseload {course(moved, number, UNIT)}"
    top = max(fans, key=lambda fan: fan.median[-1])
    if top is moved:
        return f"{words}, the highest of all groups"
    return f"{words}; {named(top.unit.label, NAME)} is highest with {number(top.median[-1])}"


def _teams_title(fans: list[Fan], results: Results) -> str:
    """How many teams end over the council's limit, and which is highest."""
    over = [fan for fan in fans if band_of(fan.median[-1], results.bands) == "over"]
    top = max(fans, key=lambda fan: fan.median[-1])
    many = {0: "None", len(fans): "All"}.get(len(over), f"{len(over)}")
    verb = "ends" if len(over) <= 1 else "end"
    return (
        f"{many} of {len(fans)} teams {verb} over {results.bands[2] - 1} cases per worker in "
        f"{month_year(_last_day(fans, results))}; {named(top.unit.label, NAME)} is highest "
        f"with {number(top.median[-1])}"
    )


def _panels(
    name: str, fans: list[Fan], make_title: Callable[[list[Fan], Results], str], results: Results
) -> Iterator[Chart | Omitted]:
    known = [fan for fan in fans if fan.known]
    if not known:
        yield Omitted(name, NOBODY)
        return
    limits = _shared_limits(known, results.bands)
    title = make_title(known, results)
    pages = -(-len(fans) // PER_PAGE)
    for page in range(1, pages + 1):
        shown = fans[(page - 1) * len(fans) // pages : page * len(fans) // pages]
        part = f" Page {page} of {pages}." if pages > 1 else ""
        subtitle = f"{WHAT}, {_weeks(known)}. {range_note(results.replications)}{part}"
        yield Chart(
            page_name(name, page),
            title,
            subtitle,
            _alt(shown, results),
            _draw_panels(title, subtitle, shown, limits, results).figure,
            pd.concat([fan.table() for fan in shown], ignore_index=True),
        )


def page_name(name: str, page: int) -> str:
    """Name of a chart's files; the second page on are numbered."""
    return name if page == 1 else f"{name}_{page}"


def _draw_panels(
    title: str, subtitle: str, fans: list[Fan], limits: tuple[float, float], results: Results
) -> Sheet:
    beside = text_width("Manageable", SMALL) + 0.1
    grid = grid_of([fan.unit.label for fan in fans], beside)
    note = results.note(_panels_note(fans, limits, results))
    page = sheet(title, subtitle, grid.total + 0.3, note)
    last = _last_day([fan for fan in fans if fan.known], results)
    room = 0.1 + max(text_width(_last(fan), SMALL, "bold") for fan in fans)
    for place, axes in enumerate(grid.panels(page)):
        value_axis(axes, limits, 4)
        end = time_axis(axes, results.start, last, 2, room / grid.width)
        _draw_panel(axes, fans[place], results, (end, grid.width))
        if grid.ends_row(place):
            _name_bands(axes, results, grid.width, short=True)
    return page


def _draw_panel(axes: Axes, fan: Fan, results: Results, size: tuple[float, float]) -> None:
    end, width = size
    axes.grid(False)
    axes.get_xticklabels()[0].set_horizontalalignment("left" if end > 0.7 else "center")
    draw_bands(axes, results.bands, until=end)
    if not fan.known:
        axes.text(end / 2, 0.5, "nobody in post", transform=axes.transAxes, ha="center",
                  va="center", size=SMALL, color=GREY)  # fmt: skip
        return
    draw_fan(axes, fan, 1.5)
    label_beside(axes, [(float(fan.median[-1]), _last(fan), "bold")], end + 0.04 / width)


def _last(fan: Fan) -> str:
    return number(fan.median[-1]) if fan.known else ""


def _name_bands(axes: Axes, results: Results, width: float, short: bool = False) -> None:
    """The bands' names to the right of the axes."""
    labels = band_middles(results.bands, axes.get_ylim())
    names: list[tuple[float, str, Weight]] = [
        (y, name.partition(":")[0] if short else name, "normal") for y, name in labels
    ]
    label_beside(axes, names, 1 + 0.06 / width, colour=GREY)


def _panels_note(fans: list[Fan], limits: tuple[float, float], results: Results) -> str:
    beyond = [fan.unit.label for fan in fans if fan.known and np.nanmax(fan.quantiles) > limits[1]]
    if not beyond:
        return bands_note(results.bands)
    who = named(beyond[0], NAME) if len(beyond) == 1 else f"{len(beyond)} panels"
    verb = "goes" if len(beyond) == 1 else "go"
    return (
        f"{bands_note(results.bands)} {who} {verb} beyond the axis, which would flatten the "
        "others; the number beside the panel is the last median."
    )


def _limits(fans: Sequence[Fan], bands: tuple[int, int, int]) -> tuple[float, float]:
    """Caseloads from under the lowest to over the highest drawn, with all bands in sight."""
    lowest = min(bands[0] - 2.0, *(np.nanmin(fan.quantiles) for fan in fans))
    highest = max(bands[2] + 1.0, *(np.nanmax(fan.quantiles) for fan in fans))
    pad = 0.03 * (highest - lowest)
    return max(0.0, lowest - pad), highest + pad


def _shared_limits(fans: Sequence[Fan], bands: tuple[int, int, int]) -> tuple[float, float]:
    """One axis for all panels; a few teams that break away do not flatten the rest."""
    low, high = _limits(fans, bands)
    usual = 2 * float(np.median([np.nanmax(fan.quantiles) for fan in fans]))
    return low, max(min(high, usual), bands[2] + 3.0)


def _last_day(fans: Sequence[Fan], results: Results) -> float:
    return max([results.end, *(float(fan.days[-1]) for fan in fans)])


def _weeks(fans: Sequence[Fan]) -> str:
    first, last = min(fan.days[0] for fan in fans), max(fan.days[-1] for fan in fans)
    if first == last:
        return f"week ending {full_date(first)}"
    return f"weeks ending {full_date(first)} to {full_date(last)}"


def _alt(fans: list[Fan], results: Results) -> str:
    known = [fan for fan in fans if fan.known]
    if not known:
        return "Nobody was in post or agency in any of these teams."
    ranges = "" if results.replications == 1 else " and the range of nine in ten"
    parts = [
        f"{named(fan.unit.label)} {number(fan.median[0])}, then {span(fan)}"
        if fan.known
        else f"{named(fan.unit.label)} nobody in post"
        for fan in fans
    ]
    return (
        f"Line chart of open cases per worker, {_weeks(known)}: "
        f"the first week, then the last, as the median{ranges} of "
        f"{replications_word(results.replications)}. {'; '.join(parts)}. "
        f"The council's bands: {'; '.join(band_names(results.bands)).lower()}."
    )
