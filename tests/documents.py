"""Scenario documents with some keys changed."""

from copy import deepcopy
from typing import Any


def changed(document: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A copy with keys such as ``teams__north__opening_caseload`` set, or taken out by None."""
    document = deepcopy(document)
    for key, value in keys.items():
        *tables, last = key.split("__")
        node = document
        for name in tables:
            node = node.setdefault(name, {})
        if value is None:
            del node[last]
        else:
            node[last] = value
    return document
