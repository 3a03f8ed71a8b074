"""What the weekly rows mean: indicators per team, group and service, by week, month or year.

Names follow the Department for Education's social work workforce census where it has one.
Stocks are averaged over the weeks of a period and flows are summed; every ratio is made from
those, over all teams of a unit together, never as an average of ratios.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.clock import financial_year
from sim.record import WEEKLY
from sim.results.indices import Conditions, index_measures
from sim.results.piece_rows import NO_ONE_FTE
from sim.results.store import TeamInfo, read
from sim.results.sums import SOCIAL_WORKERS, TURNOVER_WEEKS, Sums, Values, total

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

__all__ = [
    "MEASURES",
    "SERVICE",
    "WHOLE_SERVICE",
    "Period",
    "TeamInfo",
    "by_period",
    "by_unit",
    "load_weekly",
    "named_units",
    "periods_of",
    "replication_batches",
    "stage_durations",
    "unit_batches",
    "units_of",
]

Period = Literal["week", "month", "financial_year", "end"]

SERVICE = "service"
"""Kind and name of the unit that is all teams together."""
WHOLE_SERVICE = "Whole service"
"""What people call it."""

BATCH_ROWS = 61_440
"""Weekly rows in memory at a time; half a row group of the Parquet table."""

_COLUMNS = tuple(column.name for column in WEEKLY)
_BANDS = tuple(f"workers_in_band_{band}" for band in ("low", "manageable", "high", "over"))


class _Ratio(NamedTuple):
    """One sum of columns over another, or a sum alone where nothing is below."""

    above: tuple[str, ...]
    below: tuple[str, ...] = ()


def _plain(*names: str) -> dict[str, _Ratio]:
    """Weekly columns that are measures as they stand."""
    return {name: _Ratio((name,)) for name in names}


_RATIOS = {
    "caseload_per_fte": _Ratio(("open_cases",), SOCIAL_WORKERS),
    **_plain("open_cases", "unallocated_cases", "establishment_fte"),
    **_plain("in_post_fte", "agency_fte", "vacant_fte"),
    # The census counts a post that agency staff cover as vacant.
    "vacancy_rate_fte": _Ratio(("agency_fte", "vacant_fte"), ("establishment_fte",)),
    "agency_rate_fte": _Ratio(("agency_fte",), SOCIAL_WORKERS),
    "absence_rate_fte": _Ratio(("absent_fte",), SOCIAL_WORKERS),
    "newly_qualified_rate_fte": _Ratio(("newly_qualified_fte",), SOCIAL_WORKERS),
    **_plain("support_fte"),
    "support_vacancy_rate_fte": _Ratio(("support_vacant_fte",), ("support_establishment_fte",)),
    "support_coverage": _Ratio(("supported_fte",), ("present_fte",)),
    **{band.replace("workers", "share"): _Ratio((band,), _BANDS) for band in _BANDS},
    **_plain("referrals", "re_referrals", "cases_opened", "closures", "starters", "leavers"),
    **{
        f"turnover_rate_fte_{time}": _Ratio((f"left_fte_{time}",), (f"posts_fte_{time}",))
        for time in TURNOVER_WEEKS
    },
    "sick_days_per_month": _Ratio(("sick_days",), ("team_months",)),
    **_plain("overtime_hours"),
    "utilisation": _Ratio(("worked_hours",), ("available_hours",)),
    "seen_within_5_days_rate": _Ratio(("seen_within_5_days",), ("seen",)),
    "assessments_within_45_days_rate": _Ratio(("assessments_within_45_days",), ("assessments",)),
    "mean_assessment_days": _Ratio(("assessment_days",), ("assessments",)),
    **_plain("changes_of_worker", "hours_waiting"),
}

MEASURES = tuple(_RATIOS)
"""Names of the measures, in the order of the columns of :func:`by_period`."""

_OVERTIME = _Ratio(("overtime_hours",), ("fte_weeks",))
"""Overtime hours a week of a full-time worker in post or agency."""


def load_weekly(folder: Path) -> pd.DataFrame:
    """The weekly rows of a results folder, ordered by replication, week and team."""
    return read(folder, "SELECT * FROM weekly")


def unit_batches(
    folder: Path, teams: Sequence[TeamInfo], columns: Sequence[str] = _COLUMNS
) -> Iterator[pd.DataFrame]:
    """The rows of :func:`by_unit` for as many replications at a time as memory should hold.

    Args:
        folder: The results folder.
        teams: The teams in scenario order.
        columns: The weekly columns that are wanted.
    """
    wanted = ", ".join(("replication", "week_ending", "team", *columns))
    sql = f"SELECT {wanted} FROM weekly WHERE replication BETWEEN ? AND ?"  # noqa: S608
    for batch in replication_batches(folder):
        yield by_unit(read(folder, sql, batch), teams)


def replication_batches(folder: Path) -> list[tuple[int, int]]:
    """First and last number of as many replications at a time as memory should hold."""
    sizes = read(
        folder, "SELECT replication, count(*) AS size FROM weekly GROUP BY ALL ORDER BY ALL"
    )
    batches = sizes.groupby(sizes["size"].cumsum() // BATCH_ROWS)["replication"]
    return [(int(batch.min()), int(batch.max())) for _, batch in batches]


def by_unit(weekly: pd.DataFrame, teams: Sequence[TeamInfo]) -> pd.DataFrame:
    """Add the teams up into groups and the service.

    Args:
        weekly: Rows as :func:`load_weekly` gives them, of whole weeks: every team, in order.
            Columns that are not wanted may be missing.
        teams: The teams in scenario order.

    Returns:
        Columns ``replication``, ``week_ending``, ``unit_kind`` (``team``, ``group`` or
        ``service``), ``unit`` (its name), ``team_count`` and the weekly columns, summed over
        the unit's teams. First all rows of the first team, then of the next; then the groups,
        then the service.

    Raises:
        ValueError: If the rows aren't those of these teams.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    names = [team.name for team in teams]
    weeks = len(weekly) // len(names)
    if weekly["team"].tolist() != names * weeks:
        raise ValueError(f"The weekly rows are not those of the teams {', '.join(names)} in order.")
    units = units_of(teams)
    rows = weeks * len(units)
    columns: dict[str, Any] = {
        key: np.tile(weekly[key].to_numpy()[:: len(names)], len(units))
        for key in ("replication", "week_ending")
    }
    labels = {
        "unit_kind": [kind for kind, _, _ in units],
        "unit": [unit for _, unit, _ in units],
        "team_count": [len(members) for _, _, members in units],
    }
    columns |= {key: pd.Series(values).repeat(weeks).array for key, values in labels.items()}
    for column in weekly.columns.intersection(list(_COLUMNS)):
        values = weekly[column].to_numpy().reshape(weeks, len(names))
        sums = [values[:, members].sum(axis=1) for _, _, members in units]
        columns[column] = np.concatenate(sums)
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)


def by_period(
    units: pd.DataFrame,
    period: Period,
    indices: Indices | None = None,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The measures of each unit in each period of each replication.

    A week belongs to the month and the financial year of the day that names it. Turnover in a
    period is that of the 26 or 52 weeks up to the period's last. Sickness days a month are per
    team of the unit, a month being a twelfth of a year of weekdays (about 21 working days).

    Args:
        units: Rows as :func:`by_unit` gives them, of any units or replications, all their weeks.
        period: ``week``, ``month`` (such as "2018-10"), ``financial_year`` ("2018/19") or
            ``end``: the last week alone.
        indices: Coefficients of the derived indices, which are left out unless these are given.
        names: The measures that are wanted; all unless given, and with ``indices``.

    Returns:
        Columns ``replication``, ``period`` (the date itself where it is a week), ``unit_kind``,
        ``unit``, one for each of the measures and, if asked for, one for each of
        :data:`sim.results.indices.INDEX_MEASURES`; NaN where there is nothing to divide by or
        turnover's time has not yet passed. Ordered as ``units`` is.

    Raises:
        ValueError: If weeks are missing or out of order.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    weeks = np.unique(units["week_ending"].to_numpy()).astype("datetime64[D]")
    rows = units["week_ending"].to_numpy().astype("datetime64[D]")
    if len(rows) % len(weeks) or (rows.reshape(-1, len(weeks)) != weeks).any():
        raise ValueError("The rows of each unit and replication must hold every week in order.")
    labels, starts = periods_of(weeks, period)
    sums = Sums(units, weeks, starts)
    wanted = MEASURES if names is None else names
    measures = {name: _measure(sums, _RATIOS[name]).ravel() for name in wanted}
    if indices is not None:
        measures |= _indices(measures, _measure(sums, _OVERTIME).ravel(), indices)
    series = units.iloc[:: len(weeks)]
    keys = {name: np.repeat(series[name].to_numpy(), len(starts)) for name in series.columns[:4]}
    return pd.DataFrame(
        {
            "replication": keys["replication"],
            "period": np.tile(labels, len(series)),
            "unit_kind": keys["unit_kind"],
            "unit": keys["unit"],
            **measures,
        }
    )


def stage_durations(
    folder: Path, teams: Sequence[TeamInfo], batch: tuple[int, int] | None = None
) -> pd.DataFrame:
    """How long stages took, in working days, by the financial year in which they ended.

    Args:
        folder: The results folder.
        teams: The teams in scenario order.
        batch: First and last of the replications to tell of; all of them unless given.

    Returns:
        Columns ``replication``, ``period``, ``unit_kind``, ``unit`` and ``mean_days_<stage>``
        for each stage that ended anywhere; NaN where none did.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    sql = "SELECT *, ended * mean_days AS days FROM durations WHERE replication BETWEEN ? AND ?"
    ended = read(folder, sql, batch or (0, np.iinfo(np.int32).max))
    (replications, replication), (years, year), (stages, stage) = (
        np.unique(ended[key], return_inverse=True)
        for key in ("replication", "financial_year", "stage")
    )
    team = pd.Index([team.name for team in teams]).get_indexer(pd.Index(ended["team"]))
    shape = (len(teams), len(replications), len(years), len(stages))
    place = np.ravel_multi_index((team, replication, year, stage), shape)
    units = units_of(teams)
    days, counts = (
        _of_units(np.bincount(place, ended[column], int(np.prod(shape))).reshape(shape), units)
        for column in ("days", "ended")
    )
    some = np.nonzero(counts.any(axis=-1))
    unit, replication, year = some
    means = _quotient(days, counts)[some]
    return pd.DataFrame(
        {
            "replication": replications[replication],
            "period": years[year],
            "unit_kind": np.array([kind for kind, _, _ in units], dtype=object)[unit],
            "unit": np.array([name for _, name, _ in units], dtype=object)[unit],
            **dict(zip("mean_days_" + stages, means.T, strict=True)),
        }
    )


def _of_units(values: npt.NDArray[Any], units: Sequence[tuple[str, str, list[int]]]) -> Values:
    """Values of teams, which are the first axis, added up to those of units."""
    return np.stack([values[members].sum(axis=0) for _, _, members in units])


def units_of(teams: Sequence[TeamInfo]) -> list[tuple[str, str, list[int]]]:
    """Kind, name and members (places in ``teams``) of every unit."""
    groups: dict[str, list[int]] = {}
    for place, team in enumerate(teams):
        groups.setdefault(team.group, []).append(place)
    return [
        *(("team", team.name, [place]) for place, team in enumerate(teams)),
        *(("group", group, members) for group, members in groups.items()),
        (SERVICE, SERVICE, list(range(len(teams)))),
    ]


def named_units(teams: Sequence[TeamInfo]) -> dict[str, tuple[str, str]]:
    """Kind and name of teams and groups by every name that people call them.

    The key of a team is stronger than a label, and the name of a group is stronger than both. The
    whole service has the name that tables give it, unless a team or a group has it.
    """
    known = {WHOLE_SERVICE: (SERVICE, SERVICE)}
    known |= {team.label: ("team", team.name) for team in teams}
    known |= {team.name: ("team", team.name) for team in teams}
    return known | {team.group: ("group", team.group) for team in teams}


def periods_of(
    weeks: npt.NDArray[np.datetime64], period: Period
) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """The name of each period and the place of its first week; a period runs to the next."""
    if period == "end":
        return np.array(["end"], dtype=object), np.array([len(weeks) - 1])
    if period == "week":
        return weeks.astype("datetime64[s]"), np.arange(len(weeks))
    months = weeks.astype("datetime64[M]")
    if period == "month":
        names = months.astype(str).astype(object)
    else:
        days = months.astype("datetime64[D]").tolist()
        names = np.array([financial_year(day) for day in days], dtype=object)
    starts = np.flatnonzero(np.concatenate(([True], names[1:] != names[:-1])))
    return names[starts], starts


def _indices(measures: dict[str, Values], overtime: Values, indices: Indices) -> dict[str, Values]:
    """The derived indices of the conditions that the measures tell of."""
    conditions = Conditions(measures["caseload_per_fte"], measures["support_coverage"], overtime)
    return index_measures(conditions, indices)


def _measure(sums: Sums, ratio: _Ratio) -> Values:
    """A measure by series and period; NaN where there is nothing to divide by."""
    above = total(sums, ratio.above)
    if not ratio.below:
        return above
    return _quotient(above, total(sums, ratio.below))


def _quotient(above: Values, below: Values) -> Values:
    quotient: Values = np.full(below.shape, np.nan)
    return np.divide(above, below, out=quotient, where=below > NO_ONE_FTE)
