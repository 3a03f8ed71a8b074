"""A sensitivity analysis from its file to its results folder."""

import json
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import tomli_w

from sim.errors import InputError, InputErrors
from sim.experiment.account import RunOptions
from sim.experiment.conduct import conduct
from sim.experiment.sensitivity import sensitivity
from tests.documents import changed
from tests.unit.sample_sensitivity import DOCUMENT, FREED, LEAVING, TAKE_UP

ROOT = Path(__file__).parents[2]
OPTIONS = RunOptions(engine="simpy", jobs=1)
EXPERIMENT = {
    "name": "matters",
    "question": "What matters?",
    "base": "expansion.toml",
    "against": "nothing.toml",
    "run": {"replications": 3, "end": date(2018, 11, 9)},
    "scenario": {"interventions": {"more": {"from": DOCUMENT["run"]["start"],
                                            "posts": {"north": {"swso": 1.0}},
                                            "filled_on_first_day": True}}},
    "outcomes": {"service": {}},
    "tornado": {},
    "morris": {"trajectories": 2},
    "sobol": {"points": 16, "strongest": 1},
    "split": {"draws": 3},
}  # fmt: skip


def write_files(folder, against=None, **keys):
    """Write the two scenarios and an experiment, with some keys of it changed."""
    (folder / "expansion.toml").write_text(tomli_w.dumps(DOCUMENT), "utf-8")
    nothing = {"extends": "expansion.toml", "name": "nothing", **(against or {})}
    (folder / "nothing.toml").write_text(tomli_w.dumps(nothing), "utf-8")
    file = folder / "matters.toml"
    file.write_text(tomli_w.dumps(changed(EXPERIMENT, **keys)), "utf-8")
    return file


@pytest.fixture
def write(tmp_path):
    return partial(write_files, tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("whole")
    return conduct(sensitivity(write_files(place)), place / "results", OPTIONS)


def test_a_file_becomes_tables(folder):
    assert (folder.parent.name, folder.name) == ("results", "matters")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["status"]) == ("sensitivity", "complete")
    assert manifest["against"]["name"] == "nothing"
    assert manifest["parts"] == ["tornado", "morris", "sobol", "split"]
    for name in ("inputs", *manifest["parts"]):
        assert not pd.read_csv(folder / f"{name}.csv").empty
        assert f"{name}.csv" in manifest["files"]
    tornado = pd.read_csv(folder / "tornado.csv").set_index("input")
    assert set(tornado.index) == {FREED, TAKE_UP, LEAVING}
    # the extra officer takes work off the team, and more so the more of it is taken up
    assert tornado["centre"].iloc[0] < 0.0
    assert tornado["swing"][TAKE_UP] < 0.0
    assert len(pd.read_csv(folder / "sobol.csv")) == 1


def test_every_file_and_column_is_explained(folder):
    page = (ROOT / "docs" / "reference" / "results.md").read_text("utf-8")
    section = page.partition("## A sensitivity analysis")[2]
    files = {path.name for path in folder.iterdir() if path.suffix != ".parquet"}
    columns = {name for path in folder.glob("*.csv") for name in pd.read_csv(path, nrows=0).columns}
    assert {name for name in files | columns if f"`{name}`" not in section} == set()


def test_the_same_question_is_not_simulated_again(write, tmp_path):
    file = write(morris=None, sobol=None, split=None)
    first = conduct(sensitivity(file), tmp_path, OPTIONS)
    table = (first / "tornado.csv").read_bytes()
    ended = json.loads((first / "manifest.json").read_text("utf-8"))["ended"]
    again = conduct(sensitivity(file), tmp_path, OPTIONS)
    assert json.loads((again / "manifest.json").read_text("utf-8"))["ended"] == ended
    more = conduct(sensitivity(file, ["run.replications=4"]), tmp_path, OPTIONS)
    assert json.loads((more / "manifest.json").read_text("utf-8"))["replications_simulated"] == 56
    assert (more / "tornado.csv").read_bytes() != table
    back = conduct(sensitivity(file), tmp_path, OPTIONS)
    assert (back / "tornado.csv").read_bytes() == table


def test_without_another_scenario_the_outcome_itself_is_studied(write, tmp_path):
    file = write(morris=None, sobol=None, split=None, inputs=[TAKE_UP])
    text = file.read_text("utf-8").replace('against = "nothing.toml"\n', "")
    file.write_text(text, "utf-8")
    folder = conduct(sensitivity(file), tmp_path, OPTIONS)
    tornado = pd.read_csv(folder / "tornado.csv")
    assert tornado["input"].to_list() == [TAKE_UP]


def test_too_few_futures_are_an_error_at_their_key(write, tmp_path):
    with pytest.raises(InputError, match="2 futures are too few") as caught:
        sensitivity(write(), ["run.replications=2"])
    assert caught.value.key == "run.replications"


def test_scenarios_that_are_unlike_are_not_paired(write, tmp_path):
    file = write(against={"run": {"seed": 6}})
    with pytest.raises(InputErrors, match=r"run\.seed"):
        conduct(sensitivity(file), tmp_path, OPTIONS)


def test_an_unknown_input_is_an_error_with_its_line(write, tmp_path):
    with pytest.raises(InputErrors) as caught:
        conduct(sensitivity(write(inputs=["roles.swso.takeup"])), tmp_path, OPTIONS)
    [error] = caught.value.errors
    assert error.key == "inputs[0]"
    assert error.line is not None
    assert str(error.file).endswith("matters.toml")
