"""One replication again, as a log of what happened, to read or to follow one case or worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.scenario.planning import make_plan
from sim.scenario.wording import shown, suggestion

if TYPE_CHECKING:
    from sim.record import Event
    from sim.scenario.schema import Scenario


def replay(scenario: Scenario, replication: int) -> list[Event]:
    """The events of one replication, the same that :func:`sim.run` went through.

    Args:
        scenario: The scenario.
        replication: Its number, from 0.

    Raises:
        InputError: If there is no such replication.
    """
    from sim.model import simulate  # noqa: PLC0415 - only who simulates needs SimPy

    if not 0 <= replication < scenario.run.replications:
        raise InputError(
            problem=f"there is no replication {replication}.",
            remedy=f"They are numbered from 0 to {scenario.run.replications - 1}.",
        )
    return simulate(make_plan(scenario, replication), log=True).log


def team_called(scenario: Scenario, name: str) -> str:
    """The team that a person means by its name or its label.

    Raises:
        InputError: If there is none.
    """
    labels = {team.label: key for key, team in scenario.teams.items() if team.label}
    known = {**labels, **{key: key for key in scenario.teams}}
    if name not in known:
        problem, remedy = f"there is no team {shown(name)}.", suggestion(name, scenario.teams)
        raise InputError(problem, remedy, key="--team")
    return known[name]


def following(events: Iterable[Event], who: str | None, team: str | None) -> list[Event]:
    """The events of one case or worker, of one team, or of both at once.

    Args:
        events: The log.
        who: A case or worker as the log names it; what was passed to a worker counts too.
        team: Name of a team.

    Raises:
        InputError: If nothing in the log fits.
    """
    found = [
        event
        for event in events
        if (team is None or event.team == team)
        and (who is None or event.who == who or event.detail.endswith(f" {who}"))
    ]
    if not found:
        looked_for = " and ".join(repr(name) for name in (who, team) if name is not None)
        raise InputError(
            problem=f"nothing in this replication happened to {looked_for}.",
            remedy="Replay it without a filter to see how cases, workers and teams are called.",
        )
    return found
