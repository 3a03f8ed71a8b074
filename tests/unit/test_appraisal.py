"""Money and appraisal of options, with numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.replicate import layout_with_money
from sim.results.appraisal import Candidate, appraisal_table, ranking_table
from sim.results.effects import Effects, read_effects
from sim.results.money import KINDS, Money, money_table, read_money
from sim.results.outturn import hour_price
from sim.results.store import assemble, pack, write_piece
from tests.unit.sample_money import a_record, a_service
from tests.unit.test_cost_tables import results
from tests.unit.test_outturn import AGENCY_TABLE, MORE

YEARS = ("2018/19", "2019/20")
FACTORS = (1.0, 0.5)
APPRAISAL = """
[appraisal]
do_minimum = true
optimism_bias_share = { value = 0.1, source = "A guess.", basis = "assumed" }
risks = ["Nobody applies.", "Demand grows."]
"""


def money(**kinds):
    """Pounds of each year by kind: a budget, and an outturn of each replication."""
    count = max(len(outturn) for _, outturn in kinds.values())
    budget, spent = np.zeros((2, len(KINDS))), np.zeros((count, 2, len(KINDS)))
    for kind, (planned, outturn) in kinds.items():
        budget[:, KINDS.index(kind)] = planned
        spent[:, :, KINDS.index(kind)] = np.array(outturn)[:, np.newaxis]
    return Money(YEARS, budget, spent)


def candidate(name, money_, caseload, over, met=None, more=""):
    effects = Effects(*(np.array(x, float) for x in (caseload, over, over, [0.0] * len(over))))
    met = None if met is None else np.array(met, float)
    return Candidate(name, a_service(more), money_, effects, met, FACTORS)


BASE = candidate(
    "nothing",
    money(pay=(100.0, [100.0] * 3), agency=(0.0, [10.0, 20.0, 30.0])),
    [22.0, 23.0, 24.0],
    [100, 110, 120],
    [0, 0, 1],
)
OPTION = candidate(
    "more",
    money(
        pay=(120.0, [120.0] * 3),
        agency=(0.0, [8.0, 18.0, 26.0]),
        vacancies=(0.0, [-4.0, -4.0, -7.0]),
    ),
    [20.0, 21.5, 22.0],
    [80, 95, 95],
    [1, 1, 1],
    APPRAISAL,
)
WORSE = candidate("worse", BASE.money, [23.0, 22.9, 25.0], [100, 120, 130], [0, 0, 0])


@pytest.fixture(scope="module")
def rows():
    table = appraisal_table([BASE, OPTION, WORSE])
    return {(row["option"], row["row"]): row for row in table.to_dict("records")}


def test_costs_are_present_values_of_paired_differences(rows):
    assert rows["nothing", "budget_pv"]["value"] == 150
    assert rows["nothing", "outturn_pv"]["value"] == pytest.approx(1.5 * 120)
    spent = rows["nothing", "outturn_pv"]
    assert (spent["p05"], spent["p95"]) == pytest.approx((1.5 * 111, 1.5 * 129))
    assert rows["more", "extra_budget_pv"]["value"] == pytest.approx(30)
    extra = 1.5 * np.array([20 - 2 - 4, 20 - 2 - 4, 20 - 4 - 7])
    row = rows["more", "extra_outturn_pv"]
    assert row["value"] == pytest.approx(extra.mean())
    half = 4.302653 * extra.std(ddof=1) / np.sqrt(3)
    assert (row["low"], row["high"]) == pytest.approx((extra.mean() - half, extra.mean() + half))
    assert (row["p05"], row["p95"]) == pytest.approx(tuple(np.quantile(extra, (0.05, 0.95))))
    assert rows["more", "vacancies_saved_pv"]["value"] == pytest.approx(1.5 * 5)


def test_optimism_bias_is_a_row_of_its_own(rows):
    assert rows["more", "optimism_bias_pv"]["value"] == pytest.approx(0.1 * 30)
    assert rows["more", "optimism_bias_pv"]["note"] == "10.0% of the extra budget. A guess."
    outturn = rows["more", "extra_outturn_pv"]["value"]
    assert rows["more", "present_cost"]["value"] == pytest.approx(outturn + 3)
    assert rows["worse", "optimism_bias_pv"]["value"] == 0


def test_cashable_and_non_cashable_benefits_stand_apart(rows):
    agency = rows["more", "agency_saved_pv"]
    assert agency["section"] == "cashable"
    assert agency["value"] == pytest.approx(1.5 * (2 + 2 + 4) / 3)
    hours = rows["more", "lieu_hours_avoided"]
    assert (hours["section"], hours["unit"]) == ("non_cashable", "hours")
    assert hours["value"] == pytest.approx((20 + 15 + 25) / 3)
    value = rows["more", "lieu_hours_value"]["value"]
    assert value == pytest.approx(20 * hour_price(OPTION.scenario))
    assert rows["more", "worker_weeks_back"]["value"] == pytest.approx(20)
    assert ("more", "overtime_saved_pv") not in rows


def test_overtime_that_is_paid_is_no_time_in_lieu():
    paid = Candidate("paid", a_service(worker="overtime_paid_share = 0.75\n"), OPTION.money,
                     OPTION.effects, None, FACTORS)  # fmt: skip
    table = appraisal_table([BASE, paid]).set_index(["option", "row"])
    assert table.loc["paid", "lieu_hours_avoided"]["value"] == pytest.approx(0.25 * 20)


PV = "£, present value"
WORDS = [
    ("cost", "budget_pv", "Budget of the whole service", PV),
    ("cost", "outturn_pv", "Outturn of the whole service", PV),
    ("effect", "target_met", "Probability of meeting the target", "share"),
    ("cost", "extra_budget_pv", "Extra budget", PV),
    ("cost", "extra_outturn_pv", "Extra outturn", PV),
    ("cost", "vacancies_saved_pv", "Not spent because posts stood empty", PV),
    ("cost", "optimism_bias_pv", "Adjustment for optimism bias", PV),
    ("cost", "present_cost", "Present cost: extra outturn and optimism bias", PV),
    ("cashable", "agency_saved_pv", "Less spent on agency cover", PV),
    ("non_cashable", "lieu_hours_avoided", "Time off in lieu not run up", "hours"),
    ("non_cashable", "lieu_hours_value", "The same, at the price of an hour", "£"),
    ("non_cashable", "worker_weeks_back", "Worker-weeks back inside the band", "worker-weeks"),
    ("non_cashable", "changes_avoided", "Changes of social worker avoided", "changes"),
    ("effect", "caseload_reduced", "Average caseload reduced", "cases per full-time social worker"),
    ("value", "cost_per_case", "Cost for each case of average caseload reduced", "£ per case"),
    ("value", "cost_per_worker_week", "Cost for each worker-week back inside the band",
     "£ per worker-week"),
    ("risk", "risk_1", "Risk 1", ""),
    ("risk", "risk_2", "Risk 2", ""),
]  # fmt: skip


def test_every_row_says_what_it_is_and_of_what(rows):
    names = ("section", "row", "label", "unit")
    said = [tuple(row[name] for name in names) for (one, _), row in rows.items() if one == "more"]
    assert said == WORDS
    notes = [row["note"] for (one, _), row in rows.items() if one == "more"]
    assert notes.count("In the extra outturn already.") == 2
    price = f"At £{hour_price(OPTION.scenario):.2f}, pay with on-costs, not discounted. "
    assert price + "In no total: nobody is paid less." in notes


def test_what_a_case_less_costs(rows):
    reduced = rows["more", "caseload_reduced"]["value"]
    assert reduced == pytest.approx((2 + 1.5 + 2) / 3)
    cost = rows["more", "cost_per_case"]
    assert cost["value"] == pytest.approx(rows["more", "present_cost"]["value"] / reduced)
    assert cost["low"] < cost["value"] < cost["high"]
    weekly = rows["more", "cost_per_worker_week"]
    assert weekly["value"] == pytest.approx(rows["more", "present_cost"]["value"] / 20)
    assert np.isnan(rows["worse", "cost_per_case"]["value"])
    assert rows["worse", "cost_per_case"]["note"].startswith("Not told")


def test_target_risks_and_what_an_option_stands_for(rows):
    met = rows["nothing", "target_met"]
    assert met["value"] == pytest.approx(1 / 3)
    assert 0 < met["low"] < 1 / 3 < met["high"] < 1
    assert rows["more", "risk_2"]["note"] == "Demand grows."
    names = ("nothing", "more", "worse")
    found = [rows[name, "budget_pv"]["stands_for"] for name in names]
    assert found == ["baseline", "do_minimum", "option"]


def test_ranks_are_shares_of_futures():
    table = ranking_table([BASE, OPTION, WORSE]).set_index(["criterion", "option", "rank"])
    share = table["probability"]
    assert share["present_cost", "more", 3] == 1
    assert share["present_cost", "nothing", 1] == share["present_cost", "worse", 1] == 0.5
    assert share["caseload", "more", 1] == 1
    assert share["caseload", "worse", 2] == pytest.approx(1 / 3)
    # in one future the other option lowers the caseload, too, and at no cost
    assert share["cost_per_case", "worse", 1] == pytest.approx(1 / 3)
    assert ("cost_per_case", "nothing", 1) not in share.index
    assert table.groupby("criterion", sort=False)["label"].unique().explode().tolist() == [
        "Lowest present cost",
        "Lowest average caseload",
        "Lowest cost for each case of average caseload reduced",
    ]
    assert (table["n"] == 3).all()


def test_money_by_year_and_kind():
    table = money_table({"nothing": BASE.money, "more": OPTION.money}, FACTORS)
    assert table.index.tolist() == list(range(len(table)))
    assert set(table["kind"]) == {"pay", "agency", "vacancies", "total"}
    cells = table.set_index(["option", "financial_year", "kind"])
    total = cells.loc[("more", "2019/20", "total")]
    assert total["budget_gbp"] == 120
    assert total["outturn_mean_gbp"] == pytest.approx(120 + 52 / 3 - 5)
    assert total["extra_budget_gbp"] == 20
    assert total["extra_outturn_mean_gbp"] == pytest.approx(20 - 8 / 3 - 5)
    assert (total["outturn_p05_gbp"], total["outturn_p95_gbp"]) == pytest.approx((125.0, 138.5))
    assert total["extra_outturn_p05_gbp"] == pytest.approx(9.5)
    assert total["extra_outturn_p95_gbp"] == pytest.approx(14.0)
    half = 4.302653 * np.std([14, 14, 9], ddof=1) / np.sqrt(3)
    assert total["extra_outturn_low_gbp"] == pytest.approx(37 / 3 - half)
    assert total["extra_outturn_high_gbp"] == pytest.approx(37 / 3 + half)
    labels = dict(zip(table["kind"], table["label"], strict=True))
    assert labels == {"pay": "Pay of funded posts", "vacancies": "Vacancy savings",
                      "agency": "Agency cover", "total": "Total"}  # fmt: skip
    assert cells.loc[("more", "all", "pay"), "budget_gbp"] == 240
    assert cells.loc[("more", "present value", "pay"), "budget_gbp"] == 180
    nothing = cells.loc["nothing"]
    assert (nothing["extra_outturn_mean_gbp"] == 0).all()


def test_every_kind_of_line_has_a_name_for_people():
    both = {kind: (1.0, [1.0] * 3) for kind in KINDS}
    table = money_table({"nothing": money(**both)}, FACTORS)
    assert table["label"].unique().tolist() == [
        "Pay of funded posts", "Vacancy savings", "Agency cover", "Paid overtime",
        "Market supplement", "Set-up", "Non-staff costs", "Project posts", "Total",
    ]  # fmt: skip


def test_money_is_read_back_from_a_results_folder(tmp_path):
    scenario = a_service(MORE + AGENCY_TABLE)
    found = read_money(results(tmp_path, scenario, filled=(1.0, 0.5)))
    assert found.years == ("2018/19", "2019/20", "2020/21")
    pay, saved = (KINDS.index(kind) for kind in ("pay", "vacancies"))
    assert found.budget[1, pay] > 500_000
    assert found.outturn[0, :, saved] == pytest.approx([0, 0, 0])
    assert found.outturn[1, :, saved] == pytest.approx(-0.5 * found.budget[:, pay])


def test_effects_are_of_some_teams_over_all_weeks(tmp_path):
    scenario = a_service(end="2018-10-19")
    layout = layout_with_money(scenario)
    for number in range(2):
        record = a_record(scenario)
        for place, name in enumerate(("open_cases", "in_post_fte", "agency_fte")):
            record.weekly[name] += np.array([[10, 1]]) * (3 - place) * (1 + number)
        record.weekly["workers_in_band_high"][:, 1] = 2
        record.weekly["workers_in_band_over"][1, 0] = 5
        write_piece(tmp_path, number, pack(record, layout, False))
    assemble(tmp_path, layout, range(2), False)
    both = read_effects(tmp_path, ["north", "south"])
    assert both.caseload == pytest.approx([1.0, 1.0])  # 33 cases over 22 and 11 FTE
    assert both.worker_weeks_over.tolist() == [11, 11]
    assert read_effects(tmp_path, ["north"]).worker_weeks_over.tolist() == [5, 5]


def test_there_is_no_caseload_where_nobody_is(tmp_path):
    scenario = a_service(end="2018-10-19")
    layout = layout_with_money(scenario)
    record = a_record(scenario)
    record.weekly["open_cases"] += 10
    write_piece(tmp_path, 0, pack(record, layout, False))
    assemble(tmp_path, layout, range(1), False)
    assert np.isnan(read_effects(tmp_path, ["north", "south"]).caseload).all()
