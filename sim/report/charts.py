"""Every chart of a results folder, drawn from what the folder holds."""

from __future__ import annotations

from pathlib import Path

from sim.report.budget_chart import budget
from sim.report.caseload_charts import caseload_by_group, caseload_by_team, caseload_service
from sim.report.caseload_end_chart import caseload_end
from sim.report.chart_data import read_results
from sim.report.chart_files import write_all
from sim.report.comparison_data import read_comparison
from sim.report.comparison_ends import end_by_option
from sim.report.comparison_over_time import difference_over_time
from sim.report.seek_data import read_search
from sim.report.seek_mix_chart import chance_against_cost
from sim.report.seek_switch_chart import difference_charts
from sim.report.staff_charts import overtime, sickness, support_staff, turnover, workforce
from sim.report.style import house_style
from sim.report.sweep_data import read_sweep
from sim.report.sweep_effects import effects_charts
from sim.report.sweep_front import cost_fronts
from sim.report.sweep_map import heat_maps
from sim.report.timeliness_chart import timeliness

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
    results = read_results(folder)
    with house_style():
        return write_all((chart for build in BUILDERS for chart in build(results)), folder)


def draw_comparison(folder: Path) -> list[Path]:
    """Draw every chart of a comparison into its folder ``charts``.

    Args:
        folder: The folder of a comparison.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        InputError: If the folder is not a finished comparison.
        MachineError: If the disk is full or refuses.
    """
    comparison = read_comparison(folder)
    builders = (difference_over_time, end_by_option)
    with house_style():
        return write_all((chart for build in builders for chart in build(comparison)), folder)


def draw_sweep(folder: Path) -> list[Path]:
    """Draw every chart of a sweep into its folder ``charts``.

    Args:
        folder: The folder of a sweep.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        InputError: If the folder is not a finished sweep.
        MachineError: If the disk is full or refuses.
    """
    found = read_sweep(folder)
    builders = (cost_fronts, heat_maps, effects_charts)
    with house_style():
        return write_all((chart for build in builders for chart in build(found)), folder)


def draw_seek(folder: Path) -> list[Path]:
    """Draw every chart of a search into its folder ``charts``.

    Args:
        folder: The folder of a search.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        InputError: If the folder is not a finished search.
        MachineError: If the disk is full or refuses.
    """
    found = read_search(folder)
    builders = (chance_against_cost, difference_charts)
    with house_style():
        return write_all((chart for build in builders for chart in build(found)), folder)
