"""What a scenario brings over its whole run, replication by replication, for an appraisal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.piece_rows import NO_ONE_FTE
from sim.results.store import read

Floats = npt.NDArray[np.float64]


class Effects(NamedTuple):
    """Some teams together over the whole run; a value of each replication, in order.

    Attributes:
        caseload: Cases per full-time social worker, open cases over FTE of all weeks; NaN where
            nobody is there.
        worker_weeks_over: Weeks that workers spent over the manageable band, added up.
        overtime_hours: Hours of overtime.
        changes_of_worker: Cases that changed social worker inside a team.
    """

    caseload: Floats
    worker_weeks_over: Floats
    overtime_hours: Floats
    changes_of_worker: Floats


def read_effects(folder: Path, teams: Sequence[str]) -> Effects:
    """The effects of a finished results folder.

    Args:
        folder: The results folder.
        teams: Names of the teams that count.
    """
    rows = read(
        folder,
        "SELECT replication, sum(open_cases) AS cases, sum(in_post_fte + agency_fte) AS fte,"
        " sum(workers_in_band_high + workers_in_band_over)::DOUBLE AS worker_weeks_over,"
        " sum(overtime_hours) AS overtime_hours,"
        " sum(changes_of_worker)::DOUBLE AS changes_of_worker"
        " FROM weekly WHERE list_contains(?, team) GROUP BY replication ORDER BY replication",
        [list(teams)],
    )
    cases, fte = (rows[name].to_numpy(np.float64) for name in ("cases", "fte"))
    caseload = np.full(len(rows), np.nan)
    np.divide(cases, fte, out=caseload, where=fte > NO_ONE_FTE)
    names = Effects._fields[1:]
    return Effects(caseload, *(rows[name].to_numpy(np.float64) for name in names))
