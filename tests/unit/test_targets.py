"""Published figures of an experiment file, and what scenarios say in their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.account import RunOptions
from sim.experiment.attempt import Silent
from sim.experiment.conduct import read_study
from sim.experiment.evaluate import Bench
from sim.experiment.points import Point
from sim.experiment.targets import target_scenarios, target_values, targets_of
from sim.experiment.validation import validate
from sim.results.outcomes import Outcome
from sim.results.point_store import open_store
from sim.scenario.experiments.targets import Validation

DATA = Path(__file__).parents[1] / "data"
HEAD = 'name = "x"\nbase = "small.toml"\n[run]\nreplications = 2\n'
TARGET = 'observed = 1.0\nsource = "s"\nuse = "fit"\n'
OTHER = 'extends = "small.toml"\nname = "other"\n[teams.intake]\nopening_caseload = 120\n'


@pytest.fixture
def study_of(tmp_path):
    """Read targets that are written beside the small scenario and another one."""
    (tmp_path / "small.toml").write_text((DATA / "small.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "other.toml").write_text(OTHER, "utf-8")

    def read(text):
        path = tmp_path / "x.toml"
        path.write_text(HEAD + text, "utf-8")
        study = read_study(Validation, path)
        scenarios = target_scenarios(study.experiment, study.ground)
        return study, scenarios, targets_of(study.experiment, study.ground, scenarios)

    return read


def errors_of(study_of, text):
    with pytest.raises((InputError, InputErrors)) as caught:
        study_of(text)
    found = caught.value
    return "\n".join(map(str, found.errors if isinstance(found, InputErrors) else [found]))


class Scripted:
    """A bench that knows what every scenario answers: its opening caseload, month by month."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def asking(self, outcomes):
        self.outcomes = outcomes
        self.asked.append([outcome.at for outcome in outcomes])
        return self

    def values(self, points, replications):
        return np.array(
            [
                [[self.answer(point, r, one) for one in self.outcomes] for r in range(replications)]
                for point in points
            ]
        )


# --- files ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TARGET + "relative = true\n", "Say with less or against since what"),
        (TARGET + "low = 1.1\n", "is not from low to high"),
        (TARGET.replace("fit", "train"), "train"),
        (TARGET.replace('"s"', '""'), "source"),
        (TARGET + "less = { until = 2018-12-31 }\n", "until needs from"),
        (TARGET + 'measure = "caseload"\n', 'there is no measure "caseload"'),
        (TARGET + 'units = ["nowhere"]\n', 'there is no team or group "nowhere"'),
        (TARGET + "less = { at = 2030-01-01 }\n", "is not within the run"),
        (TARGET + 'scenario = "nowhere.toml"\n', "nowhere.toml"),
        (TARGET + 'measure = "mean_days_plans"\n', 'there is no stage "plans"'),
        (TARGET + 'measure = "mean_days_plan"\nfrom = 2018-11-01\n', "for financial years only"),
    ],
)
def test_what_is_wrong_with_a_target_is_said(study_of, text, words):
    said = errors_of(study_of, f"[targets.one]\n{text}")
    assert words in said
    assert "targets.one" in said


def test_all_that_is_wrong_is_said_at_once(study_of):
    wrong = f'units = ["nowhere"]\n{TARGET}'
    said = errors_of(study_of, f"[targets.one]\n{wrong}[targets.two]\n{wrong}")
    assert "targets.one" in said
    assert "targets.two" in said


def test_targets_stand_in_place_of_outcomes(study_of):
    said = errors_of(study_of, f"[outcomes.worst]\nat_most = 21\n[targets.one]\n{TARGET}")
    assert "outcomes" in said


def test_a_figure_stands_for_itself_unless_more_is_said(study_of):
    text = f'[targets.one]\n{TARGET}[targets.two]\nlow = 0.9\nlabel = "Two"\n{TARGET}'
    _, scenarios, (one, two) = study_of(text)
    assert (one.low, one.high, one.label) == (1.0, 1.0, "one")
    assert (two.low, two.high, two.label) == (0.9, 1.0, "Two")
    assert list(scenarios) == ["small.toml"]
    assert one.since is None


def test_settings_hold_for_every_scenario(study_of):
    study, *_ = study_of(f'[targets.one]\n{TARGET}against = "other.toml"\n')
    settings = {"roles.social_worker.non_case_hours_per_week": 9.0}
    found = target_scenarios(study.experiment, study.ground, settings)
    assert list(found) == ["small.toml", "other.toml"]
    hours = [one.roles.social_worker.non_case_hours_per_week.value for one in found.values()]
    assert hours == [9.0, 9.0]
    assert found["other.toml"].teams["intake"].opening_caseload.count == 120


# --- values ---


def cases(point, replication, outcome):
    month = 0 if outcome.at is None else outcome.at.month
    return point.scenario.teams["intake"].opening_caseload.count + 1000 * replication + month


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", [92, 1092]),
        ("less = { at = 2018-10-31 }\n", [2, 2]),
        ("less = { at = 2018-10-31 }\nrelative = true\n", [2 / 90, 2 / 1090]),
        ('against = "other.toml"\n', [-40, -40]),
        ('scenario = "other.toml"\nless = { at = 2018-10-31 }\n', [2, 2]),
        ('against = "other.toml"\nless = { at = 2018-10-31 }\n', [92 - 130, 1092 - 1130]),
    ],
)
def test_changes_are_made_future_by_future(study_of, more, expected):
    text = f'[targets.one]\nmeasure = "open_cases"\nat = 2018-12-31\n{TARGET}{more}'
    _, scenarios, targets = study_of(text)
    found = target_values(Scripted(cases), targets, [scenarios], 2)
    np.testing.assert_allclose(found, np.array(expected)[None, :, None])


def test_a_share_of_nothing_has_no_value(study_of):
    text = (
        f"[targets.one]\nat = 2018-12-31\nless = {{ at = 2018-10-31 }}\nrelative = true\n{TARGET}"
    )
    _, scenarios, targets = study_of(text)
    nothing = lambda point, replication, outcome: 12.0 * (outcome.at > date(2018, 11, 1))  # noqa: E731
    assert np.isnan(target_values(Scripted(nothing), targets, [scenarios], 2)).all()


def test_every_scenario_is_asked_once_and_everything_once(study_of):
    same = f'measure = "open_cases"\nat = 2018-12-31\n{TARGET}'
    text = f'[targets.one]\n{same}[targets.two]\n{same}against = "other.toml"\n'
    _, scenarios, targets = study_of(text)
    bench = Scripted(cases)
    target_values(bench, targets, [scenarios, scenarios], 2)
    week = date(2018, 12, 28)
    assert bench.asked == [[week], [week]]


def test_a_bench_that_asks_something_else_keeps_one_account(study_of, tmp_path):
    _, scenarios, targets = study_of(f'[targets.one]\nmeasure = "open_cases"\n{TARGET}')
    with open_store(tmp_path / "points.sqlite", "1") as store:
        bench = Bench(store, (), RunOptions(engine="simpy"), Silent())
        values = target_values(bench, targets, [scenarios], 2)
        assert bench.account()["replications_simulated"] == 2
        cases = Outcome("other", "", "open_cases", (("service", "service"),))
        again = bench.asking([cases]).values([Point("p", scenarios["small.toml"])], 2)
    np.testing.assert_array_equal(again, values)
    assert (values > 0).all()


def test_a_single_future_has_no_range(tmp_path):
    with pytest.raises(InputError, match="no range"):
        validate(DATA / "small_validation.toml", ["run.replications=1"])
