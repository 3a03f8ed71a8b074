"""Experiment files: what they lay over their scenarios, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.conduct import read_study
from sim.scenario.experiments.groundwork import number_at, read_experiment
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.load import load_scenario

DATA = Path(__file__).parents[1] / "data"
MIX = DATA / "small_mix.toml"
HEAD = 'name = "x"\nbase = "small.toml"\n[outcomes.worst]\nat_most = 21\n'


@pytest.fixture
def write(tmp_path):
    """A function that writes an experiment beside a copy of the small scenario."""
    (tmp_path / "small.toml").write_text((DATA / "small.toml").read_text("utf-8"), "utf-8")

    def write(text, name="x.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def errors_of(kind, path, *settings):
    with pytest.raises((InputError, InputErrors)) as caught:
        read_study(kind, path, settings)
    found = caught.value
    return found.errors if isinstance(found, InputErrors) else [found]


# --- scenarios ---


def test_run_and_changes_are_laid_over_the_base_and_levers_have_the_last_word():
    experiment, ground = read_experiment(Sweep, MIX, ["scenario.teams.north.opening_caseload=99"])
    lever = experiment.levers["swso"].lever("swso")
    scenario = ground.scenario("small.toml", ("base",), lever.settings(3.0))
    assert scenario.run.replications == 4
    assert scenario.run.seed == 7
    assert scenario.teams["north"].opening_caseload.count == 99
    mix = scenario.interventions["mix"]
    assert (mix.label, mix.added("north", "swso")) == ("More support", 1.5)
    plain = ground.scenario("small.toml", ("base",), is_changed=False)
    assert plain.run.replications == 4
    assert "mix" not in plain.interventions
    assert plain.teams["north"].opening_caseload.count == 110


def test_a_number_that_is_set_has_no_range_left():
    _, ground = read_experiment(Sweep, MIX)
    scenario = ground.scenario("small.toml", ("base",), {"demand.sibling_work_share": 0.9})
    assert scenario.demand.sibling_work_share.value == 0.9
    assert not scenario.demand.sibling_work_share.uncertain


def test_the_base_may_stand_in_the_folder_around_that_of_the_experiment(write, tmp_path):
    (tmp_path / "experiments").mkdir()
    path = write(HEAD.replace('"small', '"../small') + "[levers.a]\nkey='k'\nvalues=[1]",
                 "experiments/x.toml")  # fmt: skip
    assert read_study(Sweep, path).base.name == "small"
    outside = write(HEAD.replace('"small', '"../../small') + "[levers.a]\nkey='k'\nvalues=[1]",
                    "experiments/y.toml")  # fmt: skip
    [error] = errors_of(Sweep, outside)
    assert (error.line, error.key) == (2, "base")
    assert "outside" in error.problem


def test_a_shipped_scenario_is_found_by_its_name(write):
    path = write(HEAD.replace("small", "do_nothing") + "[levers.a]\nkey='k'\nvalues=[1]")
    assert read_study(Sweep, path).base.name == "do_nothing"


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("teams.north.opening_caseload", 110.0),
        ("roles.swso.hours_freed_per_week", 6.5),
        ("demand.sibling_work_share", 0.5),
        ("interventions.mix.posts.north.swso", 0.0),
        ("interventions.other.posts.north.swso", 0.0),
        ("teams.north.label", None),
        ("teams.nowhere.opening_caseload", None),
        ("run.parameter_uncertainty", None),
        ("roles.social_worker.pay", None),
    ],
)
def test_the_number_at_a_key(key, number):
    study = read_study(Sweep, MIX)
    assert number_at(study.base, key) == number


def test_a_scenario_is_no_experiment_and_the_other_way_round():
    [error] = errors_of(Sweep, DATA / "small.toml")
    assert "this is a scenario" in error.problem
    with pytest.raises(InputError, match="this is an experiment"):
        load_scenario(MIX)


# --- levers ---


@pytest.mark.parametrize(
    ("text", "values", "ends"),
    [
        ("values = [3, 1, 2]", (3.0, 1.0, 2.0), (1.0, 3.0)),
        ("from = 0\nto = 0.3\nstep = 0.1", (0.0, 0.1, 0.2, 0.3), (0.0, 0.3)),
        ("from = 0\nto = 5\nstep = 2", (0.0, 2.0, 4.0), (0.0, 4.0)),
        ("from = 2\nto = 2\nstep = 1", (2.0,), (2.0, 2.0)),
        ("low = 1\nhigh = 4", (), (1.0, 4.0)),
    ],
)
def test_levels(write, text, values, ends):
    design = "[design]\nkind = 'sobol'\npoints = 4\n"
    path = write(f"{HEAD}{design}[levers.a]\nkey = 'run.seed'\n{text}\n")
    lever = read_experiment(Sweep, path)[0].levers["a"].lever("a")
    assert lever.values == values
    assert (lever.low, lever.high) == ends
    assert (lever.label, lever.short, lever.settings(2.0)) == ("a", "a", {"run.seed": 2.0})


# --- errors ---

LEVER = "[levers.a]\nkey = 'demand.growth_per_year'\n"
WRONG = {
    "values = []": "not clear",
    "values = [1]\nlow = 1\nhigh = 2": "not clear",
    "from = 1\nto = 2": "is missing",
    "values = [1, 1]": "twice",
    "from = 2\nto = 1\nstep = 1": "is under from",
    "from = 0\nto = 1\nstep = 0": "not more than 0",
    "from = 0\nto = 1\nstep = 1e-9": "more than 10,000 levels",
    "low = 1\nhigh = 2": "has a range and no levels",
    "values = [1]\nkeys = {x = 1}": "either key or keys",
    "values = [1]\n[design]\npoints = 3": "full factorial",
    "values = [1]\n[design]\nkind = 'sobol'": "needs points",
    "values = [1]\n[outcomes.b]\nat = 2018-10-05\nfrom = 2018-10-05": "asks for a week",
    "values = [1]\n[outcomes.b]\nuntil = 2018-10-05": "until needs from",
    "values = [1]\n[outcomes.b]\nat_most = 1\nat_least = 1": "two targets",
    "values = [1]\n[outcomes.b]\nfrom = 2018-12-01\nuntil = 2018-11-01": "is before from",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_does_not_fit_is_told(write, text, said):
    [error] = errors_of(Sweep, write(f"{HEAD}{LEVER}{text}\n"))
    assert said in str(error)
    assert error.remedy


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("[outcomes.b]\nmeasure = 'case_load'", "outcomes.b.measure", "no measure"),
        ("[outcomes.b]\nunits = ['intake', 'nort']", "outcomes.b.units[1]", 'group "nort"'),
        ("[outcomes.b]\nteams_of = ['Nowhere']", "outcomes.b.teams_of[0]", 'group "Nowhere"'),
        ("[outcomes.b]\nfrom = 2017-10-01", "outcomes.b.from", "not within the run"),
        ("[outcomes.b]\nat = 2030-10-01", "outcomes.b.at", "not within the run"),
        ("[run]\nreplication = 3", "run.replication", "no such key"),
        ("[scenario.teams.north]\nkind = 3", "scenario.teams.north.kind", "not text"),
        ("[scenario]\nrun = {start = 2018-10-01}", None, None),
    ],
)
def test_errors_name_the_key_and_line_of_the_experiment(write, text, key, problem):
    path = write(f"{HEAD}{LEVER}values = [1]\n{text}\n")
    if key is None:
        assert read_study(Sweep, path).base.run.start.isoformat() == "2018-10-01"
        return
    [error] = errors_of(Sweep, path)
    assert (error.key, Path(error.file)) == (key, path)
    last = path.read_text("utf-8").splitlines()[error.line - 1]
    assert key.split(".")[-1].partition("[")[0] in last
    assert problem in error.problem


def test_a_lever_of_a_key_that_is_not_there_is_told_with_its_line(write):
    path = write(f"{HEAD}[levers.a]\nvalues = [1]\n[levers.a.keys]\n'demand.grwth' = 1\n")
    study = read_study(Sweep, path)
    lever = study.experiment.levers["a"].lever("a")
    with pytest.raises(InputErrors) as caught:
        study.ground.scenario("small.toml", ("base",), lever.settings(1.0), ("levers", "a", "keys"))
    [error] = caught.value.errors
    assert (error.key, error.line) == ("demand.grwth", 8)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "seeks nothing"),
        ("[least_cost]\nchance = 0.9", "nothing to mix"),
        (f"{LEVER}low = 1\nhigh = 2\n[least_cost]\nchance = 0.9", "range and no levels"),
        (f"{LEVER}values = [1]\n[least_cost]\nchance = 1.0", "not less than 1"),
        (f"{LEVER}values = [1]\n[least_cost]\nchance = 0.9\nindifference = 0.2", "reach 0 or 1"),
        ("[switching.h]\nkey = 'k'\nlow = 1\nhigh = 2", "needs options"),
        ("[switching.h]\nkey = 'k'\nlow = 2\nhigh = 1", "not under high"),
    ],
)
def test_what_is_wrong_with_a_search(write, text, said):
    assert said in str(errors_of(Seek, write(HEAD + text))[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is asked for"),
        ("[morris]\nlevels = 5", "is odd. Write 6"),
        ("[sobol]\npoints = 100", "Write 64 or 128"),
        ("[sobol]\nstrongest = 3", "needs [morris]"),
        ("[split]\ndraws = 2", "less than 3"),
    ],
)
def test_what_is_wrong_with_a_sensitivity_analysis(write, text, said):
    assert said in str(errors_of(Sensitivity, write(HEAD + text))[0])
