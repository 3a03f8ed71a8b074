"""Results on disk: pieces while a run goes on, Parquet tables when it is done.

Every file is written under a temporary name in its own folder, synced and renamed, so that
a name either holds a whole file or none. Pieces carry a checksum besides, so that what a
failing disk did to one is noticed and the replication is simply made again.
"""

from __future__ import annotations

import glob
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import MachineError, UnfinishedError
from sim.provenance import checksum
from sim.record import WEEKLY, Record
from sim.results.durations import duration_rows
from sim.results.outturn import Key, Line
from sim.results.parts import Parts
from sim.results.piece_rows import SELECTED, cost_rows, names_in, weekly_rows
from sim.results.posts import Account, yearly_rows

if TYPE_CHECKING:
    import pandas as pd

TEMPORARY = ".*.tmp"
"""Files that are being written, or were when a kill or a power cut came."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PIECES = "pieces"
Rows = npt.NDArray[np.void]


class TeamInfo(NamedTuple):
    """What results need to know of a team.

    Attributes:
        name: Its key in the scenario.
        label: Its name for people.
        group: Its reporting group.
        kind: What it does, such as ``assessment``.
    """

    name: str
    label: str
    group: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What turns the bare arrays of a Record into labelled rows.

    Attributes:
        week_endings: The date that names each week, datetime64[D], shape (weeks,).
        teams: The teams in scenario order.
        stages: Names of the stages, in the order in which Records number them.
        financial_years: The financial year of each working day, shape (days,).
        years: The financial years that the run touches.
        accounts: Who pays for which posts.
        weights: What each week's close stands for in each account; see
            :func:`sim.results.posts.weights_of`.
        lines: The lines of budget and outturn.
    """

    week_endings: npt.NDArray[np.datetime64]
    teams: tuple[TeamInfo, ...]
    stages: tuple[str, ...]
    financial_years: npt.NDArray[np.str_]
    years: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    weights: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0, 0)))
    lines: tuple[Line, ...] = ()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file in one step: as a whole, or not at all.

    Args:
        path: The file to make or replace; its folder is made if need be.

    Yields:
        A temporary path beside it to write to. It takes the file's name when the block ends,
        and is removed if the block fails.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _sync(temporary, os.O_RDWR)
        temporary.replace(path)
        if os.name == "posix":  # elsewhere a folder can't be synced, nor need it be
            _sync(path.parent, os.O_RDONLY)
    except OSError as error:
        raise MachineError(
            f"{path} could not be written: {error.strerror or error}. Make room on the disk, or "
            "close the program that has the file open, and give the same command again."
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file in one step, with the line ends of the text itself."""
    _write_bytes(path, text.encode())


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file for programs and people in one step; NaN and infinity are refused."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV that spreadsheets open well, in one step.

    UTF-8 with a mark that tells Excel so; numbers with ten significant digits at most, which is
    beyond any meaning they have and hides differences between processors; missing values empty.
    Text that a spreadsheet would take for a formula is made inert.
    """
    words = table.select_dtypes(exclude="number").columns
    with replacing(path) as temporary:
        table.assign(**{name: table[name].map(inert) for name in words}).to_csv(
            temporary, index=False, encoding="utf-8-sig", float_format="%.10g", lineterminator="\n"
        )


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet in one step.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    import duckdb  # noqa: PLC0415 - only when results are written

    with replacing(path) as temporary, duckdb.connect(config={"threads": 1}) as connection:
        connection.register("rows", table)
        try:
            connection.table("rows").write_parquet(str(temporary))
        except duckdb.OutOfMemoryException as error:
            raise MemoryError(str(error)) from error
        except duckdb.OperationalError as error:
            raise OSError(_why(error)) from error


def _why(error: Exception) -> str:
    """Why a table could not be written: DuckDB hides the system's number among words of its own."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    return os.strerror(int(number[1])) if number else str(error)


def inert(cell: object) -> object:
    """Text that a spreadsheet shows as it is and does not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def pack(
    record: Record, layout: Layout, cases: bool, spent: Mapping[Key, float] | None = None
) -> bytes:
    """One finished replication as the content of its piece, a checksum before it.

    Args:
        record: The replication.
        layout: How to label it.
        cases: Whether to keep a row per stage of each case.
        spent: Pounds by line of the layout; lines that are missing have none.

    Raises:
        ValueError: If the record doesn't fit the layout.
    """
    arrays: dict[str, Any] = {
        "weekly": weekly_rows(record, layout),
        "durations": duration_rows(
            record.stages, layout.financial_years, (len(layout.teams), len(layout.stages))
        ),
        "posts": yearly_rows(record.posts, layout.accounts, layout.weights),
        "costs": cost_rows(layout.lines, spent or {}),
    }
    if cases:
        arrays["cases"] = record.stages
    payload = io.BytesIO()
    np.savez(payload, **arrays)
    data = payload.getvalue()
    return hashlib.sha256(data).digest() + data


def write_piece(folder: Path, replication: int, packed: bytes) -> None:
    """Keep one finished replication until all are there.

    Args:
        folder: The results folder.
        replication: Its number.
        packed: What :func:`pack` made of it.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    _write_bytes(_piece(folder, replication), packed)


def finished(folder: Path, cases: bool = False) -> list[int]:
    """The replications whose pieces are there and whole, in order.

    Args:
        folder: The results folder.
        cases: Count only pieces that hold the rows of cases too.
    """
    wanted = set(_tables(cases))
    paths = (folder / _PIECES).glob("*.piece")
    return sorted(int(path.stem) for path in paths if wanted <= set(_read_piece(path)))


def assemble(
    folder: Path, layout: Layout, replications: Sequence[int], cases: bool
) -> dict[str, str]:
    """Make the Parquet tables out of the pieces, then remove the pieces.

    Rows stand in the order of replications, whatever the order in which pieces were made, and
    pass through DuckDB in one thread: the same pieces make the same bytes. No more than a part
    of a table is in memory at a time.

    Args:
        folder: The results folder.
        layout: How the pieces were labelled.
        replications: Numbers of the replications to put together.
        cases: Whether to make ``cases.parquet`` too.

    Returns:
        File name to SHA-256 of each file made.

    Raises:
        UnfinishedError: If a piece is missing or damaged. All other pieces stay.
        MachineError: If the disk is full or refuses.
    """
    for leftover in folder.glob(TEMPORARY):
        leftover.unlink(missing_ok=True)
    tables = _tables(cases)
    with _workshop(folder, tables, layout) as parts:
        for replication in sorted(replications):
            piece = _whole_piece(folder, replication, tables)
            for table in tables:
                parts[table].add(replication, piece[table])
        for table in tables:
            with replacing(folder / f"{table}.parquet") as temporary:
                parts[table].write_whole(temporary)
    if not cases:  # what an earlier run left would belong to another result
        (folder / "cases.parquet").unlink(missing_ok=True)
    made = {f"{table}.parquet": checksum(folder / f"{table}.parquet") for table in tables}
    shutil.rmtree(folder / _PIECES)
    return made


def read(folder: Path, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
    """Ask a results folder a question.

    Args:
        folder: The results folder.
        sql: A DuckDB query; the tables it can name are the Parquet files of the folder.
        parameters: Values for the question marks in the query.

    Returns:
        The rows. Dates come in microseconds, which reach far beyond the year 9999.
    """
    import duckdb  # noqa: PLC0415 - only when results are read

    with duckdb.connect(config={"threads": 1}) as connection:
        for path in folder.glob("*.parquet"):
            connection.read_parquet(glob.escape(str(path))).create_view(path.stem)
        return connection.execute(sql, list(parameters)).df()


def read_pieces(folder: Path, layout: Layout, replications: Sequence[int]) -> pd.DataFrame:
    """The weekly rows of finished replications before their table is made.

    Args:
        folder: The results folder.
        layout: How the pieces were labelled.
        replications: Numbers of the replications.

    Returns:
        Columns as in ``weekly.parquet``, without the caseload; rows in the order of replications.

    Raises:
        UnfinishedError: If a piece is missing or damaged.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    pieces = [_whole_piece(folder, number, ("weekly",))["weekly"] for number in replications]
    rows = np.concatenate(pieces)
    names = np.array([team.name for team in layout.teams], dtype=object)
    labels = {
        "replication": np.repeat(replications, [len(piece) for piece in pieces]),
        "week_ending": rows["day"].astype("datetime64[D]"),
        "team": names[rows["team"]],
    }
    return pd.DataFrame(labels | {column.name: rows[column.name] for column in WEEKLY})


def _tables(cases: bool) -> tuple[str, ...]:
    """Tables made from pieces; the arrays in a piece have the same names."""
    tables = ("weekly", "durations", "posts", "costs")
    return (*tables, "cases") if cases else tables


def _write_bytes(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _piece(folder: Path, replication: int) -> Path:
    return folder / _PIECES / f"{replication:06d}.piece"


def _read_piece(path: Path) -> Mapping[str, Rows]:
    """The arrays of a piece; none at all if it is missing or isn't what was written."""
    try:
        data = path.read_bytes()
    except OSError:  # also a disk that can't read it any more: made again like a missing one
        return {}
    digest, payload = data[:32], data[32:]
    if hashlib.sha256(payload).digest() != digest:
        return {}
    arrays: Mapping[str, Rows] = np.load(io.BytesIO(payload), allow_pickle=False)
    return arrays


@contextmanager
def _workshop(folder: Path, tables: Sequence[str], layout: Layout) -> Iterator[dict[str, Parts]]:
    """The parts of each table, in a folder among the pieces that goes when they are done with."""
    import duckdb  # noqa: PLC0415 - only when results are put together

    place = folder / _PIECES / "parts"
    names = names_in(layout)
    try:
        shutil.rmtree(place, ignore_errors=True)
        for table in tables:
            (place / table).mkdir(parents=True)
        with duckdb.connect(config={"threads": 1, "memory_limit": "1GB"}) as connection:
            yield {
                table: Parts(connection, place / table, SELECTED[table], names[table])
                for table in tables
            }
    except (duckdb.OperationalError, duckdb.FatalException, OSError) as error:
        raise MachineError(
            f"The tables in {folder} could not be put together: {_why(error)}. Make room and give "
            "the same command again: finished replications are kept."
        ) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _whole_piece(folder: Path, replication: int, tables: Sequence[str]) -> Mapping[str, Rows]:
    piece = _read_piece(_piece(folder, replication))
    if not set(tables) <= set(piece):
        raise UnfinishedError(
            f"The piece of replication {replication} in {folder} is missing or damaged. "
            "Give the same command again: only what is missing is made."
        )
    return piece
