"""Fingerprints that change with what matters and with nothing else."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import sim
from sim import provenance
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"


def scenario_hash(*settings):
    return provenance.scenario_hash(load_scenario(SMALL, settings).model_dump(mode="json"))


def test_the_number_of_replications_does_not_change_a_scenarios_hash():
    assert scenario_hash("run.replications=2") == scenario_hash("run.replications=99")


@pytest.mark.parametrize(
    "setting",
    ["run.seed=8", "run.end=2019-04-01", "teams.intake.opening_caseload=81",
     "demand.sibling_work_share.low=0.41", "title=Other"],
)  # fmt: skip
def test_everything_else_does(setting):
    assert scenario_hash(setting) != scenario_hash()


def test_the_model_version_follows_the_model_and_not_the_command_line(tmp_path, monkeypatch):
    for name in ("cli/commands.py", "record.py", "report/charts.py", "model/team.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("# as it was\n")
    monkeypatch.setattr(provenance, "_PACKAGE", tmp_path)
    fresh = provenance.model_version.__wrapped__
    before = fresh()
    (tmp_path / "cli" / "commands.py").write_text("# other\n")
    (tmp_path / "report" / "charts.py").write_text("# other\n")
    assert fresh() == before
    (tmp_path / "model" / "team.py").write_text("# other\n")
    assert fresh() != before


def test_the_model_version_follows_the_libraries(monkeypatch):
    before = provenance.model_version.__wrapped__()
    newer = provenance.versions() | {"numpy": "99"}
    monkeypatch.setattr(provenance, "versions", lambda: newer)
    assert provenance.model_version.__wrapped__() != before


def test_a_library_that_is_not_installed_is_no_reason_to_stop(monkeypatch):
    monkeypatch.setattr(provenance, "_LIBRARIES", ("simpy", "no-such-library"))
    found = provenance.versions()
    assert found["no-such-library"] == "unknown"
    assert re.fullmatch(r"\d+\.\d+.*", found["simpy"])
    assert found["headroom"] == sim.__version__


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError("git"), subprocess.TimeoutExpired("git", 5),
     subprocess.CalledProcessError(128, "git")],
)  # fmt: skip
def test_trouble_with_git_is_no_trouble(monkeypatch, tmp_path, error):
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr(provenance, "_PACKAGE", tmp_path / "sim")

    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(subprocess, "run", refuse)
    assert provenance.git_commit.__wrapped__() is None


def test_no_checkout_means_no_commit(monkeypatch, tmp_path):
    monkeypatch.setattr(provenance, "_PACKAGE", tmp_path / "sim")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: 1 / 0)
    assert provenance.git_commit.__wrapped__() is None


def test_moments_are_in_utc():
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", provenance.now_utc())


def test_the_public_face_fetches_what_is_asked_for():
    assert sim.load_scenario is load_scenario
    assert "run" in dir(sim)
    with pytest.raises(AttributeError, match="no attribute 'ruin'"):
        _ = sim.ruin


def test_the_version_is_that_of_the_package():
    text = (Path(sim.__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    assert f'version = "{sim.__version__}"' in text


def test_a_change_of_a_sealed_document_is_noticed():
    document = provenance.sealed({"events": 7, "teams": [{"name": "a"}]})
    assert provenance.is_sealed(document)
    assert provenance.is_sealed(json.loads(json.dumps(provenance.sealed(document))))
    assert not provenance.is_sealed(document | {"events": 8})
    assert not provenance.is_sealed({"events": 7})


def test_only_a_sealed_file_that_nobody_changed_is_read(tmp_path):
    whole = json.dumps(provenance.sealed({"events": 7}))
    (tmp_path / "whole").write_text(whole, "utf-8")
    assert provenance.read_sealed(tmp_path / "whole")["events"] == 7
    for text in (whole.replace("7", "8"), whole[:-9], "[7]", "[" * 100_000):
        (tmp_path / "other").write_text(text, "utf-8")
        assert provenance.read_sealed(tmp_path / "other") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_nobody_waits_for_a_pipe_in_the_place_of_a_manifest(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert provenance.read_sealed(tmp_path / "pipe") is None
    assert provenance.read_sealed(tmp_path / "nothing") is None
