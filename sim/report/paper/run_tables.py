"""The tables of a paper about one scenario, read from summary.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.measure_words import words_of
from sim.report.paper.cells import level, words
from sim.report.paper.content import Cell, Column, Plot, TableBlock
from sim.report.paper.measure_lists import label_of, noticed
from sim.report.paper.stored_charts import UNNUMBERED
from sim.results.comparison import CASELOAD, END
from sim.results.store import TeamInfo, inert

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Cell, ...]

SPREAD = (
    Column("Mean", numeric=True),
    Column("Give or take", numeric=True),
    Column("Nine in ten from", numeric=True),
    Column("Middle", numeric=True),
    Column("up to", numeric=True),
)
GIVE_OR_TAKE = "Give or take: half of the 95% interval of the mean (Student's t)."
NINE = "Nine in ten from, up to: where 90% of the futures lie; middle: half of them are below."


def read_table(path: Path) -> pd.DataFrame:
    """The rows of a CSV file of results, texts as they were before they were made inert."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when a paper is made

    table = pd.read_csv(path, encoding="utf-8-sig", dtype={"period": str})
    texts = table.select_dtypes(exclude="number").columns
    return table.assign(**{name: table[name].map(_active, na_action="ignore").fillna("")
                           for name in texts})  # fmt: skip


def _active(text: str) -> str:
    """What :func:`sim.results.store.inert` was given."""
    bare = text.removeprefix("'")
    return bare if inert(bare) == text else text


def caseload_table(summary: pd.DataFrame, teams: Sequence[TeamInfo]) -> TableBlock:
    """Caseload of every team, group and the service in the last week."""
    rows = summary[(summary["measure"] == CASELOAD) & (summary["period"] == END)]
    labels = {team.name: team.label or team.name for team in teams}
    cells = tuple(
        (words(_unit(row, labels)), words(_KINDS[row["unit_kind"]]), *_spread(row))
        for _, row in rows.iterrows()
        if row["n"]
    )
    caption = "Cases per full-time social worker in the last week"
    said = "; ".join(f"{row[0].text} {row[2].text}" for row in cells)
    plot = Plot("bars", caption, f"Bar chart of means. {said}.", 0, (2,), "Cases per worker")
    columns = (Column("Team or group"), Column("Kind"), *SPREAD)
    return TableBlock(UNNUMBERED, caption, columns, cells, (GIVE_OR_TAKE, NINE), plot)


_KINDS = {"team": "team", "group": "group", "service": "service"}


def _unit(row: pd.Series[Any], labels: dict[str, str]) -> str:
    if row["unit_kind"] == "service":
        return "Whole service"
    name = str(row["team"])
    return labels.get(name, name)


def _spread(row: pd.Series[Any]) -> Iterator[Cell]:
    of = words_of(str(row["measure"]))
    places = 1
    yield level(row["mean"], of, places)
    yield level(row["half_width"], of, max(places, of.places(row["half_width"])))
    for name in ("p05", "p50", "p95"):
        yield level(row[name], of, places)


def measures_table(
    summary: pd.DataFrame, measures: Sequence[str], when: tuple[str, str], who: str
) -> TableBlock | None:
    """Several measures of the whole service in a financial year; None if none has a value.

    Args:
        summary: Rows of summary.csv.
        measures: Which.
        when: The financial year, and what to say of it.
        who: Whom they concern.
    """
    rows = summary[(summary["unit_kind"] == "service") & (summary["period"] == when[0])]
    found = [rows[rows["measure"] == measure] for measure in measures]
    cells = tuple(
        (words(label_of(str(row["measure"]))), *_spread(row))
        for some in found
        for _, row in some.iterrows()
        if row["n"]
    )
    if not cells:
        return None
    said, columns = (when[1], GIVE_OR_TAKE, NINE), (Column("Measure"), *SPREAD)
    return TableBlock(UNNUMBERED, noticed(who, when[0]), columns, cells, said)


def months_table(summary: pd.DataFrame) -> TableBlock:
    """Caseload of the whole service in each month."""
    rows = summary[(summary["measure"] == CASELOAD) & (summary["unit_kind"] == "service")]
    rows = rows[rows["period"].str.count("-") == 1]
    cells = tuple((words(row["period"]), *_spread(row)) for _, row in rows.iterrows())
    caption = "Cases per full-time social worker of the whole service, by month"
    ends = f"from {cells[0][4].text} to {cells[-1][4].text}" if cells else ""
    plot = Plot(
        "lines",
        caption,
        f"Line chart. {caption}: the middle goes {ends}.",
        0,
        (3, 4, 5),
        "Cases per worker",
    )
    columns = (Column("Month"), *SPREAD)
    return TableBlock(UNNUMBERED, caption, columns, cells, (GIVE_OR_TAKE, NINE), plot, long=True)
