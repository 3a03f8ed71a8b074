"""The assumptions of a scenario on the screen: a line for each that differs from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.console import tell, tell_table
from sim.scenario.evidence import ANY, Assumption, alike, assumptions

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

LONGEST = 64
"""Characters of a source or a distribution; the whole stands in the file."""

_BASES = ("published", "derived", "assumed")


def tell_assumptions(scenario: Scenario) -> None:
    """Print how many assumptions there are, each kind of them by table, and their documents."""
    facts = assumptions(scenario)
    tell(f"{_count(facts)}\n")
    tables: dict[str, list[list[Assumption]]] = {}
    for group in alike(facts):
        tables.setdefault(group[0].key.partition(".")[0], []).append(group)
    for name, groups in tables.items():
        headings = ("Key", "Value", "Range", "Basis", "Source")
        tell_table(f"[{name}]", headings, [_row(group) for group in groups])
        tell()
    _tell_documents(scenario, facts)


def _count(facts: Sequence[Assumption]) -> str:
    """How many numbers rest on what, in a sentence."""
    by_basis = Counter(fact.basis for fact in facts)
    parts = [f"{by_basis[basis]} {basis}" for basis in _BASES if by_basis[basis]]
    if by_basis[""]:
        parts.append(f"{by_basis['']} without a word on what they rest on")
    ranged = sum(1 for fact in facts if fact.shape)
    return f"Assumptions: {len(facts)} numbers, {', '.join(parts)}; {ranged} with a range."


def _row(group: Sequence[Assumption]) -> tuple[str, ...]:
    """One line for assumptions that say the same of different things."""
    first = group[0]
    return key_of(group), _value(group), range_of(first), first.basis, _shortened(first.source)


def key_of(group: Sequence[Assumption]) -> str:
    """Their key, with a star for each part in which their keys differ."""
    keys = [fact.key.split(".") for fact in group]
    if len(set(map(len, keys))) > 1:  # names with dots in them
        return group[0].pattern
    return ".".join(one[0] if len(set(one)) == 1 else ANY for one in zip(*keys, strict=True))


def _value(group: Sequence[Assumption]) -> str:
    first = group[0]
    if first.distribution:
        return _shortened(first.distribution)
    low, high = min(fact.value for fact in group), max(fact.value for fact in group)
    said = f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
    return said if len(group) == 1 else f"{said} ({len(group)} numbers)"


def range_of(fact: Assumption) -> str:
    """From the lowest to the highest value; how likely those between are, unless triangular."""
    if fact.low is None or fact.high is None:
        return ""
    shape = "" if fact.shape == "triangular" else f", {fact.shape}"
    return f"{fact.low:,g} to {fact.high:,g}{shape}"


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(',;:')} …"


def _tell_documents(scenario: Scenario, facts: Sequence[Assumption]) -> None:
    """What the short names stand for with which these sources begin."""
    said = [fact.source for fact in facts]
    rows = [
        (name, document.title, document.date)
        for name, document in scenario.sources.items()
        if any(name in source for source in said)
    ]
    if rows:
        tell_table("Sources", ("Name", "Title", "Date"), rows)
