"""Services small enough for a closed form, and estimates with honest errors.

A scenario here is a plain dict in which everything but the feature under test is switched off.
Workers give one hour of case work a working day unless a test says otherwise, so that hours are
days of work.

Every statistical claim is an :class:`Estimate` with a standard error from independent
replications, independent teams, or batches that are far longer than the system's memory. The
limits are those of Student's t that a right model passes as often as |z| < 4: it fails 6 times in
100,000. No estimate is looked at whose 95 % half-width is 1 % of the truth or more, so that a
bias of 2.7 % is caught nine times in ten everywhere; each test says what it does better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse, stats
from scipy.sparse.linalg import spsolve

from sim.model import simulate
from sim.record import Record
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

Floats = npt.NDArray[np.float64]
Table = dict[str, Any]

FIRST_DAY = date(2000, 1, 3)
YEAR = 365.2425 * 5.0 / 7.0
"""Weekdays in a mean year: what "per year" means under calendar = "weekdays"."""
FALSE_ALARM = 2.0 * float(stats.norm.sf(4.0))
"""Two-sided: 6.3 in 100,000."""
HALF_WIDTH = 0.01
"""Widest 95 % half-width of an estimate, as a share of the truth."""


# ---- scenarios -----------------------------------------------------------------------------


def exponential(mean: float) -> Table:
    return {"distribution": "exponential", "mean": mean}


def geometric(mean: float) -> Table:
    return {"distribution": "geometric", "mean": mean}


def spread(name: str, mean: float, cv: float) -> Table:
    return {"distribution": name, "mean": mean, "cv": cv}


def stage(hours: Any, tasks: Any = 1, delay: Any = 1.0, kind: str = "any", **more: Any) -> Table:
    """A stage whose tasks are all due equally soon, so that work is done as it comes up."""
    return {
        "team_kind": kind,
        "tasks": tasks,
        "task_hours": hours,
        "external_delay_days": delay,
        "first_task_due_days": 5.0,
        "task_due_days": 5.0,
    } | more


def team(fte: float = 1.0, kind: str = "any", **more: Any) -> Table:
    return {"kind": kind, "social_worker_fte": fte} | more


def workers(**more: Any) -> Table:
    """Social workers who neither leave nor fall ill and give an hour a day."""
    return {
        "contract_hours_per_week": 5.0,
        "non_case_hours_per_week": 0.0,
        "leaving": {"rate_per_year": 0.0},
        "sickness": {"spells_per_year": 0.0, "short_spell_days": 1.0},
        "hiring": {"round_days": 20.0},
    } | more


def service(
    weeks: int, teams: Table, pathway: Table, arrivals: dict[str, float], **more: Any
) -> Table:
    """A scenario of whole weeks; ``arrivals`` are families a working day by team."""
    run = {
        "start": FIRST_DAY,
        "end": FIRST_DAY + timedelta(weeks=weeks, days=-3),
        "calendar": "weekdays",
        "parameter_uncertainty": False,
    }
    demand = {"referrals_per_week": {name: 5.0 * rate for name, rate in arrivals.items()}}
    return {
        "name": "theory",
        "run": run | more.pop("run", {}),
        "teams": teams,
        "pathway": pathway,
        "demand": demand | more.pop("demand", {}),
        "roles": {"social_worker": workers(), **more.pop("roles", {})},
    } | more


def run(scenario: Table, replication: int = 0, log: bool = False) -> Record:
    """One replication of a scenario given as a dict."""
    return simulate(make_plan(Scenario.model_validate(scenario), replication), log)


# ---- estimates -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its standard error, and the degrees of freedom of that error."""

    mean: float
    error: float
    freedom: float

    def meets(self, truth: float, half_width: float = HALF_WIDTH) -> None:
        """Fail if the truth is out of reach, or the estimate too vague to tell."""
        width = float(stats.t.ppf(0.975, self.freedom)) * self.error
        assert width < half_width * abs(truth), f"half-width {width / abs(truth):.2%}, too vague"
        score = (self.mean - truth) / self.error
        limit = float(stats.t.isf(FALSE_ALARM / 2.0, self.freedom))
        assert abs(score) < limit, (
            f"{self.mean:.6g} where theory says {truth:.6g}: {score:.1f} standard errors, "
            f"{self.mean / truth - 1.0:+.2%}"
        )


def mean_of(values: npt.ArrayLike) -> Estimate:
    """Of independent values: replications, teams or long batches."""
    array = np.asarray(values, np.float64)
    error = float(array.std(ddof=1)) / np.sqrt(array.size)
    return Estimate(float(array.mean()), float(error), array.size - 1)


def controlled(values: npt.ArrayLike, *controls: tuple[npt.ArrayLike, float]) -> Estimate:
    """The same, freed of what is explained by controls whose means theory knows.

    Each control is first held to its own theory, to 2 %, so that nothing can hide in the
    correction. The estimate is the constant of a regression on the controls' deviations.
    """
    array = np.asarray(values, np.float64)
    deviations = []
    for control, truth in controls:
        mean_of(control).meets(truth, half_width=2.0 * HALF_WIDTH)
        deviations.append(np.asarray(control, np.float64) - truth)
    design = np.column_stack([np.ones(array.size), *deviations])
    fitted, _, rank, _ = np.linalg.lstsq(design, array, rcond=None)
    freedom = array.size - int(rank)
    variance = float(np.sum((array - design @ fitted) ** 2)) / freedom
    error = np.sqrt(variance * np.linalg.pinv(design.T @ design)[0, 0])
    return Estimate(float(fitted[0]), float(error), freedom)


def count_of(events: float, exposure: float = 1.0) -> Estimate:
    """A rate from a Poisson count."""
    return Estimate(events / exposure, float(np.sqrt(events)) / exposure, np.inf)


# ---- what happened, from the exact times of the record ----------------------------------------


def number_present(entered: Floats, ended: Floats, edges: Floats) -> Floats:
    """Time averages of the number present between consecutive edges.

    Only finished stages are on record, so the last edge must lie well before the end.
    """
    return np.diff(_area(entered, edges) - _area(ended, edges)) / np.diff(edges)


def _area(times: Floats, at: Floats) -> Floats:
    """Integral of the number of events so far."""
    ordered = np.sort(times)
    totals = np.concatenate(([0.0], np.cumsum(ordered)))
    passed = np.searchsorted(ordered, at)
    return np.asarray(passed * at - totals[passed])


def rate_of(times: Floats, edges: Floats, weights: Floats | None = None) -> Floats:
    """Events (or their weights) a day between consecutive edges."""
    return np.histogram(times, edges, weights=weights)[0] / np.diff(edges)


def replicated(measure: Callable[[int], float], replications: int) -> Estimate:
    """The mean of a measure over independent replications."""
    return mean_of([measure(replication) for replication in range(replications)])


# ---- Markov chains ----------------------------------------------------------------------------


def stationary(size: int, jumps: Iterable[tuple[int, int, float]]) -> Floats:
    """Stationary distribution of a chain given by its (from, to, rate)."""
    sources, targets, rates = (np.array(column) for column in zip(*jumps, strict=True))
    inflow = sparse.coo_array((rates, (targets, sources)), shape=(size, size)).tolil()
    outflow = np.bincount(sources, rates, size)
    inflow.setdiag(inflow.diagonal() - outflow)
    inflow[0, :] = 1.0
    return np.asarray(spsolve(inflow.tocsc(), np.eye(1, size)[0]))
