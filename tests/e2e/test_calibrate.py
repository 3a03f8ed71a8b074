"""The calibrate command as a person uses it, and a scenario that uses what came out."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import tomli_w

from tests.unit.sample_calibration import BASE, EXPERIMENT

ROOT = Path(__file__).parents[2]


def ask(*words):
    done = subprocess.run(
        [sys.executable, "-m", "sim", *map(str, words)], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_numbers_are_found_and_used(tmp_path):
    (tmp_path / "base.toml").write_text(tomli_w.dumps(BASE), "utf-8")
    file, out = tmp_path / "found.toml", tmp_path / "results"
    file.write_text(tomli_w.dumps(EXPERIMENT), "utf-8")
    said = json.loads(ask("calibrate", file, "--out", out, "--json", "--jobs", 1, "--quiet"))
    assert {one["target"] for one in said["fit"]} == {"busy", "absence"}
    assert (out / "found" / "charts" / "fit.png").exists()

    shutil.copy(said["posterior"], tmp_path / "posterior.csv")
    joint = tmp_path / "joint.toml"
    text = 'extends = "base.toml"\nname = "joint"\n[run]\nparameters = "posterior.csv"\n'
    joint.write_text(text, "utf-8")
    options = ("--out", out, "--jobs", 1, "--quiet", "--no-charts", "--replications", 3)
    ask("run", joint, *options)
    # the run holds its rows itself
    alone = out / "joint" / "scenario.toml"
    shutil.copy(alone, tmp_path / "alone.toml")
    (tmp_path / "posterior.csv").unlink()
    ask("run", tmp_path / "alone.toml", *options, "--set", "name=alone")
    weekly = [(out / name / "weekly.parquet").read_bytes() for name in ("joint", "alone")]
    assert weekly[0] == weekly[1]
