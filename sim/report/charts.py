"""Every chart of a results folder, drawn from what the folder holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sim.report.budget_chart import budget
from sim.report.calibration_charts import fit, marginals
from sim.report.calibration_data import read_calibration
from sim.report.caseload_charts import caseload_by_group, caseload_by_team, caseload_service
from sim.report.caseload_end_chart import caseload_end
from sim.report.chart_data import read_results
from sim.report.chart_files import Chart, Omitted, are_whole, write_all
from sim.report.comparison_cost import cost_against_measure
from sim.report.comparison_data import read_comparison
from sim.report.comparison_ends import end_by_option
from sim.report.comparison_money import extra_cost_by_year
from sim.report.comparison_over_time import difference_over_time
from sim.report.comparison_steps import steps_to_target
from sim.report.morris_chart import morris_charts
from sim.report.readings_chart import readings_charts
from sim.report.seek_data import read_search
from sim.report.seek_mix_chart import chance_against_cost
from sim.report.seek_switch_chart import difference_charts
from sim.report.sensitivity_data import read_sensitivity
from sim.report.sobol_chart import sobol_charts
from sim.report.split_chart import split_charts
from sim.report.staff_charts import overtime, sickness, support_staff, turnover, workforce
from sim.report.style import house_style
from sim.report.sweep_data import read_sweep
from sim.report.sweep_effects import effects_charts
from sim.report.sweep_front import cost_fronts
from sim.report.sweep_map import heat_maps
from sim.report.timeliness_chart import timeliness
from sim.report.tornado_chart import tornado_charts
from sim.report.validation_chart import validation_charts
from sim.report.validation_data import read_validation

BUILDERS = (
    caseload_service,
    caseload_by_group,
    caseload_by_team,
    caseload_end,
    workforce,
    support_staff,
    timeliness,
    sickness,
    overtime,
    turnover,
    budget,
)
"""What to draw, in the order in which a report shows it."""


COMPARISON_BUILDERS = (
    difference_over_time,
    end_by_option,
    steps_to_target,
    cost_against_measure,
    extra_cost_by_year,
)
"""What to draw of a comparison."""

SENSITIVITY_BUILDERS = {
    "tornado": tornado_charts,
    "readings": readings_charts,
    "morris": morris_charts,
    "sobol": sobol_charts,
    "split": split_charts,
}
"""What to draw of each part of a sensitivity analysis."""

Found = TypeVar("Found")


def draw_all(folder: Path) -> list[Path]:
    """Draw every chart of a results folder into its folder ``charts``.

    Each chart is an SVG, a PNG, a CSV of the numbers drawn and its alt text; ``index.json`` lists
    them, and those left out with the reason.

    Args:
        folder: A results folder.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        InputError: If the folder is not a finished results folder.
        MachineError: If the disk is full or refuses.
    """
    return _drawn(folder, read_results(folder), BUILDERS)


def draw_comparison(folder: Path) -> list[Path]:
    """The same of a comparison's folder."""
    return _drawn(folder, read_comparison(folder), COMPARISON_BUILDERS)


def draw_sweep(folder: Path) -> list[Path]:
    """The same of a sweep's folder."""
    return _drawn(folder, read_sweep(folder), (cost_fronts, heat_maps, effects_charts))


def draw_seek(folder: Path) -> list[Path]:
    """The same of a search's folder."""
    return _drawn(folder, read_search(folder), (chance_against_cost, difference_charts))


def draw_sensitivity(folder: Path) -> list[Path]:
    """The same of the folder of a sensitivity analysis, of which there may be some parts only."""
    found = read_sensitivity(folder)
    wanted = [build for part, build in SENSITIVITY_BUILDERS.items() if part in found.tables]
    return _drawn(folder, found, wanted)


def draw_calibrate(folder: Path) -> list[Path]:
    """The same of a calibration's folder."""
    return _drawn(folder, read_calibration(folder), (marginals, fit))


def draw_validation(folder: Path) -> list[Path]:
    """The same of the folder of a validation."""
    return _drawn(folder, read_validation(folder), (validation_charts,))


DRAWERS: dict[str, Callable[[Path], list[Path]]] = {
    "run": draw_all,
    "comparison": draw_comparison,
    "sweep": draw_sweep,
    "seek": draw_seek,
    "sensitivity": draw_sensitivity,
    "calibration": draw_calibrate,
    "validation": draw_validation,
}
"""What draws the charts of each kind of results."""


def draw_missing(folder: Path, kind: str) -> None:
    """Draw the charts of a results folder anew, unless all are there as they were drawn.

    Args:
        folder: A results folder.
        kind: What kind of results it holds.

    Raises:
        InputError: If the folder is not a finished results folder.
        MachineError: If the disk is full or refuses.
    """
    if not are_whole(folder / "charts"):
        DRAWERS[kind](folder)


def _drawn(
    folder: Path, found: Found, builders: Iterable[Callable[[Found], Iterable[Chart | Omitted]]]
) -> list[Path]:
    with house_style():
        return write_all((chart for build in builders for chart in build(found)), folder)
