"""The answer of a sensitivity analysis in sentences, worked out from its stored tables."""

from __future__ import annotations

from sim.report.morris_words import morris_answer
from sim.report.readings_words import readings_answer
from sim.report.sensitivity_data import Sensitivity
from sim.report.spread_words import sobol_answer, split_answer
from sim.report.tornado_words import tornado_answer


def answers(found: Sensitivity) -> list[str]:
    """What each part says of each outcome, the first outcome first."""
    parts = {
        "tornado": tornado_answer,
        "readings": readings_answer,
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
