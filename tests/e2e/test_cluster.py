"""Runs over a Dask scheduler with TLS and two worker processes: one dies, others refuse."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client, Security

from sim.experiment.runner import RunOptions
from sim.experiment.runner import run as run_scenario
from sim.scenario.load import load_scenario

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small.toml"
MIX = ROOT / "tests" / "data" / "small_mix.toml"
TABLES = ("weekly.parquet", "durations.parquet", "cases.parquet", "costs.parquet", "summary.csv")
MANY = 40
LONG = "2020-09-30"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Dask's configuration, as environment variables that name files."""
    folder = tmp_path_factory.mktemp("certificates")
    made = Security.temporary()
    named = {"CA_FILE": made.tls_ca_file}
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        named[f"{role}__CERT"] = made.tls_client_cert
        named[f"{role}__KEY"] = made.tls_client_key
    variables = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
    for name, text in named.items():
        (folder / f"{name}.pem").write_text(text)
        variables[f"DASK_DISTRIBUTED__COMM__TLS__{name}"] = str(folder / f"{name}.pem")
    return {**os.environ, **variables, "PYTHONPATH": str(ROOT)}


@contextmanager
def dask(certificates, *arguments):
    """A Dask process; it is ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *map(str, arguments[1:])],
        env=certificates, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


@pytest.fixture(scope="module")
def scheduler(certificates, tmp_path_factory):
    """The address of a scheduler."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    with dask(
        certificates, "dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", 0,
        "--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", file,
    ):  # fmt: skip
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        yield json.loads(file.read_text())["address"]


@contextmanager
def a_worker(certificates, scheduler, folder, *more):
    with dask(
        certificates, "dask_worker", scheduler, "--nthreads", 1, "--no-nanny", "--no-dashboard",
        "--host", "127.0.0.1", "--local-directory", folder, *more,
    ) as process:  # fmt: skip
        yield process


@pytest.fixture(scope="module")
def worker(certificates, scheduler, tmp_path_factory):
    """A worker that lives on from test to test."""
    with a_worker(certificates, scheduler, tmp_path_factory.mktemp("worker")) as process:
        yield process


def wait_for(condition, seconds=30.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.01)


def start(out, environment, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", str(SMALL), "--replications", str(MANY), "--cases",
         "--set", f"run.end={LONG}", "--out", str(out), "--no-charts", *more],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def on(scheduler):
    return ("--executor", "dask", "--scheduler", scheduler)


def replications_done(out):
    journal = out / "small.partial" / "journal.csv"
    return len(journal.read_text().splitlines()) if journal.exists() else 0


def digests(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}


def run_here(out):
    """The same run on this machine alone."""
    scenario = load_scenario(SMALL, [f"run.end={LONG}", f"run.replications={MANY}"])
    return digests(run_scenario(scenario, out, RunOptions(cases=True)))


def test_a_worker_that_is_killed_half_way_changes_nothing(
    certificates, scheduler, worker, tmp_path
):
    with a_worker(certificates, scheduler, tmp_path / "other") as other:
        undisturbed = run_here(tmp_path / "local")
        run = start(tmp_path, certificates, *on(scheduler))
        wait_for(lambda: replications_done(tmp_path) >= MANY // 4)
        assert run.poll() is None
        other.kill()
        _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert err == f"Simulating {MANY} replications.\nPutting the results together.\n"
    assert digests(tmp_path / "small") == undisturbed
    manifest = json.loads((tmp_path / "small" / "manifest.json").read_text("utf-8"))
    assert manifest["executor"] == "dask"
    assert manifest["verification"].startswith("verified against the SimPy reference")


def test_an_experiment_comes_to_the_same(certificates, scheduler, worker, tmp_path):
    """A sweep by workers of a scheduler leaves the tables of one on this machine."""
    sweep = [sys.executable, "-m", "sim", "sweep", str(MIX), "--no-charts", "--quiet", "--json"]
    for name, where in (("here", ["--jobs", "1"]), ("there", on(scheduler))):
        out = ["--out", str(tmp_path / name)]
        done = subprocess.run(
            [*sweep, *out, *where], cwd=ROOT, env=certificates, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
    tables = sorted((tmp_path / "here" / "small_mix").glob("*.parquet"))
    assert len(tables) == 4
    for table in tables:
        other = tmp_path / "there" / "small_mix" / table.name
        assert other.read_bytes() == table.read_bytes(), table.name


def test_a_request_to_stop_takes_the_work_back(certificates, scheduler, worker, tmp_path):
    run = start(tmp_path, certificates, *on(scheduler))
    wait_for(lambda: replications_done(tmp_path) >= 2)
    asked = time.monotonic()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=30)
    assert time.monotonic() - asked < 5.0
    assert run.returncode == 130, err
    assert f"of {MANY} replications are kept; the same command goes on from there." in err
    assert "Traceback" not in err
    assert worker.poll() is None
    assert left(scheduler, certificates) == 0


def left(scheduler, certificates):
    """How many tasks the scheduler still knows of."""
    name = "DASK_DISTRIBUTED__COMM__TLS__"
    security = Security(
        tls_ca_file=certificates[f"{name}CA_FILE"],
        tls_client_cert=certificates[f"{name}CLIENT__CERT"],
        tls_client_key=certificates[f"{name}CLIENT__KEY"],
        require_encryption=True,
    )
    with Client(scheduler, security=security, set_as_default=False, timeout=10) as client:
        return client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))


def test_a_worker_with_another_program_is_refused(certificates, scheduler, tmp_path):
    other = tmp_path / "other.py"
    other.write_text('from sim import provenance\nprovenance.model_version = lambda: "other"\n')
    with a_worker(certificates, scheduler, tmp_path / "worker", "--preload", other):
        run = start(tmp_path / "out", certificates, *on(scheduler))
        _, err = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "a worker can't take part" in err
    assert "Traceback" not in err
