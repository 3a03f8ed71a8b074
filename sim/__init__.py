"""Headroom: a workforce simulator for children's social care.

The public face. Everything is fetched when it is first used, so that ``import sim`` costs
nothing:

    import sim

    scenario = sim.load_scenario("scenarios/swso_expansion.toml")
    folder = sim.run(scenario, "results")

    those = sim.entrants(["scenarios/do_nothing.toml", "scenarios/swso_expansion.toml"])
    folder = sim.compare(those, "results", sim.Question(unit="Assessment"))

    inquiry = sim.sweep("experiments/staffing_mix.toml", ["run.replications=20"])
    folder = sim.conduct(inquiry, "results")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim.experiment.calibrate import calibrate
    from sim.experiment.compare import compare
    from sim.experiment.conduct import conduct
    from sim.experiment.entrants import entrants
    from sim.experiment.precision import Precision
    from sim.experiment.question import Question
    from sim.experiment.runner import RunOptions, run
    from sim.experiment.seek import seek
    from sim.experiment.sensitivity import sensitivity
    from sim.experiment.sweep import sweep
    from sim.experiment.validation import validate
    from sim.scenario.load import load_scenario

__all__ = [
    "Precision",
    "Question",
    "RunOptions",
    "__version__",
    "calibrate",
    "compare",
    "conduct",
    "entrants",
    "load_scenario",
    "run",
    "seek",
    "sensitivity",
    "sweep",
    "validate",
]

_HOMES = {
    "load_scenario": "sim.scenario.load",
    "run": "sim.experiment.runner",
    "entrants": "sim.experiment.entrants",
    "compare": "sim.experiment.compare",
    "sweep": "sim.experiment.sweep",
    "seek": "sim.experiment.seek",
    "sensitivity": "sim.experiment.sensitivity",
    "validate": "sim.experiment.validation",
    "calibrate": "sim.experiment.calibrate",
    "conduct": "sim.experiment.conduct",
    "Precision": "sim.experiment.precision",
    "Question": "sim.experiment.question",
    "RunOptions": "sim.experiment.runner",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
