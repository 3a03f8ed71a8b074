"""What chance holds for each child, drawn before it happens.

Every number that chance decides about a case is keyed by the case, so it can be drawn at any
time without changing any other. It is drawn here for many cases at once, because arrays make
a draw some twenty times cheaper than one call for each; the model then decides *when* things
happen.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.scenario.plan import Plan
from sim.streams import Purpose, Streams, name_hash

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CHILD_BITS = 5
"""Child c of referral r has number r x 2**5 + c."""
TASK_BITS = 16
"""Task j of a case's visit v has index v x 2**16 + j."""
NO_RETURN = 1.0
ONCE_A_VISIT = np.array(
    [[Purpose.TASKS], [Purpose.ROUTE], [Purpose.RE_REFERRAL], [Purpose.RE_REFERRAL_DELAY]]
)


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
    hours: array[float]
    delays: array[float]
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

    def going(self, onward: Ints) -> Children:
        """Those who go on, with the stage that each goes on to; -1 is none."""
        on = onward >= 0
        return Children(
            self.name,
            self.numbers[on],
            onward[on],
            self.entries[on],
            self.work[on],
            self.return_limit[on],
        )


class Journeys:
    """Draws the lives of cases."""

    def __init__(self, plan: Plan, streams: Streams) -> None:
        self.plan = plan
        self.streams = streams
        self.samplers = {
            Purpose.TASKS: [stage.tasks for stage in plan.stages],
            Purpose.HOURS: [stage.task_hours for stage in plan.stages],
            Purpose.DELAY: [stage.external_delay for stage in plan.stages],
        }

    def draw(self, children: Children, first_tasks: Ints | None = None) -> list[list[Leg]]:
        """The legs of every child's life, until it is closed for good.

        Args:
            children: The cases.
            first_tasks: Number of tasks of the first leg, where it is known already.
        """
        lives: list[list[Leg]] = [[] for _ in range(children.numbers.size)]
        unfinished, tasks, visit = lives, first_tasks, 0
        while unfinished:
            legs, onward = self._visit(children, visit, tasks)
            for life, leg in zip(unfinished, legs, strict=True):
                life.append(leg)
            unfinished = [unfinished[i] for i in np.flatnonzero(onward >= 0).tolist()]
            children, tasks, visit = children.going(onward), None, visit + 1
        return lives

    def localities(self, name: int, families: Ints) -> list[list[float]]:
        """Where families live: a uniform for each kind of team, keyed by the kind's name."""
        kinds = np.array([name_hash(kind) for kind in self.plan.kinds], np.int64)
        u = self.streams.uniforms(Purpose.DESTINATION, name, families[:, None], kinds[None, :])
        where: list[list[float]] = u.tolist()
        return where

    def _visit(self, children: Children, visit: int, tasks: Ints | None) -> tuple[list[Leg], Ints]:
        """One leg for each case, and the stage in which each goes on, -1 for none."""
        task_u, route_u, return_u, wait_u = self.streams.uniforms(
            ONCE_A_VISIT, children.name, children.numbers, visit
        )
        if tasks is None:
            tasks = self._quantiles(Purpose.TASKS, children.stages, task_u).astype(np.int64)
        gaps = np.maximum(tasks - 1, 0)
        hours = self._work(Purpose.HOURS, children, visit, tasks) * np.repeat(children.work, tasks)
        delays = self._work(Purpose.DELAY, children, visit, gaps)
        onward = self._onward(children.stages, route_u)
        returns = (onward < 0) & (return_u < children.return_limit)
        legs = map(
            Leg,
            children.stages.tolist(),
            _slices(hours, tasks),
            _slices(delays, gaps),
            (onward < 0).tolist(),
            np.where(returns, return_u, NO_RETURN).tolist(),
            self.plan.return_delay.quantiles(wait_u).tolist(),
        )
        return list(legs), np.where(returns, children.entries, onward)

    def _work(self, purpose: Purpose, children: Children, visit: int, counts: Ints) -> Floats:
        """Hours or delays of all tasks of a visit, case after case."""
        u = self.streams.runs(purpose, children.name, children.numbers, counts, visit << TASK_BITS)
        return self._quantiles(purpose, np.repeat(children.stages, counts), u)

    def _quantiles(self, purpose: Purpose, stages: Ints, u: Floats) -> Floats:
        """The draws that belong to some uniforms, each from the distribution of its stage."""
        draws = np.empty(u.size)
        for stage, sampler in enumerate(self.samplers[purpose]):
            own = np.flatnonzero(stages == stage)
            if own.size:
                draws[own] = sampler.quantiles(u[own])
        return draws

    def _onward(self, stages: Ints, u: Floats) -> Ints:
        """Where cases go after their stages, -1 for closure."""
        onward = np.full(stages.size, -1)
        for place, stage in enumerate(self.plan.stages):
            own = np.flatnonzero(stages == place)
            ahead = np.searchsorted(stage.route_ends, u[own], side="right")
            onward[own] = np.array((*stage.routes, -1), np.int64)[ahead]
        return onward


def _slices(values: Floats, counts: Ints) -> list[array[float]]:
    """One array for each count, cut from the values in order; a quarter of the size of lists."""
    everything = array("d", values.tobytes())
    ends = np.cumsum(counts).tolist()
    return [everything[end - n : end] for end, n in zip(ends, counts.tolist(), strict=True)]
