"""From a table of teams to results, as a planner does it, in a folder of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def sim(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "sim", *arguments], check=False, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_table_becomes_a_scenario_that_runs(tmp_path):
    sim(tmp_path, "new", "--example", "teams.xlsx")
    assert "Wrote north.toml, with the 7 teams" in sim(
        tmp_path, "new", "teams.xlsx", "--out", "north.toml", "--start", "2027-04-01"
    )
    assert "The scenario north is valid." in sim(tmp_path, "check", "north.toml")
    quick = ("--replications", "2", "--set", "run.end=2027-04-30", "--engine", "simpy")
    out = sim(tmp_path, "run", "north.toml", *quick, "--jobs", "1", "--no-charts", "--quiet")
    assert "Safeguarding" in out
    assert (tmp_path / "results" / "north" / "summary.csv").exists()
