"""What a reader of a scenario's results must beware of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.clock import day_words
from sim.scenario.flow import Load, offered_load
from sim.scenario.parameters import JOINT, plain_key
from sim.scenario.planning import working_calendar
from sim.scenario.uncertainty import quantities
from sim.units import percent

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def warnings_about(scenario: Scenario) -> list[str]:
    """What a reader of this scenario's results must beware of, a paragraph each."""
    warnings = [
        *_load_warnings(scenario, offered_load(scenario)),
        *_outside(scenario),
        *_torn_apart(scenario),
    ]
    unknown_from = working_calendar(scenario).unknown_from
    if unknown_from is not None:
        warnings.append(
            f"Bank holidays from {unknown_from.year} on are not known, so every Monday to Friday is"
            " a working day from then on."
        )
    return warnings


def _load_warnings(scenario: Scenario, loads: Iterable[Load]) -> list[str]:
    """A sentence for each team to which more work comes than it has hours for."""
    warnings = []
    for load in loads:
        team = scenario.teams[load.team].label or load.team
        if load.load_with_overtime >= 1.0:
            warnings.append(
                f"{team} has no steady state: the work that arrives is"
                f" {percent(load.load_with_overtime)} of the hours that the team has with all its"
                " overtime. Cases pile up for as long as that lasts, so figures for this team say"
                " how fast, and not where it ends."
            )
        elif load.load >= 1.0:
            warnings.append(
                f"{team} has no steady state without overtime: the work that arrives is"
                f" {percent(load.load)} of its ordinary hours, and"
                f" {percent(load.load_with_overtime)} of its hours with all its overtime. Small"
                " changes there move caseloads a lot."
            )
    return warnings


def _outside(scenario: Scenario) -> Iterator[str]:
    """A sentence for each intervention of which the run sees nothing: a slip in a year, perhaps."""
    start, end = scenario.run.start, scenario.run.end
    for name, change in scenario.interventions.items():
        if change.start > end:
            found = f"begins on {day_words(change.start)}, and the run ends on {day_words(end)}"
        elif change.end is not None and change.end < start:
            found = f"ends on {day_words(change.end)}, and the run begins on {day_words(start)}"
        else:
            continue
        yield f"The intervention {change.label or name} changes nothing: it {found}."


def _torn_apart(scenario: Scenario) -> list[str]:
    """A sentence if sets of numbers that hang together are drawn without some of them."""
    together = scenario.run.parameters
    if together is None:
        return []
    keys = set(map(plain_key, together.keys))
    apart = [key for key, number in quantities(scenario) if key in keys and number.shape != JOINT]
    if not apart:
        return []
    return [
        f"The scenario itself says what {' and '.join(apart)} {'is' if len(apart) == 1 else 'are'},"
        " whatever the sets of [run] parameters say. The other numbers of a set were found together"
        " with it, and may not fit without."
    ]
