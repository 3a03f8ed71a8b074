"""What a sensitivity analysis says of figures that are read otherwise, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import LONGEST_NAME, Sensitivity
from sim.report.sensitivity_names import NAME, listed
from sim.report.style import named, plain
from sim.report.tornado_words import at_best, said, threshold
from sim.units import pounds


@dataclass(frozen=True, slots=True)
class Way:
    """A figure, read in another way.

    Attributes:
        label: The figure, fit to be drawn.
        range: How it is read, fit to be drawn.
        mean: Mean of the outcome over the futures.
        mean_half_width: Of its 95 % interval.
        difference: Change from everything as written.
        half_width: Of its 95 % interval.
    """

    label: str
    range: str
    mean: float
    mean_half_width: float
    difference: float
    half_width: float

    @property
    def is_clear(self) -> bool:
        """Whether it changes more than chance can explain."""
        return abs(self.difference) > self.half_width

    @property
    def quoted(self) -> str:
        """It inside a sentence."""
        return f"“{named(self.label, NAME)}” as “{named(self.range, NAME)}”"


def ways(rows: pd.DataFrame) -> list[Way]:
    """The rows of the table of readings for an outcome."""
    return [
        Way(
            plain(row["label"], LONGEST_NAME),
            plain(row["words"], LONGEST_NAME),
            *(row[key] for key in ("at", "at_half_width", "difference", "difference_half_width")),
        )
        for row in rows.to_dict("records")
    ]


def readings_answer(found: Sensitivity, outcome: Asked) -> str:
    """The outcome as written, what changes it most, and whether anything turns it round."""
    rows = found.of("readings", outcome)
    every = ways(rows)
    sentences = [at_best(found, outcome, rows.iloc[0])]
    if not any(one.is_clear for one in every):
        futures = f"{rows.iloc[0]['n']:,} futures"
        sentences.append(
            f"No other way to read a figure makes a clear difference to that in {futures}."
        )
    else:
        top = next(one for one in every if one.is_clear)
        answer = said(found, outcome, top.mean, top.mean_half_width)
        sentences.append(
            f"Of other ways to read a figure, {top.quoted} changes that most: {answer}."
        )
        sentences += _turning(found, outcome, rows, every)
    if outcome is found.outcomes[0]:
        sentences += _money(found, rows, every)
    return " ".join(sentences)


def _turning(
    found: Sensitivity, outcome: Asked, rows: pd.DataFrame, every: list[Way]
) -> Iterator[str]:
    """Which readings turn the answer round, or leave it open."""
    goal = threshold(found, outcome)
    if goal is None:
        return
    middle, half = float(rows.iloc[0]["centre"]), float(rows.iloc[0]["centre_half_width"])
    clear = [one for one in every if one.is_clear]
    settled = [one for one in clear if abs(one.mean - goal) > one.mean_half_width]
    if abs(middle - goal) <= half:
        yield "As written that is too near to tell on which side it lies."
        if settled:
            yield f"Enough to tell: {listed([_there(found, outcome, one) for one in settled])}."
        return
    what = "turn that round"
    if found.against is None:
        what = f"take it past {outcome.words.goal(goal)}"
    turned = [one for one in settled if (one.mean > goal) != (middle > goal)]
    gone = [one for one in clear if one.mean == goal and one.mean_half_width == 0.0]
    unsure = [one for one in clear if one not in settled and one not in gone]
    if turned:
        yield f"Enough to {what}: {listed([_there(found, outcome, one) for one in turned])}."
    if gone and found.against is not None:
        yield f"No difference is left with {listed([one.quoted for one in gone])}."
    if unsure:
        yield f"Enough to leave that open: {listed([one.quoted for one in unsure])}."
    if not turned and not unsure and not gone:
        yield f"No single reading is enough to {what}."


def _there(found: Sensitivity, outcome: Asked, way: Way) -> str:
    return f"{way.quoted} ({said(found, outcome, way.mean, way.mean_half_width)})"


def _money(found: Sensitivity, rows: pd.DataFrame, every: list[Way]) -> Iterator[str]:
    """What readings do to the budget of the whole run, where they do anything."""
    usual = float(rows.iloc[0]["centre_cost_gbp"])
    pairs = zip(every, rows["cost_gbp"], strict=True)
    other = sorted((float(cost), way.quoted) for way, cost in pairs if cost != usual)
    if not other:
        return
    ends = other if len(other) < 3 else [other[0], other[-1]]
    amounts = " and ".join(f"{_money_words(cost)} with {name}" for cost, name in ends)
    amounts = f"between {amounts}" if len(ends) < len(other) else amounts
    start = f"In the budget of the whole run, “{named(found.base, NAME)}” costs"
    if found.against is None:
        yield f"{start} {amounts}."
    else:
        against = f"“{named(found.against, NAME)}”"
        yield f"{start} {_money_words(usual)} than {against}; read otherwise, {amounts}."


def _money_words(amount: float) -> str:
    if amount == 0.0:
        return "nothing more"
    return f"{pounds(abs(amount))} {'less' if amount < 0 else 'more'}"


def as_written(found: Sensitivity, outcome: Asked, rows: pd.DataFrame) -> str:
    """The outcome with everything as written."""
    return said(found, outcome, rows.iloc[0]["centre"], rows.iloc[0]["centre_half_width"])


def costs_differ(rows: pd.DataFrame) -> bool:
    """Whether any reading changes the budget."""
    return bool((rows["cost_gbp"] != rows["centre_cost_gbp"]).any())


def cost_words(rows: pd.DataFrame, place: int | None) -> str:
    """The cost in a row of a table, or of everything as written."""
    amount = rows.iloc[0]["centre_cost_gbp"] if place is None else rows.iloc[place]["cost_gbp"]
    return f"{'-' if amount < 0 else '+'}{pounds(abs(amount))}" if amount else pounds(0)
