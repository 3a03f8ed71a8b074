"""Two Records of one replication, held against one another."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.task import nothing
from sim.experiment.verification import (
    EnginesDifferError,
    Reference,
    first_difference,
    refuse_difference,
)
from sim.record import WEEKLY
from sim.scenario.load import load_scenario

SCENARIO = load_scenario(
    Path(__file__).parents[1] / "data" / "small.toml", ["run.end=2018-11-30", "run.replications=1"]
)
REFERENCE = Reference(SCENARIO)(0, nothing)


def copy(**changes):
    weekly = {name: values.copy() for name, values in REFERENCE.weekly.items()}
    return replace(REFERENCE, **{"weekly": weekly, "stages": REFERENCE.stages.copy(), **changes})


def test_the_same_is_no_difference():
    assert first_difference(SCENARIO, REFERENCE, copy()) is None
    refuse_difference(SCENARIO, REFERENCE, copy())


@pytest.mark.parametrize("column", [column.name for column in WEEKLY])
def test_the_last_bit_of_a_census_counts(column):
    other = copy()
    value = other.weekly[column][3, 1]
    other.weekly[column][3, 1] = np.nextafter(value, 9e9) if value.dtype.kind == "f" else value + 1
    found = first_difference(SCENARIO, REFERENCE, other)
    assert found.time == 20.0
    assert f"in the census of {list(SCENARIO.teams)[1]}, {column} is " in found.what


def test_minus_zero_is_not_zero():
    one, other = copy(), copy()
    one.weekly["sick_days"][2, 0], other.weekly["sick_days"][2, 0] = 0.0, -0.0
    assert "sick_days is 0.0 in SimPy, -0.0 compiled" in first_difference(SCENARIO, one, other).what


@pytest.mark.parametrize("column", REFERENCE.stages.dtype.names)
def test_the_last_bit_of_a_stage_counts(column):
    other = copy()
    row = other.stages[7:8]
    if other.stages.dtype[column].kind == "f":
        row[column] = np.nextafter(row[column], 9e9)
    else:
        row[column] = ~row[column] if row[column].dtype == bool else 1 - row[column]
    found = first_difference(SCENARIO, REFERENCE, other)
    assert found.time == REFERENCE.stages["ended"][7]
    assert f"with {column} " in found.what


def test_the_earliest_difference_is_told():
    other = copy()
    other.stages["hours"][-1] += 1.0
    other.weekly["sick_days"][6, 0] += 1.0
    other.weekly["starters"][1, 1] += 1
    other.weekly["absent_fte"][5, 0] += 1.0
    with pytest.raises(EnginesDifferError, match=r"on 12 October 2018 .*starters is 0") as told:
        refuse_difference(SCENARIO, REFERENCE, other)
    assert "--engine simpy" in str(told.value)


def test_a_missing_stage_and_another_count_of_events_are_differences():
    shorter = copy(stages=REFERENCE.stages[:-1])
    assert "one engine only (SimPy)" in first_difference(SCENARIO, REFERENCE, shorter).what
    assert "one engine only (compiled)" in first_difference(SCENARIO, shorter, REFERENCE).what
    counted = copy(event_count=REFERENCE.event_count + 1)
    assert "events in SimPy" in first_difference(SCENARIO, REFERENCE, counted).what
