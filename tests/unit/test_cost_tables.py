"""costs.csv and costs.parquet: what is written, for people and for machines."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.errors import MachineError
from sim.experiment.replicate import layout_with_money, spent_in
from sim.results.cost_tables import COLUMNS, _pence, write_costs
from sim.results.costs import ESTABLISHMENT, budget
from sim.results.store import assemble, pack, write_piece
from tests.unit.sample_money import a_record, a_service
from tests.unit.test_outturn import AGENCY_TABLE, MORE

FILLED = (0.7, 0.8, 1.0)


def results(folder: Path, scenario, filled=FILLED, covered=0.0) -> Path:
    """A folder with the tables of as many replications."""
    layout = layout_with_money(scenario)
    for number, share in enumerate(filled):
        record = a_record(scenario, share, covered)
        packed = pack(record, layout, False, spent_in(scenario, record, layout))
        write_piece(folder, number, packed)
    assemble(folder, layout, range(len(filled)), False)
    write_costs(scenario, folder)
    return folder


def written(folder: Path):
    with (folder / "costs.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("amount", "printed"),
    [(0.0, "0.00"), (-0.0, "0.00"), (-0.004, "0.00"), (-0.006, "-0.01"), (1234.5, "1234.50")],
)
def test_less_than_half_a_penny_has_no_sign(amount, printed):
    assert _pence(amount) == printed


def test_csv_has_a_total_for_every_option_and_year(tmp_path):
    scenario = a_service(MORE)
    table = written(results(tmp_path, scenario))
    assert (tmp_path / "costs.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # Excel reads the £
    assert tuple(table[0]) == COLUMNS
    assert table[0] == {
        "financial_year": "2018/19",
        "option": ESTABLISHMENT,
        "line": "Social workers",
        "budget_gbp": "250000.00",
        **{f"outturn_{name}_gbp": "250000.00" for name in ("mean", "p05", "p95")},
        "difference_gbp": "0.00",
        "working": "12.5 FTE x £40,000 x 6/12",
    }
    totals = {
        (row["financial_year"], row["option"]): Decimal(row["budget_gbp"])
        for row in table
        if row["line"] == "Total"
    }
    lines = budget(scenario)
    for option in (ESTABLISHMENT, "more"):
        for year in ("2019/20", "2020/21"):
            own = [o.amount for o in lines if (o.financial_year, o.option) == (year, option)]
            assert totals[year, option] == round(sum(own, Decimal(0)), 2)
    assert abs(totals["all", "all"] - sum(one.amount for one in lines)) < Decimal("0.01")


def test_csv_tells_where_nine_in_ten_replications_lie(tmp_path):
    [row] = [
        row
        for row in written(results(tmp_path, a_service()))
        if (row["financial_year"], row["line"]) == ("2019/20", "Vacancy savings: Social workers")
    ]
    saved = [-(1 - share) * 500_000 for share in FILLED]
    assert float(row["outturn_mean_gbp"]) == pytest.approx(np.mean(saved), abs=0.01)
    assert float(row["outturn_p05_gbp"]) == pytest.approx(np.quantile(saved, 0.05), abs=0.01)
    assert float(row["outturn_p95_gbp"]) == pytest.approx(np.quantile(saved, 0.95), abs=0.01)
    assert float(row["difference_gbp"]) == pytest.approx(np.mean(saved), abs=0.01)


def test_all_years_come_in_cash_in_real_terms_and_as_present_value(tmp_path):
    """With 2 % inflation and 3.5 % discounting, year by year."""
    scenario = a_service('[costs]\ninflation_per_year = 0.02\nprice_base = "2019/20"\n')
    table = written(results(tmp_path, scenario, filled=(0.8,)))
    found = {
        row["line"]: (float(row["budget_gbp"]), float(row["outturn_mean_gbp"]))
        for row in table
        if row["financial_year"] == row["option"] == "all"
    }
    a_year = 500_000 + 30_000 + 32_001
    cash = [a_year / 2, a_year, a_year]
    real = [cash[0] * 1.02, cash[1], cash[2] / 1.02]
    present = sum(gbp / 1.035**year for year, gbp in enumerate(real))
    names = ("Total", "Real terms, prices of 2019/20", "Present value, prices of 2019/20")
    for name, expected in zip(names, (sum(cash), sum(real), present), strict=True):
        assert found[name] == pytest.approx((expected, 0.8 * expected), abs=0.01)


def test_a_name_never_becomes_a_formula(tmp_path):
    evil = """
[interventions."=1+1"]
from = 2018-10-01
[interventions."=1+1".project_posts."@SUM(A1)"]
fte = 1
cost_per_fte_gbp = 100
"""
    table = written(results(tmp_path, a_service(evil), filled=(0.9,)))
    words = [row[name] for row in table for name in ("option", "line", "working")]
    assert "'=1+1" in words
    assert "'@SUM(A1)" in words
    assert not [word for word in words if word[:1] in set("=+-@") and word]


def test_parquet_holds_every_line_of_every_replication(tmp_path):
    scenario = a_service(MORE + AGENCY_TABLE)
    results(tmp_path, scenario, covered=0.1)
    table = duckdb.read_parquet(str(tmp_path / "costs.parquet"))
    assert list(zip(table.columns, map(str, table.types), strict=True)) == [
        ("replication", "INTEGER"),
        *((name, "VARCHAR") for name in ("financial_year", "option", "line", "kind")),
        ("budget_gbp", "DOUBLE"),
        ("outturn_gbp", "DOUBLE"),
    ]
    lines = layout_with_money(scenario).lines
    rows = table.fetchall()
    assert len(rows) == len(FILLED) * len(lines)
    assert [row[1:6] for row in rows[: len(lines)]] == [
        (*line.key, line.kind, float(line.budget)) for line in lines
    ]
    pay, saved = (
        {row[0]: row[6] for row in rows if row[1:4] == ("2019/20", ESTABLISHMENT, line)}
        for line in ("Social workers", "Vacancy savings: Social workers")
    )
    assert pay == dict.fromkeys(range(3), 500_000.0)
    assert saved == pytest.approx({n: (share - 1) * 500_000 for n, share in enumerate(FILLED)})


def test_posts_are_told_in_years_of_full_time_work(tmp_path):
    results(tmp_path, a_service(MORE), filled=(0.5,))
    table = duckdb.read_parquet(str(tmp_path / "posts.parquet"))
    rows = table.filter("option = 'more' AND role = 'helper' AND financial_year = '2019/20'")
    months = 29 / 31 + 8  # 3 July to 31 March
    [row] = rows.fetchall()
    assert row[:5] == (0, "2019/20", "more", "helper", "north")
    assert row[5:] == pytest.approx((2 * months / 12, months / 12, 0))


def test_a_disk_that_refuses_is_the_machines_fault(tmp_path):
    results(tmp_path, a_service())
    (tmp_path / "costs.csv").unlink()
    (tmp_path / f".costs.csv.{os.getpid()}.tmp").mkdir()  # where the file would be made
    with pytest.raises(MachineError, match=r"costs\.csv"):
        write_costs(a_service(), tmp_path)
    assert not (tmp_path / "costs.csv").exists()
