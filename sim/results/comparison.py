"""Scenarios side by side: every measure's paired differences, and the target for one of them.

A pure function of finished results folders; nothing is simulated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.indices import INDEX_MEASURES
from sim.results.measures import MEASURES, Period, TeamInfo, by_period, unit_batches
from sim.results.paired import (
    Floats,
    Share,
    best,
    difference,
    first_stay,
    half_there,
    meets,
    wilson,
)
from sim.results.spread import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

CASELOAD = "caseload_per_fte"
"""The measure that questions are about unless they say otherwise."""

END: Period = "end"
"""The period that is the last week alone."""

ALL_MEASURES = (*MEASURES, *INDEX_MEASURES)
"""What can be compared, in the order of the table."""

_LESS = (
    "caseload_per_fte", "open_cases", "unallocated_cases", "vacant_fte", "vacancy_rate_fte",
    "agency_fte", "agency_rate_fte", "absence_rate_fte", "support_vacancy_rate_fte",
    "share_in_band_high", "share_in_band_over", "re_referrals", "leavers",
    "turnover_rate_fte_6_months", "turnover_rate_fte_12_months", "sick_days_per_month",
    "overtime_hours", "mean_assessment_days", "changes_of_worker", "hours_waiting",
    "audit_inadequate_rate",
)  # fmt: skip
_MORE = (
    "in_post_fte", "support_coverage", "share_in_band_manageable", "seen_within_5_days_rate",
    "assessments_within_45_days_rate", "audit_good_or_better_rate", "audit_outstanding_rate",
    "morale_index",
)  # fmt: skip

Better = Literal["lower", "higher"]
BETTER: dict[str, Better] = {
    **dict.fromkeys(_LESS, "lower"),
    **dict.fromkeys(_MORE, "higher"),
}
"""Which way a measure is better; of those that are not here, neither way is."""


class Target(NamedTuple):
    """What a measure should reach.

    Attributes:
        measure: Name of the measure.
        value: The number to reach.
        at_most: Whether it should be at most that, or at least.
    """

    measure: str
    value: float
    at_most: bool


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The measures of one scenario.

    Attributes:
        units: Kind and name of each team, each group and the service.
        replications: Numbers of the replications, in order.
        periods: Name of each period: months, financial years, dates of weeks, :data:`END`.
        measures: Each measure by name, shape (units, replications, periods); NaN where it has none.
    """

    units: tuple[tuple[str, str], ...]
    replications: npt.NDArray[np.int64]
    periods: tuple[str, ...]
    measures: Mapping[str, Floats]


def read_panel(
    folder: Path, teams: Sequence[TeamInfo], indices: Indices, until: date | None = None
) -> Panel:
    """The measures of a finished results folder, replication by replication.

    Args:
        folder: The results folder.
        teams: The teams in scenario order.
        indices: Coefficients of the derived indices.
        until: The date that names a week, to have that week as a period besides; the last one
            is there as :data:`END` in any case.
    """
    frames = [_by_period(units, indices, until) for units in unit_batches(folder, teams)]
    frame = frames[0][0]
    units = list(dict.fromkeys(zip(frame["unit_kind"], frame["unit"], strict=True)))
    periods = [str(name) for batch in frames[0] for name in dict.fromkeys(batch["period"])]
    numbers = np.concatenate([np.unique(batch[0]["replication"]) for batch in frames])
    values = {
        measure: np.concatenate([_cells(batch, measure, len(units)) for batch in frames], axis=1)
        for measure in ALL_MEASURES
    }
    return Panel(tuple(units), numbers, tuple(periods), values)


def _by_period(units: pd.DataFrame, indices: Indices, until: date | None) -> list[pd.DataFrame]:
    """The measures by month, by financial year and in the last week, one table each."""
    tables = [by_period(units, "month", indices), by_period(units, "financial_year", indices)]
    if until is not None:
        weeks = units["week_ending"].to_numpy().astype("datetime64[D]")
        then = by_period(units[weeks <= np.datetime64(until)], END, indices)
        tables.append(then.assign(period=until.isoformat()))
    return [*tables, by_period(units, END, indices)]


def _cells(tables: Sequence[pd.DataFrame], measure: str, units: int) -> Floats:
    """A measure in shape (units, replications, periods), the periods of all tables in a row."""
    parts = []
    for table in tables:
        replications = table["replication"].nunique()
        cells = table[measure].to_numpy(dtype=np.float64)
        parts.append(cells.reshape(units, replications, -1))
    return np.concatenate(parts, axis=2)


# --- tables ---


def comparison_table(
    panels: Mapping[str, Panel], headline: str, target: Target | None = None
) -> pd.DataFrame:
    """Every measure of every option against the first, the baseline.

    Args:
        panels: By name of the scenario, the baseline first; all of the same units, replications
            and periods.
        headline: The measure that is given by month too; the others are given by financial year
            and week only.
        target: What one of the measures should reach.

    Returns:
        A row for each measure, unit, period and option, the baseline first. Columns: ``n``
        (replications in which both option and baseline have a value), ``mean`` and
        ``baseline_mean`` over these, ``difference`` of the two with ``half_width`` of its paired
        95 % interval, ``difference_low`` and ``difference_high``, its ``sd``, quantiles of the
        differences (``p05`` …), ``probability_lower``, ``probability_best`` and
        ``probability_target`` each with ``_low`` and ``_high``, and ``pairing_gain``.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    first = next(iter(panels.values()))
    tables = []
    for measure in ALL_MEASURES:
        left_out = [] if measure == headline else _months(first)
        places = [place for place in range(len(first.periods)) if place not in left_out]
        values = np.stack([panel.measures[measure][:, :, places] for panel in panels.values()])
        columns = _statistics(values, BETTER.get(measure))
        met = _met(values, target) if target is not None and target.measure == measure else None
        columns |= _columns("probability_target", met, values.shape[:2] + values.shape[3:])
        labels = _labels(
            first.units, period=[first.periods[place] for place in places], option=list(panels)
        )
        tables.append(_joined(measure, labels, columns))
    return pd.concat(tables, ignore_index=True)


def target_table(panels: Mapping[str, Panel], target: Target) -> pd.DataFrame:
    """From which month on each unit meets the target to the end of the run.

    Returns:
        A row for each unit and option. ``share_met`` is the share of futures in which the target
        is met in the last month, and so from some month to the end, with its Wilson interval;
        ``median_month`` is the first month from which half of all futures or more meet it to the
        end, empty if that many never do.
    """
    first = next(iter(panels.values()))
    months = _months(first)
    values = np.stack([panel.measures[target.measure][:, :, months] for panel in panels.values()])
    since = first_stay(meets(values, target.value, target.at_most))
    replications = np.full(since.shape[:2], since.shape[2])
    share = wilson((since < len(months)).sum(axis=2), replications)
    names = np.array([*(first.periods[place] for place in months), ""], dtype=object)
    columns: dict[str, npt.NDArray[Any]] = {
        "target": np.full(replications.shape, target.value),
        "bound": np.full(replications.shape, "at most" if target.at_most else "at least", object),
        "n": replications,
        **_columns("share_met", share, replications.shape),
        "median_month": names[half_there(since, axis=2)],
    }
    return _joined(target.measure, _labels(first.units, option=list(panels)), columns)


def paired_table(panels: Mapping[str, Panel], measure: str) -> pd.DataFrame:
    """One measure of every replication, with its difference from the baseline's.

    Returns:
        Columns ``measure``, ``unit_kind``, ``unit``, ``replication``, ``period``, ``option``,
        ``value`` and ``difference``.
    """
    first = next(iter(panels.values()))
    values = np.stack([panel.measures[measure] for panel in panels.values()])
    labels = _labels(
        first.units,
        replication=first.replications.tolist(),
        period=first.periods,
        option=list(panels),
    )
    return _joined(measure, labels, {"value": values, "difference": values - values[:1]})


def _months(panel: Panel) -> list[int]:
    """Places of the periods that are months, such as "2018-10"."""
    return [place for place, name in enumerate(panel.periods) if name.count("-") == 1]


def _statistics(values: Floats, better: Better | None) -> dict[str, npt.NDArray[Any]]:
    """All but the target, in shape (options, units, periods); the baseline has no difference."""
    apart = difference(values, np.broadcast_to(values[:1], values.shape), axis=2)
    differences = {
        "difference": apart.mean,
        "half_width": apart.half_width,
        "difference_low": apart.mean - apart.half_width,
        "difference_high": apart.mean + apart.half_width,
        "sd": apart.sd,
        **dict(zip(QUANTILES, apart.quantiles, strict=True)),
        **_columns("probability_lower", apart.lower, apart.n.shape),
        "pairing_gain": apart.gain,
    }
    won = None if better is None else best(values, axis=2, lowest=better == "lower")
    return {
        "n": apart.n,
        "mean": apart.baseline_mean + apart.mean,
        "baseline_mean": apart.baseline_mean,
        **{name: _of_options(cells) for name, cells in differences.items()},
        **_columns("probability_best", won, apart.n.shape),
    }


def _of_options(cells: Floats) -> Floats:
    """The cells of the options alone; the baseline's become NaN."""
    return np.concatenate((np.full_like(cells[:1], np.nan), cells[1:]))


def _met(values: Floats, target: Target) -> Share:
    met = meets(values, target.value, target.at_most).sum(axis=2)
    return wilson(met, np.isfinite(values).sum(axis=2))


def _columns(name: str, share: Share | None, shape: tuple[int, ...]) -> dict[str, Floats]:
    """A share and its interval as columns; NaN where there is none."""
    parts = share or (np.full(shape, np.nan),) * 3
    return dict(zip((name, f"{name}_low", f"{name}_high"), parts, strict=True))


def _labels(units: Sequence[tuple[str, str]], **axes: Sequence[Any]) -> pd.DataFrame:
    """The labels of cells, units along the first axis and then as given."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    places = [range(len(units)), *axes.values()]
    frame = pd.MultiIndex.from_product(places, names=["unit", *axes]).to_frame(index=False)
    kinds, names = (np.array(part, dtype=object) for part in zip(*units, strict=True))
    where = frame["unit"].to_numpy()
    return pd.DataFrame({"unit_kind": kinds[where], "unit": names[where], **frame[list(axes)]})


def _joined(
    measure: str, labels: pd.DataFrame, columns: Mapping[str, npt.NDArray[Any]]
) -> pd.DataFrame:
    """Labels and cells side by side; options, first in the cells, come last in the rows."""
    cells = {name: np.moveaxis(cell, 0, -1).ravel() for name, cell in columns.items()}
    labels.insert(0, "measure", measure)
    return labels.assign(**cells)
