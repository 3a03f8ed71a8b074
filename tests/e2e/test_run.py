"""The command line as a person uses it: in a process of its own."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small.toml"
TABLES = ("weekly.parquet", "durations.parquet", "cases.parquet", "costs.parquet", "summary.csv")


def sim(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=120, **more,
    )  # fmt: skip


def digests(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}


def test_results_do_not_depend_on_the_engine_or_on_how_many_work_at_a_time(tmp_path):
    made = []
    for engine, jobs in [("simpy", 1), ("simpy", 2), ("auto", 1), ("auto", 4), ("compiled", 2)]:
        out = tmp_path / f"{engine}{jobs}"
        done = sim("run", SMALL, "--engine", engine, "--jobs", jobs, "--out", out, "--cases",
                   "--no-charts", "--json")  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["status"] == "complete"
        made.append(digests(out / "small"))
        manifest = json.loads((out / "small" / "manifest.json").read_text("utf-8"))
        assert manifest["jobs"] == jobs
    assert all(one == made[0] for one in made)


def test_without_a_cache_the_model_is_compiled_each_time_and_says_so(tmp_path):
    no_folder = tmp_path / "file"
    no_folder.touch()
    done = sim("run", SMALL, "--replications", "2", "--out", tmp_path, "--no-charts",
               env={**os.environ, "NUMBA_CACHE_DIR": str(no_folder)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no cache folder can be written: NUMBA_CACHE_DIR can name one." in done.stderr
    assert "Engine: compiled, verified against the SimPy reference: replications" in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["small"]


def test_a_run_works_from_any_folder_and_leaves_results_there(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", SMALL, "--replications", "1", "--no-charts"],
        check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "small" / "weekly.parquet").exists()


def test_bad_input_writes_nothing_and_shows_no_traceback(tmp_path):
    done = sim("run", SMALL, "--set", "teams.nowhere.kind=district", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "teams.nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_stdout_is_the_machines_fault():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "check", SMALL],
            check=False, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 4
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["--help", f"replay {SMALL}", f"check {SMALL}", "schema"])
def test_a_reader_who_leaves_is_no_reason_to_complain(command):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "sim", *command.split()],
        check=False, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_a_terminal_that_knows_no_pounds_is_no_reason_to_stop(tmp_path):
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = sim("run", SMALL, "--replications", 1, "--out", tmp_path, "--no-charts", env=plain)
    assert done.returncode == 0, done.stderr
    assert "?241,388" in done.stdout
