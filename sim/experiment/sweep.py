"""Try many mixes of levers: ``python -m sim sweep``."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np

from sim.experiment.conduct import Findings, Inquiry, Study, read_study
from sim.experiment.evaluate import Bench
from sim.experiment.folder import Manifest
from sim.experiment.mix_points import (
    allowed,
    base_levels,
    costs_of,
    levers_of,
    mix_scenario,
    no_mix_left,
)
from sim.experiment.points import Point
from sim.experiment.sweep_tables import (
    Mixes,
    effects_table,
    front_table,
    points_table,
    sweep_table,
)
from sim.explore.designs import Between, Design, full_factorial, latin_hypercube, sobol
from sim.scenario.experiments.base import MOST_POINTS
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.sweep import Sweep
from sim.streams import design_seed

BASE = "base"
"""Name of the point that nothing is changed in."""


def sweep(path: Path | str, settings: Sequence[str] = ()) -> Inquiry:
    """Every mix of an experiment's design, ready to be tried.

    Args:
        path: The experiment file.
        settings: Changes to it, such as ``run.replications=20``.

    Raises:
        InputError: If the file can't be read, or no mix meets the constraints.
        InputErrors: Keys or values don't fit.
    """
    study = read_study(Sweep, path, settings)
    levers = levers_of(study.experiment.levers, study.ground)
    points, mixes = _mixes(study, levers)

    def work(bench: Bench) -> Findings:
        return _findings(bench, study, levers, points, mixes)

    return Inquiry("sweep", study, work)


# --- which mixes ---


def _mixes(study: Study[Sweep], levers: Sequence[Lever]) -> tuple[list[Point], Mixes]:
    """All points, the base first, and what is known of them before they are simulated."""
    design = _design(study, levers)
    level = base_levels(study.base, levers)
    base, start = Point(BASE, study.base, level), study.experiment.base
    others = [
        Point(f"mix_{place}", mix_scenario(study.ground, start, levers, levels), levels)
        for place, levels in enumerate(design, start=1)
        if levels != level
    ]
    points = [base, *others]
    cost = costs_of(points, study.base)
    meets = allowed(cost, study.experiment.constraints)
    designed = np.array([level in design, *(True for _ in others)])
    if not (designed & meets).any():
        raise no_mix_left(study.ground, cost[designed])
    names = tuple(point.name for point in points)
    return points, Mixes(names, tuple(point.levels for point in points), cost, designed, meets)


def _design(study: Study[Sweep], levers: Sequence[Lever]) -> Design:
    """The levels to try."""
    asked = study.experiment.design
    if asked.kind == "full_factorial":
        count = prod(len(lever.values) for lever in levers)
        if count > MOST_POINTS:
            raise study.ground.error(
                f"the levers have {count:,} mixes, more than {MOST_POINTS:,}.",
                "Give fewer levels, or a sampled [design].",
                ("levers",),
            )
        return full_factorial({lever.name: lever.values for lever in levers})
    scales = {one.name: one.values or Between(one.low, one.high) for one in levers}
    make = latin_hypercube if asked.kind == "latin_hypercube" else sobol
    return make(scales, asked.points or 1, _seed(study))


def _seed(study: Study[Sweep]) -> int:
    seed = study.experiment.design.seed
    return design_seed(study.base.run.seed, "sweep") if seed is None else seed


# --- what came out ---


def _findings(
    bench: Bench,
    study: Study[Sweep],
    levers: Sequence[Lever],
    points: Sequence[Point],
    mixes: Mixes,
) -> Findings:
    """Simulate the base and all mixes that meet the constraints, and make the tables."""
    wanted = mixes.allowed.copy()
    wanted[0] = True  # differences are from the base, even if it costs too little
    tried = mixes.of(wanted)
    chosen = [point for point, is_wanted in zip(points, wanted, strict=True) if is_wanted]
    values = bench.values(chosen, study.replications)
    tables = {
        "points": points_table(mixes, levers),
        "sweep": sweep_table(tried, study.outcomes, values),
        "effects": effects_table(tried, levers, study.outcomes, values),
    }
    if any(outcome.better for outcome in study.outcomes):
        tables["front"] = front_table(tried, levers, study.outcomes, values)
    return Findings(tables, _account(study, levers))


def _account(study: Study[Sweep], levers: Sequence[Lever]) -> Manifest:
    """What the manifest says of the design."""
    experiment = study.experiment
    seed = None if experiment.design.kind == "full_factorial" else _seed(study)
    return {
        "levers": [lever._asdict() for lever in levers],
        "design": experiment.design.model_dump(mode="json") | {"seed": seed},
        "constraints": experiment.constraints.model_dump(mode="json"),
    }
