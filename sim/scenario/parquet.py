"""Numbers from a Parquet file that anyone may have made."""

from __future__ import annotations

import glob
from pathlib import Path

from sim.errors import InputError

MOST_MEMORY = "500MB"
"""A small file can claim to hold very much."""
_NUMBERS = frozenset(
    (
        *("tinyint", "smallint", "integer", "bigint", "hugeint"),
        *("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"),
        *("float", "double", "decimal"),
    )
)


def parquet_numbers(path: Path, most_rows: int) -> tuple[list[str], list[list[float | None]], int]:
    """Names of columns, rows with None where there is no number, and how many rows there are.

    Args:
        path: The file.
        most_rows: Of more rows none is read.

    Raises:
        InputError: If it is no Parquet file, or a column is not of numbers.
    """
    import duckdb  # noqa: PLC0415 - only for a Parquet file: a scenario needs no database

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MOST_MEMORY,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            table = connection.read_parquet(glob.escape(str(path)))
            for name, kind in zip(table.columns, table.types, strict=True):
                _refuse_other(path, name, kind.id)
            [(count,)] = table.count("*").fetchall()
            rows = table.project("COLUMNS(*)::DOUBLE").fetchall() if count <= most_rows else []
            return table.columns, list(map(list, rows)), count
    except (duckdb.Error, RuntimeError, ValueError):  # the last two: names that are no UTF-8
        remedy = "Save it as Parquet; of a calibration's files it is posterior.parquet."
        raise InputError("this is not a whole Parquet file.", remedy, path) from None


def _refuse_other(path: Path, name: str, kind: str) -> None:
    if kind not in _NUMBERS:
        words = {"varchar": "text", "boolean": "true and false"}
        problem = f"this column holds {words.get(kind, f'values of type {kind}')}, not numbers."
        raise InputError(problem, "Save it as numbers, or leave it out.", path, key=name)
