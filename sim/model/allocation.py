"""Who gets a case: among the workers present who are under the cap, by a policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.model.journeys import CHILD_BITS
from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.cases import Case
    from sim.model.caseworker import Caseworker
    from sim.model.team import Team


class Policy(Protocol):
    """Chooses one of the workers who can take a case; there is at least one."""

    def __call__(self, team: Team, case: Case, able: list[Caseworker]) -> Caseworker:
        """The worker who gets the case."""


def least_loaded(team: Team, case: Case, able: list[Caseworker]) -> Caseworker:  # noqa: ARG001
    """The lowest weighted caseload per FTE; of equals, the one in the earliest post."""
    return min(able, key=lambda worker: worker.caseload / worker.share)


def round_robin(team: Team, case: Case, able: list[Caseworker]) -> Caseworker:  # noqa: ARG001
    """The next post in turn."""
    chosen = next((w for w in able if w.post.place >= team.turn), able[0])
    team.turn = chosen.post.place + 1
    return chosen


def at_random(team: Team, case: Case, able: list[Caseworker]) -> Caseworker:
    """Anyone, with equal chances, drawn anew for each allocation of the case."""
    family = case.family
    number = (family.number << CHILD_BITS) + case.child
    u = team.service.streams.uniform(Purpose.ALLOCATION, family.name, number, case.allocations)
    case.allocations += 1
    return able[int(u * len(able))]


POLICIES: dict[str, Policy] = {
    "least_loaded": least_loaded,
    "round_robin": round_robin,
    "random": at_random,
}


@dataclass(frozen=True, slots=True)
class Allocation:
    """The rule in force.

    Attributes:
        policy: How one of those who can take a case is chosen.
        cap: Nobody at or above this weighted caseload per FTE can take one.
    """

    policy: Policy
    cap: float

    def choose(self, team: Team, case: Case) -> Caseworker | None:
        """The worker for a case, or None if nobody can take it.

        A family stays together: its worker in the team gets every case of it, cap or no cap,
        as long as they are there.
        """
        known = case.family.workers.get(team)
        if known is not None and known.accepting:
            return known
        able = [w for w in team.workers if w.accepting and w.caseload < self.cap * w.share]
        return self.policy(team, case, able) if able else None
