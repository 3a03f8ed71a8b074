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

from sim.clock import WEEKDAYS_PER_YEAR, financial_year
from sim.record import WEEKLY
from sim.results.indices import Conditions, index_measures
from sim.results.store import NO_ONE_FTE, TeamInfo, read

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

__all__ = [
    "MEASURES",
    "SERVICE",
    "Period",
    "TeamInfo",
    "by_period",
    "by_unit",
    "load_weekly",
    "stage_durations",
    "unit_batches",
]

Period = Literal["week", "month", "financial_year", "end"]
Values = npt.NDArray[np.float64]

SERVICE = "service"
"""Kind and name of the unit that is all teams together."""

BATCH_ROWS = 250_000
"""Weekly rows in memory at a time."""

_SOCIAL_WORKERS = ("in_post_fte", "agency_fte")
_BANDS = tuple(f"workers_in_band_{band}" for band in ("low", "manageable", "high", "over"))


class _Ratio(NamedTuple):
    """One sum of columns over another, or a sum alone where nothing is below."""

    above: tuple[str, ...]
    below: tuple[str, ...] = ()


def _plain(*names: str) -> dict[str, _Ratio]:
    """Weekly columns that are measures as they stand."""
    return {name: _Ratio((name,)) for name in names}


_TURNOVER_WEEKS = {"6_months": 26, "12_months": 52}
_RATIOS = {
    "caseload_per_fte": _Ratio(("open_cases",), _SOCIAL_WORKERS),
    **_plain("open_cases", "unallocated_cases", "establishment_fte"),
    **_plain("in_post_fte", "agency_fte", "vacant_fte"),
    # The census counts a post that agency staff cover as vacant.
    "vacancy_rate_fte": _Ratio(("agency_fte", "vacant_fte"), ("establishment_fte",)),
    "agency_rate_fte": _Ratio(("agency_fte",), _SOCIAL_WORKERS),
    "absence_rate_fte": _Ratio(("absent_fte",), _SOCIAL_WORKERS),
    "newly_qualified_rate_fte": _Ratio(("newly_qualified_fte",), _SOCIAL_WORKERS),
    **_plain("support_fte"),
    "support_vacancy_rate_fte": _Ratio(("support_vacant_fte",), ("support_establishment_fte",)),
    "support_coverage": _Ratio(("supported_fte",), ("present_fte",)),
    **{band.replace("workers", "share"): _Ratio((band,), _BANDS) for band in _BANDS},
    **_plain("referrals", "re_referrals", "cases_opened", "closures", "starters", "leavers"),
    **{
        f"turnover_rate_fte_{time}": _Ratio((f"left_fte_{time}",), (f"posts_fte_{time}",))
        for time in _TURNOVER_WEEKS
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


def unit_batches(folder: Path, teams: Sequence[TeamInfo]) -> Iterator[pd.DataFrame]:
    """The rows of :func:`by_unit` for as many replications at a time as memory should hold.

    Args:
        folder: The results folder.
        teams: The teams in scenario order.
    """
    sizes = read(
        folder, "SELECT replication, count(*) AS size FROM weekly GROUP BY ALL ORDER BY ALL"
    )
    for _, batch in sizes.groupby(sizes["size"].cumsum() // BATCH_ROWS)["replication"]:
        weekly = read(
            folder,
            "SELECT * FROM weekly WHERE replication BETWEEN ? AND ?",
            [int(batch.min()), int(batch.max())],
        )
        yield by_unit(weekly, teams)


def by_unit(weekly: pd.DataFrame, teams: Sequence[TeamInfo]) -> pd.DataFrame:
    """Add the teams up into groups and the service.

    Args:
        weekly: Rows as :func:`load_weekly` gives them, of whole weeks: every team, in order.
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
    cells = {
        column.name: weekly[column.name].to_numpy().reshape(weeks, len(names)) for column in WEEKLY
    }
    frames = [
        pd.DataFrame(
            {
                "replication": weekly["replication"].to_numpy()[:: len(names)],
                "week_ending": weekly["week_ending"].to_numpy()[:: len(names)],
                "unit_kind": kind,
                "unit": unit,
                "team_count": len(members),
                **{name: values[:, members].sum(axis=1) for name, values in cells.items()},
            }
        )
        for kind, unit, members in _units(teams)
    ]
    return pd.concat(frames, ignore_index=True)


def by_period(units: pd.DataFrame, period: Period, indices: Indices | None = None) -> pd.DataFrame:
    """The measures of each unit in each period of each replication.

    A week belongs to the month and the financial year of the day that names it. Turnover in a
    period is that of the 26 or 52 weeks up to the period's last. Sickness days a month are per
    team of the unit, a month being a twelfth of a year of weekdays (about 21 working days).

    Args:
        units: Rows as :func:`by_unit` gives them, of any units or replications, all their weeks.
        period: ``week``, ``month`` (such as "2018-10"), ``financial_year`` ("2018/19") or
            ``end``: the last week alone.
        indices: Coefficients of the derived indices, which are left out unless these are given.

    Returns:
        Columns ``replication``, ``period`` (the date itself where it is a week), ``unit_kind``,
        ``unit``, one for each of :data:`MEASURES` and, if asked for, one for each of
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
    labels, starts = _periods(weeks, period)
    sums = _sums(units, weeks, starts) | _turnover_sums(units, weeks, starts)
    measures = {name: _measure(sums, ratio).ravel() for name, ratio in _RATIOS.items()}
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


def stage_durations(folder: Path, teams: Sequence[TeamInfo]) -> pd.DataFrame:
    """How long stages took, in working days, by the financial year in which they ended.

    Args:
        folder: The results folder.
        teams: The teams in scenario order.

    Returns:
        Columns ``replication``, ``period``, ``unit_kind``, ``unit`` and ``mean_days_<stage>``
        for each stage that ended anywhere; NaN where none did.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    ended = read(
        folder, "SELECT *, financial_year AS period, ended * mean_days AS days FROM durations"
    )
    keys = ["replication", "period", "stage"]
    frames = []
    for kind, unit, members in _units(teams):
        own = ended[ended["team"].isin([teams[member].name for member in members])]
        sums = own.groupby(keys)[["days", "ended"]].sum()
        means = sums.assign(mean_days=sums["days"] / sums["ended"]).pivot_table(
            "mean_days", ["replication", "period"], "stage"
        )
        frames.append(
            means.add_prefix("mean_days_").reset_index().assign(unit_kind=kind, unit=unit)
        )
    table = pd.concat(frames, ignore_index=True).rename_axis(columns=None)
    stages = sorted(column for column in table.columns if column.startswith("mean_days_"))
    return table[["replication", "period", "unit_kind", "unit", *stages]]


def _units(teams: Sequence[TeamInfo]) -> list[tuple[str, str, list[int]]]:
    """Kind, name and members (places in ``teams``) of every unit."""
    groups: dict[str, list[int]] = {}
    for place, team in enumerate(teams):
        groups.setdefault(team.group, []).append(place)
    return [
        *(("team", team.name, [place]) for place, team in enumerate(teams)),
        *(("group", group, members) for group, members in groups.items()),
        (SERVICE, SERVICE, list(range(len(teams)))),
    ]


def _periods(
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


def _sums(
    units: pd.DataFrame, weeks: npt.NDArray[np.datetime64], starts: npt.NDArray[np.intp]
) -> dict[str, Values]:
    """Every weekly column by series and period: stocks averaged, flows added up."""
    lengths = np.diff(starts, append=len(weeks))
    sums = {}
    for column in WEEKLY:
        values = _by_series(units, column.name, len(weeks))
        total = np.add.reduceat(values, starts, axis=1)
        sums[column.name] = total / lengths if column.kind == "stock" else total
    sums["support_vacant_fte"] = sums["support_establishment_fte"] - sums["support_fte"]
    social_workers = _total(sums, _SOCIAL_WORKERS)
    sums["present_fte"] = social_workers - sums["absent_fte"]
    # The last week of a run may end before its Friday, so weekdays are counted from the Monday.
    mondays = np.busday_offset(weeks, 0, roll="backward", weekmask="Mon")
    weekdays = np.add.reduceat(np.busday_count(mondays, weeks + 1), starts)
    teams = _by_series(units, "team_count", len(weeks))[:, starts]
    sums["fte_weeks"] = social_workers * weekdays / 5
    sums["team_months"] = teams * weekdays / (WEEKDAYS_PER_YEAR / 12)
    return sums


def _indices(measures: dict[str, Values], overtime: Values, indices: Indices) -> dict[str, Values]:
    """The derived indices of the conditions that the measures tell of."""
    conditions = Conditions(measures["caseload_per_fte"], measures["support_coverage"], overtime)
    return index_measures(conditions, indices)


def _turnover_sums(
    units: pd.DataFrame, weeks: npt.NDArray[np.datetime64], starts: npt.NDArray[np.intp]
) -> dict[str, Values]:
    """FTE that left in the weeks up to each period's end, and the mean establishment then."""
    stops = np.append(starts[1:], len(weeks))
    sums = {}
    for time, length in _TURNOVER_WEEKS.items():
        before = weeks[stops - 1] - 7 * length
        first = np.searchsorted(weeks, before, side="right")
        left = _window_sums(_by_series(units, "leavers_fte", len(weeks)), first, stops)
        posts = _window_sums(_by_series(units, "establishment_fte", len(weeks)), first, stops)
        passed = weeks[0] - 7 <= before
        sums[f"left_fte_{time}"] = left
        sums[f"posts_fte_{time}"] = np.where(passed, posts / (stops - first), np.nan)
    return sums


def _window_sums(
    values: Values, first: npt.NDArray[np.intp], stops: npt.NDArray[np.intp]
) -> Values:
    """Sums over windows of weeks that may overlap, without the drift of a running sum."""
    closed: Values = np.concatenate((values, np.zeros((len(values), 1))), axis=1)
    windows = np.stack((first, stops), axis=1).ravel()
    sums: Values = np.add.reduceat(closed, windows, axis=1)[:, ::2]
    return sums


def _by_series(units: pd.DataFrame, column: str, weeks: int) -> Values:
    """A column in shape (series, weeks), a series being one unit in one replication."""
    return units[column].to_numpy(dtype=np.float64).reshape(-1, weeks)


def _measure(sums: dict[str, Values], ratio: _Ratio) -> Values:
    """A measure by series and period; NaN where there is nothing to divide by."""
    above = _total(sums, ratio.above)
    if not ratio.below:
        return above
    below = _total(sums, ratio.below)
    quotient: Values = np.full(below.shape, np.nan)
    return np.divide(above, below, out=quotient, where=below > NO_ONE_FTE)


def _total(sums: dict[str, Values], names: tuple[str, ...]) -> Values:
    total: Values = np.sum([sums[name] for name in names], axis=0)
    return total
