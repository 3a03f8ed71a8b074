"""An option appraisal: what each option costs more than the baseline, and what that buys.

After HM Treasury, The Green Book (2022). Options meet the same futures, so every figure is a paired
difference from the baseline; money is the whole service's, as present value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.costs import Kind
from sim.results.effects import Effects
from sim.results.money import KINDS, Money, present
from sim.results.outturn import hour_price
from sim.results.paired import difference, wilson
from sim.results.ranking import ranks
from sim.results.ratio import ratio_of_means
from sim.units import percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

Floats = npt.NDArray[np.float64]
COUNTED = "In the extra outturn already."
CASHABLE: tuple[tuple[str, str, Kind], ...] = (
    ("agency_saved_pv", "Less spent on agency cover", "agency"),
    ("overtime_saved_pv", "Less spent on paid overtime", "overtime"),
)
CRITERIA = {
    "present_cost": "Lowest present cost",
    "caseload": "Lowest average caseload",
    "cost_per_case": "Lowest cost for each case of average caseload reduced",
}
"""By what options are ranked."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One of the scenarios compared, with what it costs and brings in every replication.

    Attributes:
        name: Name of the scenario.
        scenario: The scenario.
        money: What the whole service costs.
        effects: What the unit asked for gets.
        met: Whether the target is met at the time asked for, a number from 0 to 1 of each
            replication, NaN where it can't be told; None without a target.
        factors: What makes pounds of each financial year into present value.
    """

    name: str
    scenario: Scenario
    money: Money
    effects: Effects
    met: Floats | None
    factors: Sequence[float] = field(repr=False)

    @cached_property
    def outturn(self) -> Floats:
        """Present value of the outturn by replication and kind of line."""
        return present(self.money.outturn, self.factors)

    @cached_property
    def budget(self) -> float:
        """Present value of the budget."""
        return float(present(self.money.budget, self.factors).sum())


class Row(NamedTuple):
    """A line of an appraisal.

    Attributes:
        section: ``cost``, ``cashable``, ``non_cashable``, ``effect``, ``value`` or ``risk``.
        row: What is told, in a word for programs.
        label: The same for people.
        unit: Of the numbers.
        value: The figure; a mean over the replications where it is simulated.
        low: Lower end of the 95 % interval of that mean; NaN where there is none.
        high: Upper end.
        p05: 5 % of the replications are below.
        p95: 5 % are above.
        note: What it rests on, in words.
    """

    section: str
    row: str
    label: str
    unit: str
    value: float = nan
    low: float = nan
    high: float = nan
    p05: float = nan
    p95: float = nan
    note: str = ""


def appraisal_table(those: Sequence[Candidate]) -> pd.DataFrame:
    """The appraisal of every option.

    Args:
        those: The scenarios, the baseline first; all of the same replications.

    Returns:
        Columns ``option``, ``stands_for`` (``baseline``, ``do_minimum`` or ``option``), then those
        of :class:`Row`; of the baseline only what it costs and how often it meets the target.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    base = those[0]
    rows = [
        {"option": one.name, "stands_for": _stands_for(one, base), **row._asdict()}
        for one in those
        for row in ([*_levels(one)] if one is base else [*_levels(one), *_rows(one, base)])
    ]
    return pd.DataFrame(rows)


def ranking_table(those: Sequence[Candidate]) -> pd.DataFrame:
    """How likely each scenario is first, second, third by each of :data:`CRITERIA`.

    By cost for each case only options are ranked; one that does not lower the caseload in a
    replication comes last in it.

    Returns:
        Columns ``criterion``, ``label``, ``option``, ``rank``, ``n``, ``probability`` with
        ``probability_low`` and ``probability_high``, and ``mean_rank``.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    base, options = those[0], those[1:]
    values = {
        "present_cost": (those, [_present_cost(one, base) for one in those]),
        "caseload": (those, [one.effects.caseload for one in those]),
        "cost_per_case": (options, [_cost_per_case(one, base) for one in options]),
    }
    rows = []
    for criterion, (ranked, cells) in values.items():
        found = ranks(np.stack(cells))
        for place, rank in np.ndindex(found.share.value.shape):
            share, low, high = (float(part[place, rank]) for part in found.share)
            rows.append(
                {
                    "criterion": criterion,
                    "label": CRITERIA[criterion],
                    "option": ranked[place].name,
                    "rank": rank + 1,
                    "n": found.n,
                    "probability": share,
                    "probability_low": low,
                    "probability_high": high,
                    "mean_rank": float(found.mean[place]),
                }
            )
    return pd.DataFrame(rows)


def _stands_for(one: Candidate, base: Candidate) -> str:
    if one is base:
        return "baseline"
    return "do_minimum" if one.scenario.appraisal.do_minimum else "option"


def _levels(one: Candidate) -> Iterator[Row]:
    """What a scenario costs by itself, and how often it meets the target."""
    spent = one.outturn.sum(axis=1)
    yield Row("cost", "budget_pv", "Budget of the whole service", "£, present value", one.budget)
    low, high = np.quantile(spent, (0.05, 0.95))
    words = "Outturn of the whole service", "£, present value"
    yield Row("cost", "outturn_pv", *words, float(spent.mean()), p05=float(low), p95=float(high))
    if one.met is not None:
        known = one.met[~np.isnan(one.met)]
        share, low, high = (float(part) for part in wilson(known.sum(), np.array(known.size)))
        label = "Probability of meeting the target"
        yield Row("effect", "target_met", label, "share", share, low, high)


def _rows(one: Candidate, base: Candidate) -> Iterator[Row]:
    """What an option costs more, and brings."""
    yield from _costs(one, base)
    yield from _cashable(one, base)
    yield from _non_cashable(one, base)
    reduced = base.effects.caseload - one.effects.caseload
    unit = "cases per full-time social worker"
    yield _apart("effect", "caseload_reduced", "Average caseload reduced", unit, reduced)
    yield from _value(one, base)
    for number, risk in enumerate(one.scenario.appraisal.risks, start=1):
        yield Row("risk", f"risk_{number}", f"Risk {number}", "", note=risk)


def _apart(section: str, row: str, label: str, unit: str, values: Floats, note: str = "") -> Row:
    """The mean of paired differences with its interval, and where nine in ten of them lie."""
    found = difference(values, np.zeros_like(values), 0)
    mean, half = float(found.mean), float(found.half_width)
    ends = mean - half, mean + half, float(found.quantiles[0]), float(found.quantiles[-1])
    return Row(section, row, label, unit, mean, *ends, note)


def _costs(one: Candidate, base: Candidate) -> Iterator[Row]:
    unit, appraisal = "£, present value", one.scenario.appraisal
    extra = one.budget - base.budget
    yield Row("cost", "extra_budget_pv", "Extra budget", unit, extra)
    spent = _extra_outturn(one, base)
    yield _apart("cost", "extra_outturn_pv", "Extra outturn", unit, spent)
    empty = -_extra(one, base, "vacancies")
    label = "Not spent because posts stood empty"
    yield _apart("cost", "vacancies_saved_pv", label, unit, empty, COUNTED)
    share = appraisal.optimism_bias_share
    note = f"{percent(share.value)} of the extra budget. {share.source}".strip()
    label = "Adjustment for optimism bias"
    yield Row("cost", "optimism_bias_pv", label, unit, _optimism_bias(one, base), note=note)
    label = "Present cost: extra outturn and optimism bias"
    yield _apart("cost", "present_cost", label, unit, _present_cost(one, base))


def _extra_outturn(one: Candidate, base: Candidate) -> Floats:
    """Present value of the service's outturn over the baseline's, by replication."""
    return np.asarray(one.outturn.sum(axis=1) - base.outturn.sum(axis=1))


def _extra(one: Candidate, base: Candidate, kind: Kind) -> Floats:
    """The same of one kind of line."""
    place = KINDS.index(kind)
    return np.asarray(one.outturn[:, place] - base.outturn[:, place])


def _optimism_bias(one: Candidate, base: Candidate) -> float:
    """What is added since costs turn out higher than planned; nothing to an option that saves."""
    share = one.scenario.appraisal.optimism_bias_share.value
    return share * max(one.budget - base.budget, 0.0)


def _present_cost(one: Candidate, base: Candidate) -> Floats:
    return _extra_outturn(one, base) + _optimism_bias(one, base)


def _cashable(one: Candidate, base: Candidate) -> Iterator[Row]:
    """Money that comes free in other budgets; negative where more of it is spent."""
    for row, label, kind in CASHABLE:
        saved = -_extra(one, base, kind)
        if saved.any():
            yield _apart("cashable", row, label, "£, present value", saved, COUNTED)


def _non_cashable(one: Candidate, base: Candidate) -> Iterator[Row]:
    """What no budget gets back, in its own units; time off in lieu is valued besides."""
    ours, theirs = one.effects, base.effects
    worker = one.scenario.roles.social_worker
    owed = 1.0 - worker.overtime_paid_share.value
    hours = owed * (theirs.overtime_hours - ours.overtime_hours)
    label = "Time off in lieu not run up"
    yield _apart("non_cashable", "lieu_hours_avoided", label, "hours", hours)
    each = hour_price(one.scenario)
    note = f"At £{each:.2f}, pay with on-costs, not discounted. In no total: nobody is paid less."
    label = "The same, at the price of an hour"
    yield _apart("non_cashable", "lieu_hours_value", label, "£", each * hours, note)
    weeks = theirs.worker_weeks_over - ours.worker_weeks_over
    label = "Worker-weeks back inside the band"
    yield _apart("non_cashable", "worker_weeks_back", label, "worker-weeks", weeks)
    changes = theirs.changes_of_worker - ours.changes_of_worker
    label = "Changes of social worker avoided"
    yield _apart("non_cashable", "changes_avoided", label, "changes", changes)


def _value(one: Candidate, base: Candidate) -> Iterator[Row]:
    """Present cost over what it buys, where that is clearly more than nothing."""
    cost = _present_cost(one, base)
    weeks = base.effects.worker_weeks_over - one.effects.worker_weeks_over
    reduced = base.effects.caseload - one.effects.caseload
    known = ~np.isnan(reduced)
    for row, label, unit, above, below in (
        ("cost_per_case", "Cost for each case of average caseload reduced", "£ per case",
         cost[known], reduced[known]),
        ("cost_per_worker_week", "Cost for each worker-week back inside the band",
         "£ per worker-week", cost, weeks),
    ):  # fmt: skip
        found = ratio_of_means(above, below)
        unclear = "Not told: it is not clear that there is any." if np.isnan(found.value) else ""
        yield Row("value", row, label, unit, *found, note=unclear)


def _cost_per_case(one: Candidate, base: Candidate) -> Floats:
    """Present cost for each case of caseload reduced by replication; infinite where none is."""
    reduced = base.effects.caseload - one.effects.caseload
    cost = np.full(len(reduced), inf)
    np.divide(_present_cost(one, base), reduced, out=cost, where=reduced > 0.0)
    return np.where(np.isnan(reduced), nan, cost)
