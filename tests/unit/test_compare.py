"""A comparison runs what is missing, keeps what is there, and leaves a whole folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.errors import InputError, InputErrors
from sim.experiment import compare as module
from sim.experiment.compare import compare
from sim.experiment.entrants import entrants
from sim.experiment.folder import Place, owned
from sim.experiment.question import Question
from sim.experiment.runner import run
from sim.provenance import checksum
from sim.results.store import read
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
SHORT = ["run.end=2018-11-30", "run.replications=3"]


def two(tmp_path: Path, *more: str) -> list:
    """The small scenario, and the same with other settings under the name of other."""
    file = tmp_path / "other.toml"
    file.write_text(SMALL.read_text("utf-8").replace('name = "small"', 'name = "other"'), "utf-8")
    return [*entrants([SMALL], SHORT), *entrants([file], [*SHORT, *more])]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Results of two scenarios and of their comparison, which tests leave as they are."""
    folder = tmp_path_factory.mktemp("results")
    those = two(folder, "demand.referrals_per_week.intake=5")
    return compare(those, folder / "out")


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_a_unit_of_the_scenario_without_a_value_gives_way_to_the_service(tmp_path):
    those = two(tmp_path, "run.replications=2")
    settings = [*SHORT, "run.replications=2", "answer_for='District'"]
    those = [*entrants([SMALL], settings), those[1]]
    rate = "assessments_within_45_days_rate"  # which districts don't make
    found = compare(those, tmp_path, Question(measure=rate))
    assert (manifest_of(found)["unit_kind"], manifest_of(found)["unit"]) == ("service", "service")
    found = compare(those, tmp_path, Question(measure=rate, unit="District", name="asked"))
    assert manifest_of(found)["unit"] == "District"
    found = compare(those, tmp_path, Question(name="caseload"))
    assert manifest_of(found)["unit"] == "District"


class Heard:
    """Progress that remembers how many replications were made, and what was said."""

    def __init__(self):
        self.made, self.words = 0, []

    def begins(self, total, there):
        pass

    def advances(self, done):
        self.made += 1

    def says(self, words):
        self.words.append(words)


def test_scenarios_and_comparison_each_have_a_folder(place):
    folders = [path for path in place.parent.iterdir() if not path.name.startswith(".")]
    assert {path.name for path in folders} == {"small", "other", "small_vs_other"}
    assert {path.name for path in place.iterdir()} == {
        "appraisal.csv", "appraisal.parquet", "comparison.csv", "comparison.parquet",
        "manifest.json", "money.csv", "money.parquet", "paired.parquet", "ranking.csv",
        "ranking.parquet", "scenarios", "target.csv", "target.parquet",
    }  # fmt: skip


def test_a_comparison_keeps_the_scenarios_as_they_were_run(place):
    for one in manifest_of(place)["scenarios"]:
        assert load_scenario(place / one["file"]) == load_scenario(
            place.parent / one["name"] / "scenario.toml"
        )


def test_the_appraisal_rests_on_what_the_runs_spent(place):
    """The same sums from costs.parquet of both runs; year 0 alone, so nothing is discounted."""
    sql = "SELECT replication, sum(outturn_gbp) AS gbp FROM costs GROUP BY ALL ORDER BY ALL"
    small, other = (read(place.parent / name, sql)["gbp"] for name in ("small", "other"))
    rows = read(place, "SELECT * FROM appraisal WHERE option = 'other'").set_index("row")
    assert rows.loc["extra_outturn_pv", "value"] == pytest.approx((other - small).mean())
    assert rows.loc["outturn_pv", "value"] == pytest.approx(other.mean())
    met = read(place, "SELECT * FROM comparison WHERE option = 'other' AND unit = 'service'"
               " AND measure = 'caseload_per_fte' AND period = 'end'")  # fmt: skip
    share = met["probability_target"].item()
    assert rows.loc["target_met", "value"] == pytest.approx(share)


def test_the_manifest_tells_what_was_compared(place):
    manifest = manifest_of(place)
    assert (manifest["kind"], manifest["status"]) == ("comparison", "complete")
    assert manifest["baseline"] == "small"
    for one in manifest["scenarios"]:
        weekly = place.parent / one["name"] / "weekly.parquet"
        assert one["files"]["weekly.parquet"] == checksum(weekly)
    assert manifest["files"] == {
        path.relative_to(place).as_posix(): checksum(path)
        for path in place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest["target"] == {"measure": "caseload_per_fte", "value": 21.0, "at_most": True}
    [difference] = manifest["differences"]
    assert difference == {"key": "demand.referrals_per_week.intake", "values": ["7.0", "5.0"]}
    assert str(place.parent) not in json.dumps(manifest)


def test_differences_are_those_of_the_stored_weeks(place):
    sql = """SELECT replication, sum(open_cases) / sum(in_post_fte + agency_fte) AS caseload
        FROM weekly WHERE week_ending = DATE '2018-11-30' GROUP BY ALL ORDER BY ALL"""
    own, base = (read(place.parent / name, sql)["caseload"] for name in ("other", "small"))
    pairs = read(
        place,
        "SELECT difference FROM paired WHERE period = 'end' AND unit_kind = 'service' "
        "AND option = 'other' ORDER BY replication",
    )
    assert pairs["difference"].to_numpy() == pytest.approx((own - base).to_numpy())
    row = read(
        place,
        "SELECT * FROM comparison WHERE period = 'end' AND unit = 'service' "
        "AND option = 'other' AND measure = 'caseload_per_fte'",
    )
    assert row["difference"][0] == pytest.approx((own - base).mean())
    assert row["difference"][0] < 0


def test_the_same_scenario_twice_does_not_differ(tmp_path):
    folder = compare(two(tmp_path), tmp_path / "out")
    apart = read(folder, "SELECT * FROM comparison WHERE option = 'other'")
    assert (apart["difference"].dropna() == 0.0).all()
    assert len(apart["difference"].dropna()) > 300
    assert (apart["probability_best"].dropna() == 0.5).all()
    assert manifest_of(folder)["differences"] == []


def test_pairs_are_worth_many_independent_replications(tmp_path):
    """A change of one team hardly changes what else happens to it, so pairs differ little.

    Always the same number, since seed and replications are: independent runs would need 5 times
    as many replications or more for the same interval.
    """
    those = two(tmp_path, "teams.north.support_fte.swso=2")
    those = [replace(one, scenario=_with_replications(one.scenario, 40)) for one in those]
    folder = compare(those, tmp_path / "out")
    row = read(
        folder,
        "SELECT * FROM comparison WHERE period = 'end' AND unit = 'north' "
        "AND option = 'other' AND measure = 'caseload_per_fte'",
    )
    assert row["n"][0] == 40
    assert row["pairing_gain"][0] > 5


def _with_replications(scenario, replications):
    run_table = scenario.run.model_copy(update={"replications": replications})
    return scenario.model_copy(update={"run": run_table})


def test_results_that_are_there_are_not_made_again(place, tmp_path):
    heard = Heard()
    those = two(tmp_path, "demand.referrals_per_week.intake=5")
    assert compare(those, place.parent, progress=heard) == place
    assert heard.made == 0
    assert heard.words[0] == "Scenario small."


def test_finished_results_stand_for_their_scenarios(place, tmp_path):
    folders = [place.parent / name for name in ("small", "other")]
    again = compare(entrants(folders), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").glob("[a-z]*")] == ["small_vs_other"]
    for name in ("comparison.csv", "target.csv", "paired.parquet"):
        assert (again / name).read_bytes() == (place / name).read_bytes()


def test_another_question_takes_the_place_of_the_former(place, tmp_path):
    those = entrants([place.parent / name for name in ("small", "other")])
    out = tmp_path / "out"
    first = compare(those, out)
    again = compare(those, out, Question(measure="leavers", baseline="small"))
    assert first == again
    assert not (again / "target.csv").exists()
    assert manifest_of(again)["measure"] == "leavers"


def test_what_follows_sees_the_folder_while_it_is_owned(place, tmp_path):
    seen = []

    def then(folder):
        seen.append(folder)
        with pytest.raises(InputError, match="another run"), owned(Place(folder), "comparison"):
            pass

    those = entrants([place.parent / name for name in ("small", "other")])
    folder = compare(those, tmp_path, then=then)
    assert seen == [folder]


def test_a_crash_leaves_the_former_comparison(place, tmp_path, monkeypatch):
    those = entrants([place.parent / name for name in ("small", "other")])
    folder = compare(those, tmp_path)
    before = (folder / "comparison.csv").read_bytes()
    monkeypatch.setattr(module, "write_parquet", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        compare(those, tmp_path, Question(target=20.0))
    assert (folder / "comparison.csv").read_bytes() == before
    monkeypatch.undo()
    compare(those, tmp_path, Question(measure="leavers"))
    assert not (folder / "target.csv").exists()  # which the one that crashed had written
    assert not folder.with_name(f"{folder.name}.partial").exists()


def test_a_comparison_never_takes_the_place_of_a_run(place, tmp_path):
    those = entrants([place.parent / name for name in ("small", "other")])
    out = tmp_path / "out"
    run(load_scenario(SMALL, [*SHORT, "name=mine"]), out)
    with pytest.raises(InputError, match="holds a run, and a comparison would take its place"):
        compare(those, out, Question(name="mine"))
    compare(those, out, Question(name="ours"))
    with pytest.raises(InputError, match="holds a comparison, and a run would take its place"):
        run(load_scenario(SMALL, [*SHORT, "name=ours"]), out)


def test_a_comparison_is_not_called_like_its_scenarios(place, tmp_path):
    those = entrants([place.parent / name for name in ("small", "other")])
    with pytest.raises(InputError, match=r"--name: the comparison can't be called \"other\""):
        compare(those, tmp_path / "out", Question(name="other"))
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_for_a_question_that_does_not_fit(tmp_path):
    those = two(tmp_path, "run.seed=8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputErrors, match="Another seed"):
        compare(those, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_numbers_of_replications_that_may_differ_are_refused(tmp_path):
    auto = sim.RunOptions(sim.Precision())
    with pytest.raises(InputError, match=r"only equal numbers can be paired\. Give a number"):
        compare(entrants([SMALL, SMALL]), tmp_path, options=auto)
    assert not list(tmp_path.iterdir())


def test_scripts_have_it_too(tmp_path):
    those = sim.entrants([SMALL, SMALL.parents[2] / "tests" / "data" / "small.toml"], SHORT)
    with pytest.raises(InputError, match="two of the scenarios are called"):
        sim.compare(those, tmp_path)
    assert sim.Question().measure == "caseload_per_fte"
