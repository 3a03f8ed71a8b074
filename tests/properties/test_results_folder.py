"""Whatever is done to a results folder, in whatever order, it is whole, and says what it must.

Hypothesis runs scenarios, runs them again with more replications or other numbers, stops them,
compares and reports. A model in a few plain variables says after each step what has to be there:
tables are those of the scenario, its numbers and its replications alone, the same bytes however
they were reached.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

import sim
from sim.errors import InputError, InputErrors
from sim.experiment.attempt import Silent
from sim.experiment.finished import finished
from sim.experiment.replicate import Done
from sim.report.chart_files import write_index
from sim.report.documents.write import write_documents

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
TABLES = ("costs.csv", "costs.parquet", "durations.parquet", "posts.parquet", "summary.csv",
          "weekly.parquet")  # fmt: skip
NAMES = ("a", "b")
EXAMPLES, STEPS = 4, 7


class Wanted(NamedTuple):
    """What a run is of: all that decides its tables."""

    name: str
    seed: int
    caseload: int
    replications: int

    @property
    def same(self) -> tuple[str, int, int]:
        """What has to be the same for a replication to serve another run."""
        return self[:3]

    @property
    def settings(self) -> list[str]:
        """It as on the command line."""
        return [
            "run.end=2018-10-12",
            f"name={self.name}",
            f"run.seed={self.seed}",
            f"teams.north.opening_caseload={self.caseload}",
            f"run.replications={self.replications}",
        ]


class Partial(NamedTuple):
    """What a run that was stopped has left."""

    same: tuple[Any, ...]
    done: int


class StopError(Exception):
    """Somebody has stopped the run."""


class Heard(Silent):
    """Progress that counts replications, and may stop the run after some."""

    def __init__(self, patience: int | None = None) -> None:
        self.made = 0
        self._patience = patience

    def advances(self, done: Done) -> None:
        self.made += 1
        if self.made == self._patience:
            raise StopError


@cache
def tables(wanted: Wanted) -> dict[str, bytes]:
    """The tables of a run that nothing has ever disturbed, by the reference in one process."""
    with tempfile.TemporaryDirectory() as folder:
        made = sim.run(scenario(wanted), folder, sim.RunOptions(engine="simpy"))
        return bytes_of(made, TABLES)


@cache
def scenario(wanted: Wanted) -> Any:
    return sim.load_scenario(SMALL, wanted.settings)


def bytes_of(folder: Path, names: Any) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def changed(wanted: Wanted, what: str) -> Wanted:
    """The same with one number changed."""
    others = {
        "seed": {"seed": 15 - wanted.seed},
        "caseload": {"caseload": 222 - wanted.caseload},
        "replications": {"replications": wanted.replications + 1},
    }
    return wanted._replace(**others.get(what, {}))


class ResultsFolder(RuleBasedStateMachine):
    """A folder of results, and what has to be in it."""

    wishes = st.builds(
        Wanted,
        name=st.sampled_from(NAMES),
        seed=st.sampled_from([7, 8]),
        caseload=st.sampled_from([110, 112]),
        replications=st.integers(1, 2),
    )
    engines = st.sampled_from(["simpy", "compiled", "compiled"])

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.whole: dict[str, tuple[Wanted, str]] = {}
        self.partial: dict[str, Partial] = {}
        self.is_compared = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # ---- what people do ------------------------------------------------------------------------

    @initialize(wanted=wishes, engine=engines)
    def begin(self, wanted: Wanted, engine: Any) -> None:
        self.run(wanted, engine, jobs=1)

    @rule(wanted=wishes, engine=engines, jobs=st.sampled_from([1, 2]))
    def run(self, wanted: Wanted, engine: Any, jobs: int) -> None:
        # processes of the reference take a second to start; tests/e2e looks at them
        options = sim.RunOptions(engine=engine, jobs=jobs if engine == "compiled" else 1)
        heard, missing = Heard(), self.missing(wanted, engine)
        made = sim.run(scenario(wanted), self.folder, options, heard)
        assert made == self.folder / wanted.name
        assert heard.made == missing
        self.ends(wanted, engine)

    @rule(data=st.data(), change=st.sampled_from(["nothing", "seed", "caseload", "replications"]))
    def run_again(self, data: Any, change: str) -> None:
        """Run what is there again, perhaps with one number changed."""
        wanted, engine = self.whole[data.draw(st.sampled_from(sorted(self.whole)))]
        self.run(changed(wanted, change), engine, jobs=1)

    @rule(wanted=wishes, engine=engines, patience=st.integers(1, 2))
    def stop(self, wanted: Wanted, engine: Any, patience: int) -> None:
        """Stop a run after some replications."""
        missing = self.missing(wanted, engine)
        if missing < patience:
            wanted = wanted._replace(replications=wanted.replications + patience)
            missing = self.missing(wanted, engine)
        options = sim.RunOptions(engine=engine)
        there = wanted.replications - missing
        with pytest.raises(StopError):
            sim.run(scenario(wanted), self.folder, options, Heard(patience))
        self.partial[wanted.name] = Partial((*wanted.same, engine), there + patience)

    @precondition(lambda self: self.partial)
    @rule(
        data=st.data(),
        change=st.sampled_from(["nothing", "seed", "caseload", "replications"]),
        more=st.integers(-1, 1),
    )
    def go_on(self, data: Any, change: str, more: int) -> None:
        """Run what was stopped, with as many replications as are there, or one more, or fewer."""
        (*same, engine), done = self.partial[data.draw(st.sampled_from(sorted(self.partial)))]
        self.run(changed(Wanted(*same, max(1, done + more)), change), engine, jobs=1)

    @precondition(lambda self: set(self.whole) == set(NAMES))
    @rule()
    def compare(self) -> None:
        folders = [self.folder / name for name in NAMES]
        question = sim.Question(name="both")
        if self.are_alike():
            made = sim.compare(sim.entrants(folders), self.folder, question)
            paired = json.loads((made / "manifest.json").read_text("utf-8"))
            assert paired["replications"] == self.whole[NAMES[0]][0].replications
            self.is_compared = True
        else:
            with pytest.raises(InputErrors):
                sim.compare(sim.entrants(folders), self.folder, question)

    @rule(name=st.sampled_from(NAMES))
    def report(self, name: str) -> None:
        if name not in self.whole:
            with pytest.raises(InputError), finished(self.folder / name):
                pass
            return
        with finished(self.folder / name) as (place, kind):
            assert kind == "run"
            write_index([], [], place / "charts")  # to draw them takes seconds
            assert all(path.stat().st_size > 1000 for path in write_documents(place))

    # ---- what has to be there then -------------------------------------------------------------

    def missing(self, wanted: Wanted, engine: str) -> int:
        """How many replications have to be made."""
        if self.whole.get(wanted.name) == (wanted, engine):
            return 0
        kept = self.partial.get(wanted.name)
        there = kept.done if kept and kept.same == (*wanted.same, engine) else 0
        return max(0, wanted.replications - there)

    def ends(self, wanted: Wanted, engine: str) -> None:
        """A run has ended: what was left half done is gone, unless nothing was to be done."""
        if self.whole.get(wanted.name) != (wanted, engine):
            self.whole[wanted.name] = wanted, engine
            self.partial.pop(wanted.name, None)

    def are_alike(self) -> bool:
        """Whether the results of both scenarios can be paired."""
        (one, _), (other, _) = (self.whole[name] for name in NAMES)
        return (one.seed, one.replications) == (other.seed, other.replications)

    @invariant()
    def results_are_those_of_an_undisturbed_run(self) -> None:
        for name, (wanted, engine) in self.whole.items():
            manifest = json.loads((self.folder / name / "manifest.json").read_text("utf-8"))
            assert manifest["status"] == "complete"
            assert (manifest["engine"], manifest["seed"]) == (engine, wanted.seed)
            assert manifest["replications"] == wanted.replications
            undisturbed = tables(wanted._replace(name=NAMES[0]))  # tables don't tell the name
            assert bytes_of(self.folder / name, TABLES) == undisturbed

    @invariant()
    def what_was_stopped_can_go_on(self) -> None:
        for name, partial in self.partial.items():
            place = self.folder / f"{name}.partial"
            manifest = json.loads((place / "manifest.json").read_text("utf-8"))
            assert manifest["status"] == "running"
            assert len(list(place.glob("pieces/*.piece"))) == partial.done

    @invariant()
    def nothing_else_is_there(self) -> None:
        seen = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        partial = {f"{name}.partial" for name in self.partial}
        assert seen == {*self.whole, *partial, *(["both"] if self.is_compared else [])}
        assert not list(self.folder.rglob("*.tmp"))


ResultsFolder.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    phases=set(Phase) - {Phase.shrink},  # a step takes a third of a second
)
test_a_results_folder_is_whole_or_can_go_on = pytest.mark.slow(ResultsFolder.TestCase)
