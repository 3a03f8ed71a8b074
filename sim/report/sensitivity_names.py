"""What the sentences and charts of a sensitivity analysis call things."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.report.comparison_words import percent
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Number, Sensitivity
from sim.report.style import named

NAME = 90
"""Characters of a name in a sentence."""
MOST_NAMED = 4


def quoted(number: Number) -> str:
    """An uncertain number inside a sentence."""
    return f"“{named(number.label, NAME)}”"


def subject(found: Sensitivity, outcome: Asked) -> str:
    """What is studied: the outcome, or what the base does to it."""
    if found.against is None:
        return outcome.subject
    return f"what “{named(found.base, NAME)}” does to {outcome.subject}"


def shown_values(found: Sensitivity, outcome: Asked) -> str:
    """What the values on a chart are, such as "The caseload, cases per worker: “A” less “B”"."""
    unit = f", {outcome.words.unit}" if outcome.words.unit else ""
    what = f"{outcome.heading}{unit}"
    if found.against is None:
        return what
    base, against = (f"“{named(title, NAME)}”" for title in (found.base, found.against))
    return f"{what}: {base} less {against}"


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Names in a row, the first of them if they are many."""
    some = list(names[:most])
    more = len(names) - most
    if more > 0:
        some.append(f"{more} other{'' if more == 1 else 's'}")
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def share_words(value: float) -> str:
    """A share of variance; an estimate beyond 0 or 1 is the nearest of these."""
    return percent(float(np.clip(value, 0.0, 1.0)))
