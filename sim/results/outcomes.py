"""One number a replication: what an experiment asks of each of its scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from sim.clock import financial_year
from sim.record import Record
from sim.results.comparison import END, Better, Target
from sim.results.durations import stage_measure, stage_values
from sim.results.indices import INDEX_MEASURES
from sim.results.measures import Period, by_period, by_unit, units_of
from sim.results.store import Layout

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

Floats = npt.NDArray[np.float64]
Over = Literal["mean", "highest", "lowest"]

_OVER: dict[str, Callable[..., Floats]] = {"mean": np.mean, "highest": np.max, "lowest": np.min}
_INDICES_NEED = ("caseload_per_fte", "support_coverage")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is asked of every replication of a scenario, as one number.

    The measure is taken of every unit in every month of the span, or in the last week closed by a
    day; then over the months, then over the units. Where one of these has no value, neither has
    the outcome. How long stages took is by financial years in place of months.

    Attributes:
        name: Its name in tables.
        label: Its name for people.
        measure: Name of the measure.
        units: Kind and name of each unit.
        span: First and last month, such as ``("2020-04", "2021-03")``; none if ``at`` counts.
        at: The day by which the week has closed that counts; the run's end unless given.
        over_time: What is taken of the months.
        over_units: What is taken of the units.
        better: Whether less or more of it is better; none where neither is.
        target: What it should be at most or at least, if anything.
    """

    name: str
    label: str
    measure: str
    units: tuple[tuple[str, str], ...]
    span: tuple[str, str] | None = None
    at: date | None = None
    over_time: Over = "mean"
    over_units: Over = "highest"
    better: Better | None = None
    target: Target | None = None


def outcome_values(
    records: Sequence[Record], layout: Layout, indices: Indices, outcomes: Sequence[Outcome]
) -> Floats:
    """The outcomes of some replications.

    Args:
        records: The replications of one scenario.
        layout: What their arrays mean.
        indices: Coefficients of the derived indices.
        outcomes: What is asked.

    Returns:
        Shape (replications, outcomes); NaN where an outcome has no value.
    """
    of_stages = np.array([stage_measure(one.measure) is not None for one in outcomes])
    values = np.empty((len(records), len(outcomes)))
    if not of_stages.all():
        others = [one for one in outcomes if stage_measure(one.measure) is None]
        weekly = _weekly(records, layout)
        values[:, ~of_stages] = values_of_census(weekly, layout, indices, others)
    for place in np.flatnonzero(of_stages).tolist():
        values[:, place] = [_of_stages(record, layout, outcomes[place]) for record in records]
    return values


def _of_stages(record: Record, layout: Layout, outcome: Outcome) -> float:
    """How long a stage took in a replication, by the financial years in which it ended.

    Cases that were open when the run began are left out: when they entered is not known.
    """
    measure, span = stage_measure(outcome.measure), outcome.span
    assert measure is not None and span is not None
    stages = record.stages
    known = ~stages["opening"] & (stages["stage"] == layout.stages.index(measure.stage))
    stages = stages[known]
    labels = layout.financial_years
    day = np.minimum(stages["ended"].astype(np.int64), len(labels) - 1)
    years = [year for year in np.unique(labels) if _year(span[0]) <= year <= _year(span[1])]
    members = {(kind, name): places for kind, name, places in units_of(layout.teams)}
    cells = []
    for unit in outcome.units:
        mine = np.isin(stages["team"], members[unit]) & np.isin(labels[day], years)
        taken = (stages["ended"] - stages["entered"])[mine]
        year = np.searchsorted(years, labels[day][mine])
        cells.append(stage_values(taken, year, len(years), measure))
    over_time = _OVER[outcome.over_time](np.stack(cells), axis=1)
    return float(_OVER[outcome.over_units](over_time))


def _year(month: str) -> str:
    return financial_year(date.fromisoformat(f"{month}-01"))


def values_of_census(
    weekly: pd.DataFrame, layout: Layout, indices: Indices, outcomes: Sequence[Outcome]
) -> Floats:
    """The same of replications of which there is no more than the census.

    Args:
        weekly: As :func:`sim.results.measures.load_weekly` has it.
        layout: What it means.
        indices: Coefficients of the derived indices.
        outcomes: What is asked.
    """
    replications = len(weekly) // (len(layout.week_endings) * len(layout.teams))
    wanted = {unit for outcome in outcomes for unit in outcome.units}
    known = [(kind, name) for kind, name, _ in units_of(layout.teams)]
    units = by_unit(weekly, layout.teams)
    # all rows of the first unit come first, then as many of the next
    units = units[np.repeat([unit in wanted for unit in known], len(units) // len(known))]
    series = [unit for unit in known if unit in wanted]
    tables: dict[object, pd.DataFrame] = {}
    columns = []
    for outcome in outcomes:
        key = "month" if outcome.span else outcome.at
        if key not in tables:
            tables[key] = _table(units, outcome, outcomes, indices)
        columns.append(_value(tables[key], outcome, series, replications))
    return np.stack(columns, axis=1)


def _weekly(records: Sequence[Record], layout: Layout) -> pd.DataFrame:
    """The census of the replications, as :func:`sim.results.measures.load_weekly` has it."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when numbers are wanted

    weeks, teams = len(layout.week_endings), len(layout.teams)
    size = weeks * teams
    labels = {
        "replication": np.repeat([record.replication for record in records], size),
        "week_ending": np.tile(np.repeat(layout.week_endings, teams), len(records)),
        "team": np.tile(np.array([t.name for t in layout.teams], object), weeks * len(records)),
    }
    columns = {
        name: np.concatenate([record.weekly[name].ravel() for record in records])
        for name in records[0].weekly
    }
    return pd.DataFrame({**labels, **columns}, copy=False)


def _table(
    units: pd.DataFrame, outcome: Outcome, outcomes: Sequence[Outcome], indices: Indices
) -> pd.DataFrame:
    """The measures of all outcomes, in the periods of one of them."""
    measures = dict.fromkeys(each.measure for each in outcomes)
    names = [name for name in measures if name not in INDEX_MEASURES]
    derived = None
    if len(names) < len(measures):
        names = list(dict.fromkeys([*names, *_INDICES_NEED]))
        derived = indices
    period: Period = "month" if outcome.span else END
    if outcome.at is not None:
        weeks = units["week_ending"].to_numpy().astype("datetime64[D]")
        units = units[weeks <= np.datetime64(outcome.at)]
    return by_period(units, period, derived, names)


def _value(
    table: pd.DataFrame, outcome: Outcome, series: Sequence[tuple[str, str]], replications: int
) -> Floats:
    """An outcome of each replication, shape (replications,)."""
    values = table[outcome.measure].to_numpy(dtype=np.float64)
    periods = table["period"].to_numpy()[: len(values) // (len(series) * replications)]
    cells = values.reshape(len(series), replications, len(periods))
    if outcome.span is not None:
        first, last = outcome.span
        cells = cells[:, :, (periods >= first) & (periods <= last)]
    cells = cells[[series.index(unit) for unit in outcome.units]]
    over_time = _OVER[outcome.over_time](cells, axis=2)
    return np.asarray(_OVER[outcome.over_units](over_time, axis=0))


def as_json(outcome: Outcome) -> Mapping[str, object]:
    """An outcome as plain JSON data, for a manifest and for fingerprints."""
    target = None if outcome.target is None else outcome.target._asdict()
    return {
        "name": outcome.name,
        "label": outcome.label,
        "measure": outcome.measure,
        "units": [list(unit) for unit in outcome.units],
        "span": None if outcome.span is None else list(outcome.span),
        "at": None if outcome.at is None else outcome.at.isoformat(),
        "over_time": outcome.over_time,
        "over_units": outcome.over_units,
        "better": outcome.better,
        "target": target,
    }
