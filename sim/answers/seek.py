"""What a search found."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.answers.experiment import records, tell_experiment
from sim.console import tell, tell_table
from sim.report.seek_data import Mixes, Search, Switch, read_search
from sim.report.seek_words import answers, share_words, value_words, with_unit
from sim.scenario.experiments.mixes import number_words
from sim.units import pounds

if TYPE_CHECKING:
    import pandas as pd


def tell_seek(folder: Path, as_json: bool) -> None:
    """Print what a search found: question and answers in sentences, then what was tried.

    Args:
        folder: The search's finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_search(folder)
    tell_experiment(
        folder, as_json, answers(found), lambda: _parts(found), lambda: _tell_details(found)
    )


def _tell_details(found: Search) -> None:
    if found.mixes is not None:
        _tell_mixes(found.mixes)
    if found.switches:
        _tell_switches(found.switches)


def _tell_mixes(mixes: Mixes) -> None:
    rows = [
        (row["mix"], pounds(row["extra_cost_gbp"]), share_words(row), _decision(row))
        for _, row in mixes.tried.iterrows()
    ]
    title = f"{mixes.outcome.label}: in how many futures it is {mixes.outcome.goal}"
    tell_table(title, ("Mix", "Over the base", "Futures (95% interval)", ""), rows)
    tell()


def _decision(row: pd.Series[Any]) -> str:
    return "the choice" if row["is_choice"] else str(row["decision"])


def _tell_switches(switches: tuple[Switch, ...]) -> None:
    rows = [
        (
            switch.label,
            switch.outcome.label,
            _expected(switch),
            value_words(switch) if switch.verdict == "switch" else switch.verdict,
        )
        for switch in switches
    ]
    tell_table(
        "Switching values", ("Input", "Judged by", "Expected", "Switch (95% interval)"), rows
    )
    tell()


def _expected(switch: Switch) -> str:
    expected = float(switch.found["expected"])
    return with_unit(switch, number_words(expected)) if isfinite(expected) else ""


def _parts(found: Search) -> dict[str, Any]:
    """All that was tried; numbers that are not known are null."""
    said: dict[str, Any] = {}
    if found.mixes is not None:
        said["mixes"] = records(found.mixes.table)
    if found.switches:
        said["switching"] = [
            json.loads(one.found.to_json(double_precision=15)) | {"seen": records(one.seen)}
            for one in found.switches
        ]
    return said
