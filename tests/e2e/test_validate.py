"""The validate command as a person uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small_validation.toml"


def finish(out, *more):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "validate", *map(str, more), "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def test_the_answer_comes_first_and_then_every_figure(tmp_path):
    done = finish(tmp_path, SMALL)
    assert done.stdout.startswith(
        "Is the small service as it is said to be?\n\n2 of 3 published figures lie within"
    )
    assert "\nOutside, held out: Caseload of Intake.\n" in done.stdout
    assert "\nFigures used for fitting, 3 futures\n" in done.stdout
    folder = tmp_path / "small_validation"
    index = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    assert [chart["name"] for chart in index["charts"]] == ["held_out", "fitted"]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["replications_simulated"]) == ("validation", 3)
    again = finish(tmp_path, SMALL, "--replications", 4, "--json", "--no-charts")
    assert "Going on from 3 of 4 replications." in again.stderr
    said = json.loads(again.stdout)
    assert [one["n"] for one in said["targets"]] == [4, 4, 4]


def test_the_shipped_validation_has_a_verdict_on_every_figure(tmp_path):
    done = finish(tmp_path, "--replications", 3, "--no-charts", "--jobs", 2)
    assert done.stdout.startswith("Where does the model agree with what is published, ")
    found = pd.read_csv(tmp_path / "validation" / "targets.csv")
    assert set(found["verdict"]) == {"inside", "outside"}
    assert set(found["use"]) == {"fit", "test"}
    assert (found["n"] == 3).all()
    assert found["source"].str.len().min() > 5
