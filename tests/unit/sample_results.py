"""A results folder with made-up numbers of a plausible size, in a twentieth of a second."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from sim.record import WEEKLY


class Sample(NamedTuple):
    """A team of the synthetic results: label, group, FTE, caseload at the start and the end."""

    label: str
    group: str
    fte: float
    first: float
    last: float


DISTRICT, ASSESSMENT = "District child protection teams", "Assessment"
TEAMS = (
    Sample("Assessment North", ASSESSMENT, 18, 25.8, 28.4),
    Sample("Assessment South", ASSESSMENT, 18, 25.6, 27.0),
    Sample("Ashfield", DISTRICT, 16, 22.3, 19.0),
    Sample("Bassetlaw", DISTRICT, 14, 21.0, 18.2),
    Sample("Broxtowe and Rushcliffe", DISTRICT, 18, 21.5, 19.5),
    Sample("Gedling", DISTRICT, 13, 23.1, 20.9),
    Sample("Mansfield", DISTRICT, 19, 22.0, 19.6),
    Sample("Newark", DISTRICT, 14, 21.2, 18.9),
    Sample("Children's Disability Service", "Children's Disability Service", 16, 24.3, 22.4),
    Sample("Looked After", "Looked After", 22, 17.5, 16.8),
)


def build_results(
    folder: Path,
    *,
    teams: tuple[Sample, ...] = TEAMS,
    weeks: int = 130,
    replications: int = 60,
    **changes: Any,
) -> Path:
    """A results folder like one that a run leaves behind, with numbers of a plausible size.

    Columns named in ``changes`` are overwritten, with one number or an array of the shape
    (replications, weeks, teams).
    """
    folder.mkdir(parents=True, exist_ok=True)
    endings = np.datetime64("2018-10-05") + 7 * np.arange(weeks)
    values = _census(teams, endings, replications) | {
        name: np.broadcast_to(value, (replications, weeks, len(teams)))
        for name, value in changes.items()
    }
    names = [f"team_{number}" for number in range(len(teams))]
    index = pd.MultiIndex.from_product(
        [range(replications), range(weeks), names], names=["replication", "week", "team"]
    )
    frame = pd.DataFrame({c.name: values[c.name].ravel() for c in WEEKLY}, index=index)
    frame = frame.astype({c.name: "int64" if c.dtype == "i8" else "float64" for c in WEEKLY})
    staff = frame["in_post_fte"] + frame["agency_fte"]
    frame["caseload_per_fte"] = (frame["open_cases"] / staff).where(staff > 0)
    _write_parquet(frame.reset_index(), folder / "weekly.parquet", since="2018-10-05")
    _write_parquet(_costs(), folder / "costs.parquet")
    manifest = {
        "name": "swso_expansion",
        "title": "Support staff in every team",
        "start": "2018-10-01",
        "end": str(endings[-1]),
        "replications": replications,
        "seed": 1,
        "bands": {"manageable_from": 20, "high_from": 22, "over_from": 27},
        "teams": [
            {"name": name, "label": team.label, "group": team.group, "kind": "district"}
            for name, team in zip(names, teams, strict=True)
        ],
    }
    (folder / "scenario.toml").write_text('[interventions.more_swso]\nlabel = "20.5 more SWSO"\n')
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _census(
    teams: tuple[Sample, ...], endings: np.ndarray, replications: int
) -> dict[str, np.ndarray]:
    """Weekly columns of the shape (replications, weeks, teams)."""
    rng = np.random.default_rng(1)
    weeks = len(endings)
    shape = (replications, weeks, len(teams))
    fte = np.array([team.fte for team in teams])
    first, last = (np.array([getattr(t, which) for t in teams]) for which in ("first", "last"))

    def wander(size: float) -> np.ndarray:
        steps = rng.standard_normal(shape)
        for week in range(1, weeks):
            steps[:, week] = 0.96 * steps[:, week - 1] + 0.28 * steps[:, week]
        return size * steps * np.minimum(1, np.arange(weeks) / 20)[None, :, None]

    share = 1 - np.exp(-np.arange(weeks) / 35)[None, :, None]
    vacant = np.clip(0.08 - 0.03 * share + wander(0.03), 0, 0.3) * fte
    agency = np.clip(0.12 - 0.04 * share + wander(0.03), 0, 0.4) * fte
    staff = fte - vacant
    caseload = np.maximum(first + (last - first) * share + wander(1.3), 0)
    rates = {"seen": 2.2 * fte / 18, "assessments": 0.9 * fte * np.array(
        [team.group == ASSESSMENT for team in teams])}  # fmt: skip
    counts = {name: rng.poisson(rate, shape) for name, rate in rates.items()}
    support = np.minimum(fte / 4, fte / 8 + 0.2 * np.arange(weeks)[None, :, None] * fte / 18)
    columns: dict[str, np.ndarray] = {c.name: np.zeros(shape) for c in WEEKLY}
    return columns | counts | {
        "open_cases": np.rint(caseload * staff),
        "establishment_fte": np.broadcast_to(fte, shape),
        "in_post_fte": staff - agency,
        "agency_fte": agency,
        "vacant_fte": vacant,
        "support_establishment_fte": np.broadcast_to(fte / 4, shape),
        "support_fte": np.clip(support + wander(0.2), 0, fte / 4),
        "leavers_fte": rng.poisson(0.14 / 52 * fte, shape),
        "leavers": rng.poisson(0.14 / 52 * fte, shape),
        "sick_days": rng.gamma(1.2, (2.9 - 0.6 * share) / 1.2, shape) * fte / 16,
        "overtime_hours": np.clip(0.9 - 0.4 * share + wander(0.3), 0, None) * staff,
        "seen_within_5_days": rng.binomial(counts["seen"], 0.72 + 0.13 * share),
        "assessments_within_45_days": rng.binomial(counts["assessments"], 0.90 - 0.07 * share),
    }  # fmt: skip


def _costs() -> pd.DataFrame:
    """The establishment and two changes over three financial years."""
    budget = [
        ("2018/19", "establishment", "Social workers", 4_099_845.0),
        ("2018/19", "more_swso", "Pay", 290_260.5),
        ("2018/19", "more_swso", "Set-up", 24_200.0),
        ("2018/19", "group_supervision", "Pay", 172_128.0),
        ("2019/20", "establishment", "Social workers", 8_199_689.0),
        ("2019/20", "more_swso", "Pay", 580_521.0),
        ("2019/20", "group_supervision", "Pay", 326_656.0),
        ("2020/21", "establishment", "Social workers", 8_199_689.0),
        ("2020/21", "more_swso", "Pay", 580_521.0),
        ("2020/21", "group_supervision", "Pay", 163_328.0),
    ]
    names = ["financial_year", "option", "line", "budget_gbp"]
    return pd.DataFrame(budget, columns=names).assign(
        replication=0, kind="pay", outturn_gbp=lambda lines: 0.95 * lines["budget_gbp"]
    )


def _write_parquet(frame: pd.DataFrame, path: Path, since: str = "") -> None:
    """``since`` turns a column ``week`` into dates, which may lie beyond the reach of pandas."""
    columns = (
        f"replication, DATE '{since}' + CAST(7 * week AS INTEGER) AS week_ending, "
        "* EXCLUDE (replication, week)"
        if since
        else "*"
    )
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"COPY (SELECT {columns} FROM frame) TO '{path}' (FORMAT parquet)")
