"""A run that finds out how many replications are enough: always the same number, and no other."""

import errno
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError, MachineError
from sim.experiment import attempt, engines, rounds
from sim.experiment.precision import Precision
from sim.experiment.runner import RunOptions, run
from sim.explore.enough import Limit, enough
from sim.results.measures import SERVICE, by_period, by_unit, load_weekly
from sim.scenario.load import load_scenario
from tests.unit.test_runner import fail_at, manifest_of

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
ASKED = ("caseload_per_fte=4%", "open_cases@service=5")


@pytest.fixture(scope="module", autouse=True)
def unverified():
    """Let nothing be made twice unless a test asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "chosen", lambda *_: ())
        yield


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SMALL, ["run.end=2018-10-31"])


def options(*asked, most=None, **more):
    return RunOptions(Precision.of(asked or ASKED, most), **more)


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A finished result that tests read and leave as it is."""
    return run(scenario, tmp_path_factory.mktemp("whole"), options())


class Heard:
    """Progress that remembers."""

    def __init__(self):
        self.began, self.extended, self.made, self.words = [], [], [], []

    def begins(self, total, there):
        self.began.append((total, there))

    def extends(self, total, there):
        self.extended.append((total, there))

    def advances(self, done):
        self.made.append(done.replication)

    def says(self, words):
        self.words.append(words)


def files_of(place):
    return manifest_of(place)["files"]


# --- the number ---


def test_the_number_is_that_of_the_rule_and_the_result_as_if_it_had_been_given(
    scenario, whole, tmp_path
):
    found = manifest_of(whole)["precision"]
    many = run(scenario, tmp_path / "many", RunOptions(found["replications"] + 40))
    weekly = load_weekly(many)
    teams = attempt.team_infos(scenario)
    last = by_period(by_unit(weekly, teams), "end")
    by_group = last[last["unit_kind"] != "team"].groupby("unit", sort=False)
    caseloads = [rows["caseload_per_fte"].to_numpy() for _, rows in by_group]
    open_cases = last[last["unit"] == SERVICE]["open_cases"].to_numpy()
    values = np.stack([*caseloads, open_cases], axis=1)
    limits = [*[Limit(0.04, relative=True)] * 3, Limit(5.0, relative=False)]
    expected = enough(values, limits)
    assert expected.needed > 30  # more than one round
    assert found["needed"] == expected.needed
    assert found["look_ahead"] == expected.look_ahead
    assert manifest_of(whole)["replications"] == expected.replications
    same = run(scenario, tmp_path / "same", RunOptions(expected.replications))
    assert files_of(same) == files_of(whole)


def test_the_manifest_tells_what_was_asked_and_what_it_came_to(whole):
    manifest = manifest_of(whole)
    found = manifest["precision"]
    assert found["asked"] == {"half_widths": list(ASKED), "most": 10_000}
    assert found["reached"] is True
    assert found["replications"] == manifest["replications_finished"]
    caseload, cases = found["half_widths"][0], found["half_widths"][-1]
    assert (caseload["unit"], caseload["share_of_mean"]) == ("Assessment", 0.04)
    assert caseload["limit"] == pytest.approx(0.04 * caseload["mean"])
    assert (cases["unit"], cases["share_of_mean"], cases["limit"]) == ("service", None, 5.0)
    assert all(0 < one["half_width"] <= one["limit"] for one in found["half_widths"])


def test_half_widths_are_those_of_the_summary(whole):
    summary = pd.read_csv(whole / "summary.csv", encoding="utf-8-sig")
    last = summary[summary["period"] == "end"].set_index(["measure", "unit_kind", "team"])
    for one in manifest_of(whole)["precision"]["half_widths"]:
        row = last.loc[(one["measure"], one["unit_kind"], one["unit"])]
        assert one["n"] == row["n"]
        assert [one["mean"], one["half_width"]] == pytest.approx(row[["mean", "half_width"]])


@pytest.mark.parametrize("step", [1, 100])
def test_the_number_does_not_depend_on_how_rounds_are_cut(
    scenario, whole, tmp_path, monkeypatch, step
):
    monkeypatch.setattr(rounds, "next_look", lambda values, _: len(values) + step)
    assert files_of(run(scenario, tmp_path, options())) == files_of(whole)


def test_the_most_that_is_allowed_is_made_and_said_not_to_be_enough(
    scenario, tmp_path, monkeypatch
):
    monkeypatch.setattr(rounds, "perf_counter", iter([0.0, 1000.0]).__next__)
    heard = Heard()
    manifest = manifest_of(run(scenario, tmp_path, options(most=28), heard))
    assert manifest["replications"] == 28
    found = manifest["precision"]
    assert (found["reached"], found["needed"], found["look_ahead"]) == (False, None, None)
    assert any(one["half_width"] > one["limit"] for one in found["half_widths"])
    assert 1000 < manifest["seconds"] < 1100
    assert "28 replications are the most allowed, and not enough." in heard.words


# --- going on ---


@pytest.mark.parametrize(("number", "round_of"), [(3, 25), (40, 50)])
def test_a_run_cut_short_comes_to_the_same(scenario, whole, tmp_path, number, round_of):
    mend = fail_at(number, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(MachineError, match="same command"):
        run(scenario, tmp_path, options())
    mend()
    heard = Heard()
    place = run(scenario, tmp_path, options(), heard)
    assert files_of(place) == files_of(whole)
    assert heard.began == [(round_of, number)]
    assert heard.made[0] == number
    assert len(set(heard.made)) == len(heard.made)


def test_what_was_found_is_not_lost_when_the_pieces_are_gone(
    scenario, whole, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as fault:
        fault.setattr(attempt, "write_summary", full)
        with pytest.raises(MachineError):
            run(scenario, tmp_path, options())
    heard = Heard()
    place = run(scenario, tmp_path, options(), heard)
    assert heard.made == []
    assert files_of(place) == files_of(whole)
    assert manifest_of(place)["precision"] == manifest_of(whole)["precision"]
    assert manifest_of(place)["events"] == manifest_of(whole)["events"]


def test_replications_of_another_attempt_serve_and_none_is_lost(scenario, whole, tmp_path):
    mend = fail_at(45, MemoryError())
    with pytest.raises(MachineError):
        run(scenario, tmp_path, RunOptions(100))
    mend()
    heard = Heard()
    place = run(scenario, tmp_path, options(), heard)
    needed = manifest_of(whole)["replications"]
    assert not set(heard.made) & set(range(45))
    assert files_of(place) == files_of(whole)
    assert manifest_of(place)["replications_finished"] == needed


def test_the_same_question_is_answered_already_and_no_other(scenario, whole):
    heard = Heard()
    before = manifest_of(whole)
    assert run(scenario, whole.parent, options(), heard) == whole
    assert heard.made == []
    assert run(scenario, whole.parent, RunOptions(before["replications"]), heard) == whole
    assert manifest_of(whole) == before
    assert [words for words in heard.words if "already" not in words] == []
    for other in (options(ASKED[0]), options(most=9_999), options(cases=True)):
        assert rounds.settled(scenario, whole, other) is None
    reseeded = load_scenario(SMALL, ["run.end=2018-10-31", "run.seed=8"])
    assert rounds.settled(reseeded, whole, options()) is None


# --- measures without values ---


def test_units_without_a_value_are_left_out(scenario, tmp_path):
    asked = ("support_vacancy_rate_fte=0.5",)  # nobody supports the team of assessments
    manifest = manifest_of(run(scenario, tmp_path, options(*asked)))
    units = [one["unit"] for one in manifest["precision"]["half_widths"]]
    assert units == ["District", "service"]


def test_a_measure_without_any_value_is_refused(scenario, tmp_path):
    asked = ("caseload_per_fte=50%", "support_vacancy_rate_fte@Assessment=0.5")
    with pytest.raises(
        InputError, match="has no value in the last week of 25 replications"
    ) as told:
        run(scenario, tmp_path, options(*asked))
    assert told.value.key == f"--half-width {asked[1]}"
    assert not (tmp_path / "small").exists()


# --- what is told, and what is verified ---


def test_rounds_are_told_as_one_run(scenario, whole, tmp_path):
    heard = Heard()
    run(scenario, tmp_path, options(), heard)
    assert heard.began == [(25, 0)]
    assert heard.extended[0] == (50, 25)
    assert "25 replications are not enough yet: going on to 50." in heard.words
    enough_of_them = f"{manifest_of(whole)['replications']} replications are enough."
    assert heard.words[-2:] == [enough_of_them, "Putting the results together."]


def test_a_share_of_the_replications_is_verified_as_ever(scenario, whole, tmp_path, monkeypatch):
    pytest.importorskip("numba")
    monkeypatch.setattr(engines, "chosen", lambda replications, _: (replications - 1,))
    place = run(scenario, tmp_path, options(jobs=2))
    manifest = manifest_of(place)
    last = manifest["replications"] - 1
    assert f"replications {last}," in manifest["verification"]
    assert (manifest["engine"], manifest["to_verify"]) == ("compiled", [last])
    assert files_of(place) == files_of(whole)
