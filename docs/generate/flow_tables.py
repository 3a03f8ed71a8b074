"""The long-run flows that the base scenario implies."""

from __future__ import annotations

from docs.generate.evidence_tables import BASE
from docs.generate.markdown import table
from sim.scenario.extends import shipped_folder
from sim.scenario.flow import Node, nodes, year_length
from sim.scenario.load import load_scenario


def stage_flows() -> str:
    """Cases, tasks, hours and delays of each stage of the base scenario."""
    scenario = load_scenario(shipped_folder() / f"{BASE}.toml")
    by_stage: dict[str, list[Node]] = {}
    for node in nodes(scenario):
        by_stage.setdefault(node.stage, []).append(node)
    rows = []
    for name, places in by_stage.items():
        rate, one = sum(place.rate for place in places), places[0]
        rows.append(
            (
                scenario.pathway[name].label or name,
                f"{rate * year_length(scenario):,.0f}",
                f"{one.tasks:.1f}",
                f"{one.hours:.2f}",
                f"{one.tasks * one.hours:.1f}",
                f"{one.external_days:.0f}",
            )
        )
    headings = ("Stage", "Cases a year", "Tasks", "Hours a task", "Hours a case", "Days away")
    return table(headings, rows)
