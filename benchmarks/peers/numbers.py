"""What every peer needs to know of the submodel, as plain numbers, and how peers draw."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import log, sqrt

from benchmarks import submodel
from benchmarks.submodel import Submodel
from sim.clock import WorkingCalendar

MU = log(submodel.TASK_HOURS) - 0.5 * log(1.0 + submodel.TASK_HOURS_CV**2)
SIGMA = sqrt(log(1.0 + submodel.TASK_HOURS_CV**2))


@dataclass(frozen=True)
class Numbers:
    """The submodel in working days and hours a day.

    Attributes:
        sizes: Workers of each team.
        days: Length of the run.
        hours_a_day: Hours that a worker works.
        families_a_day: Referrals for each worker.
        delay: Mean external delay.
        siblings: Whether families have more than one child.
    """

    sizes: list[int]
    days: float
    hours_a_day: float
    families_a_day: float
    delay: float
    siblings: bool


def numbers_of(model: Submodel) -> Numbers:
    """The numbers of a size of the submodel."""
    return Numbers(
        sizes=model.sizes,
        days=float(WorkingCalendar(submodel.START, model.end).n_days),
        hours_a_day=submodel.HOURS_A_WEEK / 5.0,
        families_a_day=model.families_per_worker_and_week / 5.0,
        delay=model.delay_days,
        siblings=model.siblings,
    )


def children() -> int:
    """Children of a family."""
    return random.choices(submodel.SIBLINGS, submodel.SIBLING_WEIGHTS)[0]


def last_task() -> bool:
    """Whether a task was the last of its case: so the number of tasks is geometric."""
    return random.random() < 1.0 / submodel.TASKS


def task_hours(child: int) -> float:
    """Hours of a task of a family's first or further child."""
    return random.lognormvariate(MU, SIGMA) * (submodel.SIBLING_WORK if child else 1.0)
