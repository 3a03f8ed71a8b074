"""What a tornado says: what one uncertain number by itself does to the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Number, Sensitivity
from sim.report.sensitivity_names import NAME, listed, quoted
from sim.report.style import named


class End(NamedTuple):
    """The outcome with one number at one end of its range.

    Attributes:
        number: The number.
        at: Its value there.
        mean: Mean of the outcome over the futures.
        half_width: Of its 95 % interval.
    """

    number: Number
    at: float
    mean: float
    half_width: float


def ends(found: Sensitivity, row: pd.Series[Any]) -> tuple[End, End]:
    """Both ends of a row of the tornado's table."""
    number = found.numbers[row["input"]]
    return (
        End(number, number.low, row["at_low"], row["at_low_half_width"]),
        End(number, number.high, row["at_high"], row["at_high_half_width"]),
    )


def is_clear(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether the two ends of each number differ by more than chance can explain."""
    return np.asarray(rows["swing"].abs().to_numpy() > rows["swing_half_width"].to_numpy())


def said(found: Sensitivity, outcome: Asked, value: float, half_width: float) -> str:
    """A mean of the outcome: "0.34 lower" where it is a difference, else "21.3"."""
    words = outcome.words
    places = words.places(half_width)
    if found.against is None:
        text = words.apart(value, places)
        return f"{'-' if value < 0 else ''}{text}{'%' if words.share else ''}"
    if value == half_width == 0.0:
        return "no different"
    return f"{words.apart(value, places)} {'lower' if value < 0 else 'higher'}"


def tornado_answer(found: Sensitivity, outcome: Asked) -> str:
    """The outcome at best values, what changes it most, and whether anything turns it round."""
    rows = found.of("tornado", outcome)
    clear = rows[is_clear(rows)]
    count = f"{len(rows)} uncertain number{'' if len(rows) == 1 else 's'}"
    first = at_best(found, outcome, rows.iloc[0])
    if clear.empty:
        many = _futures(rows.iloc[0])
        return f"{first} None of {count} makes a clear difference to that in {many}."
    low, high = ends(found, clear.iloc[0])
    changes = "changes that most" if is_clear(rows)[0] else "makes the largest clear difference"
    most = f"Of {count}, {quoted(low.number)} {changes}: {between(found, outcome, low, high)}."
    return " ".join([first, most, *_turning(found, outcome, rows)])


def between(found: Sensitivity, outcome: Asked, low: End, high: End) -> str:
    """How an outcome goes from one end of a range to the other."""
    parts = [
        f"{said(found, outcome, end.mean, end.half_width)} at {end.number.said(end.at)}"
        for end in (low, high)
    ]
    return f"{parts[0]}, {parts[1]}"


def at_best(found: Sensitivity, outcome: Asked, row: pd.Series[Any]) -> str:
    """The outcome with every number at its best value, in a sentence."""
    middle, half = float(row["centre"]), float(row["centre_half_width"])
    words = outcome.words
    places = words.places(half)
    edges = sorted((middle - half, middle + half), key=abs)
    if found.against is None:
        span = " to ".join(words.apart(edge, places) for edge in sorted(edges))
        unit = "%" if words.share else ""
        at = words.apart(middle, places)
        return f"With every number at its best value, {outcome.subject} is {at}{unit} ({span})."
    base, against = (f"“{named(title, NAME)}”" for title in (found.base, found.against))
    if half >= abs(middle):
        return (
            f"With every number at its best value, {base} makes no clear difference to"
            f" {outcome.subject}, set against {against}."
        )
    verb = "lowers" if middle < 0 else "raises"
    amount = words.counted(words.apart(middle, places))
    span = " to ".join(words.apart(edge, places) for edge in edges)
    return (
        f"With every number at its best value, {base} {verb} {outcome.subject} by {amount}"
        f" ({span}), set against {against}."
    )


def threshold(found: Sensitivity, outcome: Asked) -> float | None:
    """Where the answer turns round: no difference, or the target; nowhere if there is neither."""
    if found.against is not None:
        return 0.0
    return None if outcome.target is None else outcome.target.value


def _turning(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> Iterator[str]:
    """Which ends of ranges turn the answer round, or leave it open."""
    goal, first = threshold(found, outcome), rows.iloc[0]
    if goal is None:
        return
    middle = float(first["centre"])
    if abs(middle - goal) <= float(first["centre_half_width"]):
        yield "That is too near to tell on which side it lies."
        return
    every = [end for _, row in rows[is_clear(rows)].iterrows() for end in ends(found, row)]
    unsure = [end for end in every if abs(end.mean - goal) <= end.half_width]
    other = [end for end in every if (end.mean > goal) != (middle > goal)]
    turned = [end for end in other if end not in unsure]
    what = "turn that round"
    if found.against is None:
        what = f"take it past {outcome.words.goal(goal)}"
    if turned:
        yield f"Enough to {what}: {listed([_place(end) for end in turned])}."
    if unsure:
        yield f"Enough to leave that open: {listed([_place(end) for end in unsure])}."
    if not turned and not unsure:
        yield f"No single number is enough to {what}."


def _place(end: End) -> str:
    return f"{quoted(end.number)} at {end.number.said(end.at)}"


def _futures(row: pd.Series[Any]) -> str:
    return f"{row['n']:,} futures"
