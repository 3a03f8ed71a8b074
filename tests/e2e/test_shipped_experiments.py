"""Every shipped experiment, by its one command and at small size: a few weeks, few futures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.scenario.experiments.groundwork import read_experiment
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.experiments.targets import Validation
from sim.scenario.extends import shipped_folder

FEW_WEEKS = ("run.start=2020-03-16", "run.end=2020-04-30")
SMALL = {
    "staffing_mix": (
        "sweep",
        Sweep,
        ("run.replications=2", "levers.swso.values=[0, 20]", "levers.social_workers.values=[0, 3]"),
    ),
    "enough_support": (
        "seek",
        Seek,
        (
            "run.replications=10",
            "least_cost.most_replications=12",
            "levers.swso.values=[0, 20]",
            "levers.bsa.values=[0]",
        ),
    ),
    "break_even": ("seek", Seek, ("run.replications=10",)),
    "tornado": ("sensitivity", Sensitivity, ("run.replications=3", "inputs=['roles.swso']")),
    "readings": ("sensitivity", Sensitivity, ("run.replications=3",)),
    "readings_2019": ("sensitivity", Sensitivity, ("run.replications=3",)),
    "what_matters": (
        "sensitivity",
        Sensitivity,
        (
            "inputs=['roles.swso.take_up', 'roles.swso.hours_freed_per_week']",
            "morris.trajectories=2",
            "morris.replications=3",
            "sobol.points=16",
            "sobol.replications=3",
            "split.draws=3",
            "split.replications=3",
        ),
    ),
}
"""Command, kind of file and settings for each experiment."""

TARGETED = {
    "calibrate_2018": "calibrate",
    "validation": "validate",
    "validation_calibrated": "validate",
}
"""Those that ask of published figures, which have their own dates: no few months will do."""
COMMANDS = {name: command for name, (command, _, _) in SMALL.items()} | TARGETED

FILES = sorted(path.stem for path in shipped_folder("experiments").glob("*.toml"))


def test_every_shipped_experiment_is_tried():
    assert sorted(COMMANDS) == FILES


@pytest.mark.parametrize("name", SMALL)
def test_a_shipped_experiment_answers_its_question(name, tmp_path, capsys):
    command, kind, small = SMALL[name]
    file = shipped_folder("experiments") / f"{name}.toml"
    experiment, _ = read_experiment(kind, file)
    settings = [*FEW_WEEKS, *small]
    settings += [
        f"outcomes.{outcome}.until=2020-04-30"
        for outcome, table in experiment.outcomes.items()
        if table.until is not None
    ]
    settings += [
        f"switching.{one}.most_replications=10" for one in getattr(experiment, "switching", {})
    ]
    given = [part for setting in settings for part in ("--set", setting)]
    assert main([command, str(file), *given, "--out", str(tmp_path), "--jobs", "1", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(experiment.question.strip()[:40])
    folder = tmp_path / name
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["status"], manifest["kind"]) == ("complete", command)
    charts = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    assert charts
    assert list((folder / "charts").glob("*.png"))


@pytest.mark.slow
def test_the_shipped_calibration_answers_its_question(tmp_path, capsys):
    """Half a minute: as few points as eleven numbers need."""
    small = {"library.points": 30, "library.waves": 1, "posterior.draws": 20}
    small["posterior.checked"] = 2
    given = [part for key, value in small.items() for part in ("--set", f"{key}={value}")]
    file = shipped_folder("experiments") / "calibrate_2018.toml"
    out = ("--out", str(tmp_path), "--jobs", "1", "--quiet", "--no-charts", "--json")
    assert main(["calibrate", str(file), *given, *out]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {row["use"] for row in said["fit"]} == {"fit", "test"}
    assert len(said["learnt"]) == 11


def test_the_calibrated_validation_has_a_verdict_on_every_figure(tmp_path, capsys):
    """As `validation.toml` has, whose whole command tests/e2e/test_validate.py tries."""
    file = shipped_folder("experiments") / "validation_calibrated.toml"
    few = ("--replications", "2", "--jobs", "1", "--quiet", "--no-charts", "--json")
    assert main(["validate", str(file), "--out", str(tmp_path), *few]) == 0
    targets = json.loads(capsys.readouterr().out)["targets"]
    known, _ = read_experiment(Validation, shipped_folder("experiments") / "validation.toml")
    assert [one["target"] for one in targets] == list(known.targets)
    assert all(one["n"] == 2 for one in targets)


@pytest.mark.parametrize("name", FILES)
def test_an_experiment_is_headed_by_its_question_and_its_command(name):
    text = (shipped_folder("experiments") / f"{name}.toml").read_text("utf-8")
    head = text.partition("\nname = ")[0]
    assert "?" in head
    assert f"python -m sim {COMMANDS[name]} experiments/{name}.toml" in head


def test_the_folder_is_that_of_the_checkout():
    assert shipped_folder("experiments") == Path(__file__).parents[2] / "experiments"
