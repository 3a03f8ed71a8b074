"""A sensitivity analysis of a made-up function in place of the simulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.experiment.conduct import Study
from sim.experiment.inputs import Pair, inputs_of, inputs_table
from sim.experiment.sensitivity_parts import (
    Part,
    morris_part,
    sobol_part,
    split_part,
    tornado_part,
)
from sim.results.comparison import Target
from sim.results.outcomes import Outcome, as_json
from sim.results.store import write_parquet
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.schema import Scenario
from sim.scenario.wording import dotted
from tests.documents import changed

TAKE_UP, FREED = "roles.swso.take_up", "roles.swso.hours_freed_per_week"
LEAVING = "roles.social_worker.leaving.rate_per_year"
DOCUMENT = {
    "name": "expansion",
    "title": "More support officers.",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 3, 31), "seed": 5, "replications": 12},
    "teams": {"north": {"kind": "intake", "label": "North", "social_worker_fte": 4.0}},
    "pathway": {
        "first": {"team_kind": "intake", "tasks": 4, "task_hours": 2.0, "external_delay_days": 6.0}
    },
    "demand": {"referrals_per_week": {"north": 4.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 10.0,
            "leaving": {"rate_per_year": {"value": 0.2, "low": 0.1, "high": 0.3}},
            "sickness": {"spells_per_year": 2.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 30.0},
        },
        "swso": {
            "label": "Support Officer",
            "hours_freed_per_week": {"value": 6.0, "low": 4.0, "high": 8.0, "shape": "uniform"},
            "take_up": {"value": 0.5, "low": 0.2, "high": 1.0},
            "workers_per_support_fte": 4.0,
        },
    },
}
CASELOAD = Outcome("service", "Caseload in the last year", "caseload_per_fte", ())
PARTS = {
    "tornado": {},
    "morris": {"trajectories": 4},
    "sobol": {"points": 16},
    "split": {"draws": 6},
}

Answer = Callable[[Mapping[str, float], np.ndarray], np.ndarray]


def scenario(**keys) -> Scenario:
    return Scenario.model_validate(changed(DOCUMENT, **keys))


def linear(numbers: Mapping[str, float], chance: np.ndarray) -> np.ndarray:
    """Each full hour that is taken up takes off a case; chance is shared by all points."""
    return 20.0 - 0.8 * numbers.get(FREED, 6.0) - 2.0 * numbers.get(TAKE_UP, 0.5) + chance


class File:
    """In place of what reads an experiment file: it only words errors."""

    def error(self, problem, remedy, key):
        return InputError(problem, remedy, "matters.toml", 7, dotted(key))


class MadeUp:
    """In place of a bench: outcomes of a function of the numbers and of chance."""

    def __init__(self, answers: Sequence[Answer], base: str) -> None:
        self.answers = answers
        self.base = base
        self.points = []

    def values(self, points, replications):
        """Futures are normal; what the base is set against is 20 and knows no numbers."""
        self.points += points
        futures = np.random.default_rng(1).normal(size=replications)
        rows = [
            [answer(point.levels, futures) if point.scenario.name == self.base else 20.0 + futures
             for answer in self.answers]
            for point in points
        ]  # fmt: skip
        return np.moveaxis(np.array(rows), 1, 2)


def part_of(
    answers: Sequence[Answer] = (linear,),
    *,
    outcomes: Sequence[Outcome] = (CASELOAD,),
    against: Scenario | None = None,
    base: Scenario | None = None,
    **keys,
) -> Part:
    """What parts of an analysis work with, over a made-up function."""
    base = base or scenario()
    document = {"name": "matters", "base": "expansion.toml", "outcomes": {"service": {}}, **PARTS}
    experiment = Sensitivity.model_validate({**document, **keys})
    study = Study(experiment, File(), base, tuple(outcomes))
    pair = Pair(base, against)
    return Part(study, pair, inputs_of(experiment, File(), pair), MadeUp(answers, base.name))


def build_sensitivity(folder: Path, part: Part, parts: Sequence[str] = tuple(PARTS)) -> Path:
    """Write the tables of some parts, and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    asked, against = part.study.experiment, part.pair.against
    tables = {"inputs": inputs_table(part.inputs)}
    if "tornado" in parts:
        tables["tornado"] = tornado_part(part, asked.tornado)
    if "morris" in parts:
        tables["morris"] = morris_part(part, asked.morris)
    if "sobol" in parts:
        tables["sobol"] = sobol_part(part, asked.sobol, tables.get("morris"))
    if "split" in parts:
        tables["split"] = split_part(part, asked.split)
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table)
    manifest = {
        "program": "headroom",
        "kind": "sensitivity",
        "name": "matters",
        "title": "What matters.",
        "question": "What matters?",
        "base": {"name": part.study.base.name, "title": part.study.base.title},
        "against": None if against is None else {"name": against.name, "title": against.title},
        "outcomes": [as_json(one) for one in part.study.outcomes],
        "parts": list(parts),
        "engine": "simpy",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def with_target(value: float, at_most: bool = True) -> Outcome:
    """The caseload with a target."""
    target = Target("caseload_per_fte", value, at_most)
    return Outcome("service", "Caseload in the last year", "caseload_per_fte", (), target=target)
