"""Values of many cells in any number of replications: on disk, so that memory does not grow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import MachineError
from sim.results.spread import Spread, spread_of

if TYPE_CHECKING:
    import pandas as pd

CHUNK_VALUES = 500_000
"""Values in memory at a time when they are read."""

Floats = npt.NDArray[np.float64]


@contextmanager
def spooled(folder: Path) -> Iterator[Spool]:
    """A spool in a temporary file, which goes when the block or the process ends, however it ends.

    Args:
        folder: An existing folder on the disk that shall hold it.

    Yields:
        The empty spool.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield Spool(file)
    except OSError as error:
        raise MachineError(
            f"Values could not be kept in {folder} for a while: {error.strerror or error}. Make "
            "room on the disk, and give the same command again."
        ) from error


class Spool:
    """Batches of replications go in; cells come out, each with all its replications.

    Args:
        file: An empty file to write and to read.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._widths: list[int] = []
        self._cells = 0

    def append(self, values: Floats) -> None:
        """Add values of more replications, which lie along the last axis; the others are cells."""
        self._widths.append(values.shape[-1])
        self._cells = int(np.prod(values.shape[:-1]))
        self._file.write(np.ascontiguousarray(values).data)

    @property
    def replications(self) -> int:
        """How many have been added."""
        return sum(self._widths)

    def spread(self) -> Spread:
        """The spread of every cell over all replications; some cells are in memory at a time."""
        step = max(1, CHUNK_VALUES // max(1, self.replications))
        chunks = (
            self._read(first, min(step, self._cells - first))
            for first in range(0, self._cells, step)
        )
        parts = zip(*(spread_of(chunk) for chunk in chunks), strict=True)
        return Spread(*(np.concatenate(part, axis=-1) for part in parts))

    def _read(self, first: int, cells: int) -> Floats:
        parts = []
        start = 0
        for width in self._widths:
            self._file.seek(8 * (start + first * width))
            data = self._file.read(8 * cells * width)
            parts.append(np.frombuffer(data).reshape(cells, width))
            start += self._cells * width
        return np.concatenate(parts, axis=1)


def cells(table: pd.DataFrame, names: Sequence[str]) -> Floats:
    """Measures as a spool takes them.

    Args:
        table: Of a batch of replications, as :func:`sim.results.measures.by_period` gives it.
        names: The measures wanted.

    Returns:
        Shape (measures, units x periods, replications).
    """
    one = of_first_replication(table)
    periods, replications = one["period"].nunique(), len(table) // len(one)
    values = np.stack([table[name].to_numpy() for name in names])
    by_replication = values.reshape(len(names), -1, replications, periods)
    shape = (len(names), len(one), replications)
    measures: Floats = by_replication.swapaxes(2, 3).reshape(shape)
    return measures


def of_first_replication(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a batch's first replication: each unit and period once, in the order of cells."""
    first: pd.DataFrame = table[table["replication"] == table["replication"].iloc[0]]
    return first
