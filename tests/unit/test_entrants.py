"""Only what is alike is compared; everything else is refused in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.entrants import Entrant, baseline_first, entrants, refuse_unlike
from sim.experiment.runner import run
from sim.provenance import sealed
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
QUICK = ("run.end=2018-10-26", "run.replications=2")


def entrant(*settings: str, name: str = "other") -> Entrant:
    return Entrant(load_scenario(SMALL, [*settings, f"name={name}"]), SMALL, None, "same")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A finished result; tests that change it take a copy."""
    return run(load_scenario(SMALL, QUICK), tmp_path_factory.mktemp("results"))


@pytest.fixture
def copy(folder, tmp_path):
    """A finished result to spoil."""
    place = tmp_path / "copy"
    place.mkdir()
    for path in folder.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    return place


# --- reading ---


def test_files_and_finished_results_can_be_mixed(folder):
    file, finished = entrants([SMALL, folder], ["run.seed=7"])
    assert (file.folder, finished.folder) == (None, folder)
    assert file.scenario.run.replications == 6
    assert finished.scenario.run.replications == 2
    assert file.model_version == finished.model_version


def test_settings_hold_for_every_file():
    found = entrants([SMALL, SMALL], ["run.seed=3", "run.replications=9"])
    assert [(one.scenario.run.seed, one.scenario.run.replications) for one in found] == [(3, 9)] * 2


def test_settings_do_not_change_finished_results(folder):
    with pytest.raises(InputError, match=r"run.seed: finished results can't be changed"):
        entrants([folder, folder], ["run.seed=3"])


def test_a_folder_that_holds_no_result_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a finished result"):
        entrants([SMALL, tmp_path])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "running"}, "not finished"),
        ({"kind": "comparison"}, "holds a comparison"),
        ({"format": 0}, "another version"),
        ({"files": {"weekly.parquet": "0"}}, "changed or missing"),
        ({"files": {"absent.parquet": "0"}}, "changed or missing"),
    ],
)
def test_unusable_results_are_refused(copy, change, said):
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").write_text(json.dumps(sealed(manifest | change)), "utf-8")
    with pytest.raises(InputError, match=said) as caught:
        entrants([SMALL, copy])
    assert caught.value.file == copy
    assert caught.value.remedy


def test_results_whose_manifest_was_changed_by_hand_are_refused(copy):
    path = copy / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"seed": 7', '"seed": 8'), "utf-8")
    with pytest.raises(InputError, match=r"manifest\.json is changed"):
        entrants([SMALL, copy])


def test_a_result_with_one_byte_changed_is_refused(copy):
    path = copy / "weekly.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(InputError, match="changed or missing"):
        entrants([SMALL, copy])


# --- order ---


def test_the_first_is_the_baseline_unless_another_is_named():
    those = [entrant(name=name) for name in "abc"]
    assert [one.name for one in baseline_first(those, None)] == ["a", "b", "c"]
    assert [one.name for one in baseline_first(those, "b")] == ["b", "a", "c"]
    with pytest.raises(InputError, match='no scenario is called "d"'):
        baseline_first(those, "d")


def test_two_of_one_name_are_refused():
    with pytest.raises(InputError, match='two of the scenarios are called "a"'):
        baseline_first([entrant(name="a"), entrant(name="b"), entrant(name="a")], None)


# --- likeness ---


BASE = entrant(name="base")


def refusals(other: Entrant) -> list[tuple[str | None, str]]:
    try:
        refuse_unlike([BASE, other])
    except InputErrors as error:
        return [(one.key, str(one)) for one in error.errors]
    return []


def test_what_is_alike_passes():
    assert refusals(entrant("teams.north.social_worker_fte=9", "demand.sibling_work_share=1")) == []


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ("run.start=2018-10-02", "run.start"),
        ("run.end=2019-03-30", "run.end"),
        ("run.calendar=weekdays", "run.calendar"),
        ("run.seed=8", "run.seed"),
        ("run.replications=7", "run.replications"),
    ],
)
def test_other_periods_seeds_and_replications_are_refused(setting, key):
    [(found, words)] = refusals(entrant(setting))
    assert found == key
    value = setting.partition("=")[2]
    old = str(getattr(BASE.scenario.run, key.partition(".")[2]))
    assert value in words
    assert f"--set {key}={old}" in words
    assert str(SMALL) in words


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["teams.south.kind=district", "teams.south.social_worker_fte=1"], '"south" is only here'),
        (["teams.north.group=Field"], '"north" belongs to another group in base'),
    ],
)
def test_other_teams_are_refused(settings, said):
    [(key, words)] = refusals(entrant(*settings))
    assert key == "teams"
    assert said in words


def test_a_team_that_is_gone_or_moved_is_refused():
    teams = BASE.scenario.teams
    for left, said in (
        ({"intake": teams["intake"]}, '"north" is only in base'),
        (dict(reversed(teams.items())), "in another order in base"),
    ):
        other = replace(BASE, scenario=BASE.scenario.model_copy(update={"teams": left}))
        [(_, words)] = refusals(other)
        assert said in words


def test_results_of_another_program_are_refused():
    [(_, words)] = refusals(replace(BASE, model_version="other"))
    assert "other code or libraries" in words


def test_everything_that_is_unlike_is_told_at_once():
    found = refusals(entrant("run.seed=8", "run.end=2019-02-28", "teams.north.group=Field"))
    assert [key for key, _ in found] == ["run.end", "run.seed", "teams"]


def test_finished_results_are_to_be_replaced_by_their_file(folder):
    with pytest.raises(InputErrors, match=r"Give the scenario's file with --set run\.end=2019"):
        refuse_unlike([BASE, entrants([folder])[0]])
