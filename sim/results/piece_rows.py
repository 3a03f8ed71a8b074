"""The rows of a replication in its piece: labels are numbers there, and names in the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.record import WEEKLY, Record
from sim.results.outturn import Key, Line

if TYPE_CHECKING:
    from sim.results.store import Layout

Rows = npt.NDArray[np.void]

NO_ONE_FTE = 1e-9
"""Full-time equivalents under this are rounding errors of a sum: no one is there."""

SELECTED = {
    "weekly": (
        "replication::INTEGER AS replication, DATE '1970-01-01' + day AS week_ending, "
        f"team::VARCHAR AS team, {', '.join(column.name for column in WEEKLY)}, "
        f"if(in_post_fte + agency_fte > {NO_ONE_FTE}, "
        "open_cases / (in_post_fte + agency_fte), NULL) AS caseload_per_fte"
    ),
    "durations": (
        "replication::INTEGER AS replication, financial_year::VARCHAR AS financial_year, "
        "team::VARCHAR AS team, stage::VARCHAR AS stage, ended, mean_days, p50_days, p90_days"
    ),
    "posts": (
        "replication::INTEGER AS replication, financial_year::VARCHAR AS financial_year, "
        "option::VARCHAR AS option, role::VARCHAR AS role, place::VARCHAR AS place, "
        "funded_fte_years, in_post_fte_years, agency_fte_years"
    ),
    "costs": (
        "replication::INTEGER AS replication, financial_year::VARCHAR AS financial_year, "
        "option::VARCHAR AS option, line::VARCHAR AS line, kind::VARCHAR AS kind, "
        "budget_gbp, outturn_gbp"
    ),
    "cases": (
        "replication::INTEGER AS replication, team::VARCHAR AS team, stage::VARCHAR AS stage, "
        "family, child, visit, tasks, entered, first_task_done, ended, hours, "
        "changes_of_worker, opening"
    ),
}
"""What each table says of the rows of its pieces, in SQL."""

_WEEKLY_ROW = np.dtype([("day", "i4"), ("team", "i2"), *((c.name, c.dtype) for c in WEEKLY)])
_COST_ROW = np.dtype(
    [
        *((name, "i4") for name in ("financial_year", "option", "line", "kind")),
        *((name, "f8") for name in ("budget_gbp", "outturn_gbp")),
    ]
)


def weekly_rows(record: Record, layout: Layout) -> Rows:
    """A row for each week and team.

    Raises:
        ValueError: If the record doesn't fit the layout.
    """
    shape = (len(layout.week_endings), len(layout.teams))
    rows = np.empty(shape, dtype=_WEEKLY_ROW)
    rows["day"] = layout.week_endings.astype("datetime64[D]").astype(np.int64)[:, np.newaxis]
    rows["team"] = np.arange(len(layout.teams))
    for column in WEEKLY:
        values = record.weekly[column.name]
        if values.shape != shape:
            raise ValueError(f"{column.name} has shape {values.shape}, the layout has {shape}")
        np.copyto(rows[column.name], values, casting="same_kind")
    return rows.ravel()


def cost_rows(lines: Sequence[Line], spent: Mapping[Key, float]) -> Rows:
    """A row for each line; every label is the number of the line."""
    rows = np.zeros(len(lines), _COST_ROW)
    for label in ("financial_year", "option", "line", "kind"):
        rows[label] = np.arange(len(lines))
    rows["budget_gbp"] = [float(line.budget) for line in lines]
    rows["outturn_gbp"] = [spent.get(line.key, 0.0) for line in lines]
    return rows


def names_in(layout: Layout) -> dict[str, dict[str, list[str]]]:
    """For each table and each of its fields that hold numbers of things, the names of these."""
    of_record = {"team": [team.name for team in layout.teams], "stage": list(layout.stages)}
    labels = ("option", "role", "place")
    of_posts = {one: [getattr(account, one) for account in layout.accounts] for one in labels}
    parts = ("financial_year", "option", "line", "kind")
    of_costs = {one: [getattr(line, one) for line in layout.lines] for one in parts}
    return {
        **dict.fromkeys(("weekly", "durations", "cases"), of_record),
        "posts": of_posts | {"financial_year": list(layout.years)},
        "costs": of_costs,
    }
