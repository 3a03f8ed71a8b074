"""A sweep: its mixes, what stands in its folder, and what is not made twice."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.attempt import Silent
from sim.experiment.conduct import conduct, read_study
from sim.experiment.sweep import base_levels, sweep
from sim.results.store import read
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.load import load_scenario

DATA = Path(__file__).parents[1] / "data"
MIX = DATA / "small_mix.toml"
SHORT = ("run.end=2018-11-30", "run.replications=3")
TABLES = ("points", "sweep", "front", "effects")


class Counter(Silent):
    """Progress that counts replications."""

    def __init__(self):
        self.made = 0

    def advances(self, done):
        self.made += 1


def swept(parent, *settings, file=MIX):
    """The folder of a sweep, and how many replications it simulated."""
    counter = Counter()
    folder = conduct(sweep(file, [*SHORT, *settings]), parent, progress=counter)
    return folder, counter.made


def tables(folder):
    return {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A finished sweep; tests leave it as it is."""
    return swept(tmp_path_factory.mktemp("small"))


@pytest.fixture
def written(tmp_path):
    """Write an experiment file that is like the small one but for something."""

    def write(old: str, new: str, more: str = "") -> Path:
        text = MIX.read_text("utf-8")
        assert old in text
        file = tmp_path / "own.toml"
        file.write_text(f"{text.replace(old, new)}\n{more}", "utf-8")
        (tmp_path / "small.toml").write_text((DATA / "small.toml").read_text("utf-8"), "utf-8")
        return file

    return write


def test_a_level_that_is_the_base_is_not_simulated_again(small):
    folder, made = small
    points = read(folder, "SELECT * FROM points")
    assert points["point"].tolist() == ["base", "mix_2", "mix_3"]
    assert points["mix"].tolist() == ["no change", "1 SWSO", "2 SWSO"]
    assert points["level_swso"].tolist() == [0.0, 1.0, 2.0]
    assert points["in_design"].all()
    assert made == 9


def test_cost_is_the_budget_over_that_of_the_base(small):
    folder, _ = small
    cost = read(folder, "SELECT * FROM points")["extra_cost_gbp"]
    assert cost[0] == 0.0
    assert cost[1] > 1000.0
    assert cost[2] == pytest.approx(2 * cost[1])


def test_the_outcomes_are_those_of_the_replications(small):
    folder, _ = small
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert [one["name"] for one in manifest["outcomes"]] == ["worst", "overtime"]
    assert manifest["levers"][0]["short"] == "SWSO"
    assert manifest["design"] == {"kind": "full_factorial", "points": None, "seed": None}
    table = read(folder, "SELECT * FROM sweep")
    assert len(table) == 6
    assert (table["n"] == 3).all()
    assert np.isfinite(table["mean"]).all()
    worst = table[table["outcome"] == "worst"]
    assert worst["difference"].to_list()[1:] == pytest.approx(
        (worst["mean"] - worst["mean"].iloc[0]).to_list()[1:]
    )


def test_more_replications_add_to_those_that_are_there(small, tmp_path):
    _, made = swept(tmp_path)
    longer, more = swept(tmp_path, "run.replications=5")
    at_once, all_of_them = swept(tmp_path / "at_once", "run.replications=5")
    assert (made, more, all_of_them) == (9, 6, 15)
    assert tables(longer) == tables(at_once)
    shorter, none = swept(tmp_path)
    assert none == 0
    assert tables(shorter) == tables(small[0])


def test_more_levels_add_to_those_that_are_there(tmp_path, written):
    file = written("values = [0, 1, 2]", "values = [0, 1, 2]")
    swept(tmp_path, file=file)
    file = written("values = [0, 1, 2]", "values = [0, 1, 2, 3]")
    folder, made = swept(tmp_path, file=file)
    assert made == 3
    assert len(read(folder, "SELECT * FROM points")) == 4


def test_mixes_beyond_the_limits_are_listed_and_not_simulated(tmp_path, written):
    file = written("values", "values", "[constraints]\nextra_cost_at_most_gbp = 6_000")
    folder, made = swept(tmp_path, file=file)
    points = read(folder, "SELECT * FROM points")
    assert points["meets_constraints"].tolist() == [True, True, False]
    assert made == 6
    assert set(read(folder, "SELECT * FROM sweep")["point"]) == {"base", "mix_2"}


def test_the_base_is_simulated_even_if_it_costs_too_little(tmp_path, written):
    file = written("values", "values", "[constraints]\nextra_cost_at_least_gbp = 1_000")
    folder, made = swept(tmp_path, file=file)
    assert made == 9
    front = read(folder, "SELECT * FROM front")
    assert "base" not in front["point"].tolist()
    assert np.isfinite(
        read(folder, "SELECT * FROM sweep WHERE point <> 'base'")["difference"]
    ).all()


def test_no_mix_within_the_limits_is_refused_before_anything_is_simulated(tmp_path, written):
    file = written("values", "values", "[constraints]\nextra_cost_at_most_gbp = -5")
    with pytest.raises(InputError, match="no mix meets the constraints; the 3 mixes cost £0 to £"):
        swept(tmp_path, file=file)
    assert not (tmp_path / "small_mix").exists()


def test_a_level_that_can_t_be_is_refused_with_its_place(tmp_path, written):
    file = written("values = [0, 1, 2]", "values = [0, 50_000]")
    with pytest.raises(InputErrors) as refused:
        swept(tmp_path, file=file)
    lines = file.read_text("utf-8").splitlines()
    assert {error.file for error in refused.value.errors} == {file}
    assert {lines[error.line - 1] for error in refused.value.errors} == {"[levers.swso]"}
    assert all("25,000 is more than 4,000" in error.problem for error in refused.value.errors)


def test_too_many_mixes_are_refused(tmp_path, written):
    keys = ("costs.pay_award_per_year", "costs.vacancy_factor_share", "demand.trend_per_year")
    levers = (
        f'[levers.x{place}]\nkey = "{key}"\nfrom = 0\nto = 0.5\nstep = 0.001\n'
        for place, key in enumerate(keys)
    )
    file = written("values", "values", "".join(levers))
    with pytest.raises(InputError, match=r"377,254,503 mixes, more than 1,000,000"):
        swept(tmp_path, file=file)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_sampled_design_has_as_many_points_as_asked_and_the_base_besides(tmp_path, written, kind):
    design = f'[design]\nkind = "{kind}"\npoints = 4\n'
    file = written("values = [0, 1, 2]", "low = 0\nhigh = 2", design)
    folder, made = swept(tmp_path, "run.replications=1", file=file)
    points = read(folder, "SELECT * FROM points")
    assert points["in_design"].tolist() == [False, True, True, True, True]
    assert points["point"].tolist() == ["base", "mix_1", "mix_2", "mix_3", "mix_4"]
    assert made == 5
    seed = json.loads((folder / "manifest.json").read_text("utf-8"))["design"]["seed"]
    again = written("values = [0, 1, 2]", "low = 0\nhigh = 2", f"{design}seed = {seed}\n")
    assert swept(tmp_path, "run.replications=1", file=again)[1] == 0
    other = written("values = [0, 1, 2]", "low = 0\nhigh = 2", f"{design}seed = {seed + 1}\n")
    assert swept(tmp_path, "run.replications=1", file=other)[1] == 4


def test_a_sobol_design_is_extended(tmp_path, written):
    def design(points):
        more = f'[design]\nkind = "sobol"\npoints = {points}\n'
        return written("values = [0, 1, 2]", "low = 0\nhigh = 2", more)

    swept(tmp_path, "run.replications=1", file=design(3))
    assert swept(tmp_path, "run.replications=1", file=design(5))[1] == 2


# --- the base among the levels ---


def lever_of(values=(), **keys):
    return Lever(
        "x", "X", "X", "FTE", {k.replace("__", "."): v for k, v in keys.items()}, values, 0, 9
    )


@pytest.mark.parametrize(
    ("lever", "level"),
    [
        (lever_of(teams__north__social_worker_fte=1.0), 5.5),
        (lever_of(teams__north__social_worker_fte=0.5), 11.0),
        (lever_of(interventions__mix__posts__north__swso=1.0), 0.0),
        (lever_of(teams__north__social_worker_fte=1.0, teams__intake__social_worker_fte=1.0), None),
        (lever_of(teams__north__social_worker_fte=5.5, teams__intake__social_worker_fte=4.0), 1.0),
        (lever_of(demand__sibling_work_share=1.0), None),  # drawn anew in every future
        (lever_of(roles__swso__hours_freed_per_week=1.0), 6.5),
        (lever_of((0.3, 0.1 + 0.2), roles__swso__hours_freed_per_week=6.5 / 0.3), 0.3),
    ],
)
def test_the_level_at_which_the_base_stands(lever, level):
    [found] = base_levels(load_scenario(DATA / "small.toml"), [lever]).values()
    assert found == level if level is not None else np.isnan(found)


def test_a_number_that_is_not_drawn_has_a_level():
    base = load_scenario(DATA / "small.toml", ["run.parameter_uncertainty=false"])
    assert base_levels(base, [lever_of(demand__sibling_work_share=1.0)]) == {"x": 0.5}


def test_a_drawn_number_that_a_lever_fixes_is_another_scenario_than_the_base(tmp_path, written):
    share = '[levers.share]\nkey = "demand.sibling_work_share"\nvalues = [0.4, 0.5]\n'
    file = written("values = [0, 1, 2]", "values = [0]", share)
    folder, made = swept(tmp_path, file=file)
    points = read(folder, "SELECT * FROM points")
    assert points["in_design"].tolist() == [False, True, True]
    assert made == 9
    study = read_study(Sweep, file, SHORT)
    assert study.base.demand.sibling_work_share.uncertain
