"""From the outcomes of an experiment file to what is asked of every replication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sim.errors import InputErrors
from sim.experiment.question import week_of
from sim.experiment.replicate import team_infos
from sim.results.comparison import ALL_MEASURES, BETTER, Better, Target
from sim.results.durations import stage_measure
from sim.results.measures import SERVICE, named_units
from sim.results.outcomes import Outcome
from sim.scenario.wording import suggestion

if TYPE_CHECKING:
    from sim.errors import InputError
    from sim.scenario.experiments.base import Experiment
    from sim.scenario.experiments.groundwork import Groundwork
    from sim.scenario.experiments.outcomes import Asked, OutcomeTable
    from sim.scenario.schema import Scenario
    from sim.scenario.toml_lines import KeyPath

APRIL, MARCH = 4, 3


def outcomes_of(
    experiment: Experiment, ground: Groundwork, scenario: Scenario
) -> tuple[Outcome, ...]:
    """What an experiment asks, in the order of its file.

    Args:
        experiment: The experiment.
        ground: Its file, for messages.
        scenario: A scenario of it, whose teams and period all of them have.

    Raises:
        InputErrors: If a measure, a team or a month is not there; all of them at once.
    """
    outcomes, errors = [], []
    for name, table in experiment.outcomes.items():
        asking = Asking(("outcomes", name), table, ground, scenario)
        target = _target(table)
        better = table.better or _better(target, table.measure)
        outcomes.append(replace(asking.outcome(name), better=better, target=target))
        errors += asking.errors
    if errors:
        raise InputErrors(errors)
    return tuple(outcomes)


class Asking:
    """One table that asks for a number, and what is wrong with it.

    Args:
        key: Where it stands in the experiment file.
        table: The table.
        ground: The file, for messages.
        scenario: The scenario that is asked.

    Attributes:
        errors: What is wrong, once :meth:`outcome` has been called.
    """

    def __init__(self, key: KeyPath, table: Asked, ground: Groundwork, scenario: Scenario) -> None:
        self.errors: list[InputError] = []
        self._key, self._table = key, table
        self._ground, self._scenario = ground, scenario

    def outcome(self, name: str) -> Outcome:
        """What it asks, under a name."""
        table = self._table
        self._check_measure()
        return Outcome(
            name=name,
            label=table.label,
            measure=table.measure,
            units=self._units(),
            span=self._span(),
            at=self._week(),
            over_time=table.over_time,
            over_units=table.over_units,
        )

    def _check_measure(self) -> None:
        name = self._table.measure
        of_stage = stage_measure(name)
        if of_stage is None:
            if name not in ALL_MEASURES:
                remedy = suggestion(name, ALL_MEASURES)
                self._refuse(f'there is no measure "{name}".', remedy, "measure")
        elif of_stage.stage not in self._scenario.pathway:
            remedy = suggestion(of_stage.stage, self._scenario.pathway)
            self._refuse(f'there is no stage "{of_stage.stage}".', remedy, "measure")
        elif not self._is_whole_years():
            problem = f"{name} is known for financial years only."
            self._refuse(problem, "Let from be in April, and until in March.", "measure")

    def _is_whole_years(self) -> bool:
        start, until = self._table.start, self._table.until or self._scenario.run.end
        return start is not None and (start.month, until.month) == (APRIL, MARCH)

    def _refuse(self, problem: str, remedy: str, *key: str | int) -> None:
        self.errors.append(self._ground.error(problem, remedy, (*self._key, *key)))

    def _units(self) -> tuple[tuple[str, str], ...]:
        teams = team_infos(self._scenario)
        known = named_units(teams)
        groups = list(dict.fromkeys(team.group for team in teams))
        found = []
        for place, name in enumerate(self._table.units):
            if name in known:
                found.append(known[name])
            else:
                remedy = suggestion(name, reversed(known))
                self._refuse(f'there is no team or group "{name}".', remedy, "units", place)
        for place, group in enumerate(self._table.teams_of):
            found += [("team", team.name) for team in teams if team.group == group]
            if group not in groups:
                remedy = suggestion(group, groups)
                self._refuse(f'there is no group "{group}".', remedy, "teams_of", place)
        return tuple(dict.fromkeys(found)) or ((SERVICE, SERVICE),)

    def _span(self) -> tuple[str, str] | None:
        run = self._scenario.run
        if self._table.start is None:
            return None
        ends = self._table.start, self._table.until or run.end
        for key, day in zip(("from", "until"), ends, strict=True):
            if not run.start.replace(day=1) <= day <= _last_of_month(run.end):
                problem = f"{day} is not within the run, {run.start} to {run.end}."
                self._refuse(problem, "Choose a day between these.", key)
        return f"{ends[0]:%Y-%m}", f"{ends[1]:%Y-%m}"

    def _week(self) -> date | None:
        if self._table.at is None:
            return None
        found = week_of(self._scenario, self._table.at)
        if isinstance(found, str):
            self._refuse(found, "Choose a day between these.", "at")
            return None
        return found[1]


def _target(table: OutcomeTable) -> Target | None:
    if table.at_most is not None:
        return Target(table.measure, table.at_most, at_most=True)
    return None if table.at_least is None else Target(table.measure, table.at_least, at_most=False)


def _better(target: Target | None, measure: str) -> Better | None:
    if target is None:
        return BETTER.get(measure)
    return "lower" if target.at_most else "higher"


def _last_of_month(day: date) -> date:
    from calendar import monthrange  # noqa: PLC0415 - of no use elsewhere

    return day.replace(day=monthrange(day.year, day.month)[1])
