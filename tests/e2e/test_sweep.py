"""The sweep command as a person uses it, and as power cuts leave it."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIX = ROOT / "tests" / "data" / "small_mix.toml"
LONG = ("--set", "run.end=2029-09-30", "--replications", "30")
"""Long enough to be caught at it."""
TOTAL = 3 * 30
TABLES = tuple(
    f"{name}.{kind}"
    for name in ("points", "sweep", "front", "effects")
    for kind in ("csv", "parquet")
)


def command(out, *more, file=MIX):
    return [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(out), *map(str, more)]


def start(out, *more):
    return subprocess.Popen(
        command(out, "--no-charts", *LONG, *more), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(out, *more, **which):
    done = subprocess.run(
        command(out, *more, **which), cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def kept(out):
    """Replications that are kept for good."""
    store = out / "small_mix.partial" / "points.sqlite"
    if not store.exists():
        return 0
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)) as connection:
        try:
            [(count,)] = connection.execute("SELECT count(*) FROM kept").fetchall()
        except sqlite3.OperationalError:
            return 0  # the table is still being made
    return count


def kill_after(out, replications, *more):
    """Kill -9 a sweep once so many replications are kept; return how many there are then."""
    run = start(out, *more)
    limit = time.monotonic() + 60
    while kept(out) < replications:
        assert run.poll() is None, "it was over too soon"
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.005)
    run.kill()
    run.communicate(timeout=30)
    return kept(out)


def tables(out):
    return {name: (out / "small_mix" / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a sweep that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    finish(out, "--no-charts", *LONG, "--jobs", 1)
    return out


def test_killed_twice_and_resumed_it_leaves_the_same_tables(undisturbed, tmp_path):
    first = kill_after(tmp_path, 10, "--jobs", 2)
    second = kill_after(tmp_path, first + 10, "--jobs", 1)
    assert first < second < TOTAL
    assert not (tmp_path / "small_mix").exists()
    done = finish(tmp_path, "--no-charts", *LONG, "--jobs", 2)
    assert f"Going on from {second} of {TOTAL} replications." in done.stderr
    assert tables(tmp_path) == tables(undisturbed)
    manifest = json.loads((tmp_path / "small_mix" / "manifest.json").read_text("utf-8"))
    assert manifest["replications_simulated"] == TOTAL


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
