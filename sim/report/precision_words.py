"""What a run says of how many replications it made, where it had to find that out."""

from __future__ import annotations

import math
from typing import Any

from sim.report.measure_words import Words, words_of
from sim.results.measures import SERVICE, WHOLE_SERVICE

TITLE = "Means in the last week, and half the width of their 95% intervals"
HEADINGS = ("Measure", "Unit", "Mean", "Half-width", "Asked for")

Precision = dict[str, Any]
"""The part of a run's manifest of that name."""


def verdict(precision: Precision) -> str:
    """Whether the replications were enough, in a sentence."""
    count = f"{precision['replications']:,} replications"
    if precision["reached"]:
        return (
            f"{count} were enough: after {precision['needed']:,} every mean was as precise as"
            f" asked for, and stayed so for {precision['look_ahead']:,} more."
        )
    if any(map(_is_wide, precision["half_widths"])):
        return f"{count} are the most allowed, and were not enough: some means are less precise."
    return f"{count} are the most allowed, too few to be sure that means stay as precise."


def rows(precision: Precision, labels: dict[str, str]) -> list[tuple[str, ...]]:
    """A row of cells, under :data:`HEADINGS`, for each mean.

    Args:
        precision: What the manifest says.
        labels: What teams are called, by their names.
    """
    return [_row(one, labels) for one in precision["half_widths"]]


def _row(one: dict[str, Any], labels: dict[str, str]) -> tuple[str, ...]:
    words = words_of(one["measure"])
    unit = WHOLE_SERVICE if one["unit_kind"] == SERVICE else labels.get(one["unit"], one["unit"])
    if one["half_width"] is None:
        return words.subject.capitalize(), unit, "", "not known", _asked(one, words)
    places = _places(one["limit"] * (100 if words.share else 1))
    mean = words.apart(one["mean"], places)
    sign = "-" if one["mean"] < 0 else ""
    return (
        words.subject.capitalize(),
        unit,
        f"{sign}{mean}{'%' if words.share else ''}",
        words.apart(one["half_width"], places),
        _asked(one, words),
    )


def _asked(one: dict[str, Any], words: Words) -> str:
    share = one["share_of_mean"]
    if share is None:
        said = words.counted(words.goal(one["limit"]).rstrip("%"))
    else:
        said = f"{100 * share:g}% of the mean"
    return f"{said}, not reached" if _is_wide(one) else said


def _is_wide(one: dict[str, Any]) -> bool:
    return one["half_width"] is None or one["half_width"] > one["limit"]


def _places(limit: float) -> int:
    """Decimal places that show two digits of a half-width."""
    return max(0, 1 - math.floor(math.log10(limit))) if limit > 0.0 else 1
