"""Scenarios of three sizes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.schema import Scenario

COUNTIES = 5
TWO_TEAMS = Path(__file__).parents[1] / "tests" / "data" / "small.toml"
COUNTY = shipped_folder() / "nottinghamshire_2018.toml"
ONE_YEAR = "run.end=2019-09-30"


def small() -> Scenario:
    """Two teams for half a year."""
    return load_scenario(TWO_TEAMS)


def county() -> Scenario:
    """The base scenario for one year."""
    return load_scenario(COUNTY, [ONE_YEAR])


def region() -> Scenario:
    """The county five times over, in one service; cases stay in their county."""
    document = tomllib.loads(resolved_toml(county()))
    demand = document["demand"]
    names = [*document["teams"], *document["shared_support"]]
    document["teams"] = _copies(document["teams"], names)
    document["shared_support"] = _copies(document["shared_support"], names)
    demand["referrals_per_week"] = _copies(demand["referrals_per_week"], names)
    return Scenario.model_validate(document)


SIZES = {"small": small, "county": county, "region": region}


def _copies(table: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What a table says of one county, said of each, every name with the county's number."""
    copies: dict[str, Any] = {}
    for number in range(1, COUNTIES + 1):
        copies |= _renamed(table, {name: f"{name}_{number}" for name in names})
    return copies


def _renamed(node: Any, names: dict[str, str]) -> Any:
    """New names for keys and in lists; any other text, such as a team's kind, stays."""
    if isinstance(node, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [names.get(item, item) for item in node]
    return node
