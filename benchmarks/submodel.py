"""The common submodel: the part of the model that other libraries can express, too.

Ten teams of social workers who all stay and are never ill. Families arrive in a Poisson stream;
the worker of the team with the fewest open cases takes the whole family. Every child is a case of
some tasks with delays outside the worker's hands between them, and each worker does one task at a
time, earliest due first. The service starts empty. It is an ordinary scenario to the project's own
engines, with everything else left at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sim.samplers import empirical
from sim.scenario.plan import Plan
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

START = date(2018, 10, 1)
LOAD = 0.9
"""Work that arrives over the hours of the workers."""
HOURS_A_WEEK = 29.0
TASKS = 8.0
TASK_HOURS, TASK_HOURS_CV = 3.0, 0.7
DELAY_DAYS = 10.0
SIBLINGS, SIBLING_WEIGHTS = (1, 2, 3, 4, 5), (50, 27, 14, 6, 3)
SIBLING_WORK = 0.5
FIRST_DUE, TASK_DUE = 5.0, 10.0
SEED = 20180618


@dataclass(frozen=True)
class Submodel:
    """A size of the submodel.

    Attributes:
        workers: Social workers, all full-time.
        teams: Teams, among which they are shared out as evenly as can be.
        years: Length of the run.
        delay_days: Mean external delay; cases for each worker grow with it, and events hardly.
        siblings: Whether families have more than one child.
    """

    workers: int = 150
    teams: int = 10
    years: float = 3.0
    delay_days: float = DELAY_DAYS
    siblings: bool = True

    @property
    def sizes(self) -> list[int]:
        """Workers of each team."""
        each, more = divmod(self.workers, self.teams)
        return [each + (place < more) for place in range(self.teams)]

    @property
    def end(self) -> date:
        """Last day of the run."""
        return START + timedelta(days=round(365.25 * self.years) - 1)

    @property
    def families_per_worker_and_week(self) -> float:
        """Referrals that bring the load."""
        children = empirical(SIBLINGS, SIBLING_WEIGHTS).mean if self.siblings else 1.0
        work = 1.0 + (children - 1.0) * SIBLING_WORK
        return LOAD * HOURS_A_WEEK / (TASKS * TASK_HOURS * work)

    def scenario(self) -> Scenario:
        """The submodel as a scenario."""
        children = {"distribution": "empirical", "values": SIBLINGS, "weights": SIBLING_WEIGHTS}
        sizes = {f"team_{place}": size for place, size in enumerate(self.sizes)}
        return Scenario.model_validate(
            {
                "name": "submodel",
                "run": {"start": START, "end": self.end, "seed": SEED},
                "teams": {
                    name: {"kind": "team", "social_worker_fte": float(size)}
                    for name, size in sizes.items()
                },
                "pathway": {
                    "stage": {
                        "team_kind": "team",
                        "tasks": {"distribution": "geometric", "mean": TASKS},
                        "task_hours": {
                            "distribution": "lognormal", "mean": TASK_HOURS, "cv": TASK_HOURS_CV
                        },
                        "external_delay_days": {
                            "distribution": "exponential", "mean": self.delay_days
                        },
                        "first_task_due_days": FIRST_DUE,
                        "task_due_days": TASK_DUE,
                    }
                },
                "demand": {
                    "referrals_per_week": {
                        name: self.families_per_worker_and_week * size
                        for name, size in sizes.items()
                    },
                    "sibling_work_share": SIBLING_WORK,
                } | ({"children_per_referral": children} if self.siblings else {}),
                "roles": {
                    "social_worker": {
                        "contract_hours_per_week": HOURS_A_WEEK,
                        "non_case_hours_per_week": 0.0,
                        "leaving": {"rate_per_year": 0.0},
                        "sickness": {"spells_per_year": 0.0, "short_spell_days": 1.0},
                        "hiring": {"round_days": 1.0},
                    }
                },
            }
        )  # fmt: skip

    def plan(self, replication: int = 0) -> Plan:
        """The submodel as a plan."""
        return make_plan(self.scenario(), replication)
