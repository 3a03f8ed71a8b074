"""What is made of the tables takes the same memory for few replications and for many.

Peak memory of a process of its own is measured, DuckDB's included. The measures of 2,000
replications more, each of 24 KB, are 48 MB, and whoever keeps them all needs copies of them too;
30 MB more are let pass, where 4 MB have been measured.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.record import STAGE_ROW, WEEKLY, Record
from sim.results.store import Layout, TeamInfo, assemble
from tests.unit.pieces import keep

STATUS = Path("/proc/self/status")
pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="the peak is told in another way here")

TEAMS = tuple(
    TeamInfo(name, name.title(), group, "district")
    for name, group in (("north", "Assessment"), ("south", "Assessment"), ("east", "District"))
)
MOST_MB = 30
READ = """
import sys
from pathlib import Path
from sim.report.chart_tables import read_tables
from sim.results import measures
from sim.results.summary import summarise
from sim.scenario.schema import Indices
from tests.unit.test_bounded_memory import TEAMS

measures.BATCH_ROWS = 16_000
folder = Path(sys.argv[1])
assert summarise(folder, TEAMS, Indices())["n"].max() == int(sys.argv[2])
assert read_tables(folder, TEAMS, (0.0, 30_000.0)).weekly.replications == int(sys.argv[2])
print(Path("/proc/self/status").read_text())
"""


def results(folder: Path, replications: int) -> Path:
    """Half a year in which nothing happens but for one stage, as often as is wanted."""
    weeks = np.datetime64("2018-10-05") + 7 * np.arange(26)
    layout = Layout(weeks, TEAMS, ("assessment",), np.array(["2018/19"] * 130))
    weekly = {c.name: np.ones((26, 3), dtype=c.dtype) for c in WEEKLY}
    stages = np.ones(1, dtype=STAGE_ROW)
    stages["stage"], stages["opening"] = 0, False
    keep(folder, Record(0, weekly, stages, 0), layout, cases=False)
    assemble(folder, layout, [0], cases=False)
    for table in ("weekly", "durations"):
        path = folder / f"{table}.parquet"
        many = duckdb.sql(
            "SELECT number::INTEGER AS replication, * EXCLUDE (number, replication, place)"
            f" FROM range({replications}) AS numbers(number),"
            f" (SELECT *, row_number() OVER () AS place FROM '{path}') ORDER BY number, place"
        )
        many.write_parquet(str(folder / "many.parquet"))
        (folder / "many.parquet").replace(path)
    return folder


def peak_mb(folder: Path, replications: int) -> float:
    """Peak memory of a process that reads so many replications."""
    results(folder, replications)
    command = [sys.executable, "-c", READ, str(folder), str(replications)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def test_memory_does_not_grow_with_replications(tmp_path):
    few, many = (peak_mb(tmp_path / f"{number}", number) for number in (300, 2_300))
    assert many - few < MOST_MB
