"""The JSON Schemas of scenario and experiment files, for editors."""

from __future__ import annotations

from typing import Any

from sim.scenario.experiments.base import Experiment
from sim.scenario.experiments.calibrate import Calibration
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.experiments.targets import Validation
from sim.scenario.schema import Scenario
from sim.scenario.table_evidence import EVIDENCE, WITHOUT_EVIDENCE

OVERLAY = "scenario.overlay"
"""Kind of a scenario file that extends another."""

_EXPERIMENTS: dict[str, type[Experiment]] = {
    "sweep": Sweep,
    "seek": Seek,
    "sensitivity": Sensitivity,
    "validation": Validation,
    "calibration": Calibration,
}
KINDS = ("scenario", OVERLAY, *_EXPERIMENTS)
"""Kinds of file that have a schema."""


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file.

    Args:
        kind: One of :data:`KINDS`.
    """
    if kind in _EXPERIMENTS:
        return _of_experiment(_EXPERIMENTS[kind])
    whole = _of_scenarios()
    return for_overlays(whole) if kind == OVERLAY else whole


def _of_scenarios() -> dict[str, Any]:
    """Every table that holds numbers may say where they come from, as the loader has it."""
    schema = Scenario.model_json_schema()
    parts = schema["$defs"]
    for name in parts.keys() - {"Quantity", "Distribution", "Run", "Document"}:
        parts[name] = _with_evidence(parts[name], parts["Quantity"]["anyOf"][1]["properties"])
    keys = schema["properties"]
    for name in keys.keys() - set(WITHOUT_EVIDENCE):
        keys[name] = _with_evidence(keys[name], parts["Quantity"]["anyOf"][1]["properties"])
    return schema


def _with_evidence(node: Any, number: dict[str, Any]) -> Any:
    """A part of a schema whose tables take the evidence of the numbers in them, too.

    Args:
        node: The part.
        number: The keys of a number.
    """
    if not isinstance(node, dict) or node.get("type") != "object":
        return node
    keys = {key: _with_evidence(part, number) for key, part in node.get("properties", {}).items()}
    said = {key: number[key] for key in EVIDENCE}
    rest = {
        key: _with_evidence(node[key], number) for key in ("additionalProperties",) if key in node
    }
    return {**node, **rest, "properties": {**keys, **said}}


def _of_experiment(model: type[Experiment]) -> dict[str, Any]:
    """What an experiment lays over a scenario has the schema of that scenario."""
    schema = model.model_json_schema()
    overlay = for_overlays(_of_scenarios())
    schema["$defs"] |= overlay["$defs"]
    keys = schema["properties"]
    keys["run"] |= {"$ref": "#/$defs/Run"}
    said = ("extends", "run")
    inner = {name: part for name, part in overlay["properties"].items() if name not in said}
    keys["scenario"] |= {"properties": inner, "additionalProperties": False}
    return schema


def for_overlays(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema for a file that extends another: it holds what differs, so nothing is required.

    Args:
        schema: The JSON Schema of whole scenarios.
    """
    loose: dict[str, Any] = _without_required(schema)
    extends = {
        "description": "The scenario file that this one changes, or several of them.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    return {**loose, "properties": {"extends": extends, **loose["properties"]}}


def _without_required(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_required(item) for item in node]
    if not isinstance(node, dict):
        return node
    # a scenario key called "required" would be a table; the keyword is a list
    kept = (i for i in node.items() if not (i[0] == "required" and isinstance(i[1], list)))
    return {key: _without_required(value) for key, value in kept}
