"""The answer of a comparison in sentences, worked out from its stored tables."""

from __future__ import annotations

import numpy as np

from sim.report.chart_fans import SERVICE, Unit
from sim.report.chart_words import FEW, full_date, month_year
from sim.report.comparison_data import Comparison, Option
from sim.report.measure_words import words_of
from sim.report.style import named
from sim.units import fixed

NAME = 90
"""Characters of a scenario's title in a sentence."""


def answers(comparison: Comparison) -> list[str]:
    """A sentence for each option: what it does to the unit asked for, and how sure that is."""
    return [answer(comparison, option) for option in comparison.options]


def answer(comparison: Comparison, option: Option, unit: Unit | None = None) -> str:
    """What an option does to a unit, in one sentence."""
    unit = unit or comparison.unit
    row = comparison.at(unit, option)
    words = words_of(comparison.measure)
    whom = f"the {words.subject} of {unit_words(unit)}"
    title = quoted(option)
    if not row["n"]:
        return f"{title} and {quoted(comparison.baseline)} can't be compared: {whom} has no value."
    effect = finding(comparison, option, unit, whom)
    return f"{title} {effect}{_target_clause(comparison, unit, option)}."


def finding(comparison: Comparison, option: Option, unit: Unit, whom: str) -> str:
    """What an option does, such as "lowers the caseload by 2.9 cases per worker by March 2021"."""
    row = comparison.at(unit, option)
    words = words_of(comparison.measure)
    when = month_year(comparison.day)
    low, middle, high = row["difference_low"], row["difference"], row["difference_high"]
    if row["n"] < 2:
        verb = _verb(middle)
        return f"{verb} {whom} by {words.counted(words.apart(middle, 1))} by {when}"
    if low == high == 0.0:
        return f"makes no difference to {whom} by {when}"
    places = words.places(row["half_width"])
    if low <= 0.0 <= high:
        ends = (
            f"{words.counted(words.apart(low, places))} lower to {words.apart(high, places)} higher"
        )
        return f"makes no clear difference to {whom} by {when} ({ends})"
    ends = " to ".join(words.apart(end, places) for end in sorted((low, high), key=abs))
    amount = words.counted(words.apart(middle, places))
    return f"{_verb(middle)} {whom} by {amount} ({ends}) by {when}"


def _verb(difference: float) -> str:
    return "lowers" if difference < 0 else "raises"


def _target_clause(comparison: Comparison, unit: Unit, option: Option) -> str:
    """How often the target is met then, if there is one."""
    if comparison.target is None:
        return ""
    row = comparison.at(unit, option)
    share = float(row["probability_target"])
    return f", and in {futures(share, int(row['n']))} it is {target_words(comparison)}"


def futures(share: float, n: int) -> str:
    """A share of futures, in words."""
    if n < FEW:
        return f"{round(share * n)} of {n} paired future{'' if n == 1 else 's'}"
    if share in {0.0, 1.0}:
        return f"{'all' if share else 'none of the'} {n:,} paired futures"
    return f"{percent(share)} of paired futures"


def percent(share: float) -> str:
    """A share in whole percent, which is 0% or 100% only if it is exactly that."""
    if np.isnan(share):
        return ""
    if 0.0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1.0:
        return "over 99%"
    return f"{fixed(100 * share, 0)}%"


def target_words(comparison: Comparison) -> str:
    """The target, such as "at most 21"."""
    assert comparison.target is not None
    shown = words_of(comparison.measure).goal(comparison.target.value)
    return f"at {'most' if comparison.target.at_most else 'least'} {shown}"


def unit_words(unit: Unit) -> str:
    """A unit inside a sentence."""
    return "the whole service" if unit == SERVICE else named(unit.label)


def quoted(option: Option, limit: int = NAME) -> str:
    """A scenario inside a sentence, in quotation marks."""
    return f"“{named(option.title, limit)}”"


def when_words(comparison: Comparison, unit: Unit, option: Option) -> str:
    """The month from which half of all futures meet the target to the end."""
    month = str(comparison.date(unit, option)["median_month"])
    return month_year(_day(month), 3) if month else "never"


def _day(month: str) -> float:
    return float(np.datetime64(month, "D").astype(np.int64))


def pairing(comparison: Comparison) -> str:
    """What it is worth that options meet the same futures; nothing where too few tell."""
    rows = [comparison.at(comparison.unit, option) for option in comparison.options]
    gains = [float(row["pairing_gain"]) for row in rows if np.isfinite(row["pairing_gain"])]
    if not gains or comparison.replications < FEW:
        return ""
    ends = dict.fromkeys(_times(gain) for gain in (min(gains), max(gains)))
    return (
        f"All options meet the same futures. Independent runs would need {' to '.join(ends)} times"
        " as many replications to know these differences as well."
    )


def _times(gain: float) -> str:
    return f"{gain:.1f}" if gain < 100 else "over 100"


def week_words(comparison: Comparison) -> str:
    """The week that the answer is about."""
    return f"week ending {full_date(comparison.day)}"
