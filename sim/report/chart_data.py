"""What the charts read from a results folder.

Nothing is simulated here: a chart is a function of the files in the folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from math import fsum
from pathlib import Path

import pandas as pd

from sim.report.chart_fans import Floats, Table, Unit, day_of
from sim.report.chart_tables import read_tables
from sim.report.manifests import manifest_of
from sim.report.style import LONGEST_LABEL, LONGEST_TITLE, named, plain
from sim.results import store
from sim.results.cost_tables import Spread, spreads
from sim.results.store import TeamInfo


@dataclass(frozen=True, slots=True)
class Results:
    """A results folder, as the charts see it.

    Attributes:
        title: The scenario's title.
        bands: First whole caseload of the manageable, the high and the over band.
        teams: The teams, in the order of the scenario.
        groups: The reporting groups, in the order of their first team.
        start: First day of the run, days since 1970.
        end: Last day, likewise.
        weekly: Measures at the close of each week.
        monthly: Measures by month or financial year.
        weeks_per_period: Weeks in each of the periods of ``monthly``.
        last_caseloads: Caseload in the last week of each replication that has one, in rising
            order, by kind and key of the unit.
        costs: Budget and outturn by financial year and option: financial_year, option, budget_gbp,
            mean_gbp, p05_gbp, p95_gbp (of the outturn) and label.
    """

    title: str
    bands: tuple[int, int, int]
    teams: tuple[Unit, ...]
    groups: tuple[Unit, ...]
    start: float
    end: float
    weekly: Table
    monthly: Table
    weeks_per_period: Floats
    last_caseloads: dict[tuple[str, str], Floats]
    costs: pd.DataFrame

    @property
    def replications(self) -> int:
        """Replications found in the results."""
        return self.weekly.replications

    def note(self, *words: str) -> str:
        """What stands at the foot of a chart: what it needs, and the scenario it is about."""
        scenario = f"Scenario: {named(self.title.rstrip('.'), LONGEST_TITLE)}."
        return " ".join([word for word in words if word] + [scenario])

    @property
    def period_word(self) -> str:
        """What a period of ``monthly`` is called."""
        return "financial year" if any("/" in p for p in self.monthly.periods) else "month"


def read_results(folder: Path) -> Results:
    """Everything that the charts need from a results folder.

    Args:
        folder: With manifest.json and weekly.parquet; costs.parquet and scenario.toml (for the
            names of options) are optional.

    Raises:
        InputError: If the manifest is missing or not readable, or no week is stored.
    """
    manifest = manifest_of(folder, "run")
    teams = [TeamInfo(**team) for team in manifest["teams"]]
    days = day_of(manifest["start"]), day_of(manifest["end"])
    tables = read_tables(folder, teams, days)
    return Results(
        title=plain(manifest.get("title") or manifest["name"], LONGEST_TITLE),
        bands=tuple(manifest["bands"][f"{b}_from"] for b in ("manageable", "high", "over")),
        teams=tuple(Unit("team", t.name, plain(t.label or t.name, LONGEST_LABEL)) for t in teams),
        groups=tuple(
            Unit("group", group, plain(group, LONGEST_LABEL))
            for group in dict.fromkeys(team.group for team in teams)
        ),
        start=days[0],
        end=days[1],
        **tables._asdict(),
        costs=_costs(folder),
    )


def _costs(folder: Path) -> pd.DataFrame:
    """Budget and outturn summed over lines, with options by the names that people gave them."""
    if not (folder / "costs.parquet").exists():
        return pd.DataFrame(columns=["financial_year", "option", "budget_gbp", "label"])
    sql = "SELECT * FROM costs WHERE replication = (SELECT min(replication) FROM costs)"
    lines = store.read(folder, sql)
    keys = ["financial_year", "option"]
    costs = lines.groupby(keys, sort=False)["budget_gbp"].agg(fsum).reset_index()
    spent = spreads(folder, keys, dict.fromkeys(costs["financial_year"], Decimal(1)))
    found = [spent[key] for key in zip(costs["financial_year"], costs["option"], strict=True)]
    for name in Spread._fields:
        costs[f"{name}_gbp"] = [getattr(one, name) for one in found]
    path = folder / "scenario.toml"
    scenario = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    changes = scenario.get("interventions", {})
    labels = {name: change.get("label") or name for name, change in changes.items()}
    costs["label"] = [
        plain(labels.get(option, option), LONGEST_LABEL) for option in costs["option"]
    ]
    return costs
