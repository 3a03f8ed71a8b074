"""A sweep's folder with made-up numbers, as the sweep command leaves one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.experiment.sweep_tables import (
    Mixes,
    effects_table,
    front_table,
    points_table,
    sweep_table,
)
from sim.explore.designs import full_factorial
from sim.results.comparison import Target
from sim.results.outcomes import Outcome, as_json
from sim.results.store import write_parquet
from sim.scenario.experiments.levers import Lever

COST = {"swso": 50_000.0, "bsa": 40_000.0, "worker": 100_000.0}


def lever(name: str, values: Sequence[float], label: str = "", short: str = "", unit: str = "FTE"):
    """A lever; its names are made of its name unless given."""
    label = label or f"Posts of {name}"
    ends = (min(values), max(values))
    return Lever(name, label, short or name.upper(), unit, {}, tuple(values), *ends)


def ranged(one: Lever) -> Lever:
    """The lever with any level of its range."""
    return one._replace(values=())


SWSO = lever("swso", [0, 5, 10, 15, 20], "Social Work Support Officers", "SWSO")
BSA = lever("bsa", [0, 2, 4, 8], "Business Support Assistants", "BSA")
WORKER = lever("worker", [0, 6, 12], "Social workers", "social workers")

CASELOAD = Outcome(
    "worst", "Highest caseload of a frontline team", "caseload_per_fte", (("service", "service"),),
    better="lower", target=Target("caseload_per_fte", 21.0, at_most=True),
)  # fmt: skip


def build_sweep(
    folder: Path,
    levers: Sequence[Lever] = (SWSO, BSA),
    *,
    design: Sequence[Mapping[str, float]] | None = None,
    outcomes: Sequence[Outcome] = (CASELOAD,),
    replications: int = 40,
    limit: float = np.inf,
    level: float = 23.0,
    effect: float = -0.12,
    noise: float = 0.2,
    title: str = "Staffing mix",
) -> Path:
    """Write tables and manifest.

    Args:
        folder: Where to.
        levers: What is varied.
        design: The levels of each point; every combination unless given.
        outcomes: What is asked; all have the same numbers.
        replications: Futures.
        limit: The most that a point may cost.
        level: The outcome of the base, of which a future's luck is a twentieth.
        effect: What an FTE adds; with each lever after the first, half as much as the one before.
        noise: Standard deviation of a point's own luck.
        title: Of the experiment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    design = design or full_factorial({one.name: one.values for one in levers})
    base = {one.name: 0.0 for one in levers}
    others = [point for point in design if point != base]
    levels = (base, *others)
    cost = np.array([sum(COST.get(n, 1e4) * x for n, x in point.items()) for point in levels])
    mixes = Mixes(
        names=("base", *(f"mix_{place}" for place in range(1, len(levels)))),
        levels=levels,
        cost=cost,
        designed=np.array([base in design, *(True for _ in others)]),
        allowed=cost <= limit,
    )
    rng = np.random.default_rng(1)
    worth = effect * 0.5 ** np.arange(len(levers))
    means = np.array([level + worth @ [point[one.name] for one in levers] for point in levels])
    future = 0.05 * level * rng.standard_normal((1, replications))
    values = means[:, None] + future + noise * rng.standard_normal((len(levels), replications))
    tried = mixes.of(mixes.allowed)
    cells = np.repeat(values[mixes.allowed][:, :, None], len(outcomes), axis=2)
    tables = {
        "points": points_table(mixes, levers),
        "sweep": sweep_table(tried, outcomes, cells),
        "effects": effects_table(tried, levers, outcomes, cells),
    }
    if any(one.better for one in outcomes):
        tables["front"] = front_table(tried, levers, outcomes, cells)
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table)
    manifest = {
        "kind": "sweep",
        "name": "sample",
        "title": title,
        "question": "Which mix of posts is enough?",
        "base": {"name": "nothing", "title": "Do nothing."},
        "levers": [one._asdict() for one in levers],
        "outcomes": [as_json(one) for one in outcomes],
        "replications": replications,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
