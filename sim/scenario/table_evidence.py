"""What a table says about all of its numbers at once.

``source`` and ``basis`` at the head of a table hold for every number in it, and in the tables
inside it, that has neither of its own:

    [demand.month_profile]
    source = "Judgement: fewer referrals when schools are closed"
    basis = "assumed"
    january = 1.018

It is written to the numbers file by file, before one file is laid over another. So a number that
another file puts in its place has to say for itself where it comes from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from sim.errors import InputError
from sim.scenario.quantities import Basis, Quantity
from sim.scenario.toml_lines import KeyPath
from sim.scenario.toml_source import Source
from sim.scenario.wording import dotted, shown

EVIDENCE = ("source", "basis")
"""Keys that say where numbers come from."""

WITHOUT_EVIDENCE = ("run", "sources", "readings")
"""Tables of a scenario that hold no assumptions."""

_BASES = get_args(Basis)


def is_one_value(table: dict[str, Any]) -> bool:
    """Whether a table stands for one number or distribution.

    A team may be called "value": its table holds a table under that name and not a number.
    """
    value, distribution = table.get("value"), table.get("distribution")
    return isinstance(value, int | float) or isinstance(distribution, str)


def with_table_evidence(layer: Source) -> Source:
    """A file with what its tables say about their numbers said by each number.

    Raises:
        InputError: If a table has a basis that there is not.
    """
    if layer.sets:  # a setting is one number
        return layer
    document = {
        key: node if key in WITHOUT_EVIDENCE else _spread(layer, (key,), node, {})
        for key, node in layer.document.items()
    }
    return replace(layer, document=document)


def _spread(layer: Source, path: KeyPath, node: Any, said: dict[str, str]) -> Any:
    """A part of a document in which each number has its evidence.

    Args:
        layer: The file, for messages.
        path: Where the part stands.
        node: The part.
        said: What the tables around it say.
    """
    if isinstance(node, int | float) and not isinstance(node, bool):
        return {"value": node, **said} if said else node
    if not isinstance(node, dict):
        return node
    own = {key: node[key] for key in EVIDENCE if isinstance(node.get(key), str)}
    if is_one_value(node) or _is_unfinished(node):
        return node if own else {**node, **said}
    _check(layer, path, own)
    return {
        key: _spread(layer, (*path, key), child, own or said)
        for key, child in node.items()
        if key not in own
    }


def _is_unfinished(table: dict[str, Any]) -> bool:
    """Whether a table is a number whose value was forgotten."""
    return bool({"low", "high"} & set(table)) and set(table) <= set(Quantity.model_fields)


def _check(layer: Source, path: KeyPath, own: dict[str, str]) -> None:
    basis = own.get("basis")
    if basis is None or basis in _BASES:
        return
    key = (*path, "basis")
    problem = f"{shown(basis)} is not one of the choices."
    remedy = f"Write {', '.join(map(shown, _BASES[:-1]))} or {shown(_BASES[-1])}."
    raise InputError(problem, remedy, layer.file, layer.line_of(key), dotted(layer.name_of(key)))
