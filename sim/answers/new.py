"""What was made of a table of teams, and what to do next."""

from __future__ import annotations

import json
from pathlib import Path

from sim.answers.check import load_json, tell_loads
from sim.answers.words import plural
from sim.console import tell
from sim.report.warning_words import warnings_about
from sim.scenario.flow import offered_load
from sim.scenario.starter.make import Starter


def tell_new(made: Starter, as_json: bool) -> None:
    """Print what was written, what was left out of it, how busy its teams are, and what is next."""
    scenario = made.scenario
    loads, warnings = offered_load(scenario), warnings_about(scenario)
    if as_json:
        result = {
            "status": "written",
            "file": str(made.file),
            "name": scenario.name,
            "teams": {name: team.label for name, team in scenario.teams.items()},
            "left_out": made.left_out,
            "offered_load": [load_json(load) for load in loads],
            "warnings": warnings,
        }
        tell(json.dumps(result))
        return
    tell(f"Wrote {made.file}, with the {plural(len(scenario.teams), 'team')} of {made.of}.\n")
    for said in made.left_out:
        tell(f"Not used: {said}.")
    if made.left_out:
        tell()
    tell_loads(scenario, loads, warnings)
    tell("Next:")
    tell(f"  1. Open {made.file} in an editor: {made.to_look_at} lines with <-- need a look.")
    tell(f"  2. python -m sim check {_typed(made.file)}")
    tell(f"  3. python -m sim run {_typed(made.file)} --replications 20")


def tell_example(table: Path, as_json: bool) -> None:
    """Print what to do with an example of a table."""
    if as_json:
        tell(json.dumps({"status": "written", "file": str(table)}))
        return
    tell(f"Wrote {table}, an example with seven teams. Write yours over them, and then:")
    tell(f"  python -m sim new {_typed(table)}")


def _typed(path: Path) -> str:
    """A path as it is typed in a command."""
    return f'"{path}"' if " " in str(path) else str(path)
