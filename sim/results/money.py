"""What whole services cost in a comparison: budget and outturn, option less baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
import numpy.typing as npt

from sim.results.cost_tables import ALL
from sim.results.costs import Kind
from sim.results.paired import difference
from sim.results.spread import spread_along
from sim.results.store import read
from sim.units import exact

if TYPE_CHECKING:
    import pandas as pd

KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_LABELS: dict[str, str] = {
    "pay": "Pay of funded posts",
    "vacancies": "Vacancy savings",
    "agency": "Agency cover",
    "overtime": "Paid overtime",
    "supplement": "Market supplement",
    "set_up": "Set-up",
    "non_staff": "Non-staff costs",
    "project": "Project posts",
}
"""What people call the kinds of lines."""
TOTAL_KIND = "total"
PRESENT_VALUE = "present value"

MILLIONTH = Decimal("0.000001")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """What one scenario costs, the whole service.

    Attributes:
        years: Financial years.
        budget: Pounds by year and kind of line, in the order of :data:`KINDS`.
        outturn: The same of each replication, shape (replications, years, kinds).
    """

    years: tuple[str, ...]
    budget: Floats
    outturn: Floats


def read_money(folder: Path) -> Money:
    """The money of a finished results folder, replication by replication in order."""
    rows = read(
        folder,
        "SELECT replication, financial_year, kind, sum(budget_gbp) AS budget,"
        " sum(outturn_gbp) AS spent FROM costs GROUP BY ALL ORDER BY ALL",
    )
    numbers, replication = np.unique(rows["replication"], return_inverse=True)
    years, year = np.unique(rows["financial_year"], return_inverse=True)
    kind = np.array([KINDS.index(name) for name in rows["kind"]])
    budget, outturn = (np.zeros((len(numbers), len(years), len(KINDS))) for _ in range(2))
    budget[replication, year, kind] = rows["budget"]
    outturn[replication, year, kind] = rows["spent"]
    return Money(tuple(years), budget[0], outturn)


def present(money: Floats, factors: Sequence[float]) -> Floats:
    """Present value of money by year and kind, those two being the last axes; by kind."""
    return np.asarray(np.einsum("...yk,y->...k", money, np.asarray(factors)))


def money_table(monies: Mapping[str, Money], factors: Sequence[float]) -> pd.DataFrame:
    """Budget and outturn of each scenario by year and kind, and what each is over the baseline's.

    Args:
        monies: By name of the scenario, the baseline first; all of the same replications.
        factors: What makes pounds of each financial year into present value.

    Returns:
        A row for each scenario, financial year (then :data:`ALL` in cash and
        :data:`PRESENT_VALUE`) and kind of line that any of them has, the total last. Differences
        are paired: each replication's outturn less the baseline's in the same one.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    years = next(iter(monies.values())).years
    used = np.any([np.any(m.outturn, (0, 1)) | np.any(m.budget, 0) for m in monies.values()], 0)
    kinds = [place for place in range(len(KINDS)) if used[place]]
    wide = {name: _with_totals(money, factors, kinds) for name, money in monies.items()}
    base_budget, base_outturn = next(iter(wide.values()))
    labels = pd.MultiIndex.from_product(
        [
            [*years, ALL, PRESENT_VALUE],
            [*(KINDS[place] for place in kinds), TOTAL_KIND],
        ],
        names=["financial_year", "kind"],
    ).to_frame()
    labels["label"] = [KIND_LABELS.get(kind, "Total") for kind in labels["kind"]]
    tables = []
    for name, (budget, outturn) in wide.items():
        spread, apart = spread_along(outturn, 0), difference(outturn, base_outturn, 0)
        columns = {
            "budget_gbp": budget,
            "outturn_mean_gbp": spread.mean,
            "outturn_p05_gbp": spread.quantiles[0],
            "outturn_p95_gbp": spread.quantiles[-1],
            "extra_budget_gbp": less(budget, base_budget),
            "extra_outturn_mean_gbp": apart.mean,
            "extra_outturn_low_gbp": apart.mean - apart.half_width,
            "extra_outturn_high_gbp": apart.mean + apart.half_width,
            "extra_outturn_p05_gbp": apart.quantiles[0],
            "extra_outturn_p95_gbp": apart.quantiles[-1],
        }
        cells = {key: np.asarray(cell).ravel() for key, cell in columns.items()}
        tables.append(pd.DataFrame({"option": name, **labels, **cells}))
    return pd.concat(tables, ignore_index=True)


def less(one: Floats, other: Floats) -> Floats:
    """One budget less another, without the dust of binary fractions: 314,460.50 stays just that."""

    def apart(above: float, below: float) -> float:
        return float(exact(above).quantize(MILLIONTH) - exact(below).quantize(MILLIONTH))

    return np.asarray(np.vectorize(apart, otypes=[np.float64])(one, other))


def _with_totals(
    money: Money, factors: Sequence[float], kinds: Sequence[int]
) -> tuple[Floats, Floats]:
    """Budget and outturn with all years and present value after the years, totals after kinds."""

    def widened(values: Floats) -> Floats:
        sums = np.stack([values.sum(axis=-2), present(values, factors)], axis=-2)
        every = np.concatenate([values, sums], axis=-2)
        total = every.sum(axis=-1, keepdims=True)
        return np.concatenate([every[..., list(kinds)], total], axis=-1)

    return widened(money.budget), widened(money.outturn)
