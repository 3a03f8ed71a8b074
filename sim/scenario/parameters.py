"""[run] parameters: numbers that are uncertain together, a row for each set of them.

A file of them, such as the posterior of a calibration, becomes part of the scenario when it is
read: the resolved scenario needs no other file to be simulated again. Each of the numbers then
stands at its key with its range and the shape ``joint``; what has the last word over that file may
still set it to something else, and it is then no longer drawn from the rows.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median_low
from typing import Any

from pydantic import Field, model_validator

from sim.errors import InputError
from sim.scenario.extends import shipped_folder
from sim.scenario.parquet import parquet_numbers
from sim.scenario.quantities import Model
from sim.scenario.toml_source import MAX_BYTES, MAX_KEY_LENGTH, MAX_KEY_PARTS, Source
from sim.scenario.wording import as_number, shown

MOST_ROWS = 2000
MOST_NUMBERS = 30_000
"""Rows, and numbers in all of them together; the scenario carries them with it."""
JOINT = "joint"
"""Shape of a number that is drawn together with others."""
_KEY = ("run", "parameters")


class Parameters(Model):
    """[run.parameters]: sets of numbers, one of which is drawn for every replication."""

    keys: list[str] = Field(min_length=1, max_length=200)
    """Dotted keys of the numbers."""
    rows: list[list[float]] = Field(min_length=1, max_length=MOST_ROWS)
    """The sets, all equally likely, each with a number for every key."""

    @model_validator(mode="after")
    def _fits(self) -> Parameters:
        if len(set(map(plain_key, self.keys))) < len(self.keys):
            raise ValueError("a key is there twice; keep one of them")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.keys):
                raise ValueError(
                    f"row {number} has {len(row)} numbers for {len(self.keys)} keys; correct it"
                )
        return self

    def row(self, u: float) -> dict[str, float]:
        """A set of numbers by key, as :func:`plain_key` has it.

        Args:
            u: From 0 to 1, where every set has an equal part.
        """
        place = min(int(u * len(self.rows)), len(self.rows) - 1)
        return dict(zip(map(plain_key, self.keys), self.rows[place], strict=True))


def plain_key(key: str) -> str:
    """The key of a number, however it is written: one in place of a distribution is its value."""
    return key.removesuffix(".value")


def with_parameters(layers: Sequence[Source]) -> list[Source]:
    """The layers of a document, with the file of parameters read that has the last word.

    Args:
        layers: The one with the last word first.

    Raises:
        InputError: If the file can't be found or read, or is no table of numbers.
    """
    found: list[Source] = []
    is_read = False
    for layer in layers:
        said = layer.document.get("run")
        run: dict[str, Any] = said if isinstance(said, dict) else {}
        name = run.get("parameters")
        if not isinstance(name, str):
            found.append(layer)
            continue
        others = {key: value for key, value in run.items() if key != "parameters"}
        if is_read:
            found.append(_with_run(layer, others))
            continue
        path = _found(layer, name)
        parameters = _read(path)
        found += [
            *_numbers(path, parameters),
            _with_run(layer, others | {"parameters": parameters}),
        ]
        is_read = True
    return [layer for layer in found if not (layer.sets == _KEY and not layer.has(_KEY))]


def _with_run(layer: Source, run: dict[str, Any]) -> Source:
    return replace(layer, document={**layer.document, "run": run})


def _numbers(path: Path, parameters: dict[str, Any]) -> Iterator[Source]:
    """A layer for each number: its range, and that it is drawn together with the others."""
    for place, key in enumerate(parameters["keys"]):
        column = [row[place] for row in parameters["rows"]]
        number = {
            "value": median_low(column),
            "low": min(column),
            "high": max(column),
            "shape": JOINT,
            "source": f"Calibration, {path.name}",
            "basis": "derived",
        }
        document: Any = number
        for part in reversed(key.split(".")):
            document = {part: document}
        yield Source(path, document, sets=tuple(key.split(".")))


def _found(layer: Source, name: str) -> Path:
    """The file beside the one that names it, or a shipped one; a setting stands in this folder."""
    folder = Path(layer.file).parent if layer.text else Path()
    try:
        for start in (folder, shipped_folder()):
            path = start / name
            # who gives a setting may name any file; a file that was mailed may not
            is_near = not layer.text or path.resolve().is_relative_to(start.resolve())
            if name and is_near and path.is_file():
                return path
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, a ring of links
        pass
    problem = f"there is no file {shown(name)} beside this one."
    remedy = "Name the posterior.csv of a calibration, or its posterior.parquet."
    raise InputError(problem, remedy, layer.file, layer.line_of(_KEY), ".".join(_KEY))


def _read(path: Path) -> dict[str, Any]:
    """Keys and rows of a file with a column for each key: CSV, or Parquet by its ending."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("this file is too large.", "Give fewer rows.", path)
        is_parquet = path.suffix.lower() == ".parquet"
        return _parquet(path) if is_parquet else _csv(path)
    except OSError as error:
        raise InputError(f"this can't be read ({error}).", "Check who may read it.", path) from None


def _csv(path: Path) -> dict[str, Any]:
    try:
        lines = list(csv.reader(path.read_text("utf-8-sig").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error):
        remedy = "Save it as CSV; of a calibration's files it is posterior.csv."
        raise InputError("this is not a CSV file.", remedy, path) from None
    if len(lines) < 2:
        raise InputError("there are no rows in it.", "Write a line of keys, then rows.", path)
    keys, rows = lines[0], lines[1:]
    _refuse_keys(path, keys, 1)
    _refuse_many(path, len(rows), len(keys))
    return {"keys": keys, "rows": [_row(path, keys, place, row) for place, row in enumerate(rows)]}


def _parquet(path: Path) -> dict[str, Any]:
    keys, rows, count = parquet_numbers(path, MOST_ROWS)
    if not count:
        raise InputError("there are no rows in it.", "Give a row for every set of numbers.", path)
    _refuse_keys(path, keys)
    _refuse_many(path, count, len(keys))
    for number, row in enumerate(rows, start=1):
        for key, cell in zip(keys, row, strict=True):
            if cell is None or not math.isfinite(cell):
                problem = f"row {number} has no finite number here."
                raise InputError(problem, "Give a number for every key.", path, key=key)
    return {"keys": keys, "rows": rows}


def _refuse_keys(path: Path, keys: Sequence[str], line: int | None = None) -> None:
    for key in keys:
        parts = key.split(".")
        if len(key) > MAX_KEY_LENGTH or len(parts) > MAX_KEY_PARTS or not all(parts):
            remedy = "Write keys such as roles.swso.take_up."
            raise InputError(f"{shown(key)} is not the key of a number.", remedy, path, line)


def _refuse_many(path: Path, rows: int, keys: int) -> None:
    if rows > MOST_ROWS or rows * keys > MOST_NUMBERS:
        problem = f"it has {rows:,} rows of {keys} numbers."
        remedy = f"Give at most {MOST_ROWS:,} rows and {MOST_NUMBERS:,} numbers."
        raise InputError(problem, remedy, path)


def _row(path: Path, keys: Sequence[str], place: int, cells: Sequence[str]) -> list[float]:
    line = place + 2
    if len(cells) != len(keys):
        problem = f"this row has {len(cells)} cells under {len(keys)} keys."
        raise InputError(problem, "Give a number for every key.", path, line)
    row = []
    for key, cell in zip(keys, cells, strict=True):
        try:
            row.append(_number(cell))
        except ValueError:
            remedy = f"Write {as_number(cell) or 'a number'}."
            raise InputError(f"{shown(cell)} is no number.", remedy, path, line, key) from None
    return row


def _number(cell: str) -> float:
    number = float(cell if "_" not in cell else "")  # Python reads 0_1 as 1
    if not math.isfinite(number):
        raise ValueError(cell)
    return number
