"""Tables made part by part are the same as tables made at once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.results import parts
from sim.results.parts import Parts

ROW = np.dtype([("team", "i2"), ("year", "U7"), ("cases", "i8")])
SELECT = "replication::INTEGER AS replication, team::VARCHAR AS team, year::VARCHAR AS year, cases"


def write(folder: Path, counts: list[int]) -> Path:
    """A table of as many replications as there are counts of rows."""
    path = folder / "whole.parquet"
    (folder / "parts").mkdir(parents=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        table = Parts(connection, folder / "parts", SELECT, {"team": ["north", "south"]})
        for replication, count in enumerate(counts):
            rows = np.zeros(count, dtype=ROW)
            rows["team"], rows["year"] = np.arange(count) % 2, "2018/19"
            rows["cases"] = 1000 * replication + np.arange(count)
            table.add(replication, rows)
        table.write_whole(path)
    return path


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT * FROM '{path}'").fetchall()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 12, 13, 1000])
@pytest.mark.parametrize("counts", [[5, 0, 3, 4], [12], [13], [1] * 12])
def test_parts_of_any_size_hold_every_row_once_and_in_order(tmp_path, monkeypatch, size, counts):
    monkeypatch.setattr(parts, "PART_ROWS", size)
    expected = [
        (replication, ("north", "south")[row % 2], "2018/19", 1000 * replication + row)
        for replication, count in enumerate(counts)
        for row in range(count)
    ]
    assert rows_of(write(tmp_path, counts)) == expected
    made = sorted((tmp_path / "parts").iterdir())
    assert len(made) == max(1, -(-len(expected) // size))


def test_a_table_without_rows_has_its_columns(tmp_path):
    path = write(tmp_path, [0, 0])
    assert rows_of(path) == []
    types = duckdb.sql(f"SELECT column_type FROM (DESCRIBE SELECT * FROM '{path}')").fetchall()
    assert types == [("INTEGER",), ("VARCHAR",), ("VARCHAR",), ("BIGINT",)]


def test_many_small_parts_make_the_same_bytes_as_few(tmp_path, monkeypatch):
    counts = [40_000, 61_439, 1, 62_000, 100_000]  # two row groups and a bit
    few = write(tmp_path / "few", counts).read_bytes()
    monkeypatch.setattr(parts, "PART_ROWS", 2048 * 3)
    assert write(tmp_path / "many", counts).read_bytes() == few


def test_row_groups_are_of_duckdbs_size_wherever_replications_end(tmp_path):
    path = write(tmp_path, [1_301] * 200)
    groups = duckdb.sql(
        f"SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{path}')"
    ).fetchall()
    assert sorted(groups) == [(0, 122_880), (1, 122_880), (2, 200 * 1_301 - 2 * 122_880)]
