"""What a comparison asks, checked before anything is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import InputError
from sim.experiment.entrants import Entrant, baseline_first, refuse_unlike
from sim.experiment.replicate import team_infos
from sim.results.comparison import ALL_MEASURES, BETTER, CASELOAD, Target
from sim.results.measures import SERVICE, named_units
from sim.scenario.planning import working_calendar
from sim.scenario.wording import shown, suggestion

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Question:
    """What a comparison asks.

    Attributes:
        measure: The measure that the answer is about.
        unit: Name of the team or reporting group that it is about; what the baseline's
            ``answer_for`` names unless given, if the measure has a value there.
        target: What the measure should be at most (or at least, where more is better). For the
            caseload it is the highest that is still manageable unless given.
        at: The day to answer for: the last week that has closed by then; the run's end unless
            given.
        baseline: Name of the scenario to compare with; the first unless given.
        name: Name of the comparison and its folder; made of the scenarios' names unless given.
    """

    measure: str = CASELOAD
    unit: str | None = None
    target: float | None = None
    at: date | None = None
    baseline: str | None = None
    name: str | None = None


class Asked(NamedTuple):
    """A question that fits its scenarios, with nothing left open.

    Attributes:
        those: The scenarios, the baseline first.
        measure: Name of the measure.
        unit: Kind and name of the unit that the answer is about.
        unit_given: Whether the person named it, and not the scenario or nobody.
        target: What the measure should reach, if anything.
        week: The last day of the week that the answer is about.
        until: The same, unless it is the run's last week.
        name: Name of the comparison.
    """

    those: list[Entrant]
    measure: str
    unit: tuple[str, str]
    unit_given: bool
    target: Target | None
    week: date
    until: date | None
    name: str


def day_to_answer_for(text: str) -> date | None:
    """The day that a person gave, such as ``2020-03-31``; None for ``end``.

    Raises:
        InputError: If it is neither.
    """
    if text == "end":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            problem=f"{shown(text)} is not a day.",
            remedy="Write it as 2020-03-31, or write end.",
            key="--at",
        ) from None


def checked(those: Sequence[Entrant], question: Question) -> Asked:
    """Fill in what a question leaves open.

    Args:
        those: The scenarios, in the order given.
        question: The question.

    Raises:
        InputError: If it does not fit the scenarios.
        InputErrors: If these are unlike in period, seed, replications or teams.
    """
    if len(those) < 2:
        raise InputError("there is nothing to compare.", "Give two scenarios or more.")
    ordered = baseline_first(those, question.baseline)
    refuse_unlike(ordered)
    baseline = ordered[0].scenario
    measure = measure_named(question.measure, "--measure")
    found = week_of(baseline, question.at)
    if isinstance(found, str):
        raise InputError(problem=found, remedy="Choose a day between these.", key="--at")
    week, until = found
    return Asked(
        those=ordered,
        measure=measure,
        unit=_unit(baseline, question.unit),
        unit_given=question.unit is not None,
        target=_target(ordered, question),
        week=week,
        until=until,
        name=question.name or "_vs_".join(one.name for one in ordered),
    )


def measure_named(name: str, key: str) -> str:
    """The name of a measure, if it is one.

    Raises:
        InputError: If it is not.
    """
    if name not in ALL_MEASURES:
        raise InputError(
            problem=f"there is no measure {shown(name)}.",
            remedy=suggestion(name, ALL_MEASURES),
            key=key,
        )
    return name


def unit_named(scenario: Scenario, name: str, key: str) -> tuple[str, str]:
    """Kind and name of the team or group that a person means by its name or label.

    Raises:
        InputError: If there is none.
    """
    known = named_units(team_infos(scenario))
    if name not in known:
        raise InputError(
            problem=f"there is no team or group {shown(name)}.",
            remedy=suggestion(name, reversed(known)),
            key=key,
        )
    return known[name]


def _unit(scenario: Scenario, name: str | None) -> tuple[str, str]:
    """What is asked for, what the scenario names, or the whole service."""
    if name is not None:
        return unit_named(scenario, name, "--unit")
    known = named_units(team_infos(scenario))
    return known[scenario.answer_for] if scenario.answer_for else (SERVICE, SERVICE)


def _target(those: Sequence[Entrant], question: Question) -> Target | None:
    at_most = BETTER.get(question.measure) != "higher"
    if question.target is not None:
        if not np.isfinite(question.target):
            raise InputError(
                "the target is not a number.", "Write one, such as 21.", key="--target"
            )
        is_share = "_rate" in question.measure or question.measure.startswith("share_")
        if is_share and question.target > 1.0:
            raise InputError(
                f"{question.target:g} is more than 1, and the measure is a share.",
                f"Write {question.target / 100:g} for {question.target:g}%.",
                key="--target",
            )
        return Target(question.measure, question.target, at_most)
    if question.measure != CASELOAD:
        return None
    highest = {one.scenario.bands.high_from.count - 1 for one in those}
    if len(highest) > 1:
        raise InputError(
            problem="the scenarios call different caseloads manageable, so none is the target.",
            remedy="Say which caseload to reach, such as --target 21.",
            key="bands.high_from",
        )
    return Target(CASELOAD, float(highest.pop()), at_most)


def week_of(scenario: Scenario, at: date | None) -> tuple[date, date | None] | str:
    """The last week that has closed by a day, by its own last day.

    Args:
        scenario: The scenario.
        at: The day; the run's end unless given.

    Returns:
        That day, and again unless the week is the last of all; what is wrong if there is none.
    """
    weeks = working_calendar(scenario).week_endings
    past = weeks if at is None else weeks[weeks <= np.datetime64(at)]
    if not past.size or (at is not None and at > scenario.run.end):
        return (
            f"{at} is not within the run: its first week ends on {weeks[0]}, the last on"
            f" {weeks[-1]}."
        )
    week: date = past[-1].item()
    return week, None if past.size == weeks.size else week
