"""The sweep command as a person uses it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIX = ROOT / "tests" / "data" / "small_mix.toml"
LONG = ("--replications", "30")
TOTAL = 3 * 30


def command(out, *more, file=MIX):
    return [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out), *map(str, more)]


def finish(out, *more, **which):
    done = subprocess.run(
        command(out, *more, **which), cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a sweep that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    finish(out, "--no-charts", *LONG, "--jobs", 1)
    return out


def test_what_is_in_the_store_is_not_simulated_again(undisturbed):
    done = finish(undisturbed, "--no-charts", *LONG)
    assert "The same results are in" in done.stderr
    more = finish(undisturbed, "--no-charts", *LONG, "--replications", 40)
    assert f"Going on from {TOTAL} of 120 replications." in more.stderr


def test_the_answer_comes_first_and_then_the_front(tmp_path):
    done = finish(tmp_path, "--replications", 4)
    paragraphs = done.stdout.split("\n\n")
    assert paragraphs[0] == "How many support officers are enough?"
    assert paragraphs[1].startswith("Of 3 mixes, ")
    assert "Highest caseload of a team, cases per worker, in 4 futures\n  Mix " in done.stdout
    assert re.search(r"^  no change +£0  ", done.stdout, re.M)
    assert done.stdout.rstrip().endswith("charts")
    folder = tmp_path / "small_mix"
    index = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    names = {"cost_worst", "cost_overtime", "effects_worst", "effects_overtime"}
    assert {chart["name"] for chart in index["charts"]} == names
    assert {chart["name"] for chart in index["omitted"]} == {"map_worst", "map_overtime"}
    said = json.loads(finish(tmp_path, "--replications", 4, "--json", "--quiet").stdout)
    assert said["answers"] == paragraphs[1:3]
    assert [point["mix"] for point in said["points"]] == ["no change", "1 SWSO", "2 SWSO"]
    assert said["charts"] == str(folder / "charts")
