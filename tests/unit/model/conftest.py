"""An office for the model's unit tests, where nothing happens that a test doesn't ask for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from typing import Any

import pytest

from sim.model.cases import Case, Family
from sim.model.journeys import Leg
from sim.model.service import Service
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario
from tests.documents import changed

QUIET: dict[str, Any] = {
    "name": "quiet",
    "run": {"start": date(2018, 10, 1), "end": date(2018, 12, 21)},
    "teams": {"north": {"kind": "plans", "social_worker_fte": 1.0}},
    "pathway": {
        "plan": {"team_kind": "plans", "tasks": 1, "task_hours": 8.0, "external_delay_days": 5.0}
    },
    # so few that none comes in the run
    "demand": {"referrals_per_week": {"north": 1e-9}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 0.0,
            "leaving": {"rate_per_year": 0.0},
            "sickness": {"spells_per_year": 0.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 1e6},
        }
    },
}
"""One worker who does eight hours a day, is never ill and never leaves."""


class Office:
    """A service with a log, and ways to make things happen in it."""

    def __init__(self, document: dict[str, Any], replication: int = 0) -> None:
        self.scenario = Scenario.model_validate(document)
        self.plan = make_plan(self.scenario, replication)
        self.service = Service(self.plan, log=True)
        self.env = self.service.env
        self.team = self.service.teams[0]
        self.families = 0

    @property
    def workers(self) -> list[Any]:
        return self.team.workers

    def at(self, time: float, do: Callable[[], object]) -> None:
        """Do something at a time, after what is due then already."""

        def wait() -> Generator[Any, None, None]:
            yield self.env.timeout(time - self.env.now)
            do()

        self.env.process(wait())

    def refer(
        self, time: float, *lives: list[Leg], team: int = 0, where: float = 0.5
    ) -> list[Case]:
        """A family of one child for each life, referred at a time."""
        origin = self.service.teams[team]
        label = f"{origin.plan.name}/{self.families + 1}"
        localities = [where] * len(self.plan.kinds)
        family = Family(origin, (origin.place, self.families), label, localities)
        self.families += 1
        cases = [Case(self.service, family, child, legs) for child, legs in enumerate(lives)]
        self.at(time, lambda: origin.receive(cases))
        return cases

    def run(self, until: float) -> Office:
        self.env.run(until=until)
        return self

    def told(self, *what: str) -> list[tuple[Any, ...]]:
        """When something happened to whom, with its name between if names are mixed."""
        log = [event for event in self.service.log or [] if event.what in what]
        if len(what) == 1:
            return [(round(event.time, 9), event.who) for event in log]
        return [(round(event.time, 9), event.what, event.who) for event in log]

    def given(self) -> list[tuple[float, str, str]]:
        """When which case was given to the holder of which post."""
        log = [event for event in self.service.log or [] if event.what == "CaseAllocated"]
        return [(round(e.time, 9), e.who, e.detail.removeprefix("to ")) for e in log]


def leg(*hours: float, delays: float = 5.0, stage: int = 0, closes: bool = True) -> Leg:
    """A stage with tasks of so many hours, and the same delay between them."""
    return Leg(stage, list(hours), [delays] * max(len(hours) - 1, 0), closes, 1.0, 0.0)


@pytest.fixture
def office() -> Callable[..., Office]:
    """Opens an office; keys such as teams__north__social_worker_fte=2.0 change the scenario."""
    return lambda replication=0, **keys: Office(changed(QUIET, **keys), replication)


@pytest.fixture
def task() -> Callable[..., Leg]:
    """Makes a stage of a case: task(4.0, 2.0, delays=3.0) has two tasks."""
    return leg
