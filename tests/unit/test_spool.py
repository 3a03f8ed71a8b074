"""Values that wait on disk come back as they were, and memory does not grow with them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd
import pytest

from sim.errors import MachineError
from sim.results import spool as spools
from sim.results.spool import cells, spooled
from sim.results.spread import spread_of


@pytest.mark.parametrize("widths", [[9], [1] * 9, [4, 2, 3]])
@pytest.mark.parametrize("chunk", [1, 20, 10_000])
def test_batches_and_chunks_do_not_change_the_spread(tmp_path, monkeypatch, widths, chunk):
    monkeypatch.setattr(spools, "CHUNK_VALUES", chunk)
    values = np.random.default_rng(3).normal(size=(7, 9))
    values[2, 4] = np.nan
    with spooled(tmp_path) as spool:
        for batch in np.split(values, np.cumsum(widths)[:-1], axis=1):
            spool.append(batch)
        assert spool.replications == 9
        for found, expected in zip(spool.spread(), spread_of(values), strict=True):
            np.testing.assert_array_equal(found, expected)


def test_cells_may_have_several_axes(tmp_path):
    values = np.arange(24.0).reshape(2, 3, 4)
    with spooled(tmp_path) as spool:
        spool.append(values[..., :3])
        spool.append(values[..., 3:])
        assert spool.spread().mean.tolist() == values.mean(axis=2).ravel().tolist()


def test_nothing_is_left_behind(tmp_path):
    def fail() -> None:
        with spooled(tmp_path) as spool:
            spool.append(np.ones((3, 3)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="a process is ended in another way there")
def test_nothing_is_left_by_a_process_that_is_killed(tmp_path):
    code = (
        "import os, signal, sys, pathlib, numpy\n"
        "from sim.results.spool import spooled\n"
        "with spooled(pathlib.Path(sys.argv[1])) as spool:\n"
        "    spool.append(numpy.ones((1000, 1000)))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert killed.returncode == -9
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_the_machines_fault(tmp_path, monkeypatch):
    class Full:
        """A file on a disk without room."""

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    with pytest.raises(MachineError, match="No space left"), spooled(tmp_path) as spool:
        spool.append(np.ones((2, 2)))


def test_cells_of_a_table_stand_by_measure_unit_and_period():
    rows = [
        (replication, unit, period, 100 * unit + 10 * period + replication)
        for unit in (1, 2)
        for replication in (5, 6, 7)
        for period in (1, 2)
    ]
    table = pd.DataFrame(rows, columns=["replication", "unit", "period", "value"])
    table["negative"] = -table["value"]
    found = cells(table, ["value", "negative"])
    expected = [[115, 116, 117], [125, 126, 127], [215, 216, 217], [225, 226, 227]]
    np.testing.assert_array_equal(found, [expected, np.negative(expected)])
