"""The answer of a sweep in sentences, worked out from its stored tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.report.chart_words import FEW
from sim.report.comparison_words import percent
from sim.report.outcome_words import Asked
from sim.report.style import named
from sim.report.sweep_data import Sweep
from sim.units import pounds

MIX = 90
"""Characters of a mix in a sentence."""


def answers(sweep: Sweep) -> list[str]:
    """A paragraph for each outcome: which mixes are worth considering, and which is enough."""
    return [answer(sweep, outcome) for outcome in sweep.outcomes]


def answer(sweep: Sweep, outcome: Asked) -> str:
    """What the sweep says of one outcome."""
    front = sweep.front_of(outcome)
    if outcome.better is None:
        return _spread_words(sweep, outcome)
    if front.empty:
        return f"{count_words(sweep)}: {outcome.subject} has a value in every future of none."
    few = "" if sweep.replications >= FEW else f" {sweep.replications} futures are few to go by."
    return f"{_front_words(sweep, outcome, front)} {finding(sweep, outcome)}.{few}"


def count_words(sweep: Sweep, lead: str = "Of") -> str:
    """How many mixes there are, such as "Of 60 mixes within the limits (140 are beyond them)"."""
    allowed = sweep.points["meets_constraints"]
    count, beyond = int(allowed.sum()), int((~allowed).sum())
    mixes = f"{lead} {count:,} mix{'' if count == 1 else 'es'}"
    if not beyond:
        return mixes
    return f"{mixes} within the limits ({beyond:,} {'is' if beyond == 1 else 'are'} beyond them)"


def _front_words(sweep: Sweep, outcome: Asked, front: pd.DataFrame) -> str:
    """How many are worth considering, and how sure that is."""
    one, way = len(front) == 1, "low" if outcome.better == "lower" else "high"
    worth = (
        f"{count_words(sweep)}, {len(front):,} {'is' if one else 'are'} worth considering for "
        f"{outcome.subject}: no other that costs as little or less brings it as "
        f"{way} on average."
    )
    return f"{worth}{_chance_words(sweep, outcome, front)}"


def _chance_words(sweep: Sweep, outcome: Asked, front: pd.DataFrame) -> str:
    """What chance leaves open; nothing if that is nothing."""
    steps, clear = len(front) - 1, int(front["clear"][1:].sum())
    rows = sweep.of(outcome)
    open_ = int((~rows["on_front"] & ~rows["beaten"] & (rows["n"] > 0)).sum())
    said = []
    if clear < steps:
        said.append(f"{steps - clear:,} of the {steps:,} steps from one to the next may be chance")
    if open_:
        said.append(f"{open_:,} other mix{'' if open_ == 1 else 'es'} may belong to them")
    return f" With {sweep.replications:,} futures, {' and '.join(said)}." if said else ""


def finding(sweep: Sweep, outcome: Asked) -> str:
    """The cheapest mix that is enough on average, or else the best, with its numbers."""
    front = sweep.front_of(outcome)
    enough = meeting(outcome, front)
    row = front.iloc[-1 if enough is None else enough]
    said = f"{headline(sweep, outcome)}: {mean_words(outcome, row)}"
    if outcome.target is None:
        return said
    met = f"{said}, and {outcome.goal} in {percent(row['probability_target'])} of futures"
    if enough is None or not in_doubt(outcome, row):
        return met
    return f"{met}; more futures may show that it is not quite enough"


def headline(sweep: Sweep, outcome: Asked) -> str:
    """The same without the numbers."""
    front = sweep.front_of(outcome)
    enough = meeting(outcome, front)
    if enough is not None:
        return f"The cheapest with {outcome.goal} on average is {mix_and_cost(front.iloc[enough])}"
    best = mix_and_cost(front.iloc[-1])
    if outcome.target is not None:
        return f"None has {outcome.goal} on average; nearest comes {best}"
    way = "lowest" if outcome.better == "lower" else "highest"
    return f"The {way} on average comes with {best}"


def meeting(outcome: Asked, front: pd.DataFrame) -> int | None:
    """Place of the cheapest on the front whose mean meets the target."""
    if outcome.target is None or front.empty:
        return None
    places = np.flatnonzero(meets_target(outcome, front["mean"]))
    return int(places[0]) if places.size else None


def meets_target(outcome: Asked, means: pd.Series[float]) -> pd.Series[bool]:
    """Which means meet the target."""
    assert outcome.target is not None
    value = outcome.target.value
    return means <= value if outcome.target.at_most else means >= value


def in_doubt(outcome: Asked, rows: pd.DataFrame | pd.Series[Any]) -> Any:
    """Whether the interval of a mean holds the target, so that it may be on the other side."""
    assert outcome.target is not None
    return (rows["mean"] - outcome.target.value).__abs__() < rows["half_width"]


def mix_and_cost(row: pd.Series[Any]) -> str:
    """A mix with its cost, such as "10 SWSO and 2 BSA, for £313,998 more than the base"."""
    return f"{named(row['mix'], MIX)}, {cost_words(row['extra_cost_gbp'])}"


def cost_words(cost: float) -> str:
    """A cost over the base's, in words."""
    if abs(cost) < 0.5:
        return "for the same cost as the base"
    return f"for {pounds(abs(cost))} {'more' if cost > 0 else 'less'} than the base"


def mean_words(outcome: Asked, row: pd.Series[Any], unit: bool = True) -> str:
    """A mean with its interval, such as "20.8 cases per worker (20.6 to 21.0)"."""
    mean, reach = float(row["mean"]), float(row["half_width"])
    words = outcome.words
    said = words.value(mean)
    if unit and not words.share:
        said = words.counted(said)
    if np.isnan(reach):
        return said
    return f"{said} ({words.value(mean - reach)} to {words.value(mean + reach)})"


def _spread_words(sweep: Sweep, outcome: Asked) -> str:
    """The lowest and the highest mean, of an outcome that is better neither way."""
    rows = sweep.of(outcome)
    rows = rows[rows["n"] > 0]
    if rows.empty:
        return f"{outcome.heading} has no value."
    low, high = (rows.iloc[int(place(rows["mean"]))] for place in (np.argmin, np.argmax))
    return (
        f"{count_words(sweep)}, {outcome.subject} is lowest with {named(low['mix'], MIX)}, "
        f"{mean_words(outcome, low)}, and highest with {named(high['mix'], MIX)}, "
        f"{mean_words(outcome, high)}."
    )
