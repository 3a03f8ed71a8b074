"""Seek: the least-cost mix that is good enough, and where the better of two options changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim import provenance
from sim.experiment.conduct import Findings, Inquiry, Study, read_study
from sim.experiment.entrants import Entrant, refuse_unlike
from sim.experiment.evaluate import Bench
from sim.experiment.folder import Manifest
from sim.experiment.seek_mix import mix_question, seek_mix
from sim.experiment.seek_switch import seek_switches, switch_questions
from sim.scenario.experiments.seek import Seek

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario


def seek(path: Path | str, settings: Sequence[str] = ()) -> Inquiry:
    """What an experiment file seeks, ready to be found.

    The same futures are met by every mix, and by both options at every value. How many are needed
    is decided on the way; the result does not depend on how many are simulated at a time.

    Args:
        path: The experiment file.
        settings: Changes to it, such as ``run.replications=20``.

    Raises:
        InputError: If something can't be read or asked.
        InputErrors: If keys or values don't fit, in the file or in a scenario that it makes.
    """
    study = read_study(Seek, path, settings)
    asked = study.experiment.least_cost
    mixes = None if asked is None else mix_question(study, asked)
    judged = _options(study)
    switches = switch_questions(study, judged) if judged else []

    def work(bench: Bench) -> Findings:
        tables: dict[str, pd.DataFrame] = {}
        manifest: Manifest = {"options": [_words(one) for one in judged]}
        if mixes is not None:
            bench.says(f"Looking for the least-cost mix among {len(mixes.points):,}.")
            found = seek_mix(mixes, bench, bench.jobs)
            tables |= found.tables
            manifest |= found.manifest
        if switches:
            bench.says(f"Looking for {len(switches)} switching value{'s' * (len(switches) > 1)}.")
            found = seek_switches(switches, bench)
            tables |= found.tables
            manifest |= found.manifest
        return Findings(tables, manifest)

    return Inquiry("seek", study, work, judged, is_search=True)


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
