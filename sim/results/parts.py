"""A table on its way into Parquet: parts of equally many rows, of which one is in memory."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PART_ROWS = 61_440
"""Rows in memory at a time; thirty of DuckDB's vectors, so that each is full."""

Rows = npt.NDArray[np.void]


@dataclass(slots=True, eq=False)
class Parts:
    """The parts of one table, cut every :data:`PART_ROWS` rows wherever replications end.

    So the whole table has the same row groups, however many rows come at a time.

    Attributes:
        connection: DuckDB.
        folder: An empty folder of this table's own.
        select: What the table says of the rows, in SQL.
        names: For fields that hold numbers of things, the names of these.
    """

    connection: DuckDBPyConnection
    folder: Path
    select: str
    names: Mapping[str, Sequence[str]]
    _paths: list[Path] = field(default_factory=list)
    _held: list[tuple[int, Rows]] = field(default_factory=list)
    _count: int = 0

    def add(self, replication: int, rows: Rows) -> None:
        """Take the rows of the next replication."""
        while self._count + len(rows) >= PART_ROWS:
            cut = PART_ROWS - self._count
            self._held.append((replication, rows[:cut]))
            self._write()
            rows = rows[cut:]
        self._held.append((replication, rows))
        self._count += len(rows)

    def write_whole(self, path: Path) -> None:
        """Write the table; without rows it has its columns all the same."""
        if self._count or not self._paths:
            self._write()
        whole = self.connection.read_parquet([glob.escape(str(part)) for part in self._paths])
        whole.write_parquet(str(path))

    def _write(self) -> None:
        self._paths.append(self.folder / f"{len(self._paths)}.parquet")
        self.connection.register("part", self._columns())
        query = f"SELECT {self.select} FROM part"  # noqa: S608 - constants only
        self.connection.sql(query).write_parquet(str(self._paths[-1]))
        self.connection.unregister("part")
        self._held, self._count = [], 0

    def _columns(self) -> dict[str, npt.NDArray[Any]]:
        """One array per column, with names in place of numbers."""
        rows = np.concatenate([rows for _, rows in self._held])
        numbers, counts = zip(*((number, len(rows)) for number, rows in self._held), strict=True)
        columns: dict[str, npt.NDArray[Any]] = {"replication": np.repeat(numbers, counts)}
        for name in rows.dtype.names or ():
            values = np.ascontiguousarray(rows[name])
            if name in self.names:
                values = np.array(self.names[name], dtype=object)[values]
            columns[name] = values.astype(object) if values.dtype.kind == "U" else values
        return columns
