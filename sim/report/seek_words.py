"""The answer of a search in sentences, worked out from its stored tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.report.chart_words import FEW
from sim.report.comparison_words import percent
from sim.report.measure_words import Words
from sim.report.seek_data import Mixes, Search, Switch, places_for
from sim.report.style import named
from sim.report.sweep_words import MIX, cost_words
from sim.scenario.experiments.mixes import number_words
from sim.units import pounds

NAME = 90
"""Characters of an option's title in a sentence."""
MOST_NAMED = 5
"""Mixes that are too close to call and are named; of more, it is said how many there are."""


def answers(search: Search) -> list[str]:
    """A paragraph for the least-cost mix, and one for each switching value."""
    mix = [] if search.mixes is None else [mix_answer(search.mixes)]
    return [*mix, *(f"{switch.label}. {switch_answer(switch)}" for switch in search.switches)]


# --- the least-cost mix ---


def mix_answer(mixes: Mixes) -> str:
    """The choice with its cost and chance, what was tried, and what that rests on."""
    parts = [mix_finding(mixes), _cost(mixes), _unclear(mixes), _tried(mixes)]
    return " ".join(part for part in parts if part)


def mix_finding(mixes: Mixes) -> str:
    """Which mix is the cheapest that is good enough, in one sentence."""
    wanted = f"at least {percent(mixes.chance)} of futures"
    what = f"{mixes.outcome.subject} is {mixes.outcome.goal} in {wanted}"
    choice = mixes.choice
    if choice is not None:
        said = named(choice["mix"], MIX)
        return f"The cheapest mix with which {what} is {said}: {share_words(choice, ' futures')}."
    tried = mixes.tried
    best = tried.iloc[int(tried["share_low"].argmax())]  # few futures can look better
    found = f"nearest comes {named(best['mix'], MIX)}, with {share_words(best, ' futures')}"
    if len(mixes.unclear):
        return f"Of no mix it is sure that {what}; {found}."
    return f"There is no mix with which {what}; {found}."


def share_words(row: pd.Series[Any], noun: str = "") -> str:
    """In how many futures a mix was good enough, such as "61 of 64 (87% to 98%)"."""
    count, n = int(row["successes"]), int(row["n"])
    said = f"all {n:,}" if count == n else f"{count:,} of {n:,}"
    return f"{said}{noun} ({percent(row['share_low'])} to {percent(row['share_high'])})"


def _cost(mixes: Mixes) -> str:
    choice = mixes.choice
    if choice is None:
        return ""
    yearly = float(choice["last_year_gbp"])
    part = f", {pounds(yearly)} of it in {mixes.last_year}" if abs(yearly) >= 0.5 else ""
    return f"It comes {cost_words(choice['extra_cost_gbp'])} over the whole run{part}."


def _unclear(mixes: Mixes) -> str:
    rows = mixes.unclear
    if rows.empty:
        return ""
    names = [
        f"{named(row['mix'], MIX)} ({pounds(row['extra_cost_gbp'])}, {percent(row['share'])})"
        for _, row in rows.head(MOST_NAMED).iterrows()
    ]
    more = f" and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else ""
    lead = "Cheaper, but too" if mixes.choice is not None else "Too"
    return f"{lead} close to call after {mixes.most:,} futures: {', '.join(names)}{more}."


def _tried(mixes: Mixes) -> str:
    """How many mixes were tried in how many futures, and how sure the whole is."""
    allowed = mixes.table[mixes.table["decision"] != "beyond the limits"]
    tried = mixes.tried
    points = f"{100 * mixes.indifference:.3g} percentage point"
    points += "" if points.startswith("1 ") else "s"
    more = (
        " Taken for granted: more of any lever never lowers the chance."
        if mixes.monotone and (allowed["decision"] == "ruled out").any()
        else ""
    )
    return (
        f"{len(tried):,} of {len(allowed):,} mixes had to be tried, in {int(tried['n'].sum()):,} "
        f"futures together. All decisions are right with {percent(mixes.confidence)} confidence, "
        f"chances within {points} of {percent(mixes.chance)} being as good as it.{more}"
    )


# --- switching values ---


def switch_answer(switch: Switch) -> str:
    """Where the better option changes, how sure that is, and on which side the expected is."""
    found = switch.found
    few = f" {int(found['n'])} futures are few to go by." if found["n"] < FEW else ""
    return f"{switch_finding(switch)}{_expected(switch)}{_doubts(switch)}{few}"


def switch_finding(switch: Switch) -> str:
    """Where the better option changes, in one sentence."""
    by = f"By {switch.outcome.subject},"
    span = f"{_value(switch, 'range_low')} and {with_unit(switch, _value(switch, 'range_high'))}"
    if switch.verdict == "switch":
        below, above = (
            quoted(switch, str(switch.found[side])) for side in ("better_below", "better_above")
        )
        return f"{by} {below} is better below {value_words(switch)}, and {above} above."
    if switch.verdict == "no switch":
        best = quoted(switch, str(switch.found["better_below"]))
        return f"{by} {best} is better all the way between {span}, {_by_how_much(switch)}."
    if switch.verdict == "more than one switch":
        return f"{by} the better option changes more than once between {span}."
    return f"{by} it is too close to call where the better option changes{_where(switch)}."


def _where(switch: Switch) -> str:
    """The part of the range in which a switch must be; nothing if that is all of it."""
    found = switch.found
    if found["low"] <= found["range_low"] and found["high"] >= found["range_high"]:
        return ", if it does at all"
    places = places_for((found["range_high"] - found["range_low"]) / 40)
    low, high = (f"{found[key]:,.{places}f}" for key in ("low", "high"))
    if found["high"] >= found["range_high"]:
        return f"; if it does, then at {with_unit(switch, low)} or beyond"
    if found["low"] <= found["range_low"]:
        return f"; if it does, then at {with_unit(switch, high)} or under"
    return f"; if it does, then between {low} and {with_unit(switch, high)}"


def value_words(switch: Switch) -> str:
    """The switching value with its interval, such as "9.3 hours a week (8.9 to 9.7)"."""
    found = switch.found
    places = places_for((found["high"] - found["low"]) / 2)
    value, low, high = (f"{found[key]:,.{places}f}" for key in ("value", "low", "high"))
    low = f"{low} or less" if found["low"] <= found["range_low"] else low
    high = f"{high} or more" if found["high"] >= found["range_high"] else high
    return f"{with_unit(switch, value)} ({low} to {high})"


def with_unit(switch: Switch, value: str) -> str:
    """A value of the input with its unit."""
    return f"{value} {switch.unit}".rstrip()


def _value(switch: Switch, key: str) -> str:
    return number_words(float(switch.found[key]))


def _by_how_much(switch: Switch) -> str:
    """The difference at both ends of the range, such as "by 31 hours at 0 and by 40 at 0.6"."""
    words = switch.outcome.words
    first, last = switch.seen.iloc[0], switch.seen.iloc[-1]
    places = words.places(max(first["half_width"], last["half_width"]))
    one, other = (words.apart(float(row["difference"]), places) for row in (first, last))
    low, high = (_value(switch, key) for key in ("range_low", "range_high"))
    return f"by {words.counted(one)} at {low} and by {other} at {high}"


def _expected(switch: Switch) -> str:
    """What the value is expected to be, and which option is better there."""
    found = switch.found
    expected = float(found["expected"])
    if np.isnan(expected):
        return ""
    said = f" Expected is {with_unit(switch, number_words(expected))}"
    if switch.verdict != "switch":
        return f"{said}."
    if found["low"] <= expected <= found["high"]:
        return f"{said}, which is too near to that to choose by it."
    best = found["better_below" if expected < found["low"] else "better_above"]
    return f"{said}, where {quoted(switch, str(best))} is better."


def _doubts(switch: Switch) -> str:
    if switch.verdict != "switch":
        return ""
    said = ""
    if not switch.found["precise"]:
        said += (
            f" The interval is longer than was asked for: {int(switch.found['n']):,} futures at"
            " each value were all that was allowed."
        )
    if not switch.found["straight"]:
        said += " The difference bends there, so that the interval may be off."
    return said


def quoted(switch: Switch, option: str) -> str:
    """An option inside a sentence, in quotation marks."""
    return f"“{named(switch.titles[option], NAME)}”"


def signed_words(words: Words, value: float, half_width: float) -> str:
    """A difference with its interval, such as "+12.4 (+10.1 to +14.7)"."""
    places = words.places(half_width)
    ends = " to ".join(words.signed(value + side * half_width, places) for side in (-1, 1))
    return f"{words.signed(value, places)} ({ends})"
