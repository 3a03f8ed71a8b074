"""What two scenarios say differently, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario.tables.readings import AS_WRITTEN
from sim.scenario.wording import dotted, shown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ABSENT = "-"
"""What stands for a key that a scenario does not have."""

_WORDS = {"name", "title", "description", "answer_for", "label", "source", "basis", "risks"}
"""Keys that say something to people and nothing to the model."""

_WITHOUT = {"sources", "readings"}
"""Tables that do so; what follows from a reading stands in the other tables."""

Path = tuple[str, ...]


class Setting(NamedTuple):
    """A key that is not the same in all scenarios.

    Attributes:
        key: Dotted, as ``--set`` takes it.
        values: What each scenario has there, as a scenario file writes it; :data:`ABSENT` where
            it has no such key.
    """

    key: str
    values: tuple[str, ...]


def differences(scenarios: Sequence[Scenario]) -> list[Setting]:
    """Every key in which resolved scenarios differ, in the order of the first that has it.

    Keys without effect on results (names, labels, sources) are left out. Of a table that only
    some of the scenarios have, such as an intervention, the keys that say more than the default
    are given. Of a reading, it is told how it is taken, in words.
    """
    whole = [_whole(one) for one in scenarios]
    said = [_whole(one, exclude_defaults=True) for one in scenarios]
    paths = dict.fromkeys(path for keys in whole for path in keys)
    return [
        Setting(dotted(path), tuple(_shown(keys, path) for keys in whole))
        for path in paths
        if _differ(path, whole) and any(path in keys for keys in said)
    ] + list(_readings(scenarios))


def _whole(scenario: Scenario, exclude_defaults: bool = False) -> dict[Path, Any]:
    """All that has an effect, by path."""
    document = scenario.model_dump(
        by_alias=True, exclude_defaults=exclude_defaults, exclude=_WITHOUT
    )
    return dict(_leaves(document))


def _readings(scenarios: Sequence[Scenario]) -> Iterator[Setting]:
    """The readings that are not taken as written everywhere, and not the same everywhere."""
    for name in dict.fromkeys(name for one in scenarios for name in one.readings):
        those = [one.readings.get(name) for one in scenarios]
        taken = {AS_WRITTEN if one is None else one.taken for one in those}
        if len(taken) > 1:
            ways = (ABSENT if one is None else one.ways[one.taken] for one in those)
            yield Setting(dotted(("readings", name, "taken")), tuple(ways))


def _differ(path: Path, scenarios: Sequence[Mapping[Path, Any]]) -> bool:
    if not all(path in keys for keys in scenarios):
        return True
    first = scenarios[0][path]
    return any(keys[path] != first for keys in scenarios)


def _shown(keys: Mapping[Path, Any], path: Path) -> str:
    value = keys.get(path)
    return ABSENT if value is None else shown(value)


def _leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values of nested tables by their path; a number with its range has the number's path."""
    if isinstance(node, dict):
        for key, value in node.items():
            own = key == "value" and isinstance(value, int | float)
            yield from _leaves(value, path if own else (*path, key))
    elif not (path[-1] in _WORDS and isinstance(node, str | tuple | None)):
        yield path, node
