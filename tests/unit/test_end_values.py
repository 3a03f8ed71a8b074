"""Measures out of pieces are those that the tables give when all is done."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import UnfinishedError
from sim.experiment.account import RunOptions, choose_engine, describe
from sim.experiment.attempt import Job, Silent, make, make_pieces
from sim.experiment.replicate import layout_of
from sim.results import end_values as module
from sim.results.comparison import ALL_MEASURES
from sim.results.end_values import Cell, end_values
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
UNITS = [("team", "north"), ("service", "service"), ("group", "Assessment")]
CELLS = [Cell(measure, *unit) for unit in UNITS for measure in ALL_MEASURES]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The scenario, the folder in which its tables stand, and what its pieces said before."""
    scenario = load_scenario(SMALL, ["run.end=2019-11-30", "run.replications=4"])
    options = RunOptions(engine="simpy")
    choice = choose_engine(scenario, options)
    folder = tmp_path_factory.mktemp("made") / "small.partial"
    job = Job(scenario, folder, options, choice, Silent())
    make_pieces(job, describe(scenario, options, choice))
    values = end_values(folder, layout_of(scenario), range(4), scenario.indices, CELLS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH_ROWS", 150)  # one replication at a time
        parts = [
            end_values(folder, layout_of(scenario), part, scenario.indices, CELLS)
            for part in (range(1), range(1, 4), range(4, 4))
        ]
    with pytest.raises(UnfinishedError, match="replication 4"):
        end_values(folder, layout_of(scenario), range(5), scenario.indices, CELLS)
    make(job, describe(scenario, options, choice))
    return folder, values, np.concatenate(parts)


def test_means_over_replications_are_those_of_the_summary(made):
    folder, values, _ = made
    summary = pd.read_csv(folder / "summary.csv", encoding="utf-8-sig")
    rows = summary[summary["period"] == "end"].set_index(["measure", "unit_kind", "team"])
    assert len(CELLS) > 100
    for cell, of_cell in zip(CELLS, values.T, strict=True):
        row = rows.loc[tuple(cell)]
        known = of_cell[~np.isnan(of_cell)]
        assert len(known) == row["n"]
        if len(known):
            assert known.mean() == pytest.approx(row["mean"], rel=1e-9, abs=1e-12)
            assert known.std(ddof=1) == pytest.approx(row["sd"], rel=1e-8, abs=1e-9)


def test_values_do_not_depend_on_how_many_are_read_at_a_time(made):
    _, values, parts = made
    assert np.array_equal(values, parts, equal_nan=True)
    assert len(np.unique(values[:, 0])) == 4
