"""What every experiment file says."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sim.scenario.experiments.outcomes import OutcomeTable
from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name, Text

MOST_POINTS = 1_000_000
"""Points of a design, at most."""
MOST_PER_POINT = 100_000
"""Replications of a point, at most."""


class Experiment(Model):
    """What every experiment file says."""

    name: Name
    """Short name; results go to results/<name>."""
    title: Text = ""
    """One line for the top of a report."""
    question: Text = ""
    """The question that it answers, in words."""
    base: Name
    """The scenario file that it starts from: shipped, or in this file's folder or beside it."""
    run: dict[str, Any] = {}
    """Keys of the scenario's [run] that are other than in the base, such as replications."""
    scenario: dict[str, Any] = {}
    """Whatever else is other than in the base, in all scenarios of the experiment."""
    outcomes: dict[Name, OutcomeTable] = Field(min_length=1, max_length=100)
    """What is asked of every replication; the first is the one that the answer is about."""
