"""The tables of a paper about options compared with a baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.chart_fans import Unit
from sim.report.comparison_data import Comparison
from sim.report.comparison_data import Option as Named
from sim.report.comparison_rows import notes
from sim.report.comparison_words import target_words, unit_words, week_words, when_words
from sim.report.measure_words import words_of
from sim.report.paper.cells import difference, level, share, words
from sim.report.paper.content import Cell, Column, Plot, TableBlock
from sim.report.paper.measure_lists import label_of, noticed
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.paper.stored_scenarios import Option, legend
from sim.results.comparison import BETTER
from sim.results.store import read

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Cell, ...]

_APART = (
    Column("Difference", numeric=True),
    Column("95% interval from", numeric=True),
    Column("to", numeric=True),
)
INTERVAL = (
    "Difference: mean over the futures of the difference from the baseline, and its 95% interval"
    " (paired t)."
)
POINTS = "Differences of shares are in percentage points."


def effects_table(found: Comparison, options: Sequence[Option]) -> TableBlock:
    """What each option does to the measure asked for."""
    rows = tuple(
        (words(option.long), *_effect(found, found.unit, one), *_nine_in_ten(found, one))
        for option, one in zip(options, found.every, strict=True)
    )
    unit = words_of(found.measure).unit
    columns = (
        Column("Option"),
        Column("Mean", numeric=True),
        *_APART,
        Column("Nine in ten from", numeric=True),
        Column("up to", numeric=True),
    )
    caption = f"{_subject(found)} of {unit_words(found.unit)}, {week_words(found)}"
    said = f" In {unit}." if unit else ""
    plot = Plot("bars", caption, _alt(caption, rows), 0, (1,), _subject(found))
    return TableBlock(UNNUMBERED, caption, columns, rows, (f"{INTERVAL}{said}", _NINE), plot)


_NINE = "Nine in ten: where 90% of the differences lie. More futures do not make that narrower."


def chances_table(found: Comparison, options: Sequence[Option]) -> TableBlock:
    """How probable it is that each option is better, best, and enough."""
    rows = tuple(
        (words(option.long), *_chances(found, one))
        for option, one in zip(options, found.every, strict=True)
    )
    columns = [Column("Option"), Column("Lower than baseline", numeric=True)]
    if found.measure in BETTER:
        columns.append(Column(f"{_best(found)} of all", numeric=True))
    if found.target is not None:
        goal = target_words(found)
        columns += [
            Column(f"{goal[0].upper()}{goal[1:]}", numeric=True),
            Column("95% interval from", numeric=True),
            Column("to", numeric=True),
            Column("From which month"),
        ]
    caption = f"Shares of futures: {_subject(found).lower()} of {unit_words(found.unit)}"
    return TableBlock(UNNUMBERED, caption, tuple(columns), rows, tuple(notes(found)[1:]))


def _best(found: Comparison) -> str:
    return "Highest" if BETTER.get(found.measure) == "higher" else "Lowest"


def groups_table(found: Comparison, options: Sequence[Option]) -> TableBlock:
    """The same effects for each reporting group and the service."""
    met = found.target is not None
    rows = tuple(
        (words(unit.label), words(option.short), *_effect(found, unit, one))
        + ((share(found.at(unit, one)["probability_target"], 1),) if met else ())
        for unit in found.units
        for option, one in zip(options, found.every, strict=True)
    )
    goal = f"{target_words(found)[0].upper()}{target_words(found)[1:]}" if met else ""
    columns = (Column("Group"), Column("Option"), Column("Mean", numeric=True), *_APART)
    return TableBlock(
        UNNUMBERED,
        f"{_subject(found)} by reporting group, {week_words(found)}",
        (*columns, Column(goal, numeric=True)) if met else columns,
        rows,
        (INTERVAL, *((f"{goal}: share of futures.",) if met else ()), legend(options)),
    )


def measures_table(
    folder: Path,
    measures: Sequence[str],
    options: Sequence[Option],
    when: tuple[str, str],
    who: str,
) -> TableBlock:
    """Several measures of the whole service in a financial year, a row each.

    Args:
        folder: The folder of the comparison.
        measures: Which; one that has no value is left out.
        options: The baseline first.
        when: The financial year, and what to say of it.
        who: Whom they concern.
    """
    rows = []
    for measure, table in _of_service(folder, measures, when[0]):
        cells = [_clear_change(_row_of(table, option), measure) for option in options[1:]]
        before = level(_row_of(table, options[0])["mean"], words_of(measure))
        rows.append((words(label_of(measure)), before, *cells))
    columns = (Column("Measure"), *(Column(option.short, numeric=True) for option in options))
    caption = f"{noticed(who, when[0])}: means of the baseline, and differences from it"
    return TableBlock(
        UNNUMBERED, caption, columns, tuple(rows), (when[1], UNCLEAR, POINTS, legend(options))
    )


UNCLEAR = "Unclear: the 95% interval of the difference (paired t) reaches to both sides of 0."


def _clear_change(row: pd.Series[Any], measure: str) -> Cell:
    """A difference from the baseline, unless it may as well be chance."""
    low, high = float(row["difference_low"]), float(row["difference_high"])
    if low < 0.0 < high:
        return words("unclear")
    of = words_of(measure)
    return difference(row["difference"], of, of.places(row["half_width"]))


def measures_in_full(
    folder: Path,
    measures: Sequence[str],
    options: Sequence[Option],
    when: tuple[str, str],
    who: str,
) -> TableBlock:
    """The same with the interval of every difference, a row for each measure and option.

    Args:
        folder: The folder of the comparison.
        measures: Which; one that has no value is left out.
        options: The baseline first.
        when: The financial year, and what to say of it.
        who: Whom they concern.
    """
    rows = tuple(
        (words(label_of(measure)), words(option.short), *_row_effect(row, measure))
        for measure, table in _of_service(folder, measures, when[0])
        for option in options
        if (row := _row_of(table, option))["n"]
    )
    columns = (Column("Measure"), Column("Option"), Column("Mean", numeric=True), *_APART)
    caption = f"{noticed(who, when[0])}: means, and differences with their intervals"
    said = (when[1], INTERVAL, POINTS, legend(options))
    return TableBlock(UNNUMBERED, caption, columns, rows, said, long=True)


def _of_service(
    folder: Path, measures: Sequence[str], year: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each measure that has a value in a financial year."""
    table = read(
        folder, "SELECT * FROM comparison WHERE unit_kind = 'service' AND period = ?", [year]
    )
    for measure in measures:
        rows = table[table["measure"] == measure]
        if rows["n"].any():
            yield measure, rows


def _row_of(table: pd.DataFrame, option: Option) -> pd.Series[Any]:
    return table[table["option"] == option.scenario.name].iloc[0]


def months_table(found: Comparison, options: Sequence[Option]) -> TableBlock:
    """The mean of the measure asked for in each month."""
    rows = found.table
    chosen = (rows["unit_kind"] == found.unit.kind) & (rows["unit"] == found.unit.key)
    months = rows[chosen & (rows["period"].str.count("-") == 1)]
    wide = months.pivot_table(index="period", columns="option", values="mean", sort=False)
    of = words_of(found.measure)
    cells = tuple(
        (words(str(period)), *(level(float(row[one.name]), of, 2) for one in found.every))
        for period, row in wide.iterrows()
    )
    caption = f"{_subject(found)} of {unit_words(found.unit)}, mean in each month"
    columns = tuple(Column(option.short, numeric=True) for option in options)
    plot = Plot(
        "lines",
        caption,
        _course(caption, cells, options),
        0,
        tuple(range(1, len(options) + 1)),
        _subject(found),
    )
    return TableBlock(
        UNNUMBERED,
        caption,
        (Column("Month"), *columns),
        cells,
        (legend(options),),
        plot,
        long=True,
    )


def differences_table(found: Comparison, options: Sequence[Option]) -> TableBlock | None:
    """Every key in which the scenarios differ; None if nothing but names and notes does."""
    if not found.differences:
        return None
    rows = tuple(
        (words(key), *(words(value) for value in values)) for key, values in found.differences
    )
    columns = (Column("Key"), *(Column(option.short) for option in options))
    said = "Keys of the scenario files; a dash where a scenario does not have the key."
    return TableBlock(
        UNNUMBERED,
        "Every difference between the scenarios",
        columns,
        rows,
        (said, legend(options)),
        long=True,
    )


def _subject(found: Comparison) -> str:
    subject = words_of(found.measure).subject
    return subject[0].upper() + subject[1:]


def _effect(found: Comparison, unit: Unit, one: Named) -> Iterator[Cell]:
    return _row_effect(found.at(unit, one), found.measure)


def _row_effect(row: pd.Series[Any], measure: str) -> Iterator[Cell]:
    of = words_of(measure)
    places = of.places(row["half_width"])
    yield level(row["mean"], of)
    for name in ("difference", "difference_low", "difference_high"):
        yield difference(row[name], of, places)


def _nine_in_ten(found: Comparison, one: Named) -> Iterator[Cell]:
    row, of = found.at(found.unit, one), words_of(found.measure)
    places = of.places(row["half_width"])
    return (difference(row[name], of, places) for name in ("p05", "p95"))


def _chances(found: Comparison, one: Named) -> Iterator[Cell]:
    row = found.at(found.unit, one)
    yield share(row["probability_lower"], 1)
    if found.measure in BETTER:
        yield share(row["probability_best"], 1)
    if found.target is not None:
        for end in ("", "_low", "_high"):
            yield share(row[f"probability_target{end}"], 1)
        yield words(when_words(found, found.unit, one))


def _alt(caption: str, rows: Sequence[Row]) -> str:
    return f"Bar chart. {caption}: {'; '.join(f'{row[0].text} {row[1].text}' for row in rows)}."


def _course(caption: str, rows: Sequence[Row], options: Sequence[Option]) -> str:
    said = [
        f"{option.long} from {rows[0][place].text} to {rows[-1][place].text}"
        for place, option in enumerate(options, start=1)
    ]
    return f"Line chart. {caption}: {'; '.join(said)}."
