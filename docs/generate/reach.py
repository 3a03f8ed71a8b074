"""How many futures of a run keep caseloads at what the council calls manageable, and since when."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from sim.report.chart_fans import day_of
from sim.report.chart_words import FEW, month_year
from sim.report.comparison_words import percent
from sim.results.comparison import CASELOAD, END, Panel, Target, read_panel, target_table
from sim.results.measures import SERVICE, TeamInfo
from sim.results.paired import Share, meets, wilson
from sim.scenario.load import load_scenario

FRONTLINE = ("Assessment", "District child protection", "Children's Disability Service")
"""The groups of Table 1 of the committee paper of 18 June 2018."""

EVERY_TEAM = ("frontline", "every team")
"""The unit that has the highest caseload of all frontline teams."""
WHOLE_SERVICE = (SERVICE, SERVICE)


@cache
def panel_of(folder: Path) -> Panel:
    """The caseloads of a run, with :data:`EVERY_TEAM` as a unit besides.

    Args:
        folder: A finished results folder.
    """
    scenario = load_scenario(folder / "scenario.toml")
    panel = read_panel(folder, teams_of(folder), scenario.indices)
    teams = [("team", team.name) for team in teams_of(folder) if team.group in FRONTLINE]
    caseload = panel.measures[CASELOAD]
    highest = caseload[[panel.units.index(team) for team in teams]].max(axis=0)
    return replace(
        panel,
        units=(*panel.units, EVERY_TEAM),
        measures={CASELOAD: np.concatenate([caseload, highest[np.newaxis]])},
    )


def teams_of(folder: Path) -> list[TeamInfo]:
    """The teams of a run, in the order of the scenario."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return [TeamInfo(**team) for team in manifest["teams"]]


def manageable(folder: Path) -> float:
    """The highest caseload that the council calls manageable."""
    bands = json.loads((folder / "manifest.json").read_text("utf-8"))["bands"]
    return float(bands["high_from"] - 1)


def share(folder: Path, unit: tuple[str, str], most: float, period: str = END) -> Share:
    """In which share of futures a unit has at most a caseload.

    Args:
        folder: A finished results folder.
        unit: Kind and name of the unit.
        most: The caseload.
        period: The last week, or a month such as "2020-03".
    """
    panel = panel_of(folder)
    values = panel.measures[CASELOAD][panel.units.index(unit), :, panel.periods.index(period)]
    return wilson(meets(values, most, at_most=True).sum(), np.array(values.size))


def share_words(found: Share, n: int) -> str:
    """A share with its 95 % interval, such as "69% (59% to 77%)"; of few futures, their number."""
    if n < FEW:
        return f"{round(float(found.value) * n)} of {n}"
    return f"{percent(found.value)} ({found.low:.0%} to {found.high:.0%})"


def since(folder: Path, unit: tuple[str, str], most: float) -> str:
    """The first month from which half of the futures or more stay there to the end, or "never"."""
    panel = panel_of(folder)
    table = target_table({"run": panel}, Target(CASELOAD, most, at_most=True))
    month = str(table["median_month"].iloc[panel.units.index(unit)])
    return month_year(day_of(month)) if month else "never"
