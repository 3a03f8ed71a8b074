"""What a check of a scenario found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.console import tell, tell_table
from sim.report.warning_words import warnings_about
from sim.scenario.evidence import Assumption, assumptions
from sim.scenario.flow import Load, offered_load
from sim.units import percent

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def tell_check(scenario: Scenario, as_json: bool) -> None:
    """Print each team's offered load and every number with its range and evidence."""
    loads, facts = offered_load(scenario), assumptions(scenario)
    warnings = warnings_about(scenario)
    if as_json:
        result = {
            "status": "valid",
            "name": scenario.name,
            "offered_load": [load_json(load) for load in loads],
            "assumptions": [fact._asdict() for fact in facts],
            "warnings": warnings,
        }
        tell(json.dumps(result))
        return
    tell(f"The scenario {scenario.name} is valid.\n")
    tell_loads(scenario, loads, warnings)
    tell_table(
        "Assumptions",
        ("Key", "Value", "Low", "High", "Shape", "Basis", "Source"),
        [_fact_row(fact) for fact in facts],
    )


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


def _fact_row(fact: Assumption) -> tuple[str, ...]:
    low, high = ("" if end is None else f"{end:g}" for end in (fact.low, fact.high))
    return fact.key, f"{fact.value:,.10g}", low, high, fact.shape, fact.basis, fact.source
