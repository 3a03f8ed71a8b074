"""The first day: cases in progress, and closed ones that will come back.

A case found on a given day is in a stage with many tasks more often than in one with few, and
what is left of its external delay has the density (1 - F(x)) / mean, where F is the delay's
distribution: the stationary state of renewal theory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.cases import Case, Family
from sim.model.journeys import Children, Leg
from sim.portable import add_up
from sim.samplers import Kind, Sampler
from sim.streams import Purpose, name_hash

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.model.team import Team
    from sim.scenario.plan import OpeningPlan, StagePlan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# what the uniforms of purpose OPENING of a case decide, by index
WHERE, TASKS, POSITION, ORIGIN, CHILD, DUE = range(6)


class Positions(NamedTuple):
    """Where cases of a stage are found; arrays of one element a case.

    Attributes:
        waits: Whether the case waits for its worker, and not for others.
        tasks: Number of tasks of the stage.
        done: Tasks done already.
    """

    waits: Bools
    tasks: Ints
    done: Ints


class OpeningCases:
    """Puts a team's cases of the first day in place, each somewhere on its way."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.service: Service = team.service
        self.plan = self.service.plan
        self.name = name_hash(f"{team.plan.name}/opening")

    def place(self) -> None:
        """Deal the open cases out, and start the waits of the closed ones that come back."""
        first = 0
        for part in self.team.plan.opening:
            self.place_stage(part, np.arange(first, first + part.cases))
            first += part.cases
        if self.team.plan.dormant:
            self.place_dormant(np.arange(self.team.plan.dormant))

    def draw(self, numbers: Ints, index: int) -> Floats:
        """One uniform for each case."""
        return self.service.streams.uniforms(Purpose.OPENING, self.name, numbers, index)

    # ---- open cases ------------------------------------------------------------------------

    def place_stage(self, part: OpeningPlan, numbers: Ints) -> None:
        """Place the cases of one stage."""
        stage = self.plan.stages[part.stage]
        at = self.positions(part, stage, numbers)
        place = np.searchsorted(part.origin_ends, self.draw(numbers, ORIGIN), side="right")
        origins = [
            self.service.teams[part.origins[i]] for i in place.clip(max=len(part.origins) - 1)
        ]
        lives = self.lives(self.name, numbers, origins, part.stage, at.tasks)
        due = (self.draw(numbers, DUE) * stage.task_due).tolist()
        left, spent = self.residuals(stage, numbers, 0), self.residuals(stage, numbers, 1)
        for i, case in enumerate(self.cases("opening", self.name, numbers, origins, lives)):
            done = int(at.done[i])
            if at.waits[i]:
                case.resume(self.team, done, -add_up(case.legs[0].delays[:done]))
                case.make_ready(due[i])
            else:
                case.resume(self.team, done, -add_up(case.legs[0].delays[: done - 1]) - spent[i])
                self.service.env.timeout(left[i]).callbacks.append(case.come_up)
            self.team.allocate(case)

    def positions(self, part: OpeningPlan, stage: StagePlan, numbers: Ints) -> Positions:
        """With the worker or away, in a stage of how many tasks, and how many of them done."""
        never_away = stage.tasks.quantile(1.0 - 2.0**-50) < 2.0
        waits = (self.draw(numbers, WHERE) < part.with_worker) | never_away
        u = self.draw(numbers, TASKS)
        tasks = np.where(waits, found_tasks(stage.tasks, u, 0), found_tasks(stage.tasks, u, 1))
        places = np.where(waits, tasks, tasks - 1)
        done = (self.draw(numbers, POSITION) * places).astype(np.int64) + ~waits
        return Positions(waits, tasks, done)

    def residuals(self, stage: StagePlan, numbers: Ints, index: int) -> list[float]:
        """Days that are left (0) or spent (1) of each case's external delay."""
        u = self.service.streams.uniforms(Purpose.OPENING_DELAY, self.name, numbers, index)
        days: list[float] = stage.external_delay_residual.quantiles(u).tolist()
        return days

    # ---- closed cases ----------------------------------------------------------------------

    def place_dormant(self, numbers: Ints) -> None:
        """Closed children who will be referred again, as if the service had always run."""
        name = name_hash(f"{self.team.plan.name}/dormant")
        u = self.service.streams.uniforms(Purpose.OPENING_DELAY, name, numbers, 0)
        left = self.plan.return_residual.quantiles(u).tolist()
        origins = [self.team] * numbers.size
        lives = self.lives(name, numbers, origins, self.team.plan.entry, None)
        cases = self.cases("returning", name, numbers, origins, lives)
        for case, days in zip(cases, left, strict=True):
            self.service.env.timeout(days).callbacks.append(case.come_back)

    # ---- both ------------------------------------------------------------------------------

    def lives(
        self, name: int, numbers: Ints, origins: list[Team], stage: int, tasks: Ints | None
    ) -> list[list[Leg]]:
        """What chance holds for the cases from their present stage on."""
        u = self.service.streams.uniforms(Purpose.OPENING, name, numbers, CHILD)
        work = np.where(u < self.plan.first_child_share, 1.0, self.plan.sibling_work)
        entries = np.array([team.plan.entry for team in origins], np.int64)
        limits = np.array([team.return_limit for team in origins], np.float64)
        stages = np.full(numbers.size, stage)
        children = Children(name, numbers, stages, entries, work, limits)
        return self.service.journeys.draw(children, tasks)

    def cases(
        self, what: str, name: int, numbers: Ints, origins: list[Team], lives: list[list[Leg]]
    ) -> list[Case]:
        """Case objects, each a family of its own: who belongs together is not known."""
        where = self.service.journeys.localities(name, numbers)
        label = f"{self.team.plan.name}/{what}"
        return [
            Case(
                self.service,
                Family(origin, (name, number), f"{label} {number + 1}", localities),
                0,
                legs,
            )
            for origin, number, localities, legs in zip(
                origins, numbers.tolist(), where, lives, strict=True
            )
        ]


def found_tasks(tasks: Sampler, u: Floats, fewer: int) -> Ints:
    """Numbers of tasks of stages found in progress: likelier the longer the stage.

    Args:
        tasks: Number of tasks of a stage that begins.
        u: Uniforms.
        fewer: The chance of finding a stage of n tasks is in proportion to n - fewer.
    """
    if tasks.kind is Kind.FIXED:
        return np.full(u.size, max(1 + fewer, round(tasks.a)), np.int64)
    cumulative, counts, _ = tasks.arrays
    chances = np.diff(cumulative, prepend=0.0) * np.maximum(counts - fewer, 0.0)
    ends = np.cumsum(chances)
    if ends[-1] <= 0.0:
        return np.full(u.size, 1 + fewer, np.int64)
    ends /= ends[-1]
    places = np.minimum(np.searchsorted(ends, u, side="right"), counts.size - 1)
    return counts[places].astype(np.int64)
