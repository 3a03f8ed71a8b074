"""Hostile inputs at every key of a scenario and of every kind of experiment, from their schemas."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import tomli_w
from pydantic import BaseModel

from sim.scenario.experiments.calibrate import Calibration
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.experiments.targets import Validation
from sim.scenario.load import merged
from sim.scenario.schema import Scenario
from sim.scenario.wording import dotted
from tests.hostile.schema_walk import Place, places
from tests.hostile.trial import HERE, Input, base_scenario
from tests.hostile.values import TEXTS, quoted, values_for


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        command: The command that reads it.
        model: Its schema.
        base: The file that hostile ones build upon; every key is in it.
    """

    command: str
    model: type[BaseModel]
    base: str


KINDS = (
    Kind("check", Scenario, "base.toml"),
    Kind("sweep", Sweep, "sweep.toml"),
    Kind("seek", Seek, "seek.toml"),
    Kind("sensitivity", Sensitivity, "sensitivity.toml"),
    Kind("validate", Validation, "validation.toml"),
    Kind("calibrate", Calibration, "calibration.toml"),
)


OF_SOMETHING = ("answer_for",)
"""The text that is a name of something that must exist."""


@cache
def document(base: str) -> dict[str, Any]:
    """The base of a kind of file, with what it extends."""
    if base == "base.toml":
        return base_scenario()
    said = tomllib.loads((HERE / "data" / base).read_text("utf-8"))
    below = document(said.pop("extends")) if "extends" in said else {}
    return merged(below, said)


def all_at_keys() -> Iterator[Input]:
    """Every input at every key."""
    for kind in KINDS:
        for place in places(kind.model, document(kind.base)):
            yield from at_place(kind, place)


def at_place(kind: Kind, place: Place) -> Iterator[Input]:
    """Every input at one key."""
    name = f"{kind.command}: {dotted(place.path)}"
    for value in values_for(place):
        one = _input(kind, place, value.group, f"{name} = {value.what}", value.raw, value.words)
        yield one if value.has_key else one._replace(key="")
    for what, text in _texts(kind, place):
        yield _input(kind, place, "text", f"{name} = {what}", quoted(text), is_fine=True)
    if place.path == OF_SOMETHING:
        words = ("there is no group or team",)
        for what, text in TEXTS.items():
            yield _input(kind, place, "text", f"{name} = {what}", quoted(text), words)
    yield _twice(kind, place, name)
    for slip in _slips(place):
        words = (f'Did you mean "{place.path[-1]}"?',)
        at = place._replace(path=(*place.path[:-1], slip))
        yield _input(kind, at, "misspelt key", f"{name}: {slip}", "1", words)
    if place.is_required:
        yield _left_out(kind, place, name)


def _texts(kind: Kind, place: Place) -> Iterator[tuple[str, str]]:
    """Legal texts; a name of something that must exist is tried elsewhere."""
    is_text = place.kind == "text" and place.path != OF_SOMETHING
    if is_text or place.path in (("name",), ("title",)):
        yield from TEXTS.items()


def _input(
    kind: Kind,
    place: Place,
    group: str,
    what: str,
    raw: str,
    words: tuple[str, ...] = (),
    is_fine: bool = False,
) -> Input:
    text, line = _overlay(kind, place, f" = {raw}")
    key = "" if is_fine else dotted(place.path)
    return Input(group, what, text, key, line, words, is_fine, kind.command, place=_of(place))


def _of(place: Place) -> str:
    return place.kind


def _overlay(kind: Kind, place: Place, said: str) -> tuple[str, int]:
    """A file that lays one key over the base, and the line of that key."""
    *table, key = place.path
    head = f'extends = "{kind.base}"\n'
    if table:
        head += f"[{'.'.join(map(_key, table))}]\n"
    return f"{head}{_key(key)}{said}\n", head.count("\n") + 1


def _key(part: str) -> str:
    return part if part.replace("_", "").isalnum() and part.isascii() else quoted(part)


def _twice(kind: Kind, place: Place, name: str) -> Input:
    text, line = _overlay(kind, place, f" = 1\n{_key(place.path[-1])} = 1")
    words = ("written twice", f"on line {line}", "Keep one of the two.")
    return Input("written twice", name, text, dotted(place.path), line + 1, words,
                 command=kind.command, place=_of(place))  # fmt: skip


def _slips(place: Place) -> Iterator[str]:
    """The key, misspelt; only where the schema knows which keys there are."""
    key = place.path[-1]
    if not place.rivals or key == "keys":  # every slip of keys is nearer to key
        return
    slips = [key[0] + key[1:].replace(key[1], "", 1), key + key[-1], key.upper(), f"{key} "]
    slips += [key.replace("_", "-")] if "_" in key else []
    slips += [key[:-2] + key[-1] + key[-2]] if key[-1] != key[-2] else []
    for slip in dict.fromkeys(slips):
        if slip not in place.rivals and len(key) > 3:
            yield slip


def _left_out(kind: Kind, place: Place, name: str) -> Input:
    """The whole base without one key that it needs."""
    whole = _without(document(kind.base), place.path)
    return Input("left out", name, tomli_w.dumps(whole), dotted(place.path), None,
                 ("this key is missing", "Add it"), command=kind.command,
                 place=_of(place), longest=20_000)  # fmt: skip


def _without(table: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {key: value for key, value in table.items() if key != first}
    return {**table, first: _without(table[first], tuple(rest))}
