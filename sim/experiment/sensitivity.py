"""Find which uncertain numbers the answer depends on, and how much of its spread is chance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim import provenance
from sim.experiment.conduct import Findings, Inquiry, Study, read_study
from sim.experiment.entrants import Entrant, refuse_unlike
from sim.experiment.inputs import Input, Pair, inputs_of, inputs_table
from sim.experiment.readings import Way, readings_part, ways_of
from sim.experiment.sensitivity_parts import (
    FEWEST,
    Part,
    morris_part,
    sobol_part,
    split_part,
    tornado_part,
)
from sim.scenario.experiments.sensitivity import Sensitivity

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.evaluate import Bench


def sensitivity(path: Path | str, settings: Sequence[str] = ()) -> Inquiry:
    """Which uncertain numbers matter, ready to be found.

    Args:
        path: The experiment file.
        settings: Changes such as ``run.replications=20``, applied in order after the file.

    Raises:
        InputError: A file or a setting can't be read, or does not fit.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    study = read_study(Sensitivity, path, settings)
    _refuse_few(study)
    pair = _pair(study)
    asked = study.experiment
    inputs = inputs_of(asked, study.ground, pair) if asked.varies_numbers else ()
    ways = () if asked.readings is None else ways_of(study, pair)
    others = [one for each in (pair, *(way.pair for way in ways)) for one in each.scenarios][1:]
    work = partial(_find, study, pair, inputs, ways)
    return Inquiry("sensitivity", study, work, others)


def _refuse_few(study: Study[Sensitivity]) -> None:
    counts = [part.replications or study.replications for part in study.experiment.parts]
    if min(counts) < FEWEST:
        raise study.ground.error(
            f"{study.replications} futures are too few to tell numbers from chance.",
            f"Ask for {FEWEST} or more.",
            ("run", "replications"),
        )


def _pair(study: Study[Sensitivity]) -> Pair:
    name = study.experiment.against
    if name is None:
        return Pair(study.base, None)
    against = study.ground.scenario(name, ("against",), is_changed=False)
    version = provenance.model_version()
    refuse_unlike([Entrant(one, study.ground.file, None, version) for one in (study.base, against)])
    return Pair(study.base, against)


def _find(
    study: Study[Sensitivity],
    pair: Pair,
    inputs: tuple[Input, ...],
    ways: tuple[Way, ...],
    bench: Bench,
) -> Findings:
    """Every part that is asked for, a table each."""
    asked = study.experiment
    part = Part(study, pair, inputs, bench)
    tables: dict[str, pd.DataFrame] = {}
    if asked.tornado is not None:
        tables["tornado"] = tornado_part(part, asked.tornado)
    if asked.readings is not None:
        tables["readings"] = readings_part(part, ways, asked.readings)
    if asked.morris is not None:
        tables["morris"] = morris_part(part, asked.morris)
    if asked.sobol is not None:
        tables["sobol"] = sobol_part(part, asked.sobol, tables.get("morris"))
    if asked.split is not None:
        tables["split"] = split_part(part, asked.split)
    other = pair.against
    said = None if other is None else {"name": other.name, "title": other.title}
    parts = list(tables)
    if inputs:
        tables["inputs"] = inputs_table(inputs)
    return Findings(tables, {"against": said, "parts": parts})
