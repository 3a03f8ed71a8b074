"""A result is whole or resumes, belongs to one run, and is the same however it was made."""

import errno
import getpass
import json
import platform
import re
from pathlib import Path

import pytest

from sim.errors import InputError, MachineError
from sim.experiment import account, attempt, engines, folder, runner
from sim.experiment.folder import Place
from sim.experiment.runner import RunOptions, run
from sim.experiment.verification import EnginesDifferError
from sim.provenance import checksum
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
SHORT = ("run.end=2018-11-30", "run.replications=3")


@pytest.fixture(scope="module", autouse=True)
def reference():
    """Have SimPy simulate unless a test asks for something else: in the order of replications."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "chosen", lambda replications, _: tuple(range(replications)))
        yield


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(SMALL, SHORT)


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A finished result that tests read and leave as it is."""
    return run(scenario, tmp_path_factory.mktemp("whole"), RunOptions(cases=True))


def manifest_of(place: Path) -> dict:
    return json.loads((place / "manifest.json").read_text("utf-8"))


def described(scenario, options):
    return account.describe(scenario, options, account.choose_engine(scenario, options))


class Heard:
    """Progress that remembers."""

    def __init__(self):
        self.began, self.made, self.words = [], [], []

    def begins(self, total, there):
        self.began.append((total, there))

    def advances(self, done):
        self.made.append(done.replication)

    def says(self, words):
        self.words.append(words)


def fail_at(number, error):
    """Let the piece of one replication fail; return how to mend it."""
    real = attempt.write_piece

    def write_piece(folder, replication, packed):
        if replication == number:
            raise error
        real(folder, replication, packed)

    with_fault = pytest.MonkeyPatch()
    with_fault.setattr(attempt, "write_piece", write_piece)
    return with_fault.undo


# --- a whole result ---


def test_a_result_holds_its_tables_and_nothing_else(whole):
    assert {path.name for path in whole.iterdir()} == {
        "cases.parquet", "costs.csv", "costs.parquet", "durations.parquet", "manifest.json",
        "posts.parquet", "scenario.toml", "summary.csv", "weekly.parquet",
    }  # fmt: skip
    assert [path.name for path in whole.parent.iterdir() if not path.name.startswith(".")] == [
        "small"
    ]


def test_the_manifest_tells_what_made_the_result(whole, scenario):
    manifest = manifest_of(whole)
    assert manifest["status"] == "complete"
    assert (manifest["seed"], manifest["replications"], manifest["cases"]) == (7, 3, True)
    assert manifest["replications_finished"] == 3
    assert manifest["events"] > 3000
    assert [team["name"] for team in manifest["teams"]] == list(scenario.teams)
    assert manifest["files"] == {
        path.name: checksum(path) for path in whole.iterdir() if path.name != "manifest.json"
    }


def test_the_manifest_does_not_tell_who_ran_it_or_where(whole):
    text = (whole / "manifest.json").read_text("utf-8")
    for secret in (str(Path.home()) + "/", getpass.getuser() + "@", platform.node(), str(whole)):
        assert secret not in text


def test_the_stored_scenario_loads_to_the_same_scenario(whole, scenario):
    assert load_scenario(whole / "scenario.toml") == scenario


def test_the_same_command_again_leaves_a_result_alone(whole, scenario):
    before = manifest_of(whole)
    heard = Heard()
    assert run(scenario, whole.parent, RunOptions(cases=True), heard) == whole
    assert manifest_of(whole) == before
    assert heard.made == []
    assert "already" in heard.words[0]


def test_what_follows_a_run_sees_the_final_folder_while_it_is_owned(scenario, tmp_path):
    seen = []

    def then(place):
        seen.append((place, folder.is_complete(place)))
        with pytest.raises(InputError, match="another run"):
            run(scenario, tmp_path)

    run(scenario, tmp_path, then=then)
    assert seen == [(tmp_path / "small", True)]


# --- anything different is made anew, and takes the old one's place only when it is whole ---


@pytest.mark.parametrize(
    ("setting", "options"),
    [
        ("run.seed=8", RunOptions(cases=True)),
        ("run.replications=2", RunOptions(cases=True)),
        ("teams.north.opening_caseload=111", RunOptions(cases=True)),
        ("run.seed=7", RunOptions()),
        ("run.seed=7", RunOptions(replications=4, cases=True)),
    ],
)
def test_a_different_question_is_not_answered_already(whole, setting, options):
    changed = runner._at_first(load_scenario(SMALL, [*SHORT, setting]), options.replications)
    assert not account.is_there(whole, described(changed, options))


def test_a_finished_result_stands_until_the_new_one_is_whole(scenario, tmp_path):
    old = manifest_of(run(scenario, tmp_path))
    other = load_scenario(SMALL, [*SHORT, "run.seed=8"])
    mend = fail_at(1, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(MachineError, match=r"No space left on device.*same command"):
        run(other, tmp_path)
    assert manifest_of(tmp_path / "small") == old
    assert manifest_of(tmp_path / "small.partial")["status"] == "running"
    mend()
    assert manifest_of(run(other, tmp_path))["seed"] == 8
    assert not (tmp_path / "small.partial").exists()
    assert not (tmp_path / "small.old").exists()


def test_a_damaged_result_is_made_again(scenario, tmp_path):
    place = run(scenario, tmp_path)
    good = (place / "weekly.parquet").read_bytes()
    (place / "weekly.parquet").write_bytes(good[:-100])
    heard = Heard()
    run(scenario, tmp_path, progress=heard)
    assert heard.made == [0, 1, 2]
    assert (place / "weekly.parquet").read_bytes() == good


def test_a_result_whose_manifest_was_changed_by_hand_is_made_again(scenario, tmp_path):
    place = run(scenario, tmp_path)
    good = manifest_of(place)
    path = place / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"title": "Two', '"title": "Ten'), "utf-8")
    heard = Heard()
    run(scenario, tmp_path, progress=heard)
    assert heard.made == [0, 1, 2]
    assert manifest_of(place)["title"] == good["title"]


def test_changed_code_makes_a_result_anew(scenario, whole, monkeypatch):
    monkeypatch.setattr("sim.provenance.model_version", lambda: "another")
    assert not account.is_there(whole, described(scenario, RunOptions(cases=True)))


# --- a run that was cut short goes on ---


def test_a_run_goes_on_where_the_disk_was_full(scenario, whole, tmp_path):
    mend = fail_at(2, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(MachineError) as caught:
        run(scenario, tmp_path, RunOptions(cases=True))
    assert caught.value.exit_code == 4
    assert manifest_of(tmp_path / "small.partial")["replications_finished"] == 2
    assert not (tmp_path / "small").exists()
    mend()
    heard = Heard()
    place = run(scenario, tmp_path, RunOptions(cases=True), heard)
    assert heard.began == [(3, 2)]
    assert heard.made == [2]
    assert manifest_of(place)["files"] == manifest_of(whole)["files"]
    assert manifest_of(place)["events"] == manifest_of(whole)["events"]


def test_more_replications_keep_those_that_are_there(scenario, tmp_path):
    mend = fail_at(2, MemoryError())
    with pytest.raises(MachineError, match=r"memory ran out.*--jobs 1"):
        run(scenario, tmp_path)
    mend()
    heard = Heard()
    run(scenario, tmp_path, RunOptions(replications=4), heard)
    assert heard.made == [2, 3]


def test_fewer_replications_leave_surplus_pieces_out(scenario, tmp_path):
    mend = fail_at(2, MemoryError())
    with pytest.raises(MachineError):
        run(scenario, tmp_path)
    mend()
    place = run(scenario, tmp_path, RunOptions(replications=1))
    assert manifest_of(place)["replications_finished"] == 1
    anew = run(scenario, tmp_path / "anew", RunOptions(replications=1))
    assert manifest_of(place)["files"] == manifest_of(anew)["files"]


def test_a_damaged_piece_and_a_torn_journal_line_are_made_again(scenario, tmp_path):
    mend = fail_at(2, MemoryError())
    with pytest.raises(MachineError):
        run(scenario, tmp_path)
    mend()
    partial = tmp_path / "small.partial"
    first = next(partial.glob("pieces/*0.piece"))
    first.write_bytes(first.read_bytes()[:-1])
    journal = partial / "journal.csv"
    journal.write_text(journal.read_text()[:-9])  # the line of replication 1
    heard = Heard()
    run(scenario, tmp_path, progress=heard)
    assert heard.made == [0, 1, 2]


def test_a_fault_after_the_tables_costs_no_replication(scenario, whole, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as fault:
        fault.setattr(attempt, "write_summary", full)
        with pytest.raises(MachineError):
            run(scenario, tmp_path, RunOptions(cases=True))
    heard = Heard()
    place = run(scenario, tmp_path, RunOptions(cases=True), heard)
    assert heard.made == []
    assert manifest_of(place)["files"] == manifest_of(whole)["files"]
    assert manifest_of(place)["events"] == manifest_of(whole)["events"]


@pytest.mark.parametrize("cut_at", [1, 2])
def test_a_kill_between_the_renames_loses_nothing(scenario, tmp_path, monkeypatch, cut_at):
    run(scenario, tmp_path)
    other = load_scenario(SMALL, [*SHORT, "run.seed=8"])
    renames = []
    real = Path.replace

    def replace(self, target):
        if self.is_dir():
            renames.append(self)
            if len(renames) == cut_at:
                raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as fault:
        fault.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            run(other, tmp_path)
    heard = Heard()
    place = run(other, tmp_path, progress=heard)
    assert heard.made == []
    assert manifest_of(place)["seed"] == 8
    assert not list(tmp_path.glob("small.*"))


# --- engines ---


@pytest.fixture
def last(monkeypatch):
    """Verify the last replication only, as auto does with a share of them."""
    pytest.importorskip("numba")
    monkeypatch.setattr(engines, "chosen", lambda replications, _: (replications - 1,))


@pytest.mark.parametrize("jobs", [1, 2])
def test_auto_compiles_and_holds_a_replication_to_the_reference(
    scenario, whole, tmp_path, last, jobs
):
    place = run(scenario, tmp_path, RunOptions(cases=True, jobs=jobs))
    made, reference = manifest_of(place), manifest_of(whole)
    assert made["files"] == reference["files"]
    assert made["events"] == reference["events"]
    assert (made["engine"], reference["engine"]) == ("compiled", "simpy")
    assert re.fullmatch(
        r"verified against the SimPy reference: replications 2, [\d,]+ events",
        made["verification"],
    )
    assert reference["verification"] == "simulated by the SimPy reference itself"


def test_what_is_to_be_verified_goes_first(scenario, tmp_path, last):
    heard = Heard()
    run(scenario, tmp_path, progress=heard)
    assert heard.made == [2, 0, 1]


def test_a_run_that_goes_on_verifies_what_is_not_verified_yet(
    scenario, tmp_path, last, monkeypatch
):
    mend = fail_at(2, MemoryError())
    with pytest.raises(MachineError):
        run(scenario, tmp_path, RunOptions(engine="compiled"))
    mend()
    monkeypatch.setattr(engines, "chosen", lambda replications, _: (1,))
    heard = Heard()
    place = run(scenario, tmp_path, progress=heard)
    assert heard.began == [(3, 1)]
    assert heard.made == [1, 2]
    assert "replications 1," in manifest_of(place)["verification"]


def test_an_unverified_result_does_not_answer_for_a_verified_one(scenario, tmp_path, last):
    fast, safe = RunOptions(engine="compiled"), RunOptions()
    place = run(scenario, tmp_path, fast)
    assert manifest_of(place)["verification"] == "not verified against the SimPy reference"
    assert not account.is_there(place, described(scenario, safe))
    run(scenario, tmp_path, safe)
    assert account.is_there(place, described(scenario, fast))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_difference_between_the_engines_stops_the_run(
    scenario, tmp_path, last, monkeypatch, jobs
):
    from sim import compiled

    real = compiled.simulate

    def wrong(plan, proceed):
        record = real(plan, proceed)
        record.weekly["open_cases"][2, 1] += plan.replication == 2
        return record

    monkeypatch.setattr(compiled, "simulate", wrong)
    with pytest.raises(
        EnginesDifferError, match=r"part in replication 2 on 19 October 2018"
    ) as told:
        run(scenario, tmp_path, RunOptions(jobs=jobs))
    assert "open_cases" in str(told.value)
    assert not (tmp_path / "small").exists()
    assert not list(tmp_path.glob("small.partial/pieces/*2.piece"))


def test_the_first_run_says_that_it_compiles(scenario, tmp_path, last, monkeypatch):
    from sim import compiled

    for folder_of_code, said in [(tmp_path, "half a minute."), (None, "NUMBA_CACHE_DIR")]:
        monkeypatch.setattr(compiled, "is_prepared", lambda: False)
        monkeypatch.setattr(compiled, "code_folder", lambda where=folder_of_code: where)
        heard = Heard()
        run(scenario, tmp_path / said[:4], progress=heard)
        assert heard.words[0].startswith("Compiling the model for this machine")
        assert said in heard.words[0]


# --- whose folder it is ---


def test_files_of_others_are_never_touched(scenario, tmp_path):
    mine = tmp_path / "small" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("ten years")
    with pytest.raises(InputError, match=r"did not write.*--out") as caught:
        run(scenario, tmp_path)
    assert caught.value.exit_code == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["small", "thesis.txt"]


@pytest.mark.parametrize("manifest", ["{}", "[1]", "not json", '{"program": "other"}'])
def test_a_manifest_of_something_else_is_not_ours(scenario, tmp_path, manifest):
    (tmp_path / "small.partial").mkdir()
    (tmp_path / "small.partial" / "manifest.json").write_text(manifest)
    with pytest.raises(InputError, match="did not write"):
        run(scenario, tmp_path)
    assert (tmp_path / "small.partial" / "manifest.json").read_text() == manifest


def test_a_link_or_a_file_in_the_place_is_left_alone(scenario, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "small").symlink_to(elsewhere)
    with pytest.raises(InputError, match="is not a folder"):
        run(scenario, tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        run(scenario, SMALL)


def test_an_empty_folder_may_be_used(scenario, tmp_path):
    (tmp_path / "small").mkdir()
    assert manifest_of(run(scenario, tmp_path))["status"] == "complete"


def test_a_kill_in_the_first_moment_does_not_lock_us_out(scenario, tmp_path):
    (tmp_path / "small.partial").mkdir()
    (tmp_path / "small.partial" / ".manifest.json.123.tmp").write_text("{")
    assert manifest_of(run(scenario, tmp_path))["status"] == "complete"


def test_a_half_deleted_old_result_is_still_known_as_ours(whole, tmp_path, monkeypatch):
    place = Place.of(tmp_path, "x")
    place.old.mkdir()
    folder.write_manifest(place.old, manifest_of(whole))
    for number in range(30):
        (place.old / f"{number}.csv").touch()
    deleted = []
    real = Path.unlink

    def unlink(self, missing_ok=False):
        deleted.append(self)
        if len(deleted) == 30:
            raise KeyboardInterrupt
        real(self, missing_ok)

    with monkeypatch.context() as fault:
        fault.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            folder.discard(place.old)
    folder.refuse_foreign(place.old)
    folder.discard(place.old)
    assert not place.old.exists()


def test_scenarios_named_like_each_others_folders_do_not_meet(tmp_path):
    names = ("a", "A", "a.partial", "a.old", "a/partial", "con")
    places = [Place.of(tmp_path, name) for name in names]
    paths = [path for p in places for path in (p.final, p.partial, p.old, p.lock)]
    assert len({str(path).casefold() for path in paths}) == len(paths)
    assert all(path.parent == tmp_path for path in paths)


# --- what is refused before it starts ---


def test_replications_must_be_there(scenario, tmp_path):
    with pytest.raises(InputError, match="0 replications"):
        run(scenario, tmp_path, RunOptions(replications=0))
    assert not list(tmp_path.iterdir())


def test_an_impossible_size_is_refused_and_nothing_written(tmp_path):
    huge = load_scenario(SMALL, [*SHORT, "demand.referrals_per_week.intake=1e8"])
    # 100 million families a week x 9 weeks x 1.8 children x 1 / (1 - 0.2) for those who return
    with pytest.raises(InputError, match=r"about 2,025,\d{3},\d{3} children's cases"):
        run(huge, tmp_path / "out")
    assert not list(tmp_path.iterdir())
