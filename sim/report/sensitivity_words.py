"""The answer of a sensitivity analysis in sentences, worked out from its stored tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.report.comparison_words import percent
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Number, Sensitivity
from sim.report.style import named

Bools = npt.NDArray[np.bool_]

NAME = 90
"""Characters of a name in a sentence."""
HARDLY = 0.1
"""Numbers with less than this share of the strongest one's effect hardly matter."""
EVEN = 0.5
"""An effect whose standard deviation is under this share of its mean size is even."""
MOST_NAMED = 4


def answers(found: Sensitivity) -> list[str]:
    """What each part says of each outcome, the first outcome first."""
    parts = {
        "tornado": tornado_answer,
        "morris": morris_answer,
        "sobol": sobol_answer,
        "split": split_answer,
    }
    return [
        part(found, outcome)
        for outcome in found.outcomes
        for name, part in parts.items()
        if name in found.tables
    ]


def quoted(number: Number) -> str:
    """An uncertain number inside a sentence."""
    return f"“{named(number.label, NAME)}”"


def subject(found: Sensitivity, outcome: Asked) -> str:
    """What is studied: the outcome, or what the base does to it."""
    if found.against is None:
        return outcome.subject
    return f"what “{named(found.base, NAME)}” does to {outcome.subject}"


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Names in a row, the first of them if they are many."""
    some = list(names[:most])
    more = len(names) - most
    if more > 0:
        some.append(f"{more} other{'' if more == 1 else 's'}")
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


# --- one number at a time ---


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


def is_clear(rows: pd.DataFrame) -> Bools:
    """Whether the two ends of each number differ by more than chance can explain."""
    return np.asarray(rows["swing"].abs().to_numpy() > rows["swing_half_width"].to_numpy())


def said(found: Sensitivity, outcome: Asked, value: float, half_width: float) -> str:
    """A mean of the outcome: "0.34 lower" where it is a difference, else "21.3"."""
    words = outcome.words
    places = words.places(half_width)
    if found.against is None:
        text = words.apart(value, places)
        return f"{'-' if value < 0 else ''}{text}{'%' if words.share else ''}"
    return f"{words.apart(value, places)} {'lower' if value < 0 else 'higher'}"


def tornado_answer(found: Sensitivity, outcome: Asked) -> str:
    """The outcome at best values, what changes it most, and whether anything turns it round."""
    rows = found.of("tornado", outcome)
    top = rows.iloc[0]
    count = f"{len(rows)} uncertain numbers"
    first = _at_best(found, outcome, top)
    if not is_clear(rows).any():
        return f"{first} None of {count} makes a clear difference to that in {_futures(top)}."
    low, high = ends(found, top)
    most = (
        f"Of {count}, {quoted(low.number)} changes that most: {between(found, outcome, low, high)}."
    )
    return " ".join([first, most, *_turning(found, outcome, rows)])


def between(found: Sensitivity, outcome: Asked, low: End, high: End) -> str:
    """How an outcome goes from one end of a range to the other."""
    parts = [
        f"{said(found, outcome, end.mean, end.half_width)} at {end.number.said(end.at)}"
        for end in (low, high)
    ]
    return f"{parts[0]}, {parts[1]}"


def _at_best(found: Sensitivity, outcome: Asked, row: pd.Series[Any]) -> str:
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


# --- screening ---


def is_strong(rows: pd.DataFrame) -> Bools:
    """Numbers that seem to have a tenth of the strongest one's effect or more."""
    size = rows["mu_star"].to_numpy()
    return np.asarray((size > 0.0) & (size >= HARDLY * size.max()))


def matters(rows: pd.DataFrame) -> Bools:
    """Those of them that have more than chance gives."""
    floor = rows["floor"].fillna(0.0).to_numpy()
    least = rows["mu_star"].to_numpy() - rows["mu_star_half_width"].to_numpy()
    return np.asarray(is_strong(rows) & (least > floor))


def is_even(rows: pd.DataFrame) -> Bools:
    """Numbers that do much the same wherever they and the others stand."""
    return np.asarray(rows["sigma"].to_numpy() < EVEN * rows["mu_star"].to_numpy())


def how(rows: pd.DataFrame) -> list[str]:
    """A word for each number: whether it matters, and how evenly."""
    clear = np.where(is_even(rows), "evenly", "unevenly")
    said = np.where(matters(rows), clear, np.where(is_strong(rows), "unclear", "hardly"))
    return [str(word) for word in said]


def morris_answer(found: Sensitivity, outcome: Asked) -> str:
    """Which numbers matter, and whether they do so evenly."""
    rows = found.of("morris", outcome)
    strong = rows[matters(rows)]
    about = subject(found, outcome)
    if strong.empty:
        return f"Screening: none of {len(rows)} uncertain numbers clearly matters to {about}."
    names = [quoted(found.numbers[key]) for key in strong["input"]]
    top = strong.iloc[0]
    words = outcome.words
    amount = words.counted(words.apart(top["mu_star"], words.places(top["mu_star_half_width"])))
    verb = "matter" if len(names) > 1 else "matters"
    uneven = [quoted(found.numbers[key]) for key in strong[~is_even(strong)]["input"]]
    parts = [
        f"Screening: of {len(rows)} uncertain numbers, {len(names)} clearly {verb} to {about}:"
        f" {listed(names)}.",
        f"From one end of its range to the other, the first changes it by {amount} on average.",
    ]
    if uneven:
        parts.append(f"Not evenly, but as other numbers have it: {listed(uneven)}.")
    unclear = how(rows).count("unclear")
    if unclear:
        parts.append(f"Of {unclear} more it is not clear; more trajectories or futures would tell.")
    return " ".join(parts)


# --- shares of variance ---


def sharers(found: Sensitivity, rows: pd.DataFrame) -> str:
    """The numbers among which the spread is shared out."""
    every = len(rows) == len(found.numbers)
    return "uncertain numbers" if every else f"the {len(rows)} strongest numbers"


def sobol_answer(found: Sensitivity, outcome: Asked) -> str:
    """How much of the spread the strongest numbers cause."""
    rows = found.of("sobol", outcome)
    about, who = subject(found, outcome), sharers(found, rows)
    if np.isnan(rows["total"]).all():
        return f"Of {who}, none changes {about} at all."
    top = [row for _, row in rows.iterrows() if row["total_low"] > 0][:MOST_NAMED]
    shares = [
        f"{quoted(found.numbers[row['input']])} {share_words(row['first'])}"
        f" ({share_words(row['first_low'])} to {share_words(row['first_high'])})"
        for row in top
    ]
    together = max(0.0, 1.0 - float(rows["first"].clip(lower=0.0).sum()))
    return (
        f"Of the spread that {who} give to {about}, by themselves:"
        f" {listed(shares)}. What numbers do together is {share_words(together)}."
    )


def share_words(value: float) -> str:
    """A share of variance; an estimate beyond 0 or 1 is the nearest of these."""
    return percent(float(np.clip(value, 0.0, 1.0)))


# --- numbers against chance ---


def split_answer(found: Sensitivity, outcome: Asked) -> str:
    """How much of the spread is what nobody knows yet, and how much is chance."""
    row = found.of("split", outcome).iloc[0]
    words, about = outcome.words, subject(found, outcome)
    if np.isnan(row["numbers_share"]):
        return f"Nothing changes {about}: neither the uncertain numbers nor chance."
    half = (row["total_sd_high"] - row["total_sd_low"]) / 2
    sd = words.counted(words.apart(row["total_sd"], words.places(half)))
    low, high = share_words(row["numbers_share_low"]), share_words(row["numbers_share_high"])
    known, chance = share_words(row["numbers_share"]), share_words(1.0 - row["numbers_share"])
    return (
        f"In one future, {about} is spread by {sd} (standard deviation). {known} of that variance"
        f" ({low} to {high}) comes from uncertain numbers, and better evidence could take it away;"
        f" {chance} is chance, and would stay."
    )
