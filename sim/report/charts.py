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
from sim.report.morris_chart import morris_charts
from sim.report.sensitivity_data import read_sensitivity
from sim.report.sobol_chart import sobol_charts
from sim.report.split_chart import split_charts
from sim.report.staff_charts import overtime, sickness, support_staff, turnover, workforce
from sim.report.style import house_style
from sim.report.timeliness_chart import timeliness
from sim.report.tornado_chart import tornado_charts

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


def draw_sensitivity(folder: Path) -> list[Path]:
    """Draw every chart of a sensitivity analysis into its folder ``charts``.

    Args:
        folder: The folder of a sensitivity analysis.

    Returns:
        The files written, ``index.json`` last.

    Raises:
        InputError: If the folder is not a finished sensitivity analysis.
        MachineError: If the disk is full or refuses.
    """
    found = read_sensitivity(folder)
    builders = {
        "tornado": tornado_charts,
        "morris": morris_charts,
        "sobol": sobol_charts,
        "split": split_charts,
    }
    wanted = (builders[part] for part in builders if part in found.tables)
    with house_style():
        return write_all((chart for build in wanted for chart in build(found)), folder)
