"""The cheapest of many systems whose chance of success is high enough.

Costs are known; chances are found out by replication. With a probability of ``confidence`` or
more, the choice has a chance of over ``chance - indifference``, and costs no more than the
cheapest system whose chance is ``chance + indifference`` or more: each of the systems gets an
equal part of the permitted error (Bonferroni), whatever links their futures. This is
determination of feasibility with an indifference zone (Andradottir and Kim 2010, Naval Research
Logistics 57, 119-136; Batur and Kim 2010, ACM Transactions on Modeling and Computer Simulation
20:13), with the test of :mod:`sim.explore.sequential` in place of theirs for means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.explore.sequential import Answer, Bools, Decision, Floats, Question, answer
from sim.results.paired import wilson

Places = npt.NDArray[np.intp]

Successes = Callable[[int, int], Bools]
"""Whether each of the first so many replications of a system succeeded: (system, replications).

Asked for more replications, it begins with the same.
"""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a system has to have, and how sure that has to be.

    Attributes:
        chance: The share of replications that must succeed, between 0 and 1.
        indifference: A chance by this much lower is still acceptable, and one by this much higher
            must be recognised; both must lie between 0 and 1.
        confidence: With which the choice is right, between 0 and 1.
        most: Replications of a system before it is given up as too close to call.
        block: Replications asked for at a time. It changes nothing in the result.
    """

    chance: float
    indifference: float
    confidence: float = 0.95
    most: int = 1000
    block: int = 25

    def __post_init__(self) -> None:
        low, high = self.chance - self.indifference, self.chance + self.indifference
        if not (0.0 < low <= high < 1.0 and 0.0 < self.confidence < 1.0):
            raise ValueError("chance, its edges and confidence must be between 0 and 1")

    def question(self, systems: int) -> Question:
        """What is asked of each of so many systems."""
        low, high = self.chance - self.indifference, self.chance + self.indifference
        return Question(low, high, (1.0 - self.confidence) / systems)


class Tested(NamedTuple):
    """What was found out about a system.

    Attributes:
        system: Its place among all.
        decision: Whether its chance is high enough.
        n: Replications after which that was decided.
        successes: Of these.
        share: Successes over replications.
        low: Lower end of its 95 % interval (Wilson). As replications stop when they suffice, the
            interval holds the chance less often than that where it is near the limit.
        high: Upper end.
    """

    system: int
    decision: Decision
    n: int
    successes: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice, and what it rests on.

    Attributes:
        choice: The place of the cheapest system that meets the demand; None if there is none.
        tested: The systems that were tested, in that order.
        ruled_out: Systems not tested because one with as much or more of everything misses.
        unclear: Systems that come before the choice, or any if there is none, and are too close
            to call: one of them may be a cheaper right choice.
        monotone: Whether it was assumed that more of everything never lowers the chance.
    """

    choice: int | None
    tested: tuple[Tested, ...]
    ruled_out: tuple[int, ...]
    unclear: tuple[int, ...]
    monotone: bool


def least_cost(
    costs: Sequence[float],
    successes: Successes,
    demand: Demand,
    levels: npt.ArrayLike | None = None,
) -> Selection:
    """Find the cheapest system that meets a demand; of equals in cost, the first.

    Nothing that costs more than the choice is tested once that is known. Without ``levels``
    systems are tested from the cheapest on: all that are cheaper than the choice must be, and
    none else is. With them each test is of the system whose answer, whichever it is, settles the
    most others.

    Args:
        costs: Of each system.
        successes: What replications say.
        demand: What a system has to have.
        levels: How much of each thing a system has, shape (systems, things); given only if more
            of everything never lowers the chance, so that a system need not be tested if it has
            no more of anything than one that misses.
    """
    rank = np.argsort(np.argsort(costs, kind="stable"), kind="stable")
    below = np.eye(len(rank), dtype=np.bool_) if levels is None else _no_more(np.asarray(levels))
    question = demand.question(len(rank))
    open_ = np.ones(len(rank), np.bool_)
    tested: list[Tested] = []
    while open_.any():
        system = _most_telling(open_, rank, below)
        tested.append(_test(system, successes, demand, question))
        open_ &= ~_settled(tested[-1], rank, below)
    return _selection(tested, rank, monotone=levels is not None)


def _selection(tested: Sequence[Tested], rank: Places, monotone: bool) -> Selection:
    """The result; what comes before the choice and was not tested, has been ruled out."""
    meeting = [one.system for one in tested if one.decision == "meets"]
    choice = min(meeting, key=rank.__getitem__, default=None)
    before = rank < (len(rank) if choice is None else rank[choice])
    seen = {one.system for one in tested}
    close = {one.system for one in tested if one.decision == "too close to call"}
    places = [int(place) for place in np.flatnonzero(before)]
    return Selection(
        choice,
        tuple(tested),
        ruled_out=tuple(place for place in places if place not in seen),
        unclear=tuple(place for place in places if place in close),
        monotone=monotone,
    )


def _settled(one: Tested, rank: Places, below: Bools) -> Bools:
    """Of which systems a test says whether they can be the choice; the one tested among them."""
    if one.decision == "meets":
        return np.asarray(rank >= rank[one.system])
    if one.decision == "misses":
        return np.asarray(below[one.system])
    return np.asarray(rank == rank[one.system])


def _no_more(levels: Floats) -> Bools:
    """For each system, which systems have no more of anything than it; itself is one."""
    return np.asarray((levels[np.newaxis] <= levels[:, np.newaxis]).all(axis=2))


def _most_telling(open_: Bools, rank: Places, below: Bools) -> int:
    """The open system whose test settles the most at least; of equals, the cheapest."""
    systems = np.flatnonzero(open_)
    systems = systems[np.argsort(rank[systems])]
    if_it_meets = np.arange(len(systems), 0, -1)  # itself and all that cost more
    if_it_misses = below[np.ix_(systems, systems)].sum(axis=1)
    return int(systems[np.argmax(np.minimum(if_it_meets, if_it_misses))])


def _test(system: int, successes: Successes, demand: Demand, question: Question) -> Tested:
    """Replicate a system until it is decided, or given up."""
    n, found = 0, Answer("too close to call", 0)
    while found.decision == "too close to call" and n < demand.most:
        n = min(n + demand.block, demand.most)
        trials = np.asarray(successes(system, n), dtype=np.bool_)
        found = answer(trials, question)
    good = int(trials[: found.n].sum())
    share = wilson(np.array(good), np.array(found.n))
    return Tested(system, found.decision, found.n, good, *(float(part) for part in share))
