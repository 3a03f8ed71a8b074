"""Where a replication's time goes, by the part of the project that spends it."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from pathlib import Path

from sim.model import simulate
from sim.scenario.plan import Plan

ROOMS = {
    "SimPy": ("simpy",),
    "cases and their workers": ("cases", "caseworker", "team", "allocation"),
    "draws": ("numpy", "journeys", "streams", "samplers", "portable", "referrals", "opening"),
    "staff": ("posts", "support", "absence", "retention", "recruitment", "agency"),
    "census and records": ("census", "service", "record"),
}
REST = "the rest"
BUILT_IN = "~"
"""What the profiler calls the file of functions that are written in C."""

Function = tuple[str, int, str]


def shares(plan: Plan) -> dict[str, float]:
    """The share of each room in the time of a replication, largest first.

    A profiler slows calls of Python functions down, and what is done in C hardly, so that the
    draws, which are made in arrays, really take more than their share here.
    """
    profile = cProfile.Profile()
    profile.runcall(simulate, plan)
    spent: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if function[0] != BUILT_IN:
            spent[room(function)] += own
        for caller, (_, _, for_caller, _) in callers.items() if function[0] == BUILT_IN else ():
            spent[room(caller)] += for_caller
    return {name: time / spent.total() for name, time in spent.most_common()}


def room(function: Function) -> str:
    """The room that a function stands in."""
    words = {*Path(function[0]).parent.parts, Path(function[0]).stem}
    return next((name for name, files in ROOMS.items() if words.intersection(files)), REST)
