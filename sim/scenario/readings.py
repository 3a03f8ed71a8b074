"""Figures that can be read in more than one way: the way that is taken, laid over the files.

A reading that is taken as written changes nothing. Of another, the keys have the last word over
all files, and settings of the command line over them. The resolved scenario then holds the numbers
and says which reading they are, so that nothing is laid over it a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.scenario.tables.readings import AS_WRITTEN
from sim.scenario.toml_source import Source, split_key
from sim.scenario.wording import dotted, shown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

READINGS = "readings"


def with_readings(document: Mapping[str, Any], layers: Sequence[Source]) -> list[Source]:
    """The layers of a document, with those of the readings that are not taken as written.

    Args:
        document: What the layers make together.
        layers: The one with the last word first.

    Raises:
        InputError: If two readings set the same key, or a key can't be read.
    """
    found: dict[tuple[str, ...], str] = {}
    laid: list[Source] = []
    for name, taken in _switched(document):
        for source in _layers_of(name, taken, document, layers):
            _refuse_twice(name, source, found, layers)
            laid.append(source)
    files = next((place for place, one in enumerate(layers) if not one.sets), len(layers))
    return [*layers[:files], *laid, *layers[files:]]


def settled(scenario: Scenario) -> Scenario:
    """The scenario with a word on each reading whose keys were laid over it."""
    said = {
        name: one.model_copy(update={"applied": None if one.taken == AS_WRITTEN else one.taken})
        for name, one in scenario.readings.items()
    }
    return scenario.model_copy(update={READINGS: said})


def _switched(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Readings that are taken otherwise than the files have them, each with its way."""
    for name, reading in _table(document.get(READINGS)).items():
        taken = _table(reading).get("taken", AS_WRITTEN)
        if isinstance(taken, str) and taken not in (AS_WRITTEN, _table(reading).get("applied")):
            yield name, taken


def _layers_of(
    name: str, taken: str, document: Mapping[str, Any], layers: Sequence[Source]
) -> Iterator[Source]:
    """A layer for each key of an alternative, placed where the key was written."""
    node: Any = document
    where = (READINGS, name, "alternatives", taken, "keys")
    for part in where:
        node = _table(node).get(part)
    for key, value in _table(node).items():
        place = (*where, key)
        source = next(one for one in layers if one.has(place))
        yield _laid(key, value, source, place)


def _laid(key: str, value: Any, source: Source, place: tuple[str, ...]) -> Source:
    try:
        path = split_key(key)
    except InputError:
        raise InputError(
            f"{shown(key)} is not a key.",
            "Write it as --set takes it, such as roles.swso.take_up.",
            source.file,
            source.line_of(place),
            dotted(source.name_of(place)),
        ) from None
    nested = value
    for part in reversed(path):
        nested = {part: nested}
    return Source(source.file, nested, source.text, source.name_of(place), path)


def _refuse_twice(
    name: str, source: Source, found: dict[tuple[str, ...], str], layers: Sequence[Source]
) -> None:
    """Note what a reading sets, unless another one sets it, too."""
    for path in _leaves(source.document):
        clash = next((key for key in found if key[: len(path)] == path[: len(key)]), None)
        other = name if clash is None else found[clash]
        if other == name:
            found[path] = name
            continue
        switch = (READINGS, name, "taken")
        place = next(one for one in layers if one.has(switch))
        raise InputError(
            f"the readings {other} and {name} both set {dotted(path)}.",
            f"Take one of them as written: readings.{other}.taken={AS_WRITTEN}.",
            place.file,
            place.line_of(switch),
            dotted(place.name_of(switch)),
        )


def _leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path


def _table(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}
