"""A small calibration of a scenario with one team."""

from datetime import date

from tests.unit.sample_sensitivity import DOCUMENT, TAKE_UP

NET = "roles.social_worker.non_case_hours_per_week"
SPELLS = "roles.social_worker.sickness.spells_per_year"
FIRST = "pathway.first.task_hours"
EXPERIMENT = {
    "name": "found",
    "title": "Hours and support",
    "question": "Which hours?",
    "base": "base.toml",
    "run": {"replications": 3, "end": date(2018, 12, 21)},
    "library": {"points": 12, "waves": 2},
    "posterior": {"draws": 40, "checked": 4},
    "inputs": {
        "hours": {"label": "Hours of a task", "key": FIRST, "low": 1.0, "high": 6.0},
        "take_up": {"keys": {TAKE_UP: 1.0}, "low": 0.2, "high": 0.9, "value": 0.5,
                    "shape": "triangular"},
    },
    "targets": {
        "busy": {"label": "Time at work", "measure": "utilisation", "observed": 0.45,
                 "low": 0.44, "high": 0.46, "from": date(2018, 11, 1), "source": "Made up",
                 "use": "fit"},
        "absence": {"measure": "absence_rate_fte", "observed": 0.5, "from": date(2018, 10, 1),
                    "source": "Made up", "use": "test"},
    },
}  # fmt: skip
BASE = {**DOCUMENT, "name": "base"}
