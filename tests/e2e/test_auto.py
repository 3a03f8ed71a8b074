"""Replications until means are precise enough, as a process that may be killed."""

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small.toml"
TABLES = ("weekly.parquet", "durations.parquet", "summary.csv")
PRECISE = ("auto", "--half-width", "caseload_per_fte=4%", "--half-width", "open_cases@north=5")


def start(out, *replications, jobs=1):
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", SMALL, "--set", "run.end=2024-09-30", "--out", out,
         "--jobs", str(jobs), "--no-charts", "--json", "--replications", *replications],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finished(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return json.loads(out)


def digests(out):
    return [hashlib.sha256((out / "small" / name).read_bytes()).hexdigest() for name in TABLES]


def replications_done(out):
    journal = out / "small.partial" / "journal.csv"
    return len(journal.read_text().splitlines()) if journal.exists() else 0


def test_it_comes_to_the_same_however_it_went(tmp_path):
    one, two, fixed = (tmp_path / name for name in ("one", "two", "fixed"))
    found = finished(start(one, *PRECISE))
    assert found["precision"]["reached"] is True
    killed = start(two, *PRECISE, jobs=2)
    limit = time.monotonic() + 60
    while replications_done(two) < 30:  # in the second round or a later one
        assert time.monotonic() < limit and killed.poll() is None, "it was over too soon or never"
        time.sleep(0.005)
    killed.kill()
    killed.communicate(timeout=30)
    assert not (two / "small").exists()
    again = finished(start(two, *PRECISE, jobs=2))
    assert again["precision"] == found["precision"]
    assert finished(start(fixed, str(found["replications"])))["precision"] is None
    assert digests(one) == digests(two) == digests(fixed)
