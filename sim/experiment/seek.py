"""Seek: the least-cost mix that is good enough, and where the better of two options changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim import provenance
from sim.experiment.account import RunOptions
from sim.experiment.attempt import Progress, Silent
from sim.experiment.conduct import Findings, Study, conduct, read_study
from sim.experiment.entrants import Entrant, refuse_unlike
from sim.experiment.evaluate import Bench
from sim.experiment.folder import Manifest
from sim.experiment.seek_mix import mix_question, seek_mix
from sim.experiment.seek_switch import seek_switches, switch_questions
from sim.scenario.experiments.seek import Seek

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.replicate import Done
    from sim.scenario.schema import Scenario


def seek(
    path: Path | str,
    settings: Sequence[str] = (),
    parent: Path | str = "results",
    options: RunOptions | None = None,
    progress: Progress | None = None,
    then: Callable[[Path], object] | None = None,
) -> Path:
    """Find what an experiment file seeks, and leave a whole results folder.

    The same futures are met by every mix, and by both options at every value. How many are needed
    is decided on the way; the result does not depend on how many are simulated at a time.

    Args:
        path: The experiment file.
        settings: Changes to it, such as ``run.replications=20``.
        parent: The folder of all results.
        options: How to run.
        progress: Who is told how it goes.
        then: What to do with the finished folder while it is still ours, such as draw charts.

    Returns:
        The experiment's results folder.

    Raises:
        InputError: If something can't be read or asked, or the folder is not free to be written.
        InputErrors: If keys or values don't fit, in the file or in a scenario that it makes.
        MachineError: If disk or memory give out; the same call goes on from there.
    """
    study = read_study(Seek, path, settings)
    options, heard = options or RunOptions(), _Steps(progress or Silent())
    asked = study.experiment.least_cost
    mixes = None if asked is None else mix_question(study, asked)
    judged = _options(study)
    switches = switch_questions(study, judged) if judged else []

    def work(bench: Bench) -> Findings:
        tables: dict[str, pd.DataFrame] = {}
        manifest: Manifest = {"options": [_words(one) for one in judged]}
        if mixes is not None:
            heard.says(f"Looking for the least-cost mix among {len(mixes.points):,}.")
            found = seek_mix(mixes, bench, options.jobs)
            tables |= found.tables
            manifest |= found.manifest
        if switches:
            heard.says(f"Looking for {len(switches)} switching values.")
            found = seek_switches(switches, bench)
            tables |= found.tables
            manifest |= found.manifest
        return Findings(tables, manifest)

    return conduct("seek", study, judged, work, parent, options, heard, then)


def _options(study: Study[Seek]) -> list[Scenario]:
    """The two options as they are; none if no switching value is sought.

    Raises:
        InputErrors: If they are unlike the base in period, seed or teams.
    """
    experiment = study.experiment
    if not experiment.switching:
        return []
    found = [
        study.ground.scenario(name, ("options", place), is_changed=False)
        for place, name in enumerate(experiment.options)
    ]
    version = provenance.model_version()
    names = (experiment.base, *experiment.options)
    refuse_unlike(
        [
            Entrant(scenario, Path(name), None, version)
            for scenario, name in zip((study.base, *found), names, strict=True)
        ]
    )
    return found


def _words(scenario: Scenario) -> dict[str, str]:
    return {"name": scenario.name, "title": scenario.title}


class _Steps(Silent):
    """Progress of a search, which nobody can foresee the length of: a count now and then.

    Args:
        heard: Who is told.
    """

    EVERY = 500

    def __init__(self, heard: Progress) -> None:
        self._heard = heard
        self._done = 0

    def advances(self, done: Done) -> None:  # noqa: ARG002 - part of the protocol
        """A replication is done."""
        self._done += 1
        if self._done % self.EVERY == 0:
            self.says(f"{self._done:,} replications so far.")

    def says(self, words: str) -> None:
        """Pass it on."""
        self._heard.says(words)
