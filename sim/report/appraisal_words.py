"""The appraisal of a comparison in sentences and rows, from its stored tables."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import percent, quoted
from sim.units import short_pounds

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = ("Option", "Present cost", "Caseload reduced", "Per case", "Per week in band", "Bias")


def title(comparison: Comparison) -> str:
    """What the table of costs is."""
    return (
        f"Appraisal: present cost over {quoted(comparison.baseline)} in prices of "
        f"{comparison.price_base}, and what it buys over the whole run"
    )


def rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """A row for each option."""
    return [(option.name, *_cells(comparison, option)) for option in comparison.options]


def _cells(comparison: Comparison, option: Option) -> list[str]:
    reduced = comparison.figure(option, "caseload_reduced")
    names = ("present_cost", "cost_per_case", "cost_per_worker_week", "optimism_bias_pv")
    cost, case, week, bias = (comparison.figure(option, name) for name in names)
    return [_pounds(cost), _number(reduced), _pounds(case), _pounds(week), _pounds(bias)]


def _pounds(row: pd.Series[Any]) -> str:
    """Pounds with their interval; what can't be told is said to be unclear."""
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if isnan(value):
        return "unclear"
    ends = (short_pounds(low), short_pounds(high)) if not isnan(low) else ("", "")
    return short_pounds(value) + (f" ({ends[0]} to {ends[1]})" if ends[0] != ends[1] else "")


def _number(row: pd.Series[Any]) -> str:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return f"{value:.2f}" if isnan(low) else f"{value:.2f} ({low:.2f} to {high:.2f})"


def notes(comparison: Comparison) -> list[str]:
    """What the columns mean, a line each."""
    said = [
        "Present cost: outturn of the whole service over the baseline's, as present value, and the"
        " adjustment for optimism bias (Bias). In brackets: 95% interval of the mean.",
        "Caseload reduced: of the average caseload over the whole run. Per week in band: for each"
        " worker-week back inside the manageable band.",
    ]
    minimum = [one.name for one in comparison.options if _is_minimum(comparison, one)]
    if minimum:
        said.append(f"Do minimum: {', '.join(minimum)}.")
    return said


def _is_minimum(comparison: Comparison, option: Option) -> bool:
    own = comparison.appraisal["option"] == option.name
    return "do_minimum" in set(comparison.appraisal[own]["stands_for"])


def ranks(comparison: Comparison) -> list[str]:
    """For each criterion, how likely every option is the first, and how sure the order is."""
    return [
        f"{label}: {_first_words(own)}."
        for label, own in comparison.ranking.groupby("label", sort=False)
    ]


def _first_words(own: pd.DataFrame) -> str:
    """The options by their mean place, each with its chance of the first place."""
    first = own[own["rank"] == 1].sort_values("mean_rank", kind="stable")
    if not first["n"].any():
        return "not to be told"
    return ", ".join(
        f"{name} is first in {percent(share)} of futures (mean place {place:.1f})"
        for name, share, place in zip(
            first["option"], first["probability"], first["mean_rank"], strict=True
        )
    )
