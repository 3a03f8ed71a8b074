"""Every assumption of a scenario: what was given, how uncertain it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from sim.scenario.distributions import Distribution
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Document, Scenario
from sim.scenario.uncertainty import children

ANY = "*"
"""Stands in a pattern for a name that the file gives."""

WIDE = 0.5
"""A range that is wider than this share of the value makes a number less reliable."""

_LEVELS = ("high", "medium", "low")
_BY_BASIS = {"published": 0, "derived": 1, "assumed": 2}


class Assumption(NamedTuple):
    """A number or distribution of the scenario with its evidence.

    Attributes:
        key: Dotted key in the scenario.
        value: Best estimate; of a distribution its mean.
        low: Lowest value thought possible, if the number is uncertain.
        high: Highest value thought possible, if the number is uncertain.
        shape: How likely the values between are, if the number is uncertain.
        source: Where the value comes from.
        basis: published, derived, assumed, or empty where the file does not say.
        distribution: How the distribution is given, if it is one.
        pattern: The key, with :data:`ANY` for every name that the file gives.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    shape: str
    source: str
    basis: str
    distribution: str = ""
    pattern: str = ""

    @property
    def reliability(self) -> str:
        """High if published, medium if derived, low if assumed; one less for a wide range.

        "" where the file does not say what the number rests on.
        """
        if self.basis not in _BY_BASIS:
            return ""
        is_wide = (
            self.low is not None
            and self.high is not None
            and (self.high - self.low > WIDE * abs(self.value))
        )
        return _LEVELS[min(_BY_BASIS[self.basis] + is_wide, len(_LEVELS) - 1)]


def assumptions(scenario: Scenario) -> list[Assumption]:
    """Every number and distribution that the files give, in the order of the schema.

    A distribution is one assumption; a number in it is another if it is uncertain, or has a
    source of its own.
    """
    return list(_of(scenario, "", ""))


def alike(facts: Iterable[Assumption]) -> list[list[Assumption]]:
    """Assumptions put together that say the same of different teams, stages, months and so on.

    They have the same pattern, source and basis, and no range. Each stands where its first does.
    """
    groups: dict[tuple[str, ...], list[Assumption]] = {}
    for fact in facts:
        own = fact.key if fact.shape else fact.pattern
        groups.setdefault((own, fact.source, fact.basis, fact.distribution), []).append(fact)
    return list(groups.values())


def documents_of(scenario: Scenario, source: str) -> list[Document]:
    """The documents whose short names a source mentions, in the order of the scenario's list."""
    return [document for name, document in scenario.sources.items() if name in source]


def _of(node: Any, key: str, pattern: str) -> Iterator[Assumption]:
    if isinstance(node, Distribution):
        yield from _of_distribution(node, key, pattern)
    elif isinstance(node, Quantity):
        yield _of_number(node, key, pattern)
    else:
        for name, child in _given(node).items():
            part = name if _is_key(node, name) else ANY
            yield from _of(child, _joined(key, name), _joined(pattern, part))


def _of_distribution(node: Distribution, key: str, pattern: str) -> Iterator[Assumption]:
    if node.value is not None:
        fact = _of_number(node.value, key, pattern)
        yield (
            fact if node.source == "" else fact._replace(source=node.source, basis=node.basis or "")
        )
        return
    mean = node.sampler().mean
    basis = node.basis or ""
    yield Assumption(key, mean, None, None, "", node.source, basis, words_of(node), pattern)
    for name, child in children(node).items():
        if isinstance(child, Quantity) and (child.uncertain or child.source):
            yield _of_number(child, _joined(key, name), _joined(pattern, name))


def _of_number(number: Quantity, key: str, pattern: str) -> Assumption:
    shape = (number.shape or "triangular") if number.uncertain else ""
    low, high = (number.low, number.high) if number.uncertain else (None, None)
    basis = number.basis or ""
    return Assumption(key, number.value, low, high, shape, number.source, basis, "", pattern)


def words_of(one: Distribution) -> str:
    """A distribution as people write it: "gamma, mean 5, cv 0.9"."""
    if one.values is not None:
        weights = one.weights or (1.0,) * len(one.values)
        pairs = zip(one.values, weights, strict=True)
        shares = ", ".join(f"{value:g}: {weight / sum(weights):.1%}" for value, weight in pairs)
        return f"empirical, {shares}"
    given = ((name, child) for name, child in children(one).items() if isinstance(child, Quantity))
    return ", ".join([one.distribution, *(f"{name} {number.value:g}" for name, number in given)])


def _given(node: Any) -> dict[str, Any]:
    """The parts of a table that its file gives."""
    parts = children(node)
    if not isinstance(node, BaseModel):
        return parts
    return {name: part for name, part in parts.items() if name in node.model_fields_set}


def _is_key(node: Any, name: str) -> bool:
    """Whether a name is one of the schema's and not the file's own."""
    return isinstance(node, BaseModel) and name in type(node).model_fields


def _joined(table: str, name: str) -> str:
    return f"{table}.{name}" if table else name
