"""The money of a comparison: budget and outturn over the baseline's, and the appraisal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.paper.cells import money, number, share, words
from sim.report.paper.content import Cell, Column, Plot, TableBlock
from sim.report.paper.frames import numeric, table_of, text
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.paper.stored_scenarios import Option, legend
from sim.results.store import read

if TYPE_CHECKING:
    import pandas as pd

WHOLE, PRESENT = "all", "present value"
WHAT_IT_IS = (
    "The budget is what funded posts cost with on-costs, filled or not, with set-up and other costs"
    " of each option. The outturn is what is spent in the simulated futures: pay for days in post,"
    " agency cover and the rest. Pounds of the year in which they are spent, unless a table says"
    " otherwise."
)
PART_YEARS = "Financial years run from 1 April to 31 March; part years count by months."
ROUNDED = "Each figure is rounded by itself, so that a total can miss its parts by a pound."
INTERVAL = "95% interval: of the mean extra outturn (paired t). Nine in ten: of the futures."


class Money(NamedTuple):
    """The stored tables of a comparison's money.

    Attributes:
        options: The scenarios, the baseline first.
        price_base: The financial year whose prices present values are in.
        money: Rows of money.parquet.
        appraisal: Rows of appraisal.parquet.
        ranking: Rows of ranking.parquet.
    """

    options: Sequence[Option]
    price_base: str
    money: pd.DataFrame
    appraisal: pd.DataFrame
    ranking: pd.DataFrame

    @property
    def is_priced(self) -> bool:
        """Whether anything has a price."""
        return bool(self.money["budget_gbp"].any())

    def totals(self, option: Option) -> pd.DataFrame:
        """The totals of an option, by financial year."""
        rows = self.money[self.money["kind"] == "total"]
        return rows[rows["option"] == option.scenario.name].set_index("financial_year")


def read_stored_money(folder: Path, options: Sequence[Option], price_base: str) -> Money:
    """The tables from the folder of a comparison."""
    tables = (read(folder, f"SELECT * FROM {name}") for name in ("money", "appraisal", "ranking"))  # noqa: S608
    return Money(options, price_base, *tables)


def extra_budget(found: Money) -> TableBlock:
    """What each option adds to the budget, by financial year."""
    caption = "Budget of each option over the baseline's"
    return _by_year(found, caption, "extra_budget_gbp", (PART_YEARS, ROUNDED), ())


def extra_outturn(found: Money) -> TableBlock:
    """What each option adds to the mean outturn, by financial year, and how sure that is."""
    ends = {
        "95% interval from": "extra_outturn_low_gbp",
        "to": "extra_outturn_high_gbp",
        "Nine in ten from": "extra_outturn_p05_gbp",
        "up to": "extra_outturn_p95_gbp",
    }
    caption = "Mean outturn of each option over the baseline's"
    notes = (
        "The ranges are those of the whole period.",
        INTERVAL,
        ROUNDED,
        legend(found.options[1:]),
    )
    return _by_year(found, caption, "extra_outturn_mean_gbp", notes, tuple(ends.items()))


def _by_year(
    found: Money, caption: str, key: str, notes: tuple[str, ...], ends: tuple[tuple[str, str], ...]
) -> TableBlock:
    years = [year for year in found.totals(found.options[0]).index if year not in (WHOLE, PRESENT)]
    rows = []
    for option in found.options[1:]:
        places = [*((year, key) for year in (*years, WHOLE)), *((WHOLE, end) for _, end in ends)]
        cells = (_total(found, option, year, name) for year, name in places)
        rows.append((words(option.short if ends else option.long), *cells))
    columns = (
        Column("Option"),
        *(Column(year, numeric=True) for year in (*years, "Whole period")),
        *(Column(heading, numeric=True) for heading, _ in ends),
    )
    plot = _plot(caption, rows, columns[: len(years) + 1])
    return TableBlock(UNNUMBERED, caption, columns, tuple(rows), notes, plot)


def _plot(caption: str, rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> Plot:
    said = [
        f"{row[0].text}: "
        + ", ".join(
            f"{column.heading} {cell.text}"
            for column, cell in zip(columns[1:], row[1:], strict=False)
        )
        for row in rows
    ]
    places = tuple(range(1, len(columns)))
    return Plot("bars", caption, f"Bar chart. {'. '.join(said)}.", 0, places, "£")


def whole_money(found: Money) -> TableBlock:
    """Budget and outturn of the whole service under each scenario."""
    parts = [
        text("Option", lambda option: words(option.long)),
        numeric("Budget", lambda option: _total(found, option, WHOLE, "budget_gbp")),
        numeric("Mean outturn", lambda option: _total(found, option, WHOLE, "outturn_mean_gbp")),
        numeric("Nine in ten from", lambda option: _total(found, option, WHOLE, "outturn_p05_gbp")),
        numeric("up to", lambda option: _total(found, option, WHOLE, "outturn_p95_gbp")),
        numeric(
            "Present value of outturn",
            lambda option: _total(found, option, PRESENT, "outturn_mean_gbp"),
        ),
    ]
    notes = (f"Present value: discounted, in prices of {found.price_base}.",)
    return table_of("The whole service over the whole period", found.options, parts, notes)


def _total(found: Money, option: Option, year: str, key: str) -> Cell:
    return money(float(found.totals(option)[key][year]))


def appraisal_table(found: Money) -> TableBlock:
    """The appraisal, a row for each figure and a column for each option."""
    rows = found.appraisal[found.appraisal["section"] != "risk"]
    of_baseline = set(rows[rows["stands_for"] == "baseline"]["row"])  # told in other tables
    names = [name for name in dict.fromkeys(rows["row"]) if name not in of_baseline]
    cells = []
    for name in names:
        some = rows[rows["row"] == name].set_index("option")
        first = some.iloc[0]
        values = (_value(some, option) for option in found.options[1:])
        cells.append((words(first["label"]), words(first["unit"]), *values))
    columns = (
        Column("Figure"),
        Column("Unit"),
        *(Column(option.short, numeric=True) for option in found.options[1:]),
    )
    notes = (
        f"Over the baseline. Present values are in prices of {found.price_base}. Intervals are in"
        " the workbook.",
        *_notes(rows),
        legend(found.options[1:]),
    )
    caption = "Appraisal of the options"
    return TableBlock(UNNUMBERED, caption, columns, tuple(cells), notes)


def _value(some: pd.DataFrame, option: Option) -> Cell:
    if option.scenario.name not in some.index:
        return number(None)
    name = option.scenario.name
    return _counted(float(some["value"][name]), str(some["unit"][name]))


def _counted(value: float, unit: str) -> Cell:
    """A figure of the appraisal in its unit."""
    if unit.startswith("£"):
        return money(value)
    return share(value, 1) if unit == "share" else number(value, 2 if "cases" in unit else 0)


def _notes(rows: pd.DataFrame) -> Iterator[str]:
    """What the appraisal says of its figures, each once."""
    said = rows[rows["note"].fillna("") != ""]
    pairs = dict.fromkeys(zip(said["label"], said["note"], strict=True))
    for label, note in pairs:
        yield words(f"{label}: {str(note)[:1].lower()}{str(note)[1:]}").text


def ranking_table(found: Money) -> TableBlock:
    """In which share of futures each option has which rank."""
    ranks = sorted(set(found.ranking["rank"]))
    rows = []
    for (label, name), some in found.ranking.groupby(["label", "option"], sort=False):
        by_rank = some.set_index("rank")["probability"]
        [short] = [option.short for option in found.options if option.scenario.name == name]
        shares = (share(by_rank.get(rank), 1) for rank in ranks)
        mean = number(some["mean_rank"].iloc[0], 2)
        rows.append((words(str(label)), words(short), *shares, mean))
    columns = (
        Column("By"),
        Column("Option"),
        *(Column(f"Rank {rank}", numeric=True) for rank in ranks),
        Column("Mean rank", numeric=True),
    )
    caption = "Ranks of the options, in shares of futures"
    return TableBlock(UNNUMBERED, caption, columns, tuple(rows), (legend(found.options),))


def stated_risks(found: Money) -> Iterator[str]:
    """What the scenarios themselves say may go wrong with each option."""
    rows = found.appraisal[found.appraisal["section"] == "risk"]
    for option in found.options:
        for note in rows[rows["option"] == option.scenario.name]["note"]:
            yield f"{option.short}: {words(str(note)).text}"


def money_in_full(found: Money) -> TableBlock:
    """Every kind of cost of every option in every year."""
    short = {option.scenario.name: option.short for option in found.options}
    numbers = {
        "Budget": "budget_gbp",
        "Mean outturn": "outturn_mean_gbp",
        "5th percentile": "outturn_p05_gbp",
        "95th percentile": "outturn_p95_gbp",
        "Extra budget": "extra_budget_gbp",
        "Extra outturn": "extra_outturn_mean_gbp",
        "95% interval from": "extra_outturn_low_gbp",
        "to": "extra_outturn_high_gbp",
    }
    parts = [
        text("Option", lambda row: words(short[row["option"]])),
        text(
            "Financial year",
            lambda row: words(_year(row["financial_year"])),
        ),
        text("Kind", lambda row: words(row["label"])),
        *(numeric(heading, _pounds(key)) for heading, key in numbers.items()),
    ]
    caption = "Budget and outturn by kind and financial year"
    rows = (row for _, row in found.money.iterrows())
    return table_of(caption, rows, parts, (legend(found.options),), long=True)


def _year(name: str) -> str:
    return "whole period" if name == WHOLE else name


def _pounds(key: str) -> Any:
    return lambda row: money(row[key])


def appraisal_in_full(found: Money) -> TableBlock:
    """Every figure of the appraisal with its ranges."""
    short = {option.scenario.name: option.short for option in found.options}
    ends = {
        "Value": "value",
        "95% interval from": "low",
        "to": "high",
        "Nine in ten from": "p05",
        "up to": "p95",
    }
    parts = [
        text("Option", lambda row: words(short[row["option"]])),
        text("Figure", lambda row: words(row["label"])),
        text("Unit", lambda row: words(row["unit"] or "")),
        *(numeric(heading, _figure(key)) for heading, key in ends.items()),
        text("Note", lambda row: words(row["note"] or "")),
    ]
    rows = found.appraisal[found.appraisal["section"] != "risk"]
    caption = "Appraisal of the options, with intervals"
    return table_of(
        caption, (row for _, row in rows.iterrows()), parts, (legend(found.options),), long=True
    )


def _figure(key: str) -> Any:
    return lambda row: _counted(row[key], str(row["unit"]))
