"""The JSON Schema of files for editors."""

from __future__ import annotations

from typing import Any


def for_overlays(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema for a file that extends another: it holds what differs, so nothing is required.

    Args:
        schema: The JSON Schema of whole scenarios.
    """
    loose: dict[str, Any] = _without_required(schema)
    extends = {"type": "string", "description": "The scenario file that this one changes."}
    return {**loose, "properties": {"extends": extends, **loose["properties"]}}


def _without_required(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_required(item) for item in node]
    if not isinstance(node, dict):
        return node
    # a scenario key called "required" would be a table; the keyword is a list
    kept = (i for i in node.items() if not (i[0] == "required" and isinstance(i[1], list)))
    return {key: _without_required(value) for key, value in kept}
