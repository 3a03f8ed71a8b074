"""A calibration from its file to its folder, charts and words."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import tomli_w
from click.testing import CliRunner

from sim.answers.calibrate import tell_calibrate
from sim.errors import InputError, InputErrors
from sim.experiment.account import RunOptions
from sim.experiment.calibrate import calibrate
from sim.experiment.conduct import conduct
from sim.report.calibration_data import read_calibration
from sim.report.calibration_words import answers, fit_rows, learnt_rows
from sim.report.charts import draw_calibrate
from sim.scenario.load import load_scenario
from sim.scenario.uncertainty import drawn
from tests.documents import changed
from tests.unit.sample_calibration import BASE, EXPERIMENT, FIRST, NET
from tests.unit.sample_sensitivity import TAKE_UP

OPTIONS = RunOptions(engine="simpy", jobs=1)


def written(folder, base=None, **keys):
    (folder / "base.toml").write_text(tomli_w.dumps(base or BASE), "utf-8")
    file = folder / "found.toml"
    file.write_text(tomli_w.dumps(changed(EXPERIMENT, **keys)), "utf-8")
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A calibration that is done once, and only read."""
    folder = tmp_path_factory.mktemp("made")
    return conduct(calibrate(written(folder)), folder / "results", OPTIONS)


def test_a_file_becomes_tables(made):
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["status"]) == ("calibration", "complete")
    for name in ("posterior", "draws", "learnt", "pairs", "fit", "library"):
        assert f"{name}.parquet" in manifest["files"]
    posterior = pd.read_csv(made / "posterior.csv")
    assert list(posterior) == [FIRST, TAKE_UP]
    assert len(posterior) == 40
    assert posterior[FIRST].between(1.0, 6.0).all()
    library = pd.read_csv(made / "library.csv")
    assert library["wave"].value_counts().to_dict() == {1: 12, 2: 12}
    fit = pd.read_csv(made / "fit.csv").set_index("target")
    assert fit["n"].to_list() == [12, 12]
    assert (fit["low"] <= fit["median"]).all()
    assert fit["use"].to_dict() == {"busy": "fit", "absence": "test"}
    # half of all staff are never away; the time at work can be met
    assert fit["inside"].to_dict() == {"busy": True, "absence": False}


def test_time_at_work_tells_of_hours_and_nothing_of_support_that_there_is_not(made):
    learnt = pd.read_csv(made / "learnt.csv").set_index("input")["learnt"]
    assert learnt["hours"] > 0.5
    assert abs(learnt["take_up"]) < 0.45
    assert learnt["hours"] > learnt["take_up"] + 0.2


def test_each_point_meets_futures_of_its_own(tmp_path, monkeypatch):
    """Chance that all points shared would be taken for what their numbers do."""
    from sim.experiment import calibrate_trials as module

    asked: list[int] = []
    values_of = module.target_values

    def watched(bench, targets, sets, replications):
        asked.extend(each["base.toml"].run.seed for each in sets)
        return values_of(bench, targets, sets, replications)

    monkeypatch.setattr(module, "target_values", watched)
    conduct(calibrate(written(tmp_path)), tmp_path / "results", OPTIONS)
    library, checks = asked[:24], asked[24:]
    assert len(set(library)) == 24
    # the first check is of points of the library, whose futures are known; twice, for held-out ones
    assert checks[:4] == checks[4:8] == library[:4]
    assert checks[8:12] == checks[12:]
    assert not set(checks[8:]) & set(library)


def test_a_scenario_draws_from_the_posterior(made):
    scenario_folder = made.parent.parent
    file = scenario_folder / "joint.toml"
    (scenario_folder / "posterior.csv").write_bytes((made / "posterior.csv").read_bytes())
    text = 'extends = "base.toml"\nname = "joint"\n[run]\nparameters = "posterior.csv"\n'
    file.write_text(text, "utf-8")
    scenario = load_scenario(file)
    rows = {tuple(row) for row in scenario.run.parameters.rows}
    for replication in range(10):
        one = drawn(scenario, replication)
        hours = one.pathway["first"].task_hours.value.value
        assert (hours, one.roles.support["swso"].take_up.value) in rows


def test_the_same_question_is_not_simulated_again_and_a_larger_one_only_in_part(tmp_path):
    file = written(tmp_path, library__waves=1)
    first = conduct(calibrate(file), tmp_path, OPTIONS)
    again = conduct(calibrate(file), tmp_path, OPTIONS)
    ended = [json.loads((one / "manifest.json").read_text("utf-8"))["ended"] for one in
             (first, again)]  # fmt: skip
    assert ended[0] == ended[1]
    done: list[int] = []

    class Count:
        def says(self, text):
            pass

        def begins(self, total, there):
            done.append(total - there)

        def advances(self, one):
            pass

    conduct(calibrate(file, ["library.points=14"]), tmp_path, OPTIONS, Count())
    assert done[0] == 2 * 3  # two new points of three futures


@pytest.mark.parametrize(
    ("keys", "said", "where"),
    [
        ({"inputs__hours__key": "pathway.first.task_hour"}, "no such key", "pathway.first"),
        ({"inputs__take_up__high": 1.2}, "1.2 is more than 1", "roles.swso"),
        ({"inputs__hours__low": 7.0}, "not under high", "inputs.hours"),
        ({"inputs__hours__value": 2.0}, "goes with shape", "inputs.hours"),
        ({"inputs__take_up__value": 0.1}, "is not from low to high", "inputs.take_up"),
        ({"inputs__take_up__keys": {FIRST: 1.0}}, "both set", ""),
        ({"targets__busy__use": "test"}, "no target is fitted to", ""),
        ({"posterior__checked": 50}, "is more than draws", ""),
        ({"run__replications": 1}, "can't tell chance", "run.replications"),
        ({"library__points": 8, "inputs__net": {"key": NET, "low": 5.0, "high": 9.0}},
         "8 points are too few for 3 inputs", "library.points"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_an_error_at_its_key(tmp_path, keys, said, where):
    keys = {"library__waves": 1, **keys}
    with pytest.raises((InputError, InputErrors), match=said) as caught:
        conduct(calibrate(written(tmp_path, **keys)), tmp_path / "results", OPTIONS)
    error = caught.value
    error = error.errors[0] if isinstance(error, InputErrors) else error
    assert error.file == tmp_path / "found.toml"
    assert (error.key or "").startswith(where)
    assert not where or error.line is not None or "run" in where or "library" in where


def test_sentences_say_what_is_met_and_what_is_not_known(made):
    found = read_calibration(made)
    said = " ".join(answers(found))
    assert "fitted to: 1 of 1 lies where nine in ten futures do" in said
    assert "held out: 0 of 1 lie where nine in ten futures do. Outside: absence, 50.0%" in said
    assert "“Hours of a task” is" in said
    assert 'parameters = "posterior.csv"' in said
    [hours, _] = learnt_rows(found)
    assert hours[:2] == ("Hours of a task", "1 to 6 hours")
    assert [row[1] for row in fit_rows(found)] == ["fitted", "held out"]


def told(made, **changes):
    """Sentences with some values of the first or the second number changed."""
    found = read_calibration(made)
    first, second = found.learnt
    return " ".join(
        answers(
            replace(
                found,
                learnt=(replace(first, share=changes.get("first", 0.9)),
                        replace(second, share=changes.get("second", 0.9))),
                pairs=changes.get("pairs", ()),
                directions=changes.get("directions", 2),
            )
        )
    )  # fmt: skip


def test_what_is_hardly_learnt_is_called_no_evidence(made):
    assert "no evidence" not in told(made)
    said = told(made, second=0.19)
    assert "hardly anything about “Support Officer: freed time that becomes case work”" in said
    assert "little about any" in told(made, first=0.3, second=0.3)


def test_combinations_that_are_not_fixed_and_trades_are_told(made):
    from sim.report.calibration_data import Pair

    assert "independent combinations" not in told(made)
    assert "the figures fix 1; one can't be told" in told(made, directions=1)
    numbers = [one.number for one in read_calibration(made).learnt]
    strong, weak = (Pair(*numbers, size) for size in (-0.8, 0.4))
    assert "trade off (correlation -0.80)" in told(made, pairs=(strong,))
    assert "is higher and the other lower" in told(made, pairs=(strong,))
    assert "trade off" not in told(made, pairs=(weak,))


def test_a_surface_that_is_off_is_told(made):
    found = read_calibration(made)
    first, second = found.targets
    for off, is_told in ((0.4, False), (-0.6, True)):
        target = replace(first, row={**first.row, "off_surface_sd": off})
        said = " ".join(answers(replace(found, targets=(target, second))))
        assert ("surface that stands for the simulator is off" in said) == is_told


def test_the_answer_is_printed_and_is_json(made, capsys):
    tell_calibrate(made, as_json=False)
    printed = capsys.readouterr().out
    assert "Which hours?" in printed
    assert "Published figures" in printed
    tell_calibrate(made, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["posterior"].endswith("posterior.csv")
    assert [row["target"] for row in said["fit"]] == ["busy", "absence"]
    assert said["learnt"][0]["input"] == "hours"


def test_charts_hold_the_numbers_that_they_draw(made, tmp_path):
    import shutil

    folder = tmp_path / "found"
    shutil.copytree(made, folder)
    draw_calibrate(folder)
    index = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    charts = {one["name"]: one for one in index["charts"]}
    assert set(charts) == {"marginals", "fit"}
    drawn_counts = pd.read_csv(folder / "charts" / "marginals.csv")
    assert drawn_counts.groupby("input")["draws"].sum().to_dict() == {"hours": 40, "take_up": 40}
    assert "published 50.0%" in charts["fit"]["alt"]
    assert charts["fit"]["title"] == "1 of 2 published figures lie where nine in ten futures do"


def test_the_command_is_there():
    from sim.cli import commands

    said = CliRunner().invoke(commands, ["calibrate", "--help"])
    assert said.exit_code == 0
    assert "Find the numbers that nobody publishes" in said.output


def test_figures_are_compared_by_ratio_where_they_grow_without_bound():
    from sim.experiment.calibrate_scale import goal_of, scaled
    from sim.experiment.targets import Question, Target
    from sim.results.outcomes import Outcome

    def target(measure, low, high):
        middle = 0.5 * (low + high)
        asked = Question("a.toml", Outcome("a", "", measure, ()))
        return Target("a", "A", middle, low, high, "", "fit", "", asked)

    targets = [target("caseload_per_fte", 19.0, 21.0), target("absence_rate_fte", 0.03, 0.05),
               target("open_cases", 20.0, 20.0)]  # fmt: skip
    goal = goal_of(targets)
    # an even spread over the width w has sd w / sqrt(12)
    assert goal.observed == pytest.approx([np.log(19 * 21) / 2, 0.04, np.log(20)], abs=1e-5)
    assert goal.sd == pytest.approx([np.log(21 / 19) / 12**0.5, 0.02 / 12**0.5, 1e-3], rel=1e-2)
    values = scaled(np.array([[20.0, 0.05, 0.0]]), targets)
    assert values[0, :2] == pytest.approx([np.log(20.0), 0.05])
    assert np.isnan(values[0, 2])


def test_the_shipped_calibration_can_be_asked():
    """Every key, target and end of a range fits its scenarios; what it finds takes minutes."""
    from sim.experiment.calibrate import _try_ends
    from sim.experiment.conduct import read_study
    from sim.experiment.targets import target_scenarios, targets_of
    from sim.scenario.experiments.calibrate import Calibration

    study = read_study(Calibration, "calibrate_2018.toml")
    _try_ends(study)
    scenarios = target_scenarios(study.experiment, study.ground)
    targets = targets_of(study.experiment, study.ground, scenarios)
    used = {target.name: target.use for target in targets}
    assert used["assessment_first"] == "fit"
    assert used["november_cases"] == used["history_assessment"] == "test"
    asked = {target.asked.scenario for target in targets if target.use == "fit"}
    assert asked == {"do_nothing.toml", "do_nothing_to_2024.toml"}  # each costs its time
    terms = (len(study.experiment.inputs) + 1) * (len(study.experiment.inputs) + 2) // 2
    assert study.experiment.library.points >= 2.5 * terms
