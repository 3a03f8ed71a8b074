"""costs.csv: budget and outturn side by side, line by line with totals, for people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.results.costs import to_pence
from sim.results.discounting import deflator, present_factors, price_base
from sim.results.outturn import Line, lines_of
from sim.results.posts import accounts_of
from sim.results.store import inert, read, replacing

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ALL, TOTAL = "all", "Total"
"""What stands for all financial years or options, and for all lines."""
COLUMNS = (
    *("financial_year", "option", "line", "budget_gbp", "outturn_mean_gbp"),
    *("outturn_p05_gbp", "outturn_p95_gbp", "difference_gbp", "working"),
)

Names = tuple[str, ...]
Factors = dict[str, Decimal]


class Spread(NamedTuple):
    """What replications spent, in pounds.

    Attributes:
        mean: On average.
        p05: 5 % of replications spent less.
        p95: 5 % spent more.
    """

    mean: float
    p05: float
    p95: float


def write_costs(scenario: Scenario, folder: Path) -> None:
    """Write costs.csv into a results folder.

    Args:
        scenario: The scenario, none of its numbers drawn.
        folder: With its costs.parquet.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    lines = lines_of(scenario, accounts_of(scenario))
    with (
        replacing(folder / "costs.csv") as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(_rows(scenario, lines, folder))


def spreads(folder: Path, keys: Sequence[str], factors: Factors) -> dict[Names, Spread]:
    """The spread of the outturn over replications, summed over everything but some labels.

    Args:
        folder: A results folder.
        keys: Columns of costs.parquet to keep apart.
        factors: What a pound of each financial year counts.
    """
    names = ", ".join(keys)
    kept = f"{names}, " if names else ""
    weights = ", ".join("(?, ?)" for _ in factors)
    sql = (
        f"WITH factors(financial_year, factor) AS (VALUES {weights}), sums AS ("  # noqa: S608
        f"SELECT {kept}replication, sum(outturn_gbp * factor) AS spent FROM costs "
        f"JOIN factors USING (financial_year) GROUP BY {kept}replication) "
        f"SELECT {kept}avg(spent) AS mean, quantile_cont(spent, 0.05) AS p05, "
        f"quantile_cont(spent, 0.95) AS p95 FROM sums {'GROUP BY ' + names if names else ''}"
    )
    parameters = [part for year, factor in factors.items() for part in (year, float(factor))]
    found = read(folder, sql, parameters)
    labels = zip(*(found[key] for key in keys), strict=True) if keys else [()]
    numbers = found[["mean", "p05", "p95"]].itertuples(index=False)
    return {tuple(label): Spread(*row) for label, row in zip(labels, numbers, strict=True)}


def _rows(scenario: Scenario, lines: Sequence[Line], folder: Path) -> Iterator[Names]:
    """Lines by year and option with totals; then all years, in real terms and as present value."""
    years = list(dict.fromkeys(line.financial_year for line in lines))
    as_paid = dict.fromkeys(years, Decimal(1))
    by_line = spreads(folder, ("financial_year", "option", "line"), as_paid)
    by_option = spreads(folder, ("financial_year", "option"), as_paid)
    by_year = spreads(folder, ("financial_year",), as_paid)
    for year, of_year in groupby(lines, key=lambda line: line.financial_year):
        every = list(of_year)
        for option, of_option in groupby(every, key=lambda line: line.option):
            own = list(of_option)
            for line in own:
                yield _row(line.key, line.budget, by_line[line.key], line.working)
            yield _row((year, option, TOTAL), _sum(own), by_option[year, option])
        yield _row((year, ALL, TOTAL), _sum(every), by_year[year,])
    base = price_base(scenario)
    for name, factors in {
        TOTAL: as_paid,
        f"Real terms, prices of {base}": {year: deflator(scenario, year) for year in years},
        f"Present value, prices of {base}": present_factors(scenario, years),
    }.items():
        yield from _all_years(lines, folder, name, factors)


def _all_years(lines: Sequence[Line], folder: Path, name: str, factors: Factors) -> Iterator[Names]:
    """Each option over all years, and all of them together."""
    for (option,), spread in sorted_as(lines, spreads(folder, ("option",), factors)):
        own = [line for line in lines if line.option == option]
        yield _row((ALL, option, name), _sum(own, factors), spread)
    yield _row((ALL, ALL, name), _sum(lines, factors), spreads(folder, (), factors)[()])


def sorted_as(lines: Iterable[Line], found: dict[Names, Spread]) -> list[tuple[Names, Spread]]:
    """Spreads by option, in the order of the lines."""
    order = dict.fromkeys(line.option for line in lines)
    return [((option,), found[option,]) for option in order]


def _sum(lines: Iterable[Line], factors: Factors | None = None) -> Decimal:
    """What lines come to in the budget."""
    parts = (line.budget * (factors or {}).get(line.financial_year, Decimal(1)) for line in lines)
    return sum(parts, Decimal(0))


def _row(names: Names, budget: Decimal, spent: Spread, working: str = "") -> Names:
    year, option, line = names
    gap = spent.mean - float(budget)
    amounts = (f"{to_pence(budget):.2f}", *(_pence(one) for one in (*spent, gap)))
    return year, str(inert(option)), str(inert(line)), *amounts, working


def _pence(amount: float) -> str:
    """Two places; a sum of nothing has no sign."""
    return (
        f"{amount + 0.0:.2f}".replace("-0.00", "0.00") if abs(amount) < 0.005 else f"{amount:.2f}"
    )
