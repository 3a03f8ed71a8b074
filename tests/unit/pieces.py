"""Pieces of replications as a run leaves them."""

from pathlib import Path

from sim.record import Record
from sim.results.store import Layout, pack, write_piece


def keep(folder: Path, record: Record, layout: Layout, cases: bool) -> None:
    """Pack a replication and write its piece."""
    write_piece(folder, record.replication, pack(record, layout, cases))
