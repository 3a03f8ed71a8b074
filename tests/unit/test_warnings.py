"""What a reader of results must beware of."""

import pytest
import tomli_w

from sim.report.warning_words import warnings_about
from sim.scenario.load import load_scenario
from tests.unit.sample_sensitivity import DOCUMENT, LEAVING, TAKE_UP


@pytest.fixture
def ask(tmp_path):
    """The warnings about a scenario that draws two numbers together, with settings over it."""
    (tmp_path / "posterior.csv").write_text(f"{TAKE_UP},{LEAVING}\n0.4,0.1\n0.6,0.2\n", "utf-8")
    file = tmp_path / "one.toml"
    run = DOCUMENT["run"] | {"parameters": "posterior.csv"}
    file.write_text(tomli_w.dumps(DOCUMENT | {"run": run}), "utf-8")
    return lambda *settings: warnings_about(load_scenario(file, settings))


def test_sets_of_numbers_that_are_whole_are_nothing_to_beware_of(ask):
    assert ask() == []


def test_a_number_torn_out_of_its_set_is_told(ask):
    [warning] = ask(f"{TAKE_UP}=0.5")
    assert warning.startswith(f"The scenario itself says what {TAKE_UP} is, whatever the sets")
    [both] = ask(f"{TAKE_UP}=0.5", f"{LEAVING}=0.15")
    assert f"{LEAVING} and {TAKE_UP} are, whatever" in both
