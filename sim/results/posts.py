"""Posts by role and option: how many were funded, filled and covered, in years of full time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.clock import budget_days
from sim.record import POSTS_ROW
from sim.scenario.consistency import ESTABLISHMENT, SOCIAL_WORKER
from sim.scenario.planning import post_changes, support_places, working_calendar

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

YEARLY_ROW = np.dtype(
    [
        *((name, "i4") for name in ("financial_year", "option", "role", "place")),
        *((name.replace("_fte", "_fte_years"), "f8") for name in POSTS_ROW.names or ()),
    ]
)
"""Years of full-time work in an account and a financial year. The number of the account stands for
option, role and place."""

Rows = npt.NDArray[np.void]
Floats = npt.NDArray[np.float64]


class Account(NamedTuple):
    """A block of posts for as long as one option pays for it.

    Attributes:
        block: Its number in :attr:`sim.record.Record.posts`.
        option: The intervention that funds it, or :data:`ESTABLISHMENT`.
        role: Name of the role.
        place: The team or shared support that the posts belong to.
        first: First day on which the option pays.
        last: Last day.
    """

    block: int
    option: str
    role: str
    place: str
    first: date
    last: date


def accounts_of(scenario: Scenario) -> tuple[Account, ...]:
    """Who pays for which posts when, block by block.

    What an intervention adds is its own until it ends; posts that are still there afterwards
    belong to the establishment, since others went in their place.
    """
    first, last = scenario.run.start, scenario.run.end
    of_first_day = [
        *((SOCIAL_WORKER, team) for team in scenario.teams),
        *((role, place) for place, role in support_places(scenario)),
    ]
    accounts = [
        Account(block, ESTABLISHMENT, role, place, first, last)
        for block, (role, place) in enumerate(of_first_day)
    ]
    for change in post_changes(scenario):
        block = accounts[-1].block + 1
        where = change.team if change.team >= 0 else len(scenario.teams) + change.support
        accounts += _of_change(scenario, change.intervention, block, of_first_day[where])
    return tuple(accounts)


def _of_change(scenario: Scenario, name: str, block: int, where: tuple[str, str]) -> list[Account]:
    """The accounts of a block that an intervention brings, or gives back when it ends."""
    first, last = scenario.run.start, scenario.run.end
    change = scenario.interventions.get(name)
    if change is None:
        return [Account(block, ESTABLISHMENT, *where, first, last)]
    ends = min(change.end or last, last)
    own = Account(block, name, *where, max(change.start, first), ends)
    if ends == last:
        return [own]
    afterwards = max(ends + timedelta(days=1), first)
    return [own, Account(block, ESTABLISHMENT, *where, afterwards, last)]


def weights_of(scenario: Scenario, accounts: Sequence[Account]) -> Floats:
    """What part of a year each week's close stands for in each account.

    A week's close speaks for all days since the last one. Days count as budgets count them, and
    only while the account's option pays.

    Returns:
        Shape (accounts, financial years, weeks).
    """
    count = budget_days(scenario.run.start, scenario.run.end)
    endings = working_calendar(scenario).week_endings
    week = np.minimum(np.searchsorted(endings, count.days), len(endings) - 1)
    cell = count.year * len(endings) + week
    shape = (len(count.years), len(endings))

    def between(first: date, last: date) -> Floats:
        paid = (count.days >= np.datetime64(first)) & (count.days <= np.datetime64(last))
        sums = np.bincount(cell, np.where(paid, count.part, 0.0), shape[0] * shape[1])
        return np.asarray(sums.reshape(shape))

    spans = {(account.first, account.last) for account in accounts}
    by_span = {span: between(*span) for span in spans}
    return np.stack([by_span[account.first, account.last] for account in accounts])


def yearly_rows(posts: Rows, accounts: Sequence[Account], weights: Floats) -> Rows:
    """Years of full-time work in each account, by financial year.

    Args:
        posts: Rows of :data:`sim.record.POSTS_ROW`, shape (weeks, blocks).
        accounts: Who pays for which posts.
        weights: As :func:`weights_of` gives them.

    Returns:
        Rows of :data:`YEARLY_ROW` by year and account; none where nothing was funded.
    """
    if not accounts:
        return np.zeros(0, YEARLY_ROW)
    blocks = np.array([account.block for account in accounts])
    rows = np.zeros((weights.shape[1], len(accounts)), YEARLY_ROW)
    rows["financial_year"] = np.arange(len(rows))[:, np.newaxis]
    for label in ("option", "role", "place"):
        rows[label] = np.arange(len(accounts))
    for name in POSTS_ROW.names or ():
        sums = np.einsum("ayw,wa->ya", weights, posts[name][:, blocks])
        rows[name.replace("_fte", "_fte_years")] = sums
    return rows[rows["funded_fte_years"] > 0.0]
