"""What was kept is there again, whole, and nothing else is."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from sim.errors import MachineError
from sim.results.point_store import Kept, open_store

ROWS = [Kept(number, np.array([number / 3, np.nan]), 100 + number, 0.5, number == 1)
        for number in range(3)]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "points.sqlite"
    with open_store(path, "program") as store:
        store.keep("one", ROWS)
    return path


def kept(path, point="one", program="program"):
    with open_store(path, program) as store:
        return store.replications(point)


def test_what_was_kept_comes_back_bit_for_bit(path):
    found = kept(path)
    assert sorted(found) == [0, 1, 2]
    for row in ROWS:
        assert found[row.replication].outcomes.tobytes() == row.outcomes.tobytes()
        assert found[row.replication][2:] == row[2:]


def test_points_and_programs_are_apart(path):
    assert not kept(path, point="two")
    assert not kept(path, program="another")


def test_keeping_again_replaces(path):
    with open_store(path, "program") as store:
        store.keep("one", [ROWS[0]._replace(outcomes=np.array([9.0, 9.0]))])
    assert kept(path)[0].outcomes.tolist() == [9.0, 9.0]


def test_what_other_programs_made_can_be_forgotten(path):
    with open_store(path, "another") as store:
        store.keep("one", ROWS)
        store.forget_other_programs()
    assert not kept(path)
    assert kept(path, program="another")


@pytest.mark.parametrize("column", ["outcomes", "events", "seconds", "verified", "replication"])
def test_a_row_that_was_changed_is_not_there(path, column):
    value = "x'0000000000000000'" if column == "outcomes" else "7"
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE kept SET {column} = {value} WHERE replication = 2")
    connection.close()
    assert sorted(kept(path)) == [0, 1]


@pytest.mark.parametrize("cut", [0, 100, 3000])
def test_a_file_that_is_cut_short_is_started_anew(path, cut):
    path.write_bytes(path.read_bytes()[:cut])
    assert not kept(path)
    with open_store(path, "program") as store:
        store.keep("one", ROWS)
    assert len(kept(path)) == 3


def test_bytes_that_are_no_database_are_started_anew(path):
    path.write_bytes(b"not a database" * 1000)
    assert not kept(path)


def test_a_database_of_somebody_else_is_started_anew(path):
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (something TEXT)")
    connection.close()
    with open_store(path, "program") as store:
        store.keep("one", ROWS)
    assert len(kept(path)) == 3


def test_every_flipped_byte_is_noticed_or_harmless(path):
    """No flip makes a wrong number: what comes back is as it was kept, or does not come back."""
    whole = path.read_bytes()
    for place in range(len(whole) - 250, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        for number, row in kept(path).items():
            assert row.outcomes.tobytes() == ROWS[number].outcomes.tobytes()
            assert row[2:] == ROWS[number][2:]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    nowhere = tmp_path / "nowhere" / "points.sqlite"
    with pytest.raises(MachineError, match="could not be kept"), open_store(nowhere, "program"):
        pass
