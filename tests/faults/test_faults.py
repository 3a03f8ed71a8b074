"""A part of the faults of ``python -m tests.faults``: some of each kind, and the judge of them."""

import signal
import sys

import pytest

from tests.faults import company, damage, disks, kills, memory, stops, surroundings
from tests.faults.__main__ import report
from tests.faults.bench import TIMES, Bench, contents, faults_of_process
from tests.faults.process import Ended
from tests.faults.trial import Trial, faults_of_refusal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find processes")
SEED = 7
SOME = {
    "kills": [
        ("kill -9, parent", "run, auto"),
        ("kill -9, parent", "sweep, auto"),
        ("kill -9, parent", "run, simpy"),
        ("kill -9, worker", "run, auto"),
        ("kill -9, worker", "run, simpy"),
        ("kill -9, group", "run, auto"),
        ("kill -9, group", "sweep, auto"),
    ],
    "stops": [
        ("SIGTERM to process", "run, auto, at a random time"),
        ("SIGINT to group", "run, simpy, at a random time"),
        ("SIGINT to process", "starting, part 3"),
        ("SIGTERM to process", "publishing"),
    ],
    "disks": [("largest file", "run, auto, 10,000")],
    "memory": [],
    "damage": [
        ("finished, damaged", "run, auto: weekly.parquet a bit"),
        ("unfinished, damaged", "run, auto, tables: journal.csv truncated"),
        ("charts damaged", "caseload_service.csv a bit"),
    ],
    "company": [("four at once", "run, auto"), ("foreign folder", "run, auto: a pipe")],
    "surroundings": [("streams", "all closed")],
}
"""Of each group, the kind and the beginning of what is done: the first that is called so."""


def every(group):
    made = {
        "kills": lambda: kills.trials(SEED, 36),
        "stops": lambda: stops.trials(SEED),
        "disks": disks.trials,
        "memory": memory.trials,
        "damage": lambda: damage.trials(SEED),
        "company": company.trials,
        "surroundings": surroundings.trials,
    }
    return list(made[group]())


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("group", SOME)
def test_some_of_each_kind_end_as_they_must(bench, group):
    for kind, what in SOME[group]:
        trial = next(one for one in every(group) if one.kind == kind and what in one.what)
        assert trial.work(bench) == [], f"{trial.kind}: {trial.what}"


def test_no_two_are_called_the_same():
    names = [(trial.kind, trial.what) for group in SOME for trial in every(group)]
    assert len(names) > 300
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "ended",
    [
        Ended(0, "", "Error: no room. Make room."),
        Ended(4, "", "no room. Make room."),
        Ended(4, "", "Error: no room."),
        Ended(4, "", "Error: elsewhere. Make room."),
        Ended(4, "", "Traceback\nError: out is full. Make room."),
        Ended(4, "", "Error: out is full. Make room.", (4711,)),
        Ended(-signal.SIGSEGV, "", ""),
    ],
)
def test_a_bad_refusal_is_noticed(ended):
    assert faults_of_refusal(ended, "out", codes=(4,))


def test_a_good_refusal_is_good():
    assert faults_of_refusal(Ended(4, "", "Error: out is full. Make room."), "out") == []
    assert faults_of_process(Ended(0, "", "Simulating.")) == []


def test_only_times_may_differ_in_a_manifest(tmp_path):
    def digest(**said):
        words = ", ".join(f'"{key}": {value}' for key, value in ({"files": "{}"} | said).items())
        (tmp_path / "manifest.json").write_text(f"{{{words}}}")
        return contents(tmp_path)["manifest.json"]

    assert digest(seconds=1, events=2) == digest(seconds=3, events=2)
    assert digest(seconds=1, events=2) != digest(seconds=1, events=3)
    assert "events" not in TIMES


def test_differences_are_told_and_counted(capsys):
    fine, wrong = Trial("a kind", "one", lambda _: []), Trial("a kind", "other", lambda _: ["bad"])
    assert report([(fine, [])]) == 0
    assert report([(fine, []), (wrong, ["bad"])]) == 1
    out = capsys.readouterr().out
    assert "a kind: other: bad" in out
    assert out.splitlines()[-1].split() == ["all", "2", "1", "1"]
