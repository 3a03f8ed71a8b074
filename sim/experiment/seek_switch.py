"""Switching values: what an experiment file asks, and the tables of what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.conduct import Findings, Study
from sim.experiment.evaluate import Bench
from sim.experiment.points import Point
from sim.explore.switching import Range, Switching, switching_value
from sim.results.outcomes import Outcome
from sim.results.paired import Floats
from sim.scenario.experiments.groundwork import Groundwork, number_at
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.seek import Switching as Asked

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

PLACES_OF_LINE = 41
"""Places at which a table has the fitted line with its band."""
_PART_OF_RANGE = 1 / 40
"""Half-width that is good enough unless the file says which."""


@dataclass(frozen=True, slots=True)
class SwitchQuestion:
    """At which value of a number the better of two options changes.

    Attributes:
        name: Its name in tables.
        asked: What the file says under [switching.NAME].
        options: Names of the two scenarios.
        files: Their files, as the experiment names them.
        outcome: What they are judged by.
        place: The outcome's place among all.
        expected: The value that both options have; NaN if they don't agree.
        within: Where to look.
        ground: What makes their scenarios.
    """

    name: str
    asked: Asked
    options: tuple[str, str]
    files: tuple[str, str]
    outcome: Outcome
    place: int
    expected: float
    within: Range
    ground: Groundwork

    def points(self, value: float) -> tuple[Point, Point]:
        """The two options at a value.

        Raises:
            InputErrors: If a key or the value does not fit.
        """
        one, other = (self._point(place, value) for place in range(2))
        return one, other

    def _point(self, place: int, value: float) -> Point:
        settings = {key: value * each for key, each in self.asked.shares.items()}
        scenario = self.ground.scenario(
            self.files[place],
            ("options", place),
            settings,
            ("switching", self.name),
            is_changed=False,
        )
        return Point(self.options[place], scenario, {self.name: value})

    def differences(self, bench: Bench, value: float, n: int) -> Floats:
        """The first option less the second in each of the first futures, at a value.

        Raises:
            InputError: If the outcome has no value in one of them.
        """
        values = bench.values(self.points(value), n)[:, :, self.place]
        if not np.isfinite(values).all():
            raise self.ground.error(
                problem=f'the outcome "{self.outcome.name}" has no value in some futures.',
                remedy="Choose one that always has.",
                key=("switching", self.name),
            )
        return np.asarray(values[0] - values[1])


def switch_questions(study: Study[Seek], options: Sequence[Scenario]) -> list[SwitchQuestion]:
    """What is asked, with both ends of every range tried on both options.

    Args:
        study: The experiment.
        options: The two scenarios as they are.

    Raises:
        InputError: If an outcome can't be judged by.
        InputErrors: If a key or an end of a range does not fit.
    """
    questions = [_question(study, options, name) for name in study.experiment.switching]
    for question in questions:
        for end in (question.within.low, question.within.high):
            question.points(end)
    return questions


def _question(study: Study[Seek], options: Sequence[Scenario], name: str) -> SwitchQuestion:
    asked = study.experiment.switching[name]
    place = _outcome(study, name, asked)
    first, second = study.experiment.options
    most = asked.most_replications
    return SwitchQuestion(
        name=name,
        asked=asked,
        options=(options[0].name, options[1].name),
        files=(first, second),
        outcome=study.outcomes[place],
        place=place,
        expected=_expected(asked, options),
        within=Range(
            asked.low,
            asked.high,
            asked.precision or (asked.high - asked.low) * _PART_OF_RANGE,
            first=min(max(study.replications, 2), most),
            most=most,
        ),
        ground=study.ground,
    )


def _outcome(study: Study[Seek], name: str, asked: Asked) -> int:
    """The place of the outcome that options are judged by."""
    names = [outcome.name for outcome in study.outcomes]
    wanted, key = asked.outcome or names[0], ("switching", name, "outcome")
    if wanted not in names:
        problem = f'there is no outcome "{wanted}".'
        raise study.ground.error(problem, f"Choose one of {', '.join(names)}.", key)
    if study.outcomes[names.index(wanted)].better is None:
        problem = f'nobody knows which way the outcome "{wanted}" is better.'
        raise study.ground.error(problem, 'Give it better = "lower" or "higher".', key)
    return names.index(wanted)


def _expected(asked: Asked, options: Sequence[Scenario]) -> float:
    """The value that all keys have in both options; NaN if they don't agree."""
    found = {
        None if number is None or not each else number / each
        for option in options
        for key, each in asked.shares.items()
        for number in [number_at(option, key)]
    }
    [value, *others] = found
    return np.nan if others or value is None else value


def seek_switches(questions: Sequence[SwitchQuestion], bench: Bench) -> Findings:
    """Find all switching values."""
    found = {
        one.name: switching_value(
            lambda value, n, one=one: one.differences(bench, value, n),  # type: ignore[misc]
            one.within,
        )
        for one in questions
    }
    return Findings(switch_tables(questions, found), switch_account(questions))


def switch_account(questions: Sequence[SwitchQuestion]) -> dict[str, Any]:
    """What the manifest says of the search."""
    return {
        "switching": [
            {
                "name": one.name,
                "label": one.asked.label or one.name,
                "unit": one.asked.unit,
                "keys": dict(one.asked.shares),
            }
            for one in questions
        ]
    }


def switch_tables(
    questions: Sequence[SwitchQuestion], found: Mapping[str, Switching]
) -> dict[str, pd.DataFrame]:
    """The tables of what was found, by name."""
    return {
        "switching": _switching_table(questions, found),
        "switching_seen": _seen_table(found),
        "switching_line": _line_table(found),
    }


def _switching_table(
    questions: Sequence[SwitchQuestion], found: Mapping[str, Switching]
) -> pd.DataFrame:
    """The switching values.

    Returns:
        A row for each. Columns ``input`` (name), ``outcome`` (name), ``verdict`` ("switch", "no
        switch", "more than one switch" or "too close to call"), ``value`` with its 95 % interval
        ``low`` to ``high``, cut off at ``range_low`` and ``range_high``; ``expected``, the value
        that the options have; ``better_below`` and ``better_above``, the better option on either
        side; futures ``n`` at each value, and whether the interval is as short as asked for
        (``precise``) and the difference ``straight`` around the switch.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    rows = []
    for question in questions:
        one = found[question.name]
        below, above = _better(question, one)
        rows.append(
            {
                "input": question.name,
                "outcome": question.outcome.name,
                "verdict": one.verdict,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "range_low": question.within.low,
                "range_high": question.within.high,
                "expected": question.expected,
                "better_below": below,
                "better_above": above,
                "n": one.n,
                "precise": one.precise,
                "straight": one.straight,
            }
        )
    return pd.DataFrame(rows)


def _better(question: SwitchQuestion, found: Switching) -> tuple[str, str]:
    """The better option below the switch and above it; nothing where that is not known."""
    if found.verdict == "switch":
        signs = -np.sign(found.line.slope), np.sign(found.line.slope)
    elif found.verdict == "no switch":
        signs = np.sign(found.seen[0].mean), np.sign(found.seen[-1].mean)
    else:
        return "", ""
    first_is_better = -1 if question.outcome.better == "lower" else 1
    one, other = question.options
    below, above = (one if sign == first_is_better else other for sign in signs)
    return below, above


def _seen_table(found: Mapping[str, Switching]) -> pd.DataFrame:
    """What was seen.

    Returns:
        A row for each input and value looked at: in ``n`` futures the first option less the
        second was ``difference`` on average, with the ``half_width`` of its 95 % interval.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    rows = [
        (name, seen.place, seen.n, seen.mean, seen.half_width)
        for name, one in found.items()
        for seen in one.seen
    ]
    return pd.DataFrame(rows, columns=["input", "value", "n", "difference", "half_width"])


def _line_table(found: Mapping[str, Switching]) -> pd.DataFrame:
    """The line fitted around each switch, with its 95 % band.

    Returns:
        Rows by ``input`` and ``value``, columns ``difference`` and ``half_width``.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    tables = []
    for name, one in found.items():
        places = np.linspace(one.line.places[0], one.line.places[-1], PLACES_OF_LINE)
        middle, reach = one.line.band(places)
        columns = {"value": places, "difference": middle, "half_width": reach}
        tables.append(pd.DataFrame({"input": name, **columns}))
    return pd.concat(tables, ignore_index=True)
