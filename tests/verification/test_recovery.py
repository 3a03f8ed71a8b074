"""Known numbers of a small service, sought again by its own calibration.

What is simulated goes the whole way: an experiment file, scenarios, the compiled engine, targets.
"""

from datetime import date

import pytest
import tomli_w
from recovery import recover

from sim.experiment.account import RunOptions
from sim.results.store import read
from tests.unit.sample_calibration import BASE, EXPERIMENT

HISTORIES = 80
NOVEMBER = {"from": date(2018, 11, 1), "source": "Made up", "use": "fit"}
ASKED = {
    **EXPERIMENT,
    "run": {"replications": 2, "end": date(2018, 12, 21)},
    "library": {"points": HISTORIES, "waves": 1},
    "inputs": {
        "hours": {"key": "pathway.first.task_hours", "low": 1.0, "high": 6.0},
        "spells": {
            "key": "roles.social_worker.sickness.spells_per_year",
            "low": 0.5,
            "high": 6.0,
        },
    },
    "targets": {
        "busy": {"measure": "utilisation", "observed": 0.45, "low": 0.44, "high": 0.46, **NOVEMBER},
        "away": {"measure": "absence_rate_fte", "observed": 0.05, "low": 0.04, "high": 0.06,
                 **NOVEMBER},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    pytest.importorskip("numba")
    folder = tmp_path_factory.mktemp("recovery")
    (folder / "base.toml").write_text(tomli_w.dumps(BASE), "utf-8")
    file = folder / "asked.toml"
    file.write_text(tomli_w.dumps(ASKED), "utf-8")
    out = recover(file, [], HISTORIES, folder / "results", RunOptions(engine="compiled", jobs=1))
    return read(out, "SELECT * FROM recovery").set_index("input")


@pytest.mark.slow
@pytest.mark.parametrize("which", ["hours", "spells", "(all together)"])
def test_the_truth_lies_inside_as_often_as_it_is_said(found, which):
    """Of 80 histories 72 are expected to lie in the region of 90 %: a right procedure has under 63
    or all 80 once in 1,000; one that holds 75 % has under 63 three times in four."""
    assert 63 <= found.loc[which, "inside"] * HISTORIES < 80


@pytest.mark.slow
def test_the_histories_teach_something(found):
    """That the truth lies inside proves nothing of a procedure that learns nothing."""
    assert found.loc["hours", "left_of_variance"] < 0.4
    assert 0.5 < found.loc["spells", "left_of_variance"] < 1.0
