"""Charts of caseload: over time for the service, its groups and its teams, and at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_data import SERVICE, Fan, Floats, Results, Unit, thinned
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import (
    band_middles,
    band_names,
    band_of,
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
    listed,
    month_year,
    number,
    range_note,
    span,
)
from sim.report.style import (
    BLUE, EDGE, GREY, NAVY, SMALL, TEXT, WIDTH, Sheet, sheet, shorten, text_width, wrap,
)  # fmt: skip

MEASURE = "caseload_per_fte"
WHAT = "Open cases per full-time equivalent social worker in post or agency"
BANDS_NOTE = "Dashed lines: the council's bands, for caseloads rounded to whole cases."
PER_PAGE = 30
COLUMNS = 3
MOST_DOTS = 300
NOBODY = "nobody was in post in any week"


def caseload_service(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of the whole service over time, with the council's bands."""
    fan = results.weekly.fan(SERVICE, MEASURE)
    if not fan.known:
        yield Omitted("caseload_service", f"No caseload per worker: {NOBODY}.")
        return
    band = band_of(fan.median[-1], results.bands)
    title = f"Whole service: caseload {_of_workers(course(fan))}, in the {band} band"
    subtitle = f"{WHAT}, {_dates(fan)}. {range_note(results.replications)}"
    page = sheet(title, subtitle, 3.9, BANDS_NOTE)
    _single_panel(page, fan, results)
    yield Chart(
        "caseload_service", title, subtitle, _fan_alt([fan], results), page.figure, fan.table()
    )


def _single_panel(page: Sheet, fan: Fan, results: Results) -> None:
    names = band_names(results.bands)
    right = max(text_width(name, SMALL) for name in names) + 0.15
    left, width = 0.45, WIDTH - 0.45 - right - EDGE
    axes = page.axes(left, 0.1, width, 3.45)
    room = (0.12 + text_width("000.0 median", SMALL, "bold")) / width
    limits = _limits([fan], results.bands)
    value_axis(axes, limits, 6)
    time_axis(axes, results.start, max(results.end, fan.days[-1]), 6, room)
    axes.grid(False)
    draw_bands(axes, results.bands)
    draw_fan(axes, fan)
    gap = 0.06 / width * np.ptp(axes.get_xlim())
    label_beside(axes, end_labels(fan, number), fan.days[-1] + gap)
    _name_bands(axes, results.bands, 1 + 0.06 / width)


def _name_bands(axes: Axes, bands: tuple[int, int, int], x: float) -> None:
    labels = band_middles(bands, axes.get_ylim())
    label_beside(axes, [(y, name, "normal") for y, name in labels], x, outside=True, colour=GREY)


def caseload_by_group(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of each reporting group over time."""
    if len(results.groups) < 2:
        yield Omitted("caseload_by_group", "There is one group only: see caseload_service.")
        return
    yield from _panels("caseload_by_group", results.groups, "groups of teams", results)


def caseload_by_team(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload of each team over time, thirty to a page."""
    if len(results.teams) < 2:
        yield Omitted("caseload_by_team", "There is one team only: see caseload_service.")
        return
    yield from _panels("caseload_by_team", results.teams, "teams", results)


def _panels(
    name: str, units: Sequence[Unit], noun: str, results: Results
) -> Iterator[Chart | Omitted]:
    fans = [results.weekly.fan(unit, MEASURE) for unit in units]
    known = [fan for fan in fans if fan.known]
    if not known:
        yield Omitted(name, f"No caseload per worker: {NOBODY}.")
        return
    limits = _shared_limits(known, results.bands)
    title = _panels_title(known, noun, results)
    pages = range(0, len(fans), PER_PAGE)
    for page_number, first in enumerate(pages, start=1):
        shown = fans[first : first + PER_PAGE]
        part = f" Page {page_number} of {len(pages)}." if len(pages) > 1 else ""
        subtitle = f"{WHAT}, {_dates(known[0])}. {range_note(results.replications)}{part}"
        yield Chart(
            name if page_number == 1 else f"{name}_{page_number}",
            title,
            subtitle,
            _fan_alt(shown, results),
            _draw_panels(title, subtitle, shown, limits, results).figure,
            pd.concat([fan.table() for fan in shown], ignore_index=True),
        )


def _panels_title(fans: list[Fan], noun: str, results: Results) -> str:
    """How many end in which band, and who is highest; or who changes most, if there are few."""
    when = month_year(max(fan.days[-1] for fan in fans))
    top = max(fans, key=lambda fan: fan.median[-1])
    highest = f"{shorten(top.unit.label, 40)} is highest with {number(top.median[-1])}"
    if noun != "teams":
        moved = max(fans, key=lambda fan: abs(fan.median[-1] - fan.median[0]))
        return f"{shorten(moved.unit.label, 40)}: caseload {_of_workers(course(moved))}; {highest}"
    over = results.bands[2]
    counted = Counter(band_of(fan.median[-1], results.bands) for fan in fans)
    words = [f"{counted[band]} {band}" for band in ("over", "high", "manageable", "low")
             if counted[band]]  # fmt: skip
    return (
        f"Of {len(fans)} teams, {listed(words)} in caseload by {when}"
        f"{f' (over means {over} or more)' if counted['over'] else ''}; {highest}"
    )


def _draw_panels(
    title: str, subtitle: str, fans: list[Fan], limits: tuple[float, float], results: Results
) -> Sheet:
    columns = min(COLUMNS, len(fans)) if len(fans) != 4 else 2
    rows = -(-len(fans) // columns)
    right = max(text_width(name, SMALL) for name in band_names(results.bands)) + 0.12
    left, gap = 0.4, 0.14
    width = (WIDTH - left - right - EDGE - gap * (columns - 1)) / columns
    headings = [wrap(fan.unit.label, width, SMALL, "bold", 2) for fan in fans]
    head = 0.05 + 0.17 * max(len(lines) for lines in headings)
    tall = float(np.clip((7.2 - 0.4) / rows - head - 0.12, 0.62, 1.9))
    page = sheet(title, subtitle, rows * (tall + head + 0.12) + 0.3, _panels_note(fans, limits))
    for place, (fan, lines) in enumerate(zip(fans, headings, strict=True)):
        row, column = divmod(place, columns)
        x, y = left + column * (width + gap), row * (tall + head + 0.12)
        page.write(x, y, "\n".join(lines), size=SMALL, weight="bold", linespacing=1.1)
        axes = page.axes(x, y + head, width, tall)
        value_axis(axes, limits, 4)
        _draw_panel(axes, fan, results, text_width("000.0", SMALL, "bold") / width)
        axes.tick_params(labelleft=column == 0, labelbottom=place + columns >= len(fans))
        if column == columns - 1 or place == len(fans) - 1:
            _name_bands(axes, results.bands, 1 + 0.06 / width)
    return page


def _draw_panel(axes: Axes, fan: Fan, results: Results, room: float) -> None:
    time_axis(axes, results.start, results.end, 2, room + 0.05)
    axes.grid(False)
    draw_bands(axes, results.bands)
    if not fan.known:
        axes.text(0.5, 0.5, "nobody in post", transform=axes.transAxes, ha="center", va="center",
                  size=SMALL, color=GREY)  # fmt: skip
        return
    draw_fan(axes, fan, 1.5)
    gap = 0.02 * np.ptp(axes.get_xlim())
    label_beside(axes, [(fan.median[-1], number(fan.median[-1]), "bold")], fan.days[-1] + gap)


def _panels_note(fans: list[Fan], limits: tuple[float, float]) -> str:
    beyond = [fan.unit.label for fan in fans if fan.known and fan.quantiles[4].max() > limits[1]]
    if not beyond:
        return BANDS_NOTE
    teams = f"{shorten(beyond[0], 40)}" if len(beyond) == 1 else f"{len(beyond)} panels"
    return f"{BANDS_NOTE} {teams} goes beyond the axis; the number is its last median."


def _limits(fans: list[Fan], bands: tuple[int, int, int]) -> tuple[float, float]:
    """Caseloads from under the lowest to over the highest drawn, with all bands in sight."""
    lowest = min(bands[0] - 2.5, *(np.nanmin(fan.quantiles) for fan in fans))
    highest = max(bands[2] + 1.5, *(np.nanmax(fan.quantiles) for fan in fans))
    pad = 0.03 * (highest - lowest)
    return max(0.0, lowest - pad), highest + pad


def _shared_limits(fans: list[Fan], bands: tuple[int, int, int]) -> tuple[float, float]:
    """One axis for all panels; a few teams that break away do not flatten the rest."""
    low, high = _limits(fans, bands)
    usual = 2 * float(np.median([np.nanmax(fan.quantiles) for fan in fans]))
    return low, max(min(high, usual), bands[2] + 3.0)


def caseload_end(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload at the end of the run: every replication of each group as a dot."""
    last = results.weekly.periods[-1]
    units = (*results.groups, SERVICE) if len(results.groups) > 1 else (SERVICE,)
    values = {unit: results.weekly.values(unit, MEASURE)[:, -1] for unit in units}
    values = {unit: np.sort(v[np.isfinite(v)]) for unit, v in values.items()}
    if not any(v.size for v in values.values()):
        yield Omitted("caseload_end", "No caseload per worker: nobody was in post at the end.")
        return
    for page_number, first in enumerate(range(0, len(units), PER_PAGE), start=1):
        shown = {unit: values[unit] for unit in units[first : first + PER_PAGE]}
        yield _end_page(page_number, shown, last, results)


def _end_page(
    page_number: int, values: dict[Unit, Floats], last: str, results: Results
) -> Chart:
    day = float(np.datetime64(last, "D").astype(np.int64))
    held = {unit: v for unit, v in values.items() if v.size}
    top = max(held, key=lambda unit: float(np.median(held[unit])), default=SERVICE)
    title = (
        f"{shorten(top.label, 40)} ends with the highest caseload, {_end_words(held[top])} "
        f"cases per worker in {month_year(day)}"
    )
    dots = "" if results.replications <= MOST_DOTS else f" {MOST_DOTS} of them drawn."
    ranges = "Bar: median and the range of nine in ten." if results.replications > 1 else (
        "One replication: no range.")  # fmt: skip
    subtitle = (
        f"{WHAT}, week ending {full_date(day)}. "
        f"Each dot is one of {results.replications:,} replications.{dots} {ranges}"
    )
    drawn = {unit: v[thinned(len(v), MOST_DOTS)] if v.size else v for unit, v in values.items()}
    alt = (
        f"Dot plot of caseload per worker in the week ending {full_date(day)}, median with the "
        f"range of nine in ten of {results.replications:,} replications. "
        + "; ".join(f"{u.label} {_end_words(v) if v.size else 'nobody in post'}"
                    for u, v in values.items()) + "."
    )  # fmt: skip
    name = "caseload_end" if page_number == 1 else f"caseload_end_{page_number}"
    page = _draw_end(title, subtitle, drawn, values, results)
    return Chart(name, title, subtitle, alt, page.figure, _end_table(drawn, values))


def _end_table(drawn: dict[Unit, Floats], values: dict[Unit, Floats]) -> pd.DataFrame:
    """A row per dot, with the median and the range of its group beside it."""
    rows = []
    for unit, dots in drawn.items():
        if dots.size:
            low, middle, high = np.quantile(values[unit], (0.05, 0.5, 0.95))
            rows += [(MEASURE, unit.kind, unit.key, unit.label, dot, low, middle, high)
                     for dot in dots]  # fmt: skip
    names = ["measure", "unit_kind", "unit", "label", "value", "p05", "p50", "p95"]
    return pd.DataFrame(rows, columns=names)


def _draw_end(
    title: str,
    subtitle: str,
    drawn: dict[Unit, Floats],
    values: dict[Unit, Floats],
    results: Results,
) -> Sheet:
    left, row_height, head = 1.75, 0.62 if len(drawn) < 12 else 0.4, 0.42
    right = text_width("000.0 (000.0 to 000.0)", SMALL, "bold") + 0.15
    width = WIDTH - left - right - EDGE
    page = sheet(title, subtitle, head + row_height * len(drawn) + 0.32, BANDS_NOTE)
    axes = page.axes(left, head, width, row_height * len(drawn))
    every = np.concatenate(list(values.values()))
    lowest, highest = min(every.min(), results.bands[0] - 2.5), max(every.max(), results.bands[2])
    pad = 0.03 * (highest - lowest)
    axes.set_xlim(max(0.0, lowest - pad), highest + pad)
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    axes.grid(False)
    axes.yaxis.set_visible(False)
    draw_bands(axes, results.bands, across=False)
    for row, (unit, dots) in enumerate(drawn.items()):
        lines = wrap(unit.label, left - 0.2, SMALL, "bold" if unit == SERVICE else "normal", 2)
        axes.text(-0.12 / width, row, "\n".join(lines), transform=axes.get_yaxis_transform(),
                  ha="right", va="center", size=SMALL,
                  weight="bold" if unit == SERVICE else "normal")  # fmt: skip
        _draw_dots(axes, row, dots, values[unit], (width, row_height))
    _name_bands_above(axes, results.bands, width)
    return page


def _draw_dots(
    axes: Axes, row: int, dots: Floats, values: Floats, size: tuple[float, float]
) -> None:
    """Dots stacked about a line, with the median and range of all values as a bar under them."""
    words = _end_words(values) if values.size else "nobody in post"
    axes.text(1 + 0.1 / size[0], row, words, transform=axes.get_yaxis_transform(),
              va="center", size=SMALL, weight="bold")  # fmt: skip
    if not values.size:
        return
    low, high = axes.get_xlim()
    heights = _stacked(dots, (high - low) * 0.055 / size[0], 0.06 / size[1])
    axes.plot(dots, row - heights, "o", markersize=3.2, color=BLUE, markeredgewidth=0, zorder=4)
    quantiles = np.quantile(values, (0.05, 0.5, 0.95))
    if values.size > 1:
        axes.hlines(row + 0.32, quantiles[0], quantiles[2], color=NAVY, linewidth=1.5, zorder=5)
    axes.plot([quantiles[1]], [row + 0.32], "d", markersize=6, color=NAVY, zorder=5)


def _stacked(values: Floats, width: float, step: float) -> Floats:
    """Heights of dots that are piled up where values fall in the same bin of a given width."""
    bins = np.floor(values / width).astype(np.int64)
    starts = np.searchsorted(bins, bins)
    piled = (np.arange(len(values)) - starts).astype(np.float64)
    tallest = piled.max(initial=0.0)
    return piled * min(step, 0.6 / tallest if tallest else step) - 0.15


def _name_bands_above(axes: Axes, bands: tuple[int, int, int], width: float) -> None:
    """Band names over the upright stripes, each on two lines where its stripe is wide enough."""
    low, high = axes.get_xlim()
    for middle, name in band_middles(bands, (low, high)):
        axes.text(middle, 1.0, name.replace(": ", "\n"), transform=axes.get_xaxis_transform(),
                  ha="center", va="bottom", size=SMALL, color=GREY)  # fmt: skip


def _end_words(values: Floats) -> str:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    if values.size == 1:
        return number(middle)
    return f"{number(middle)} ({number(low)} to {number(high)})"


def _of_workers(words: str) -> str:
    """Put the unit in: "falls from 21.9 to 19.4 cases per worker by March 2021"."""
    before, by, when = words.rpartition(" by ")
    return f"{before} cases per worker{by}{when}" if by else f"{words} cases per worker"


def _dates(fan: Fan) -> str:
    first, last = fan.days[0], fan.days[-1]
    if first == last:
        return f"week ending {full_date(first)}"
    return f"weeks ending {full_date(first)} to {full_date(last)}"


def _fan_alt(fans: list[Fan], results: Results) -> str:
    known = [fan for fan in fans if fan.known]
    bands = "; ".join(band_names(results.bands))
    if not known:
        return "Nobody was in post in any of these teams."
    start, end = known[0].days[0], max(fan.days[-1] for fan in known)
    parts = [f"{fan.unit.label} {number(fan.median[0])}, then {span(fan)}" if fan.known
             else f"{fan.unit.label} nobody in post" for fan in fans]  # fmt: skip
    ranges = "" if results.replications == 1 else " with the range of nine in ten replications"
    return (
        f"Line chart of caseload per worker, median of {results.replications:,} "
        f"{'replication' if results.replications == 1 else 'replications'} at "
        f"{full_date(start)}, then at {full_date(end)}{ranges}: {'; '.join(parts)}. "
        f"The council's bands: {bands}."
    )
