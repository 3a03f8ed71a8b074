"""What chance holds for each child, drawn before it happens.

Every number that chance decides about a case is keyed by the case, so it can be drawn at any
time without changing any other. It is drawn here for many cases at once, because arrays make
a draw some twenty times cheaper than one call for each; the model then decides *when* things
happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.scenario.plan import Plan, StagePlan
from sim.streams import Purpose, Streams, name_hash

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CHILD_BITS = 5
"""Child c of referral r has number r x 2**5 + c."""
TASK_BITS = 16
"""Task j of a case's visit v has index v x 2**16 + j."""
NO_RETURN = 1.0


class Leg(NamedTuple):
    """One stage of a case's life.

    Attributes:
        stage: Place of the stage in the plan.
        hours: Hours of each task.
        delays: Working days of each external delay, between the tasks.
        closes: Whether the case is closed after it.
        return_draw: The closed child comes back if this is under the probability of return.
        return_delay: Working days from closure to the new referral.
    """

    stage: int
    hours: list[float]
    delays: list[float]
    closes: bool
    return_draw: float
    return_delay: float


@dataclass(frozen=True, slots=True)
class Children:
    """Cases to draw for: arrays of one element a case.

    Attributes:
        name: Name word of their keys.
        numbers: Number words of their keys.
        stages: Place of the stage in which each starts.
        entries: Place of the stage in which each starts again after a return.
        work: Hours of each relative to a first child.
        return_limit: The highest probability with which each can return.
    """

    name: int
    numbers: Ints
    stages: Ints
    entries: Ints
    work: Floats
    return_limit: Floats


class Journeys:
    """Draws the lives of cases."""

    def __init__(self, plan: Plan, streams: Streams) -> None:
        self.plan = plan
        self.streams = streams

    def draw(self, children: Children, first_tasks: Ints | None = None) -> list[list[Leg]]:
        """The legs of every child's life, until it is closed for good.

        Args:
            children: The cases.
            first_tasks: Number of tasks of the first leg, where it is known already.
        """
        lives: list[list[Leg]] = [[] for _ in range(children.numbers.size)]
        active = np.arange(children.numbers.size)
        stages = children.stages.copy()
        visit = 0
        while active.size:
            here = stages[active]  # a copy: who moves on must not be met again on this visit
            for stage in np.unique(here).tolist():
                who = active[here == stage]
                tasks = None if visit or first_tasks is None else first_tasks[who]
                stages[who] = self._leg(children, who, (stage, visit), tasks, lives)
            active = active[stages[active] >= 0]
            visit += 1
        return lives

    def localities(self, name: int, families: Ints) -> list[list[float]]:
        """Where families live: a uniform for each kind of team, keyed by the kind's name."""
        kinds = np.array([name_hash(kind) for kind in self.plan.kinds], np.int64)
        u = self.streams.uniforms(Purpose.DESTINATION, name, families[:, None], kinds[None, :])
        where: list[list[float]] = u.tolist()
        return where

    def _leg(
        self,
        children: Children,
        who: Ints,
        at: tuple[int, int],
        tasks: Ints | None,
        lives: list[list[Leg]],
    ) -> Ints:
        """Add one leg to the lives of some cases; their next stages, -1 for none."""
        place, visit = at
        stage = self.plan.stages[place]
        numbers = children.numbers[who]
        if tasks is None:
            u = self.streams.uniforms(Purpose.TASKS, children.name, numbers, visit)
            tasks = stage.tasks.quantiles(u).astype(np.int64)
        hours = self._work(Purpose.HOURS, children, who, visit, tasks, stage)
        gaps = np.maximum(tasks - 1, 0)
        delays = self._work(Purpose.DELAY, children, who, visit, gaps, stage)
        u = self.streams.uniforms(Purpose.ROUTE, children.name, numbers, visit)
        ahead = np.searchsorted(stage.route_ends, u, side="right")
        onward = np.array((*stage.routes, -1), np.int64)[ahead]
        u = self.streams.uniforms(Purpose.RE_REFERRAL, children.name, numbers, visit)
        returns = (onward < 0) & (u < children.return_limit[who])
        draws = np.where(returns, u, NO_RETURN)
        u = self.streams.uniforms(Purpose.RE_REFERRAL_DELAY, children.name, numbers, visit)
        waits = self.plan.return_delay.quantiles(u)
        rows = zip(
            who.tolist(),
            (onward < 0).tolist(),
            draws.tolist(),
            waits.tolist(),
            _slices(hours, tasks),
            _slices(delays, gaps),
            strict=True,
        )
        for case, closes, draw, wait, own_hours, own_delays in rows:
            lives[case].append(Leg(place, own_hours, own_delays, closes, draw, wait))
        return np.where(returns, children.entries[who], onward)

    def _work(
        self,
        purpose: Purpose,
        children: Children,
        who: Ints,
        visit: int,
        counts: Ints,
        stage: StagePlan,
    ) -> Floats:
        """Hours or delays of all tasks of one leg, case after case."""
        owners = np.repeat(who, counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        index = (visit << TASK_BITS) + np.arange(owners.size) - first
        u = self.streams.uniforms(purpose, children.name, children.numbers[owners], index)
        if purpose is Purpose.HOURS:
            return stage.task_hours.quantiles(u) * children.work[owners]
        return stage.external_delay.quantiles(u)


def _slices(values: Floats, counts: Ints) -> list[list[float]]:
    """One list for each count, cut from the values in order."""
    everything = values.tolist()
    ends = np.cumsum(counts).tolist()
    return [everything[end - n : end] for end, n in zip(ends, counts.tolist(), strict=True)]
