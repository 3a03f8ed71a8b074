"""A search's folder with made-up futures, as the seek command leaves one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sim.experiment.points import Point
from sim.experiment.seek_mix import MixQuestion, mix_account, mixes_table
from sim.experiment.seek_switch import SwitchQuestion, switch_account, switch_tables
from sim.explore.designs import full_factorial
from sim.explore.selection import Demand, least_cost
from sim.explore.switching import Range, switching_value
from sim.results.comparison import Target
from sim.results.outcomes import Outcome, as_json
from sim.results.store import write_parquet
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.seek import LeastCost, Switching
from tests.unit.sample_sweep import BSA, COST, SWSO

WORST = Outcome(
    "worst", "Highest caseload of a frontline team", "caseload_per_fte", (("service", "service"),),
    better="lower", target=Target("caseload_per_fte", 21.0, at_most=True),
)  # fmt: skip
OVERTIME = Outcome("overtime", "", "overtime_hours", (("service", "service"),), better="lower")
RETENTION = Outcome("in_post", "", "in_post_fte", (("service", "service"),), better="higher")

OPTIONS = (
    {"name": "officers", "title": "20 more officers."},
    {"name": "workers", "title": "18 social workers"},
)


def mixes_found(
    chance: Callable[[float, float], float],
    levers: Sequence[Lever] = (SWSO, BSA),
    asked: LeastCost | None = None,
    limit: float = np.inf,
):
    """Tables and manifest of a least-cost mix whose chance is a function of its two levels."""
    asked = asked or LeastCost(chance=0.9, indifference=0.05, most_replications=300)
    design = full_factorial({one.name: one.values for one in levers})
    points = tuple(Point(f"mix_{place}", None, row) for place, row in enumerate(design, 1))
    costs = np.array([sum(COST[name] * level for name, level in row.items()) for row in design])
    allowed, today = costs <= limit, {one.name: 0.0 for one in levers}
    question = MixQuestion(
        asked, tuple(levers), WORST, 0, points, costs, "2020/21", costs / 2.5, allowed, today
    )
    places = np.flatnonzero(allowed)
    luck = np.random.default_rng(1).random(1000)
    found = least_cost(
        costs[places].tolist(),
        lambda system, n: luck[:n] < chance(*design[places[system]].values()),
        Demand(asked.chance, asked.zone, asked.confidence, asked.most_replications),
        np.array([list(row.values()) for row in design])[places] if asked.monotone else None,
    )
    return {"mixes": mixes_table(question, found)}, mix_account(question, found)


def switch_asked(
    name: str = "hours", outcome: Outcome = OVERTIME, expected: float = 6.5, most: int = 200
) -> SwitchQuestion:
    """A question about an input between 2 and 10."""
    asked = Switching(label="Hours freed", unit="hours a week", key="x", low=2.0, high=10.0)
    within = Range(2.0, 10.0, 0.5, first=100, most=most)
    names = tuple(option["name"] for option in OPTIONS)
    return SwitchQuestion(name, asked, names, names, outcome, 0, expected, within, ground=None)


def switches_found(*problems: tuple[SwitchQuestion, Callable[[float], float]], sd: float = 10.0):
    """Tables and manifest of switching values, each with the mean of its difference."""
    luck = sd * np.random.default_rng(1).standard_normal(1000)
    found = {
        question.name: switching_value(
            lambda value, n, mean=mean: mean(value) + luck[:n], question.within
        )
        for question, mean in problems
    }
    questions = [question for question, _ in problems]
    return switch_tables(questions, found), switch_account(questions)


def build_search(folder: Path, *parts, title: str = "Enough", question: str = "How much?") -> Path:
    """Write tables and manifest of what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        "kind": "seek",
        "name": "sample",
        "title": title,
        "question": question,
        "base": {"name": "nothing", "title": "Do nothing."},
        "outcomes": [as_json(one) for one in (WORST, OVERTIME, RETENTION)],
        "options": list(OPTIONS),
        "engine": "simpy",
    }
    for tables, account in parts:
        manifest |= account
        for name, table in tables.items():
            write_parquet(folder / f"{name}.parquet", table)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
