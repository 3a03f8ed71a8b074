"""What a reader of results must beware of."""

import pytest
import tomli_w

from sim.report.warning_words import warnings_about
from sim.scenario.load import load_scenario
from tests.unit.sample_sensitivity import DOCUMENT, LEAVING, TAKE_UP
from tests.unit.test_cli import SMALL


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


CHANGE = "interventions.more.posts.north.swso=1"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["interventions.more.from=2035-04-01"], "it begins on 1 April 2035, and the run ends on"),
        (
            ["interventions.more.from=2010-04-01", "interventions.more.to=2011-03-31"],
            "it ends on 31 March 2011, and the run begins on",
        ),
    ],
)
def test_a_change_that_the_run_never_sees_is_told(settings, words):
    [warning] = outside(*settings)
    assert warning.startswith("The intervention more changes nothing: ")
    assert words in warning


@pytest.mark.parametrize("day", ["start", "end"])
def test_a_change_on_the_first_or_last_day_is_inside(day):
    run = load_scenario(SMALL).run
    assert outside(f"interventions.more.from={getattr(run, day)}") == []


def outside(*settings):
    """What is said of a scenario beside its loads."""
    label = "interventions.more.label='more'"
    told = warnings_about(load_scenario(SMALL, [CHANGE, label, *settings]))
    return [warning for warning in told if "intervention" in warning]
