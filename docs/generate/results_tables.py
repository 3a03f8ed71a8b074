"""Every column of the results and every measure, from the code that makes them."""

from __future__ import annotations

from docs.generate.markdown import code, table
from sim.record import WEEKLY
from sim.results import measures
from sim.results.comparison import BETTER

KINDS = {"stock": "at the close of the week", "flow": "over the week"}
NUMBERS = {"i8": "whole number", "f8": "number"}


def weekly_columns() -> str:
    """The columns of weekly.parquet that the model fills."""
    return table(
        ("Column", "Counted", "Type", "Meaning"),
        [(code(c.name), KINDS[c.kind], NUMBERS[c.dtype], c.meaning) for c in WEEKLY],
    )


def measure_formulas() -> str:
    """How each measure of summary.csv is made from weekly columns."""
    flows = {column.name for column in WEEKLY if column.kind == "flow"}
    rows = []
    for name, ratio in measures._RATIOS.items():
        formula = " + ".join(map(code, ratio.above))
        if ratio.below:
            formula = f"({formula})" if len(ratio.above) > 1 else formula
            below = " + ".join(map(code, ratio.below))
            formula += f" / ({below})" if len(ratio.below) > 1 else f" / {below}"
        else:
            formula = "summed over the period" if name in flows else "mean of the period's weeks"
        rows.append((code(name), formula, BETTER.get(name, "")))
    return table(("Measure", "How it is made", "Better if"), rows)
