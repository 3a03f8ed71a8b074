"""Pydantic's errors, led back to the keys and values of the document that was checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.toml_lines import KeyPath

MOST_RIVALS = 300
"""Names that one is compared with; a file with thousands must not take minutes."""


class Fault(NamedTuple):
    """One of pydantic's errors, led back to the document.

    Attributes:
        path: The key at fault.
        value: What stands there, or None.
        branch: Where a choice between kinds of values was made, and which, if any.
        error: What pydantic says.
        table: What the table in which the key stands is called.
        beside: The table around that one, with the names that it has.
    """

    path: KeyPath
    value: Any
    branch: tuple[KeyPath, str] | None
    error: ErrorDetails
    table: str | int = ""
    beside: Mapping[str, Any] | None = None

    @property
    def rivals(self) -> list[str]:
        """The first names beside that of the table in which the key stands."""
        names = (name for name in self.beside or {} if name != self.table)
        return list(islice(names, MOST_RIVALS))


def faults_of(error: ValidationError, document: dict[str, Any]) -> list[Fault]:
    """Every error, once.

    Args:
        error: What pydantic raised.
        document: The document that it refused.
    """
    found = [
        _fault(single, document)
        for each in error.errors(include_url=False)
        for single in _singly(each)
    ]
    return _nearest_readings(found)


def _singly(error: ErrorDetails) -> Iterator[ErrorDetails]:
    """The errors of a rule of the schema that reports several at once, one by one.

    Its context holds ``problems``, a sequence of dotted keys (as tuples) and messages.
    """
    problems = error.get("ctx", {}).get("problems")
    if problems is None:
        yield error
        return
    for key, problem in problems:
        yield {**error, "ctx": {"key": key, "problem": problem}}


def _fault(error: ErrorDetails, document: dict[str, Any]) -> Fault:
    """Follow pydantic's location through the document, past its names for kinds of values."""
    location = error["loc"]
    is_missing = error["type"] == "missing"
    path: KeyPath = ()
    node: Any = document
    table: str | int = ""
    beside: Mapping[str, Any] | None = None
    branch = None
    said = location[:-1] if is_missing else location
    for place, part in enumerate((*said, *_key_in_message(error))):
        if _holds(node, part):
            table, beside = part, node if isinstance(node, dict) else None
            path, node = (*path, part), node[part]
        elif branch is None and place < len(said):
            branch = (path, str(part))
    if is_missing:
        return Fault((*path, location[-1]), None, branch, error, table, beside)
    is_about_name = location[-1:] == ("[key]",)
    return Fault(path, path[-1] if is_about_name else node, branch, error)


def _key_in_message(error: ErrorDetails) -> KeyPath:
    """The key that a rule of the schema names itself, in its context or as ``key: message``."""
    context = error.get("ctx", {})
    named = re.match(r"(\w+): ", str(context.get("error", "")))
    return (named[1],) if named else tuple(context.get("key", ()))


def _holds(node: Any, part: str | int) -> bool:
    if isinstance(node, dict):
        return part in node
    return isinstance(node, list) and isinstance(part, int) and part < len(node)


def _nearest_readings(faults: list[Fault]) -> list[Fault]:
    """Where a value may be of several kinds, keep the errors of the kind it came closest to."""
    near: dict[KeyPath, dict[str, bool]] = {}
    for fault in faults:
        if fault.branch is not None:
            place, name = fault.branch
            is_near = fault.path != place or not fault.error["type"].endswith("_type")
            near.setdefault(place, {})[name] = is_near
    best = {place: max(kinds, key=lambda name: kinds[name]) for place, kinds in near.items()}
    return [f for f in faults if f.branch is None or best[f.branch[0]] == f.branch[1]]
