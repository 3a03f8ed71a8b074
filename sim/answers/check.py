"""What a check of a scenario found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.answers.assumptions import tell_assumptions
from sim.console import tell, tell_table
from sim.report.warning_words import warnings_about
from sim.scenario.evidence import assumptions
from sim.scenario.flow import Load, offered_load
from sim.units import percent

if TYPE_CHECKING:
    from sim.scenario.schema import Reading, Scenario


def tell_check(scenario: Scenario, as_json: bool) -> None:
    """Print each team's offered load and the assumptions with their evidence."""
    loads = offered_load(scenario)
    warnings = warnings_about(scenario)
    if as_json:
        result = {
            "status": "valid",
            "name": scenario.name,
            "offered_load": [load_json(load) for load in loads],
            "assumptions": [fact._asdict() for fact in assumptions(scenario)],
            "sources": {name: one.model_dump() for name, one in scenario.sources.items()},
            "warnings": warnings,
            "readings": {name: _reading_json(one) for name, one in scenario.readings.items()},
        }
        tell(json.dumps(result))
        return
    tell(f"The scenario {scenario.name} is valid.\n")
    tell_loads(scenario, loads, warnings)
    if scenario.readings:
        _tell_readings(scenario)
    tell_assumptions(scenario)


def tell_loads(scenario: Scenario, loads: Sequence[Load], warnings: Sequence[str]) -> None:
    """Print each team's offered load, and what to beware of."""
    tell_table(
        "Hours of case work a week in the long run, without overtime",
        ("Team", "Arriving", "Available", "Load", "Load with overtime"),
        [_load_row(scenario, load) for load in loads],
    )
    tell()
    for warning in warnings:
        tell(f"Beware. {warning}\n")


def _tell_readings(scenario: Scenario) -> None:
    """Each figure that can be read in more than one way, how it is taken, and the other ways."""
    rows = []
    for name, one in scenario.readings.items():
        rows.append((name, "", "", one.label))
        rows += [
            ("", way, "yes" if way == one.taken else "", words) for way, words in one.ways.items()
        ]
    tell_table(
        "Figures that can be read in more than one way: --set readings.NAME.taken=WAY",
        ("Name", "Way", "Taken", "Figure, and how it is read"),
        rows,
    )
    tell()


def _reading_json(reading: Reading) -> dict[str, Any]:
    keys = ("label", "question", "source", "taken")
    return {**{key: getattr(reading, key) for key in keys}, "ways": dict(reading.ways)}


def load_json(load: Load) -> dict[str, Any]:
    """A team's offered load, to print as JSON."""
    return {
        "team": load.team,
        "offered_hours_per_week": load.offered_hours_per_week,
        "available_hours_per_week": load.available_hours_per_week,
        "overtime_hours_per_week": load.overtime_hours_per_week,
        "load": load.load,
        "load_with_overtime": load.load_with_overtime,
    }


def _load_row(scenario: Scenario, load: Load) -> tuple[str, ...]:
    return (
        scenario.teams[load.team].label or load.team,
        f"{load.offered_hours_per_week:,.0f}",
        f"{load.available_hours_per_week:,.0f}",
        percent(load.load),
        percent(load.load_with_overtime),
    )
