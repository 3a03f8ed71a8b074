"""The bench simulates what is missing, once, and says the same however that came about."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.experiment.account import RunOptions
from sim.experiment.attempt import Silent
from sim.experiment.conduct import Findings, Inquiry, conduct, read_study
from sim.experiment.evaluate import Bench
from sim.experiment.points import Point, extra_cost, fingerprint
from sim.experiment.runner import run
from sim.results.point_store import POINT_STORE, open_store
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.load import load_scenario

DATA = Path(__file__).parents[1] / "data"
MIX = DATA / "small_mix.toml"
SHORT = ["run.end=2018-11-30", "run.replications=4"]


class Counter(Silent):
    """Progress that counts replications."""

    def __init__(self):
        self.made, self.words = 0, []

    def advances(self, done):
        self.made += 1

    def says(self, words):
        self.words.append(words)


@pytest.fixture(scope="module")
def study():
    return read_study(Sweep, MIX, SHORT)


def points_of(study):
    lever = study.experiment.levers["swso"].lever("swso")
    *_, levels, _low, _high = lever
    return [
        Point(
            f"{level:g}",
            study.ground.scenario("small.toml", ("base",), lever.settings(level)),
            {"swso": level},
        )
        for level in levels
    ]


def a_bench(study, store, progress=None, **options):
    return Bench(store, study.outcomes, RunOptions(**options), progress or Silent())


@pytest.fixture(scope="module")
def whole(study, tmp_path_factory):
    """All values, made at once."""
    with open_store(tmp_path_factory.mktemp("store") / "s", "program") as store:
        return a_bench(study, store).values(points_of(study), 13)


def test_values_do_not_depend_on_jobs_engine_or_what_was_there(study, whole, tmp_path):
    points = points_of(study)
    with open_store(tmp_path / "s", "program") as store:
        a_bench(study, store, engine="simpy").values(points[1:], 2)
    with open_store(tmp_path / "s", "program") as store:
        bench = a_bench(study, store, jobs=2)
        np.testing.assert_array_equal(bench.values([points[2], points[0]], 5), whole[[2, 0], :5])
        np.testing.assert_array_equal(bench.values(points, 13), whole)


def test_nothing_is_simulated_twice(study, whole, tmp_path):
    points, counter = points_of(study), Counter()
    with open_store(tmp_path / "s", "program") as store:
        bench = a_bench(study, store, counter)
        bench.values(points[:2], 3)
        bench.values([points[1], points[1], points[2]], 4)
        assert counter.made == 2 * 3 + 1 + 4
    with open_store(tmp_path / "s", "program") as store:
        found = a_bench(study, store, counter).values([*points, points[0]], 3)
    assert counter.made == 2 * 3 + 1 + 4
    np.testing.assert_array_equal(found, whole[[0, 1, 2, 0], :3])


def test_other_outcomes_are_other_points(study, tmp_path):
    counter, points = Counter(), points_of(study)[:1]
    with open_store(tmp_path / "s", "program") as store:
        for outcomes in (study.outcomes, study.outcomes[:1]):
            Bench(store, outcomes, RunOptions(), counter).values(points, 2)
    assert counter.made == 4


def test_points_meet_the_same_futures(whole):
    """Two mixes go up and down together; of unrelated futures 13 correlate so in 1 of 30,000."""
    none, one = whole[0, :, 0], whole[1, :, 0]
    assert (none != one).any()
    assert np.corrcoef(none, one)[0, 1] > 0.88


def test_words_do_not_make_another_point(study):
    scenario = study.base
    renamed = scenario.model_copy(
        update={"name": "other", "title": "Other", "answer_for": "Assessment"}
    )
    longer = scenario.model_copy(
        update={"run": scenario.run.model_copy(update={"replications": 9})}
    )
    reseeded = scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": 9})})
    assert fingerprint(scenario) == fingerprint(renamed) == fingerprint(longer)
    assert fingerprint(scenario) != fingerprint(reseeded)


def test_the_extra_cost_of_two_posts_for_two_months(study):
    both = points_of(study)[2].scenario
    cost = study.base.roles.support["swso"].cost_per_fte_gbp.value
    assert extra_cost(both, study.base) == pytest.approx(2 * cost * 2 / 12)


def test_one_replication_in_many_is_verified_and_at_least_one(study, tmp_path):
    with open_store(tmp_path / "s", "program") as store:
        bench = a_bench(study, store)
        bench.values(points_of(study), 2)
        account = bench.account()
    assert account["engine"] == "compiled"
    assert account["replications_simulated"] == 6
    assert "in 1 of 6 replications" in account["verification"]


# --- whole experiments ---


def work(study, points=None):
    """What a sweep of one lever does, at its plainest."""

    def find(bench):
        values = bench.values(points or points_of(study), study.replications)
        return Findings({"means": pd.DataFrame(values.mean(axis=1))}, {"found": "means"})

    return find


def test_a_whole_folder_which_is_left_as_it_is(study, tmp_path):
    folder = conduct(Inquiry("sweep", study, work(study)), tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["status"] == "complete"
    assert (manifest["kind"], manifest["found"], manifest["points"]) == ("sweep", "means", 3)
    assert sorted(manifest["files"]) == ["means.csv", "means.parquet", POINT_STORE, "scenario.toml"]
    before = (folder / "manifest.json").read_bytes()
    heard = Counter()
    conduct(Inquiry("sweep", study, work(study)), tmp_path, progress=heard)
    assert (folder / "manifest.json").read_bytes() == before
    assert "already" in heard.words[0]


def test_a_changed_experiment_simulates_only_what_is_new(tmp_path):
    study = read_study(Sweep, MIX, SHORT)
    conduct(Inquiry("sweep", study, work(study)), tmp_path)
    more = read_study(Sweep, MIX, [*SHORT, "levers.swso.values=[0, 2, 3]", "run.replications=5"])
    heard = Counter()
    folder = conduct(Inquiry("sweep", more, work(more)), tmp_path, progress=heard)
    assert heard.made == 1 + 1 + 5
    fresh = conduct(Inquiry("sweep", more, work(more)), tmp_path / "fresh")
    assert (folder / "means.csv").read_bytes() == (fresh / "means.csv").read_bytes()


def test_what_was_simulated_before_a_fault_is_kept(study, tmp_path):
    def fails(bench):
        bench.values(points_of(study)[:2], 4)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conduct(Inquiry("sweep", study, fails), tmp_path)
    heard = Counter()
    conduct(Inquiry("sweep", study, work(study)), tmp_path, progress=heard)
    assert heard.made == 4


def test_a_run_and_an_experiment_never_take_each_others_place(study, tmp_path):
    scenario = load_scenario(DATA / "small.toml", [*SHORT, "name=small_mix"])
    run(scenario, tmp_path)
    with pytest.raises(InputError, match="holds a run, and a sweep would take its place"):
        conduct(Inquiry("sweep", study, work(study)), tmp_path)
