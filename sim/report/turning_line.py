"""The dashed line where an answer turns round: no difference, or the target."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.report.chart_parts import OUTLINE
from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.tornado_words import threshold

NEAR = 3.0
"""It is drawn if it is within so many of the largest change."""


def turning_point(
    found: Sensitivity, outcome: Asked, centre: float, changes: pd.Series[float]
) -> float | None:
    """Where the answer turns round, if that is in sight of what is drawn.

    Args:
        found: The experiment.
        outcome: What is drawn.
        centre: The place from which changes are drawn.
        changes: The changes drawn, in the outcome's unit.
    """
    goal = threshold(found, outcome)
    is_far = goal is None or abs(goal - centre) > NEAR * float(changes.abs().max())
    return None if is_far else goal


def turning_words(found: Sensitivity, outcome: Asked) -> str:
    """What the line stands for, in a note under the chart."""
    return f"Dashed: {'no difference' if found.against else outcome.goal}."


def draw_turning_line(axes: Axes, goal: float | None) -> None:
    """Draw the line, if there is one."""
    if goal is not None:
        axes.axvline(goal, color=OUTLINE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
