"""What the tables of a whole run say of each other: one simulation, told in several ways.

Each of the other ways is gone again here, by other means than the program's.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from random_scenarios import documents

import sim
from sim.experiment.replicate import layout_with_money
from sim.model import simulate
from sim.record import WEEKLY
from sim.results.costs import budget
from sim.results.outturn import Line, outturn
from sim.results.posts import yearly_rows
from sim.results.store import read
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import drawn
from tests.documents import changed

Document = dict[str, Any]
REPLICATIONS = 3
PENCE = Decimal("0.01")
PRICED: Document = {
    "run__end": date(2019, 4, 19),
    "run__replications": REPLICATIONS,
    "roles__social_worker__agency__cost_ratio": 1.5,
    "roles__social_worker__overtime_paid_share": 0.5,
    "roles__swso__cost_per_fte_gbp": {"value": 26776, "low": 20000, "high": 30000},
    "interventions__more": {
        "from": date(2019, 1, 7),
        "posts": {"north": {"social_worker": 1.0, "swso": 0.5}},
        "set_up_cost_gbp": 1100,
        "non_staff_cost_gbp_per_year": 300,
        "market_supplement_gbp_per_year": 1000,
        "project_posts": {"lead": {"fte": 0.5, "cost_per_fte_gbp": 60000}},
    },
}


def priced() -> Document:
    """A scenario with every sort of price, over a change of the financial year."""
    return changed(everything(), **PRICED)


def everything() -> Document:
    return tomllib.loads(Path(__file__).with_name("everything.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, Scenario]:
    """The folder of a run over a change of the financial year, with every sort of price."""
    scenario = Scenario.model_validate(priced())
    folder = tmp_path_factory.mktemp("whole")
    return sim.run(scenario, folder, sim.RunOptions(engine="simpy")), scenario


# ---- money -------------------------------------------------------------------------------------


def cost_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "costs.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("column", ["budget_gbp", "outturn_mean_gbp", "difference_gbp"])
def test_lines_add_up_to_options_these_to_years_and_these_to_all(whole, column):
    rows = cost_rows(whole[0])
    parts: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    totals = {}
    for row in rows:
        amount, (year, option) = Decimal(row[column]), (row["financial_year"], row["option"])
        if row["line"] == "Total":
            totals[year, option] = amount
        if row["line"] != "Total" and year != "all":
            parts[year, option].append(amount)
            parts["all", option].append(amount)
            parts[year, "all"].append(amount)
            parts["all", "all"].append(amount)
    assert len(totals) == 9  # two years and all, of two options and all
    assert totals.keys() == parts.keys()
    for key, total in totals.items():
        # each of the parts is rounded to pence, and so is the total
        assert abs(sum(parts[key]) - total) <= PENCE * (len(parts[key]) + 1) / 2, key


def test_the_budget_is_the_same_in_every_replication_and_in_every_table(whole):
    folder, scenario = whole
    by_year: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in budget(scenario):
        by_year[line.financial_year] += line.amount
    rows = read(folder, "SELECT replication, financial_year, sum(budget_gbp) AS total FROM costs"
                        " GROUP BY ALL")  # fmt: skip
    assert len(rows) == REPLICATIONS * len(by_year)
    for year, total in zip(rows["financial_year"], rows["total"], strict=True):
        assert total == pytest.approx(float(by_year[year]), abs=1e-6)


def test_the_outturn_of_the_csv_is_the_mean_of_the_replications(whole):
    rows = read(whole[0], "SELECT financial_year, option, line, avg(outturn_gbp) AS mean FROM costs"
                          " GROUP BY ALL")  # fmt: skip
    means = {tuple(row[:3]): row[3] for row in rows.itertuples(index=False)}
    found = {
        (row["financial_year"], row["option"], row["line"]): float(row["outturn_mean_gbp"])
        for row in cost_rows(whole[0])
        if row["financial_year"] != "all" and row["line"] != "Total"
    }
    assert found.keys() == means.keys()
    assert found == pytest.approx(means, abs=0.0051)


def test_only_savings_are_negative_where_no_post_is_taken_away(whole):
    rows = read(whole[0], "SELECT kind, min(outturn_gbp) AS least FROM costs GROUP BY kind")
    least = dict(zip(rows["kind"], rows["least"], strict=True))
    assert {kind for kind, amount in least.items() if amount < 0.0} == {"vacancies"}


# ---- people and work ---------------------------------------------------------------------------


def test_every_replications_posts_are_filled_covered_or_empty(whole):
    """Of posts, a table by year and a table by week say the same."""
    folder, _ = whole
    posts = read(folder, "SELECT * FROM posts")
    filled = posts["in_post_fte_years"] + posts["agency_fte_years"]
    assert (posts[["funded_fte_years", "in_post_fte_years", "agency_fte_years"]] >= 0).all(
        axis=None
    )
    assert (filled <= posts["funded_fte_years"] + 1e-9).all()
    workers = posts[posts["role"] == "social_worker"].groupby("replication")
    weekly = read(folder, "SELECT replication, sum(establishment_fte) AS funded,"
                          " sum(in_post_fte) AS held FROM weekly GROUP BY ALL")  # fmt: skip
    first_day = posts[(posts["option"] == "establishment") & (posts["role"] == "social_worker")]
    funded = first_day.groupby(["replication", "financial_year"])["funded_fte_years"].sum()
    for (_, year), years in funded.items():
        assert years == pytest.approx(12.5 * MONTHS[year] / 12, rel=1e-12)
    assert len(funded) == len(MONTHS) * REPLICATIONS
    # weeks count alike here, and there by their days in months of equal length
    for replication, yearly in workers:
        mine = weekly[weekly["replication"] == replication]
        years = yearly["funded_fte_years"].sum()
        share = yearly["in_post_fte_years"].sum() / years
        assert share == pytest.approx(mine["held"].sum() / mine["funded"].sum(), abs=0.02)


MONTHS = {"2018/19": 6.0, "2019/20": 19 / 30}
"""Of the run, by financial year: until 19 April."""
COUNTED = ("referrals", "re_referrals", "cases_opened", "closures", "starters", "leavers",
           "open_cases", "unallocated_cases", "establishment_fte", "in_post_fte", "agency_fte",
           "vacant_fte", "support_fte", "overtime_hours")  # fmt: skip
"""Measures of which the service has the sum of its teams."""


def test_means_of_the_summary_add_up_over_teams_groups_and_months(whole):
    with (whole[0] / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sums: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    for row in rows:
        if row["measure"] in COUNTED:
            sums[row["measure"], row["period"], row["unit_kind"]] += float(row["mean"])
            assert row["n"] == str(REPLICATIONS)
    kinds = ("team", "group", "service")
    cells = {key[:2] for key in sums}
    assert len(cells) == len(COUNTED) * 10  # seven months, two years and the end
    for measure, period in cells:
        team, group, service = (sums[measure, period, kind] for kind in kinds)
        assert team == pytest.approx(service, rel=1e-8, abs=1e-8), (measure, period)
        assert group == pytest.approx(service, rel=1e-8, abs=1e-8), (measure, period)


def test_the_end_of_the_summary_is_the_last_week_of_every_replication(whole):
    last = read(whole[0], "SELECT replication, sum(open_cases) AS cases FROM weekly WHERE"
                          " week_ending = (SELECT max(week_ending) FROM weekly)"
                          " GROUP BY ALL ORDER BY ALL")["cases"]  # fmt: skip
    with (whole[0] / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = [
            row for row in csv.DictReader(file)
            if (row["measure"], row["period"], row["team"]) == ("open_cases", "end", "service")
        ]  # fmt: skip
    assert float(row["mean"]) == pytest.approx(last.mean(), rel=1e-9)
    assert float(row["sd"]) == pytest.approx(last.std(ddof=1), rel=1e-9)
    assert float(row["p50"]) == pytest.approx(np.median(last), rel=1e-9)


# ---- what follows from what --------------------------------------------------------------------


PRICES = ("cost_per_fte_gbp", "set_up_cost_gbp", "non_staff_cost_gbp_per_year",
          "market_supplement_gbp_per_year")  # fmt: skip


def dearer(node: Any, times: int) -> Any:
    """The same with every price so many times as high."""
    if not isinstance(node, dict):
        return node
    return {
        key: scaled(value, times) if key in PRICES else dearer(value, times)
        for key, value in node.items()
    }


def scaled(price: Any, times: int) -> Any:
    if not isinstance(price, dict):
        return price * times
    return price | {key: price[key] * times for key in ("value", "low", "high")}


def spent(document: Document) -> tuple[list[Line], dict[Any, float]]:
    """Lines, and what a replication spent on each, as a run makes them."""
    scenario = Scenario.model_validate(document)
    layout, record = layout_with_money(scenario), simulate(make_plan(scenario, 1))
    posts = yearly_rows(record.posts, layout.accounts, layout.weights)
    hours = dict.fromkeys(layout.years, 100.0)
    return list(layout.lines), outturn(drawn(scenario, 1), layout.accounts, posts, hours)


@pytest.mark.parametrize("times", [2, 7])
def test_prices_so_many_times_as_high_cost_so_many_times_as_much(times):
    """The budget to far beyond a penny, the outturn but for the rounding of binary numbers."""
    lines, paid = spent(priced())
    more_lines, more_paid = spent(dearer(priced(), times))
    assert [line.key for line in more_lines] == [line.key for line in lines]
    for line, more in zip(lines, more_lines, strict=True):
        assert abs(more.budget - times * line.budget) < Decimal("1e-18")  # of 28 digits
    assert sum(line.budget > 0 for line in lines) > 10
    assert more_paid == pytest.approx({key: times * pounds for key, pounds in paid.items()})


STEADY: Document = {
    "roles__social_worker__leaving__caseload_effect": 0.0,
    "roles__social_worker__leaving__support_hazard_ratio": 1.0,
    "roles__social_worker__sickness__caseload_effect": 0.0,
    "roles__social_worker__sickness__support_hazard_ratio": 1.0,
}
"""Nobody leaves or falls ill for the cases that they have or the support that they get."""


@pytest.mark.parametrize("hours", [(0.0, 1.5), (3.0, 6.5), (6.5, 9.0)])
def test_support_that_frees_more_hours_never_frees_fewer(hours):
    """The hours that all have together, in every week and team; the same people are there."""
    few, many = (weekly_with(each) for each in hours)
    for name in ("in_post_fte", "absent_fte", "support_present_fte", "agency_fte"):
        assert np.array_equal(few[name], many[name]), name
    assert (many["available_hours"] >= few["available_hours"] - 1e-9).all()
    assert many["available_hours"].sum() > few["available_hours"].sum()


def weekly_with(hours: float) -> Any:
    steady = changed(everything(), **STEADY, run__end=date(2018, 12, 14),
                     roles__swso__hours_freed_per_week=hours)  # fmt: skip
    return simulate(make_plan(Scenario.model_validate(steady), 0)).weekly


@given(documents())
@settings(max_examples=15)
def test_what_any_service_counts_is_a_finite_number_and_never_less_than_nothing(document):
    record = simulate(make_plan(Scenario.model_validate(document), 0))
    for column in WEEKLY:
        values = record.weekly[column.name]
        assert np.isfinite(values).all(), column.name
        assert (values >= 0).all(), column.name
    assert np.isfinite(record.stages["hours"]).all()
    assert (record.stages["ended"] >= record.stages["entered"]).all()
