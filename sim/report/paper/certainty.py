"""How sure figures are, and what they can't tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import precision_words
from sim.report.chart_words import FEW
from sim.report.paper.content import Block, Bullets, Paragraph
from sim.report.paper.method import LIMITS
from sim.report.paper.stored_scenarios import Option
from sim.scenario.uncertainty import quantities

TWO_RANGES = Paragraph(
    "Two kinds of range are given. The 95% interval of a mean says how well the mean is known after"
    " so many futures; more futures make it narrower. Where nine in ten futures lie says what the"
    " council may live to see; more futures do not make that narrower."
)
NOT_THE_MODEL = (
    "Both ranges take the model for granted. Neither covers what it leaves out, nor a range of an"
    " uncertain number that is itself wrong."
)


def certainty(
    manifest: Mapping[str, Any], options: Sequence[Option], said: Sequence[str] = ()
) -> tuple[Block, ...]:
    """How sure the figures of simulated scenarios are.

    Args:
        manifest: Of the results folder.
        options: The scenarios.
        said: What there is to say besides, a sentence or a few each.
    """
    points = [_futures(int(manifest["replications"])), _uncertain(options), *said, NOT_THE_MODEL]
    if "precision" in manifest:
        points.insert(1, precision_words.verdict(manifest["precision"]))
    return (TWO_RANGES, Bullets(tuple(point for point in points if point)), *LIMITS)


def _futures(count: int) -> str:
    if count == 1:
        return "There is one future only: nothing can be said of ranges."
    few = " That is few: ranges and shares are rough." if count < FEW else ""
    return f"{count:,} futures were simulated.{few}"


def _uncertain(options: Sequence[Option]) -> str:
    """How many numbers are uncertain, and whether that is in the ranges."""
    keys = {key for option in options for key, one in quantities(option.scenario) if one.uncertain}
    if not keys:
        return "No number of the scenarios has a range: ranges show chance alone."
    count = f"{len(keys):,} number{' has a range' if len(keys) == 1 else 's have ranges'}"
    if all(option.scenario.run.parameter_uncertainty for option in options):
        return f"{count} and are drawn anew in every future, beside chance."
    return f"{count}, which were not drawn: ranges show chance alone."
