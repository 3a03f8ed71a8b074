"""A search: what its file asks, what it leaves, and that it is the same however it was done."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.account import RunOptions
from sim.experiment.attempt import Silent
from sim.experiment.conduct import conduct, read_study
from sim.experiment.evaluate import Bench
from sim.experiment.points import Point
from sim.experiment.seek import seek
from sim.experiment.seek_mix import mix_question, seek_mix
from sim.results.paired import wilson
from sim.results.point_store import open_store
from sim.results.store import read
from sim.scenario.experiments.seek import Seek

SMALL = Path(__file__).parents[1] / "data" / "small_seek.toml"
BRIEF = [
    "run.replications=5",
    "least_cost.indifference=0.15",
    "least_cost.most_replications=20",
    "switching.hours_freed.most_replications=10",
]
ENGINE = RunOptions(engine="simpy")


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    names = sorted(path.stem for path in folder.glob("*.parquet"))
    return {name: read(folder, f"SELECT * FROM {name}") for name in names}


def made_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return conduct(seek(SMALL, BRIEF), tmp_path_factory.mktemp("results"), ENGINE)


def test_a_search_leaves_its_tables_and_says_so(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["status"]) == ("seek", "complete")
    assert set(tables(folder)) == {"mixes", "switching", "switching_seen", "switching_line"}
    assert [one["name"] for one in manifest["options"]] == ["small_officers", "small_workers"]
    assert manifest["least_cost"]["outcome"] == "worst"


def test_mixes_stand_in_order_of_cost_with_what_was_found(folder):
    mixes = tables(folder)["mixes"]
    assert len(mixes) == 6
    assert mixes["extra_cost_gbp"].is_monotonic_increasing
    assert mixes.iloc[0]["mix"] == "no change"
    # two months of 2 officers at £26,776 and of a social worker at £48,000 a year
    row = mixes[(mixes["level_swso"] == 2) & (mixes["level_workers"] == 1)].iloc[0]
    assert row["extra_cost_gbp"] == pytest.approx((2 * 26776 + 48000) / 6)
    assert row["last_year_gbp"] == pytest.approx(row["extra_cost_gbp"])
    tried = mixes[mixes["turn"] > 0]
    assert sorted(tried["turn"]) == list(range(1, len(tried) + 1))
    assert (tried["share"] == tried["successes"] / tried["n"]).all()
    expected = wilson(tried["successes"].to_numpy(), tried["n"].to_numpy())
    np.testing.assert_allclose(tried["share_low"], expected.low)


def test_a_mix_s_successes_are_those_of_its_replications(folder, tmp_path):
    mixes = tables(folder)["mixes"]
    row = mixes[mixes["turn"] == 1].iloc[0]
    study = read_study(Seek, SMALL, BRIEF)
    half = [
        (f"interventions.mix.posts.{team}.{role}", row[f"level_{lever}"] / 2)
        for team in ("intake", "north")
        for role, lever in (("swso", "swso"), ("social_worker", "workers"))
    ]
    scenario = study.ground.scenario("small.toml", ("base",), dict(half))
    with open_store(tmp_path / "s", "program") as store:
        bench = Bench(store, study.outcomes, ENGINE, Silent())
        values = bench.values([Point("again", scenario)], int(row["n"]))[0, :, 0]
    assert (values <= 21.0).sum() == row["successes"]


def test_differences_are_of_the_two_options_at_the_value(folder, tmp_path):
    seen = tables(folder)["switching_seen"]
    row = seen[seen["value"] == 4.0].iloc[0]
    study = read_study(Seek, SMALL, BRIEF)
    hours = {"roles.swso.hours_freed_per_week": 4.0}
    options = [
        Point(name, study.ground.scenario(name, ("options", place), hours, is_changed=False))
        for place, name in enumerate(study.experiment.options)
    ]
    with open_store(tmp_path / "s", "program") as store:
        values = Bench(store, study.outcomes, ENGINE, Silent()).values(options, int(row["n"]))
    assert row["difference"] == pytest.approx((values[0] - values[1])[:, 1].mean())


def test_the_expected_value_is_what_the_options_have(folder):
    [row] = tables(folder)["switching"].to_dict("records")
    assert row["expected"] == 6.5
    assert (row["range_low"], row["range_high"]) == (0.0, 16.0)
    assert {row["better_below"], row["better_above"]} <= {"small_officers", "small_workers", ""}


def test_interruptions_change_nothing(folder, tmp_path, monkeypatch):
    keep, kept = Bench._take, []

    def break_off(bench, key, row):
        kept.append(row)
        if len(kept) == 25:
            raise KeyboardInterrupt
        keep(bench, key, row)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Bench, "_take", break_off)
        conduct(seek(SMALL, BRIEF), tmp_path, ENGINE)
    assert made_bytes(conduct(seek(SMALL, BRIEF), tmp_path, ENGINE)) == made_bytes(folder)


def test_how_many_replications_come_at_a_time_changes_nothing(folder, tmp_path):
    study = read_study(Seek, SMALL, BRIEF)
    question = mix_question(study, study.experiment.least_cost)
    with open_store(tmp_path / "s", "program") as store:
        bench = Bench(store, study.outcomes, ENGINE, Silent())
        found = seek_mix(question, bench, jobs=7)
    pd.testing.assert_frame_equal(found.tables["mixes"], tables(folder)["mixes"])


def test_a_finished_search_is_not_made_again(folder):
    before = (folder / "manifest.json").stat().st_mtime_ns
    assert conduct(seek(SMALL, BRIEF), folder.parent, ENGINE) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == before


# --- files that ask for something that can't be ---


def refused(tmp_path: Path, *changes: tuple[str, str], settings=()) -> str:
    """What is said of the small search with words exchanged."""
    for name in ("small", "small_officers", "small_workers"):
        text = SMALL.with_name(f"{name}.toml").read_text("utf-8")
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    text = SMALL.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "changed.toml").write_text(text, "utf-8")
    with pytest.raises((InputError, InputErrors)) as caught:
        conduct(seek(tmp_path / "changed.toml", settings), tmp_path / "results", ENGINE)
    assert not (tmp_path / "results").exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            [("at_most = 21", "")],
            ["none of the outcomes have a target", "Give at_most or at_least"],
        ),
        ([("chance = 0.8", 'chance = 0.8\noutcome = "overtime"')], ['"overtime" with a target']),
        ([('outcome = "overtime"', 'outcome = "x"')], ['no outcome "x"', "worst, overtime"]),
        (
            [('measure = "overtime_hours"', 'measure = "starters"')],
            ["which way the outcome", 'better = "lower"'],
        ),
        ([('north.social_worker" = 0.5', 'north.swso" = 0.5')], ["swso and workers both set"]),
        ([("least_cost]", "least_cost]\nindifference = 0.3")], ["indifference"]),
        ([('options = ["small_officers.toml", ', "options = [")], ["two scenario files"]),
        ([("low = 0.0", "low = 17.0")], ["is not under high"]),
        ([("low = 0.0", "low = -1.0")], ["hours_freed_per_week", "changed.toml"]),
        ([("hours_freed_per_week", "hours_freed_per_wek")], ["hours_freed_per_wek"]),
    ],
)
def test_what_can_not_be_asked_is_refused_before_anything_is_run(tmp_path, changes, words):
    said = refused(tmp_path, *changes)
    for part in words:
        assert part in said


def test_mixes_that_all_cost_too_much_are_refused(tmp_path):
    settings = ["constraints.extra_cost_at_most_gbp=-5"]
    assert "no mix meets the constraints" in refused(tmp_path, settings=settings)


def test_options_that_are_unlike_the_base_are_refused(tmp_path):
    other = SMALL.with_name("small_workers.toml").read_text("utf-8")
    (tmp_path / "other.toml").write_text(f"{other}\n[run]\nseed = 8\n", "utf-8")
    said = refused(tmp_path, ("small_workers.toml", "other.toml"))
    assert "Another seed makes other futures" in said
