"""Workers, parents and people that end a run before its time: no orphans, nothing lost."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find processes")

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small.toml"
MANY = 24
ENDS = {"simpy": "2019-09-30", "auto": "2035-09-30"}
"""The compiled engine needs much more work to be caught at it."""
TABLES = ("weekly.parquet", "durations.parquet", "summary.csv")


def start(out, engine, jobs=2):
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", str(SMALL), "--replications", str(MANY),
         "--set", f"run.end={ENDS[engine]}", "--engine", engine, "--jobs", str(jobs),
         "--out", str(out), "--no-charts"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def workers(parent):
    """Process ids of the workers that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rpartition(")")[2].split()
            command = (path / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(stat[1]) == parent and b"spawn_main" in command:
            found.append(int(path.name))
    return found


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for(condition, seconds=30.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.01)


def replications_done(out):
    journal = out / "small.partial" / "journal.csv"
    return len(journal.read_text().splitlines()) if journal.exists() else 0


def tables(out):
    return [hashlib.sha256((out / "small" / name).read_bytes()).hexdigest() for name in TABLES]


@pytest.fixture(scope="module", params=ENDS)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def undisturbed(engine, tmp_path_factory):
    """The tables of a run that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    run = start(out, engine)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    return tables(out)


def test_a_killed_worker_changes_nothing(engine, undisturbed, tmp_path):
    run = start(tmp_path, engine)
    wait_for(lambda: replications_done(tmp_path) >= 2)
    os.kill(workers(run.pid)[0], signal.SIGKILL)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert tables(tmp_path) == undisturbed


def test_a_killed_parent_leaves_no_orphans_and_the_same_command_goes_on(
    engine, undisturbed, tmp_path
):
    run = start(tmp_path, engine)
    wait_for(lambda: replications_done(tmp_path) >= 3)
    family = workers(run.pid)
    assert len(family) == {"simpy": 2, "auto": 1}[engine]
    run.kill()
    run.communicate(timeout=30)
    wait_for(lambda: not any(map(is_alive, family)), seconds=5.0)
    done = replications_done(tmp_path)
    assert 3 <= done < MANY
    assert not (tmp_path / "small").exists()
    again = start(tmp_path, engine)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert f"Going on from {done} of {MANY} replications." in err
    assert tables(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("number", "code", "jobs"),
    [(signal.SIGINT, 130, 2), (signal.SIGTERM, 143, 2), (signal.SIGINT, 130, 1)],
)
def test_a_request_to_stop_is_heard_in_good_order(engine, tmp_path, number, code, jobs):
    run = start(tmp_path, engine, jobs)
    wait_for(lambda: replications_done(tmp_path) >= 2)
    family = workers(run.pid)
    asked = time.monotonic()
    for pid in [run.pid, *(family if number == signal.SIGINT else [])]:
        os.kill(pid, number)  # a terminal sends Ctrl-C to workers too
    out, err = run.communicate(timeout=30)
    assert time.monotonic() - asked < 5.0
    assert run.returncode == code, err
    assert out == ""
    assert "Traceback" not in err
    assert f"of {MANY} replications are kept; the same command goes on from there." in err
    assert not any(map(is_alive, family))
    manifest = json.loads((tmp_path / "small.partial" / "manifest.json").read_text("utf-8"))
    assert manifest["status"] == "running"
    assert 2 <= manifest["replications_finished"] < MANY


def test_a_second_run_is_refused_and_the_first_goes_on(engine, undisturbed, tmp_path):
    first = start(tmp_path, engine)
    wait_for(lambda: replications_done(tmp_path) >= 1)
    second = start(tmp_path, engine)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "another run is already writing" in err
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert tables(tmp_path) == undisturbed
