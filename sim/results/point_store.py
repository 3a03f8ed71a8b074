"""What an experiment has simulated so far: outcomes of each replication of each of its points.

One SQLite file, so that whatever was kept stays kept, however the process ends. Every row carries a
checksum: what a failing disk did to one is noticed, and the replication is simply made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sim.errors import MachineError

POINT_STORE = "points.sqlite"
"""Name of the file in a results folder."""

Floats = npt.NDArray[np.float64]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    program TEXT, point TEXT, replication INTEGER,
    outcomes BLOB, events INTEGER, seconds REAL, verified INTEGER, checksum INTEGER,
    PRIMARY KEY (program, point, replication)
) WITHOUT ROWID
"""
_ROW = "replication, outcomes, events, seconds, verified, checksum"


class Kept(NamedTuple):
    """One replication of one point.

    Attributes:
        replication: Its number.
        outcomes: The value of each outcome, shape (outcomes,).
        event_count: Events that the engine handled.
        seconds: Time it took, verification not included.
        verified: Whether the reference has simulated it, too, and found the same.
    """

    replication: int
    outcomes: Floats
    event_count: int
    seconds: float
    verified: bool


class PointStore:
    """Kept replications by fingerprint of their point.

    Args:
        connection: An open database.
        program: Fingerprint of the program; what another one made is as good as not there.
    """

    def __init__(self, connection: sqlite3.Connection, program: str) -> None:
        self._connection = connection
        self._program = program

    def replications(self, point: str) -> Mapping[int, Kept]:
        """What is there of a point, whole, by the number of the replication."""
        sql = f"SELECT {_ROW} FROM kept WHERE program = ? AND point = ?"  # noqa: S608 - constants
        with _refusals():
            rows = self._connection.execute(sql, (self._program, point)).fetchall()
        whole = (_kept(row) for row in rows if row[-1] == _checksum(point, row[:-1]))
        return {one.replication: one for one in whole}

    def keep(self, point: str, rows: Iterable[Kept]) -> None:
        """Keep replications of a point for good: all of them, or none if the process ends here.

        Raises:
            MachineError: If the disk is full or refuses.
        """
        cells = [(self._program, point, *_cells(point, row)) for row in rows]
        with _refusals(), self._connection as transaction:
            transaction.executemany("REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?)", cells)

    def forget_other_programs(self) -> None:
        """Drop what other programs made, which nobody can use any more."""
        with _refusals(), self._connection as transaction:
            transaction.execute("DELETE FROM kept WHERE program <> ?", (self._program,))


@contextmanager
def open_store(path: Path, program: str) -> Iterator[PointStore]:
    """Open a store, a new one if there is none or if what is there is damaged beyond reading.

    Args:
        path: The file, in an existing folder.
        program: Fingerprint of the program.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    with _refusals():
        if path.exists() and not _is_sound(path):
            path.unlink()
        connection = sqlite3.connect(path)
    with closing(connection):
        with _refusals(), connection as transaction:
            transaction.execute(_SCHEMA)
        yield PointStore(connection, program)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
            connection.execute(f"SELECT program, point, {_ROW} FROM kept LIMIT 1")  # noqa: S608
    except sqlite3.OperationalError as error:
        return "no such" not in str(error)  # another table; anything else may pass
    except sqlite3.DatabaseError:
        return False
    return bool(found == "ok")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise MachineError(
            f"What was simulated could not be kept or read: {error}. Make room on the disk, and"
            " give the same command again: it goes on from there."
        ) from error


def _cells(point: str, row: Kept) -> tuple[object, ...]:
    blob = np.ascontiguousarray(row.outcomes, dtype="<f8").tobytes()
    said = (row.replication, blob, row.event_count, row.seconds, int(row.verified))
    return (*said, _checksum(point, said))


def _checksum(point: str, said: tuple[object, ...]) -> int:
    replication, blob, *rest = said
    words = f"{point} {replication} {rest}".encode()
    return crc32(blob, crc32(words)) if isinstance(blob, bytes) else -1


def _kept(row: tuple[int, bytes, int, float, int, int]) -> Kept:
    replication, blob, events, seconds, verified, _ = row
    return Kept(replication, np.frombuffer(blob, dtype="<f8"), events, seconds, bool(verified))
