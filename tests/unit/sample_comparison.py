"""A comparison's folder with made-up numbers, as the compare command leaves one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.results.appraisal import Candidate, appraisal_table, ranking_table
from sim.results.comparison import (
    ALL_MEASURES,
    Panel,
    Target,
    comparison_table,
    paired_table,
    target_table,
)
from sim.results.effects import Effects
from sim.results.money import KINDS, Money, money_table
from sim.results.store import write_parquet
from tests.unit.sample_money import a_service

GROUPS = ("Assessment", "District")
YEARS, FACTORS = ("2018/19", "2019/20"), (1.0, 1 / 1.035)
POUNDS_A_CASE = 400_000.0


class Scenario(NamedTuple):
    """A scenario of the comparison: name, title, and caseload added to the baseline's."""

    name: str
    title: str
    effect: float = 0.0


THREE = (
    Scenario("nothing", "Do nothing: the staffing goes on"),
    Scenario("support", "More support officers.", -1.5),
    Scenario("workers", "18 more social workers", -3.0),
)


def build_comparison(
    folder: Path,
    scenarios: Sequence[Scenario] = THREE,
    *,
    replications: int = 40,
    months: int = 12,
    groups: Sequence[str] = GROUPS,
    measure: str = "caseload_per_fte",
    target: float | None = 21.0,
    unit: tuple[str, str] = ("service", "service"),
    level: float = 22.0,
    noise: float = 0.3,
) -> Path:
    """Write tables and manifest.

    Args:
        folder: Where to.
        scenarios: The baseline first.
        replications: Paired futures.
        months: Length of the run from October 2018.
        groups: Reporting groups, each with one team.
        measure: The measure asked for.
        target: Its target, if any.
        unit: Kind and name of the unit asked for.
        level: The measure without any option.
        noise: Standard deviation of the effect between futures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    begin = np.datetime64("2018-10", "M")
    names = [str(begin + month) for month in range(months)]
    periods = (*names, "2018/19", "end")
    teams = [f"team_{place}" for place in range(len(groups))]
    units = (
        *(("team", team) for team in teams),
        *(("group", group) for group in groups),
        ("service", "service"),
    )
    rng = np.random.default_rng(1)
    shape = (len(units), replications, len(periods))
    future = level + 0.05 * level * rng.standard_normal((len(units), replications, 1))
    ramp = np.minimum(1.0, np.arange(len(periods)) / 6)
    panels = {}
    for place, scenario in enumerate(scenarios):
        wander = noise * rng.standard_normal((len(units), replications, 1)) if place else 0.0
        cells = future + ramp * (scenario.effect + wander)
        measures = {name: np.ones(shape) for name in ALL_MEASURES} | {measure: cells}
        panels[scenario.name] = Panel(units, np.arange(replications), periods, measures)
    goal = None if target is None else Target(measure, target, "rate" not in measure)
    write_parquet(folder / "comparison.parquet", comparison_table(panels, measure, goal))
    write_parquet(folder / "paired.parquet", paired_table(panels, measure))
    if goal is not None:
        write_parquet(folder / "target.parquet", target_table(panels, goal))
    money = {one.name: _money(one, replications, rng) for one in scenarios}
    write_parquet(folder / "money.parquet", money_table(money, FACTORS))
    those = [_candidate(one, money[one.name], panels[one.name], measure, goal) for one in scenarios]
    write_parquet(folder / "appraisal.parquet", appraisal_table(those))
    write_parquet(folder / "ranking.parquet", ranking_table(those))
    last = str((begin + months).astype("datetime64[D]") - 1)
    manifest = {
        "kind": "comparison",
        "name": "sample",
        "scenarios": [{"name": one.name, "title": one.title} for one in scenarios],
        "start": "2018-10-01",
        "end": last,
        "week_ending": last,
        "price_base": "2018/19",
        "period": "end",
        "replications": replications,
        "bands": {"manageable_from": 20, "high_from": 22, "over_from": 27},
        "teams": [
            {"name": team, "label": f"Team of {group}", "group": group, "kind": "district"}
            for team, group in zip(teams, groups, strict=True)
        ],
        "measure": measure,
        "unit_kind": unit[0],
        "unit": unit[1],
        "target": None if goal is None else goal._asdict(),
        "differences": [{"key": "run.x", "values": ["1"] * len(scenarios)}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _money(scenario: Scenario, replications: int, rng: np.random.Generator) -> Money:
    """Each case less costs so much a year; a tenth is saved while posts stand empty."""
    budget = np.zeros((len(YEARS), len(KINDS)))
    budget[:, KINDS.index("pay")] = 8e6 - POUNDS_A_CASE * scenario.effect
    outturn = np.tile(budget, (replications, 1, 1))
    saved = rng.uniform(0.05, 0.15, (replications, len(YEARS)))
    outturn[:, :, KINDS.index("vacancies")] = POUNDS_A_CASE * scenario.effect * saved
    return Money(YEARS, budget, outturn)


def _candidate(
    scenario: Scenario, money: Money, panel: Panel, measure: str, goal: Target | None
) -> Candidate:
    """Effects over the run follow those at its end."""
    end = panel.measures[measure][-1, :, -1]
    few = 5.0 * end
    met = None if goal is None else (end <= goal.value).astype(np.float64)
    return Candidate(scenario.name, a_service(), money, Effects(end, few, few, few), met, FACTORS)
