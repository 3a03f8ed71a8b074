"""Every assumption of the shipped scenarios, with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docs.generate.markdown import code, table
from sim.scenario.distributions import Distribution
from sim.scenario.evidence import Assumption, assumptions
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import children

BASE = "nottinghamshire_2018"
BASES = ("published", "derived", "assumed", "")
HEADINGS = ("Key", "Value", "Range", "Shape", "Basis", "Source")


def evidence_summary() -> str:
    """How many numbers of the base scenario are published, derived and assumed."""
    counts = Counter(fact.basis for fact in _numbers(_load(BASE)))
    ranged = Counter(fact.basis for fact in _numbers(_load(BASE)) if fact.shape)
    rows = [(basis or "not stated", str(counts[basis]), str(ranged[basis])) for basis in BASES]
    return table(("Basis", "Numbers", "Of these with a range"), rows)


def base_assumptions() -> str:
    """The numbers of the base scenario, those with evidence first in each part of the file."""
    parts: dict[str, list[Assumption]] = {}
    for fact in _numbers(_load(BASE)):
        parts.setdefault(fact.key.partition(".")[0], []).append(fact)
    return "\n\n".join(
        f"### {code(f'[{part}]')}\n\n{table(HEADINGS, map(_row, facts))}"
        for part, facts in parts.items()
    )


def base_distributions() -> str:
    """The distributions of the base scenario, with their means."""
    rows = [
        (code(key), _words(one), f"{one.sampler().mean:.3g}")
        for key, one in _distributions(_load(BASE), "")
    ]
    return table(("Key", "Distribution", "Mean"), rows)


def other_assumptions() -> str:
    """What each of the other shipped scenarios says differently from the base."""
    known = set(_numbers(_load(BASE)))
    sections = []
    for path in sorted(shipped_folder().glob("*.toml")):
        own = [fact for fact in _numbers(_load(path.stem)) if fact not in known]
        own = [fact for fact in own if _says_something(fact)]
        if own:
            sections.append(f"### {code(path.stem)}\n\n{table(HEADINGS, map(_row, own))}")
    return "\n\n".join(sections)


def _load(name: str) -> Scenario:
    return load_scenario(shipped_folder() / f"{name}.toml")


def _numbers(scenario: Scenario) -> Iterator[Assumption]:
    """The numbers of a scenario; those of distributions only if they have a range or a source."""
    inside = tuple(f"{key}." for key, _ in _distributions(scenario, ""))
    for fact in assumptions(scenario):
        if not fact.key.startswith(inside) or fact.shape or fact.source:
            yield fact


def _says_something(fact: Assumption) -> bool:
    """An intervention's ratio of 1 or cost of 0 is a key that was not given."""
    nothing = 1.0 if fact.key.endswith("_ratio") else 0.0
    return bool(fact.source) or fact.value != nothing


def _distributions(node: object, key: str) -> Iterator[tuple[str, Distribution]]:
    if isinstance(node, Distribution):
        yield key, node
        return
    for name, child in children(node).items():
        yield from _distributions(child, f"{key}.{name}" if key else name)


def _row(fact: Assumption) -> tuple[str, ...]:
    span = "" if fact.low is None or fact.high is None else f"{fact.low:g} to {fact.high:g}"
    value = f"{fact.value:,.10g}"
    return code(fact.key), value, span, fact.shape, fact.basis or "-", fact.source


def _words(one: Distribution) -> str:
    if one.values is not None:
        weights = one.weights or (1.0,) * len(one.values)
        pairs = ", ".join(
            f"{value:g}: {weight / sum(weights):.1%}"
            for value, weight in zip(one.values, weights, strict=True)
        )
        return f"empirical, {pairs}"
    given = one.model_dump(exclude_none=True, exclude={"distribution"})
    said = (f"{name} {quantity['value']:g}" for name, quantity in given.items())
    return f"{one.distribution}, {', '.join(said)}"
