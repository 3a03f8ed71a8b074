"""Results on disk: whole or absent, checked, and the same bytes whatever the order of work."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from sim.errors import MachineError, UnfinishedError
from sim.record import STAGE_ROW, WEEKLY, Record
from sim.results import parts, store
from sim.results.store import Layout, TeamInfo, assemble, finished, read, replacing
from tests.unit.pieces import keep

TEAMS = (
    TeamInfo("north", "North", "Assessment", "assessment"),
    TeamInfo("south", "South", "District", "district"),
)
TABLES = {f"{name}.parquet" for name in ("weekly", "durations", "posts", "costs")}
LAYOUT = Layout(
    week_endings=np.array(["2019-03-29", "2019-04-05", "2019-04-12"], dtype="datetime64[D]"),
    teams=TEAMS,
    stages=("assessment", "plan"),
    financial_years=np.array(["2018/19"] * 5 + ["2019/20"] * 10),
)


def a_record(replication: int = 0, stages: list[dict[str, float]] | None = None) -> Record:
    """Column number k holds k everywhere, so that no two columns can be mistaken."""
    weekly = {
        column.name: np.full((3, 2), place, dtype=column.dtype)
        for place, column in enumerate(WEEKLY)
    }
    weekly["open_cases"] = np.arange(6).reshape(3, 2) + 100 * replication
    rows = np.zeros(len(stages or []), dtype=STAGE_ROW)
    for row, stage in zip(rows, stages or [], strict=True):
        for name, value in stage.items():
            row[name] = value
    return Record(replication, weekly, rows, event_count=0)


def piece_of(folder: Path, replication: int) -> Path:
    return folder / "pieces" / f"{replication:06d}.piece"


def contents(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_weekly_rows_are_labelled_and_ordered(tmp_path):
    for replication in (1, 0):
        keep(tmp_path, a_record(replication), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, [1, 0], cases=False)
    weekly = read(tmp_path, "SELECT * FROM weekly")

    names = [column.name for column in WEEKLY]
    assert list(weekly.columns) == [
        "replication",
        "week_ending",
        "team",
        *names,
        "caseload_per_fte",
    ]
    assert weekly["replication"].tolist() == [0] * 6 + [1] * 6
    assert weekly["team"].tolist() == ["north", "south"] * 6
    assert weekly["open_cases"].tolist() == [*range(6), *range(100, 106)]
    assert weekly["week_ending"].dt.date.tolist()[:4] == [
        *[date(2019, 3, 29)] * 2,
        *[date(2019, 4, 5)] * 2,
    ]
    for place, name in list(enumerate(names))[1:]:
        assert (weekly[name] == place).all()


def test_parquet_types_are_those_of_the_census(tmp_path):
    keep(tmp_path, a_record(), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, [0], cases=False)
    types = dict(read(tmp_path, "DESCRIBE weekly")[["column_name", "column_type"]].to_numpy())
    assert types["replication"] == "INTEGER"
    assert types["week_ending"] == "DATE"
    assert types["team"] == "VARCHAR"
    for column in WEEKLY:
        assert types[column.name] == {"i8": "BIGINT", "f8": "DOUBLE"}[column.dtype]


def test_caseload_is_null_when_no_one_is_there(tmp_path):
    record = a_record()
    record.weekly["in_post_fte"] = np.array([[4.0, 1e-16], [4.0, 0.0], [0.0, 0.5]])
    record.weekly["agency_fte"] = np.array([[1.0, 0.0], [0.0, 0.0], [2.0, 0.0]])
    keep(tmp_path, record, LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, [0], cases=False)
    caseload = read(tmp_path, "SELECT caseload_per_fte AS caseload FROM weekly")["caseload"]
    # open cases 0, 1 / 2, 3 / 4, 5
    np.testing.assert_array_equal(caseload, [0 / 5, np.nan, 2 / 4, np.nan, 4 / 2, 5 / 0.5])


def test_durations_by_the_year_in_which_a_stage_ended(tmp_path):
    first_year = [
        {"entered": 0.5, "ended": 0.5 + days, "team": 0, "stage": 1} for days in (4.0, 1.0, 2.0)
    ]
    others = [
        {"entered": np.nan, "ended": 3.0, "team": 0, "stage": 1, "opening": True},
        {"entered": 1.0, "ended": 5.0, "team": 0, "stage": 1},  # day 5 is the first of 2019/20
        {"entered": 2.0, "ended": 15.0, "team": 1, "stage": 0},  # the very end of the run
    ]
    keep(tmp_path, a_record(stages=others[::-1] + first_year), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, [0], cases=False)
    rows = read(tmp_path, "SELECT * FROM durations")
    expected = pd.DataFrame(
        [
            (0, "2018/19", "north", "plan", 3, 7 / 3, 2.0, 2.0 + 0.8 * 2.0),
            (0, "2019/20", "north", "plan", 1, 4.0, 4.0, 4.0),
            (0, "2019/20", "south", "assessment", 1, 13.0, 13.0, 13.0),
        ],
        columns=[
            *("replication", "financial_year", "team", "stage"),
            *("ended", "mean_days", "p50_days", "p90_days"),
        ],
    )
    pd.testing.assert_frame_equal(rows, expected, check_dtype=False)


def test_a_run_in_which_no_stage_ends_has_empty_durations(tmp_path):
    keep(tmp_path, a_record(), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, [0], cases=False)
    durations = read(tmp_path, "SELECT * FROM durations")
    assert durations.empty
    assert "mean_days" in durations.columns


def test_cases_only_if_wanted_and_unknown_times_are_null(tmp_path):
    stages = [
        {"entered": np.nan, "ended": 3.0, "team": 1, "stage": 1, "opening": True, "child": 2},
        {"entered": 1.0, "first_task_done": 2.5, "ended": 5.0, "hours": 7.5, "family": 2**40},
    ]
    keep(tmp_path, a_record(4, stages), LAYOUT, cases=True)
    made = assemble(tmp_path, LAYOUT, [4], cases=True)
    assert set(made) == TABLES | {"cases.parquet"}
    cases = read(tmp_path, "SELECT * FROM cases")
    assert list(cases.columns) == ["replication", *STAGE_ROW.names]
    assert cases["team"].tolist() == ["south", "north"]
    assert cases["stage"].tolist() == ["plan", "assessment"]
    assert cases["family"].tolist() == [0, 2**40]
    assert cases["opening"].tolist() == [True, False]
    unknown = read(tmp_path, "SELECT count(*) AS n FROM cases WHERE entered IS NULL")
    assert unknown["n"].tolist() == [1]

    keep(tmp_path, a_record(4, stages), LAYOUT, cases=False)
    assert set(assemble(tmp_path, LAYOUT, [4], cases=False)) == TABLES
    assert "cases.parquet" not in contents(tmp_path)  # that of the earlier run is gone


def test_a_record_that_does_not_fit_is_refused(tmp_path):
    record = a_record()
    record.weekly["sick_days"] = np.zeros(2)  # would be spread over the weeks in silence
    with pytest.raises(ValueError, match="sick_days has shape"):
        keep(tmp_path, record, LAYOUT, cases=False)
    assert finished(tmp_path) == []


def test_finished_lists_whole_pieces_only(tmp_path):
    assert finished(tmp_path) == []
    for replication in (12, 3, 0):
        keep(tmp_path, a_record(replication), LAYOUT, cases=False)
    (tmp_path / "pieces" / ".000007.piece.99.tmp").write_bytes(b"a writer was killed")
    assert finished(tmp_path) == [0, 3, 12]


def test_pieces_without_cases_do_not_count_when_cases_are_wanted(tmp_path):
    keep(tmp_path, a_record(0), LAYOUT, cases=False)
    keep(tmp_path, a_record(1), LAYOUT, cases=True)
    assert finished(tmp_path) == [0, 1]
    assert finished(tmp_path, cases=True) == [1]


@pytest.mark.parametrize("kept", [0, 1, 31, 32, 33, 0.5, -1])
def test_a_truncated_piece_is_noticed(tmp_path, kept):
    for replication in (0, 1):
        keep(tmp_path, a_record(replication), LAYOUT, cases=False)
    data = piece_of(tmp_path, 1).read_bytes()
    length = int(len(data) * kept) if isinstance(kept, float) else kept
    piece_of(tmp_path, 1).write_bytes(data[:length])
    assert finished(tmp_path) == [0]


@pytest.mark.parametrize("place", [0, 31, 32, 1000, -1])
def test_a_flipped_bit_is_noticed(tmp_path, place):
    keep(tmp_path, a_record(0), LAYOUT, cases=False)
    data = bytearray(piece_of(tmp_path, 0).read_bytes())
    data[place] ^= 0b100
    piece_of(tmp_path, 0).write_bytes(data)
    assert finished(tmp_path) == []


def test_a_damaged_piece_stops_the_assembly_and_is_then_made_again(tmp_path):
    for replication in range(3):
        keep(tmp_path, a_record(replication), LAYOUT, cases=False)
    piece_of(tmp_path, 1).write_bytes(piece_of(tmp_path, 1).read_bytes()[:-1])
    with pytest.raises(UnfinishedError, match="replication 1"):
        assemble(tmp_path, LAYOUT, range(3), cases=False)
    assert contents(tmp_path) == {"pieces"}
    assert finished(tmp_path) == [0, 2]

    keep(tmp_path, a_record(1), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, range(3), cases=False)
    assert len(read(tmp_path, "SELECT DISTINCT replication FROM weekly")) == 3


def test_the_order_of_pieces_does_not_change_a_byte(tmp_path):
    made = []
    for name, order in (("a", [0, 1, 2, 3]), ("b", [2, 0, 3, 1])):
        for replication in order:
            stages = [{"entered": replication / 7, "ended": 9.3, "team": 1}] * 3
            keep(tmp_path / name, a_record(replication, stages), LAYOUT, cases=True)
        made.append(assemble(tmp_path / name, LAYOUT, order, cases=True))
    assert made[0] == made[1]
    for file, expected in made[0].items():
        for name in ("a", "b"):
            data = (tmp_path / name / file).read_bytes()
            assert hashlib.sha256(data).hexdigest() == expected


def test_threads_may_write_pieces_at_the_same_time(tmp_path):
    stages = [{"entered": 1.0, "ended": 5.0 + place, "team": place % 2} for place in range(50)]

    def write(replication: int) -> None:
        keep(tmp_path / "threads", a_record(replication, stages), LAYOUT, cases=True)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    for replication in range(60):
        keep(tmp_path / "one", a_record(replication, stages), LAYOUT, cases=True)
    assert len(contents(tmp_path / "threads" / "pieces")) == 60
    made = [assemble(tmp_path / name, LAYOUT, range(60), cases=True) for name in ("threads", "one")]
    assert made[0] == made[1]


def test_batches_hold_every_replication_once(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PART_ROWS", 8)  # replications have six
    for replication in range(5):
        keep(tmp_path, a_record(replication), LAYOUT, cases=False)
    assemble(tmp_path, LAYOUT, range(5), cases=False)
    rows = read(tmp_path, "SELECT replication, open_cases FROM weekly")
    assert rows["replication"].tolist() == [r for r in range(5) for _ in range(6)]
    assert rows["open_cases"].tolist() == [100 * r + k for r in range(5) for k in range(6)]


def test_assembly_leaves_only_final_files(tmp_path):
    keep(tmp_path, a_record(), LAYOUT, cases=False)
    (tmp_path / ".weekly.parquet.99.tmp").write_bytes(b"an earlier process was killed")
    left = tmp_path / "pieces" / "parts" / "weekly"
    left.mkdir(parents=True)
    (left / "9.parquet").write_bytes(b"and left this too")
    assemble(tmp_path, LAYOUT, [0], cases=False)
    assert contents(tmp_path) == TABLES


def test_dates_beyond_the_reach_of_nanoseconds(tmp_path):
    weeks = np.datetime64("2018-10-05") + 7 * np.arange(60_000)
    layout = Layout(weeks, TEAMS[:1], ("assessment",), np.array(["2018/19"]))
    weekly = {c.name: np.zeros((60_000, 1), dtype=c.dtype) for c in WEEKLY}
    keep(tmp_path, Record(0, weekly, np.zeros(0, STAGE_ROW), 0), layout, cases=False)
    assemble(tmp_path, layout, [0], cases=False)
    found = read(tmp_path, "SELECT week_ending FROM weekly")["week_ending"].to_numpy()
    np.testing.assert_array_equal(found.astype("datetime64[D]"), weeks)
    assert weeks[-1] > np.datetime64("3168-01-01")


def test_folders_with_characters_that_mean_something_elsewhere(tmp_path):
    folder = tmp_path / "what's th[i]s* (né)"
    other = tmp_path / "what's this and more (né)"
    for number, place in enumerate((folder, other)):
        keep(place, a_record(number), LAYOUT, cases=False)
        assemble(place, LAYOUT, [number], cases=False)
    assert read(folder, "SELECT DISTINCT replication AS r FROM weekly")["r"].tolist() == [0]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "manifest.json"
    store.write_json(path, {"complete": True})

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text('{"comp')
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert json.loads(path.read_text()) == {"complete": True}
    assert contents(tmp_path) == {"manifest.json"}


def test_a_full_disk_is_the_machines_fault(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match="No space left on device") as caught:
        keep(tmp_path, a_record(), LAYOUT, cases=False)
    assert caught.value.exit_code == 4
    assert contents(tmp_path / "pieces") == set()


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (duckdb.IOException('Failed: {"errno":"28"}'), MachineError, "No space left on device. Ma"),
        (duckdb.IOException("It is gone"), MachineError, "It is gone. Make room on the disk"),
        (duckdb.OutOfMemoryException("no more"), MemoryError, "no more"),
    ],
)
def test_a_table_that_cannot_be_written_says_why_and_what_to_do(
    tmp_path, monkeypatch, error, kind, said
):
    class Full:
        def write_parquet(self, _path: str) -> None:
            raise error

    monkeypatch.setattr(duckdb.DuckDBPyConnection, "table", lambda *_: Full())
    with pytest.raises(kind, match=said):
        store.write_parquet(tmp_path / "a.parquet", pd.DataFrame({"a": [1]}))
    assert contents(tmp_path) == set()


def test_a_database_that_runs_out_keeps_the_pieces(tmp_path, monkeypatch):
    def out_of_memory(*_args: object) -> None:
        raise duckdb.OutOfMemoryException("no more")

    keep(tmp_path, a_record(), LAYOUT, cases=False)
    monkeypatch.setattr(parts.Parts, "add", out_of_memory)
    with pytest.raises(MachineError, match="no more"):
        assemble(tmp_path, LAYOUT, [0], cases=False)
    assert finished(tmp_path) == [0]


def test_files_are_synced_before_they_get_their_name(tmp_path, monkeypatch):
    path, seen = tmp_path / "a.txt", []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(path.exists()))
    store.write_text(path, "text")
    assert seen[0] is False


def test_csv_opens_in_a_spreadsheet_and_reads_back(tmp_path):
    table = pd.DataFrame(
        {"team": ['A, "B"', "Zoë\nNorth"], "n": [200, 7], "mean": [2 / 3, 1e-12], "sd": [np.nan, 5]}
    )
    path = tmp_path / "table.csv"
    store.write_csv(path, table)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfteam,n,mean,sd\n")
    assert b"200,0.6666666667,\n" in data
    assert b"\r" not in data
    pd.testing.assert_frame_equal(
        pd.read_csv(path, encoding="utf-8-sig"), table, rtol=1e-9, check_dtype=False
    )


def test_json_is_for_people_and_never_nan(tmp_path):
    path = tmp_path / "manifest.json"
    store.write_json(path, {"title": "Zoë"})
    assert path.read_text(encoding="utf-8") == '{\n  "title": "Zoë"\n}\n'
    with pytest.raises(ValueError, match="JSON"):
        store.write_json(path, {"mean": float("nan")})


def test_text_that_looks_like_a_formula_is_written_inert(tmp_path):
    table = pd.DataFrame({"team": ["=1+1", "@x", "a-b"], "mean": [-1.5, 2.0, 3.0]})
    store.write_csv(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_text("utf-8-sig").splitlines() == [
        "team,mean",
        "'=1+1,-1.5",
        "'@x,2",
        "a-b,3",
    ]
