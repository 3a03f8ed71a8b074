"""Does a calibration find numbers that are known?

Simulation-based calibration (S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman,
Validating Bayesian Inference Algorithms with Simulation-Based Calibration, 2018, arXiv:1804.06788):
if the truth is drawn from what is believed beforehand, its rank among draws of the posterior is
uniform, so that it lies in the region of 90 % nine times in ten.

One library of points serves many histories. Each point in turn is the truth: its first future, with
an error as the published figure has, is what was observed; the point is left out of the library;
and its numbers are sought as those of the world are. From the top folder, an hour on one processor:

    python -m tests.verification.recovery experiments/calibrate_2018.toml --seed 20261122

Another seed than the calibration's own makes another library, and other histories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.experiment.account import RunOptions
from sim.experiment.calibrate import calibrate as ask
from sim.experiment.calibrate_scale import EXACT, goal_of, scaled
from sim.experiment.calibrate_trials import Trials
from sim.experiment.conduct import Findings, conduct
from sim.experiment.evaluate import Bench
from sim.experiment.targets import Target, target_scenarios, targets_of
from sim.explore.calibration import Effort, calibrate, first_points
from sim.explore.surface import fit_surface
from sim.results.store import read

Floats = npt.NDArray[np.float64]
NOMINAL = 0.9


class Recovered(NamedTuple):
    """What was found of numbers that are known.

    Attributes:
        below: Share of the posterior below the truth, shape (histories, inputs).
        nearer: Share of the posterior nearer to its middle than the truth, by its own covariance.
        left: Share of each number's variance that is left, shape (histories, inputs).
    """

    below: Floats
    nearer: Floats
    left: Floats

    @property
    def inside(self) -> Floats:
        """Whether each truth lies in the middle 90 % of its number."""
        return np.abs(self.below - 0.5) <= NOMINAL / 2

    @property
    def inside_together(self) -> Floats:
        """Whether all truths together lie in the ellipsoid that holds 90 %."""
        return self.nearer <= NOMINAL


def recovered(
    x: Floats,
    values: Floats,
    targets: Sequence[Target],
    effort: Effort,
    histories: Sequence[int],
) -> Recovered:
    """Take points of a library for the truth, one after the other, and look for them.

    Args:
        x: The library's points, standard normal, shape (points, inputs).
        values: What they say of targets, shape (points, replications, targets).
        targets: What is known of the truth, and how exactly.
        effort: One wave; its points are those of the library.
        histories: Numbers of the points that are the truth.
    """
    found = []
    all_values = scaled(values, targets)
    # how far inputs reach is sought once: one point in hundreds hardly tells, and each search takes
    # longer than all else
    kernels = fit_surface(x, all_values).kernels
    for number in histories:
        rest = all_values.copy()
        rest[number] = np.nan
        goal = goal_of(observed(values[number, 0], targets, number))
        after = calibrate(
            lambda _, rest=rest: rest,
            x.shape[1],
            goal,
            effort,
            lambda at, given: fit_surface(at, given, kernels),
        ).posterior
        found.append(_standing(x[number], after.x, after.weights))
    return Recovered(*map(np.array, zip(*found, strict=True)))


def observed(values: Floats, targets: Sequence[Target], seed: int) -> list[Target]:
    """A history as it would be published: with an error as each target's figure has."""
    rng = np.random.default_rng(seed)
    seen = []
    for target, value in zip(targets, values.tolist(), strict=True):
        half = max((target.high - target.low) / 2, EXACT * abs(target.observed))
        told = value + rng.uniform(-half, half)
        seen.append(replace(target, observed=told, low=told - half, high=told + half))
    return seen


def _standing(truth: Floats, x: Floats, weights: Floats) -> tuple[Floats, float, Floats]:
    """Where the truth stands in a posterior."""
    middle = weights @ x
    cov = (x - middle).T @ ((x - middle) * weights[:, None])
    precision = np.linalg.pinv(cov, hermitian=True)

    def distance(at: Floats) -> Floats:
        return np.einsum("...i,ij,...j->...", at - middle, precision, at - middle, optimize=True)

    return weights @ (x < truth), float(weights @ (distance(x) < distance(truth))), cov.diagonal()


def table(names: Sequence[str], found: Recovered) -> pd.DataFrame:
    """How often the truth lies inside: a row for each input, all of them, and all together."""
    rows = [
        _row(name, found.inside[:, place], found.below[:, place], found.left[:, place])
        for place, name in enumerate(names)
    ]
    every = (found.inside.mean(axis=1), found.below.ravel(), found.left.ravel())
    rows.append(_row("(mean of all)", *every))
    rows.append(_row("(all together)", found.inside_together, found.nearer, found.left.ravel()))
    return pd.DataFrame(rows)


def _row(name: str, inside: Floats, ranks: Floats, left: Floats) -> dict[str, object]:
    """Coverage with its standard error, and how uniform ranks are over ten bins."""
    counts = np.histogram(ranks, np.linspace(0.0, 1.0, 11))[0]
    return {
        "input": name,
        "histories": len(inside),
        "inside": inside.mean(),
        "standard_error": inside.std(ddof=1) / np.sqrt(len(inside)),
        "left_of_variance": left.mean(),
        "counts": " ".join(map(str, counts)),
        "p_uniform": stats.chisquare(counts).pvalue,
    }


def recover(
    file: Path | str, settings: Sequence[str], histories: int, out: Path, options: RunOptions
) -> Path:
    """Recover known numbers by a calibration's own file; leave a results folder.

    Args:
        file: The experiment file.
        settings: Changes to it, such as ``library.points=512``.
        histories: How many points of the library are the truth.
        out: The folder of all results.
        options: How to run.
    """
    inquiry = ask(file, [*settings, f"name=recovery_of_{histories}"])
    study = inquiry.study
    scenarios = target_scenarios(study.experiment, study.ground)
    targets = [
        target
        for target in targets_of(study.experiment, study.ground, scenarios)
        if target.use == "fit"
    ]
    inputs = list(study.experiment.inputs)
    # later waves would be each history's own, and would have to be simulated for it
    effort = Effort(study.experiment.library.points, 1, study.base.run.seed)

    def work(bench: Bench) -> Findings:
        trials = Trials(study, bench)
        x = first_points(len(inputs), effort)
        values = trials.values(trials.sets(x, "library"), targets)
        found = recovered(x, values, targets, effort, range(histories))
        ranks = pd.DataFrame(found.below, columns=inputs).assign(together=found.nearer)
        return Findings({"recovery": table(inputs, found), "ranks": ranks}, {})

    return conduct(inquiry._replace(work=work), out, options)


@click.command()
@click.argument("file")
@click.option("--points", default=512, help="Points of the library.")
@click.option("--seed", type=int, help="Of another library; the scenario's own unless given.")
@click.option("--histories", type=int, help="Points that are the truth; all unless given.")
@click.option("--out", default="results", type=click.Path(path_type=Path))
def main(file: str, points: int, seed: int | None, histories: int | None, out: Path) -> None:
    """Say how often numbers that are known lie where a calibration FILE has nine in ten."""
    settings = [f"library.points={points}"]
    settings += [] if seed is None else [f"run.seed={seed}"]
    folder = recover(file, settings, histories or points, out, RunOptions())
    click.echo(read(folder, "SELECT * FROM recovery").to_string(index=False))


if __name__ == "__main__":
    main()
