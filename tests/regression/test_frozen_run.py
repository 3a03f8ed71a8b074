"""A regression test: the record of one small run is what it was, whether that was right or not.

Both engines are held to the same digest.

It proves nothing about the model. It is here so that nobody changes results without knowing.
If a change is meant, say in the changelog that results differ, and write the new digest here.
"""

import tomllib
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from sim.record import WEEKLY
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

FROZEN = "4a9207bde4b56f89e10a668015200124716a7408365d8267cab2b8fcc3156fe4"


def digest(record) -> str:
    """Counts as they are, times and hours to nine digits: the last bits may differ elsewhere."""
    said = sha256()
    for column in WEEKLY:
        values = record.weekly[column.name]
        exact = values if column.dtype == "i8" else rounded(values)
        said.update(np.ascontiguousarray(exact, dtype="<i8").tobytes())
    for name in record.stages.dtype.names:
        values = record.stages[name]
        exact = rounded(values) if values.dtype.kind == "f" else values.astype("<i8")
        said.update(exact.tobytes())
    return said.hexdigest()


def rounded(values):
    """Whole millionths; -1 where there is no number."""
    return np.nan_to_num(np.rint(values * 1e6), nan=-1.0).astype("<i8")


@pytest.mark.parametrize("engine", ["model", "compiled"])
def test_a_small_run_is_what_it_was(engine):
    if engine == "compiled":
        pytest.importorskip("numba")
    simulate = import_module(f"sim.{engine}").simulate
    text = Path(__file__).with_name("frozen.toml").read_text("utf-8")
    record = simulate(make_plan(Scenario.model_validate(tomllib.loads(text)), 1))
    assert record.stages.size > 300
    assert digest(record) == FROZEN
