"""Which keys the schema knows at a place of a document, and what it says about them."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.toml_lines import KeyPath
from sim.scenario.wording import dotted


def known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that the table at a place may have; none if it takes any name."""
    return [name for table in _tables_at(model, path) for name in _fields(table)]


def description(model: type[BaseModel], path: KeyPath) -> str:
    """What the schema says about a key, or "" if it says nothing."""
    for table in _tables_at(model, path[:-1]):
        field = _fields(table).get(str(path[-1]))
        if field is not None and field.description:
            return field.description
    return ""


def home_of(model: type[BaseModel], key: str) -> str | None:
    """The table that has a key of this name: ``[run]``, ``[teams.NAME]``, ``the file itself``."""
    waiting: list[tuple[KeyPath, Any]] = [((), model)]
    seen = set()
    for place, kind in waiting:  # grows while it is gone through: the nearest place comes first
        if _is_table(kind) and kind not in seen:
            seen.add(kind)
            if key in _fields(kind):
                return f"[{dotted(place)}]" if place else "the file itself"
            for name, field in _fields(kind).items():
                waiting += [((*place, name), each) for each in _alternatives(field.annotation)]
        elif get_origin(kind) is dict:
            waiting += [((*place, "NAME"), each) for each in _alternatives(get_args(kind)[1])]
    return None


def _tables_at(model: type[BaseModel], path: KeyPath) -> Iterator[type[BaseModel]]:
    kinds: list[Any] = [model]
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return (kind for kind in kinds if _is_table(kind))


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    """What a value at a key of a table, or at a place of a list, may be."""
    if _is_table(kind):
        field = _fields(kind).get(str(part))
        if field is not None:
            yield from _alternatives(field.annotation)
        elif kind.model_config.get("extra") == "allow":
            named = get_type_hints(kind).get("__pydantic_extra__")
            yield from (inner for each in _alternatives(named) for inner in _inside(each, part))
    elif get_origin(kind) is dict:
        yield from _alternatives(get_args(kind)[1])
    elif get_origin(kind) in (list, tuple):
        yield from _alternatives(get_args(kind)[0])


def _alternatives(kind: Any) -> Iterator[Any]:
    """The kinds of value that an annotation stands for, one by one."""
    if get_origin(kind) is Annotated:
        yield from _alternatives(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for each in get_args(kind):
            yield from _alternatives(each)
    else:
        yield kind


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fields(table: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a table by the name that a file uses."""
    return {field.alias or name: field for name, field in table.model_fields.items()}
