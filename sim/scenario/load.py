"""From a scenario file, the files it extends and ``--set`` settings to one checked Scenario.

The last word is with the settings, then with readings that are not taken as written, then with the
file itself, then with the file that it extends, and so on. Tables are merged key by key, everything
else is replaced. Nothing is guessed: whatever does not fit is an error that names the file, line
and key where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import InputError, InputErrors
from sim.scenario.explain import input_errors
from sim.scenario.extends import here_or_shipped, read_chain
from sim.scenario.parameters import with_parameters
from sim.scenario.readings import READINGS, settled, with_readings
from sim.scenario.schema import Scenario
from sim.scenario.table_evidence import is_one_value, with_table_evidence
from sim.scenario.tables.readings import AS_WRITTEN
from sim.scenario.toml_lines import KeyPath
from sim.scenario.toml_source import Source, parse, split_key
from sim.scenario.wording import shown

SETTINGS = "--set"
"""What a message calls the settings of the command line, which stand in no file."""

Document = dict[str, Any]
AnyModel = TypeVar("AnyModel", bound=BaseModel)


def load_scenario(path: Path | str, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario with everything that it extends.

    Args:
        path: The scenario file.
        settings: Changes such as ``run.replications=20``, applied in order after the files.

    Tables are merged key by key. A table that is an uncertain number (with ``value``) or a
    distribution is replaced whole, because half of one distribution and half of another is
    nobody's intention; to change one key of it, use a setting. What a table says about its numbers
    (``source``, ``basis``) holds for those of the same file.

    Raises:
        InputError: A file or a setting can't be read.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    layers = read_layers(path, settings)
    if any("outcomes" in layer.document and "base" in layer.document for layer in layers):
        problem = "this is an experiment, and not a scenario."
        raise InputError(problem, "Give it to the command that stands at its head.", Path(path))
    return resolved(layers)


def try_alternatives(path: Path | str, settings: Sequence[str] = ()) -> None:
    """Refuse a scenario with a reading that would not fit if it were taken otherwise.

    Each alternative is tried by itself, where all are taken as written.

    Args:
        path: The scenario file.
        settings: Changes, as for :func:`load_scenario`.

    Raises:
        InputErrors: Keys or values of an alternative don't fit; all of them at once.
    """
    layers = read_layers(path, settings)
    readings = resolved(layers).readings
    if any(one.taken != AS_WRITTEN for one in readings.values()):
        return
    errors: list[InputError] = []
    for name, one in readings.items():
        for way in one.alternatives:
            switch = setting_source(SETTINGS, (READINGS, name, "taken"), way)
            try:
                resolved([switch, *layers])
            except InputErrors as found:
                errors += found.errors
            except InputError as found:
                errors.append(found)
    if errors:
        raise InputErrors(errors)


def read_layers(path: Path | str, settings: Sequence[str] = ()) -> list[Source]:
    """The settings, the file and the files that it extends: the one with the last word first.

    Raises:
        InputError: A file or a setting can't be read.
    """
    said = [setting_source(SETTINGS, *parse_setting(setting)) for setting in settings]
    return [*reversed(said), *read_chain(here_or_shipped(Path(path)))]


def setting_source(
    file: Path | str, key: tuple[str, ...], value: Any, text: str = "", within: KeyPath = ()
) -> Source:
    """A setting of one key, as a layer of a document.

    Args:
        file: What to call it in a message.
        key: The key that it sets.
        value: What it sets it to.
        text: The text in which it stands, if it stands in a file.
        within: Where it stands there.
    """
    return Source(file, _assigned({}, key, value), text, within, key)


def resolved(layers: Sequence[Source]) -> Scenario:
    """The scenario that layers make, with its readings as they are taken.

    Args:
        layers: The one with the last word first.

    Raises:
        InputError: A file of parameters can't be read, or readings are at odds.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    layers = [with_table_evidence(layer) for layer in layers]
    read = with_readings(_document(layers), layers)
    return settled(checked(Scenario, with_parameters(read)))


def checked(model: type[AnyModel], layers: Sequence[Source]) -> AnyModel:
    """The document that layers make, the one with the last word first, as its model.

    Raises:
        InputErrors: Keys or values don't fit; all of them at once.
    """
    document = _document(layers)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise input_errors(error, model, document, layers) from None


def _document(layers: Sequence[Source]) -> Document:
    return reduce(_laid_over, reversed(layers), {})


def _laid_over(document: Document, layer: Source) -> Document:
    if not layer.sets:
        return merged(document, layer.document)
    value: Any = layer.document
    for part in layer.sets:
        value = value[part]
    return _assigned(document, layer.sets, value)


def resolved_toml(scenario: BaseModel) -> str:
    """The scenario as one TOML text, defaults included, that loads to an equal scenario."""
    import tomli_w  # noqa: PLC0415 - needed once a run at most

    return tomli_w.dumps(_plain(scenario))


def merged(base: Document, overlay: Document) -> Document:
    """The base with what the overlay says instead or besides; neither is changed."""
    result = dict(base)
    for key, value in overlay.items():
        result[key] = _merged_value(base.get(key), value)
    return result


def _merged_value(old: Any, new: Any) -> Any:
    both_tables = isinstance(old, dict) and isinstance(new, dict)
    if not both_tables or is_one_value(old) or is_one_value(new):
        return new
    return merged(old, new)


_SETTING = re.compile(r"""((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'=])*)=(.*)""", re.DOTALL)


def parse_setting(setting: str) -> tuple[tuple[str, ...], Any]:
    """The key and the value of a setting such as ``run.start=2018-10-01``.

    The value is read as TOML; what is not TOML is text, so that ``name=trial`` needs no quotes.

    Raises:
        InputError: It is not of the form ``key=value``.
    """
    found = _SETTING.fullmatch(setting)
    try:
        setting.encode()
        key = split_key(found[1] if found else "")
    except (InputError, UnicodeEncodeError):
        remedy = "Write it as key=value, such as run.replications=20."
        raise InputError(f"{shown(setting)} is not a setting.", remedy, SETTINGS) from None
    return key, _setting_value(found[2] if found else "")


def _setting_value(text: str) -> Any:
    try:
        document = parse(f"value = {text}", SETTINGS)
    except InputError:
        return text
    return document["value"] if len(document) == 1 else text


def _assigned(document: Document, key: tuple[str, ...], value: Any) -> Document:
    """The document with one key set; tables on the way are made where there are none."""
    first, *rest = key
    old = document.get(first)
    if rest:
        inside = old if isinstance(old, dict) else {}
        return {**document, first: _assigned(inside, tuple(rest), value)}
    return {**document, first: _merged_value(old, value)}


def _plain(node: Any) -> Any:
    """A part of a scenario as TOML holds it, without what says nothing."""
    if isinstance(node, dict):
        return _in_order({key: _plain(value) for key, value in node.items()})
    if not isinstance(node, BaseModel):
        return node
    table = dict(node.__pydantic_extra__ or {})
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        if value is not None and (_plain(value) not in ("", {}) or value != field.default):
            table[field.alias or name] = value
    table = {key: _plain(value) for key, value in table.items()}
    rest = {key: value for key, value in table.items() if key != "value"}
    is_just_a_value = "value" in table and rest in ({}, {"distribution": "fixed"})
    return table["value"] if is_just_a_value else table


def _in_order(table: Document) -> Document:
    """The table so that it keeps its order in TOML, where tables come after plain values.

    The order of names may matter to what is drawn, so numbers among tables become tables.
    """
    are_tables = [isinstance(value, dict) for value in table.values()]
    if are_tables == sorted(are_tables):
        return table
    return {k: v if isinstance(v, dict) else {"value": v} for k, v in table.items()}
