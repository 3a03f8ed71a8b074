"""A small service with prices, and records of whoever should sit in its posts."""

from __future__ import annotations

import tomllib

import numpy as np

from sim.experiment.replicate import layout_with_money
from sim.record import POSTS_ROW, STAGE_ROW, WEEKLY, Record
from sim.results.outturn import outturn
from sim.results.posts import yearly_rows
from sim.scenario.planning import make_plan, working_calendar
from sim.scenario.schema import Scenario
from tests.unit.test_costs import BASE

PRICE = "cost_per_fte_gbp = 40_000\n"


def a_service(
    more: str = "", start: str = "2018-10-01", end: str = "2021-03-31", worker: str = ""
) -> Scenario:
    """12.5 social workers at £40,000, 1.5 helpers at £20,000 and 2 clerks at £16,000.50.

    Args:
        more: Further tables.
        start: First day of the run.
        end: Last day.
        worker: Further keys of the social worker's table.
    """
    text = BASE.format(start=start, end=end).replace(PRICE, f"{PRICE}{worker}")
    return Scenario.model_validate(tomllib.loads(text + more))


def a_record(
    scenario: Scenario, filled: float = 1.0, covered: float = 0.0, overtime: float = 0.0
) -> Record:
    """One replication in which the same share of all posts is filled in every week.

    Args:
        scenario: No intervention of it takes posts away.
        filled: Share of each block of posts that permanent staff fill.
        covered: Share of social worker posts that agency workers cover.
        overtime: Hours a week in each team.
    """
    plan, weeks = make_plan(scenario, 0), len(working_calendar(scenario).week_closes)
    posts = np.zeros((weeks, plan.n_blocks), POSTS_ROW)
    for block, one in enumerate((*plan.teams, *plan.support)):
        posts["funded_fte"][:, block] = sum(one.post_ftes)
    for block, change in enumerate(plan.post_changes, start=plan.first_added_block):
        added = plan.week_closes > change.time
        posts["funded_fte"][added, block] = sum(change.post_ftes)
    posts["in_post_fte"] = filled * posts["funded_fte"]
    teams = len(plan.teams)
    posts["agency_fte"][:, :teams] = covered * posts["funded_fte"][:, :teams]
    weekly = {one.name: np.zeros((weeks, len(plan.teams)), one.dtype) for one in WEEKLY}
    weekly["overtime_hours"] += overtime
    return Record(0, weekly, np.zeros(0, STAGE_ROW), 0, posts)


def spent(scenario: Scenario, record: Record, hours: dict[str, float] | None = None):
    """Pounds by year, option and line, all lines of the layout."""
    layout = layout_with_money(scenario)
    posts = yearly_rows(record.posts, layout.accounts, layout.weights)
    found = outturn(scenario, layout.accounts, posts, hours or {})
    assert set(found) <= {line.key for line in layout.lines}
    return {line.key: found.get(line.key, 0.0) for line in layout.lines}
