"""The log of assumptions: every number of the shipped scenarios, with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from docs.generate.effects import effect_of, effects
from docs.generate.markdown import code, table
from sim.answers.assumptions import key_of, range_of
from sim.scenario.evidence import ANY, Assumption, alike, assumptions, documents_of
from sim.scenario.extends import shipped_folder
from sim.scenario.fields import description
from sim.scenario.load import load_scenario
from sim.scenario.number_words import SHARE, label_of, number_words
from sim.scenario.schema import Scenario
from sim.units import percent

BASE = "nottinghamshire_2018"
STARTER = "your_council"
"""Its numbers are made up, to be written over."""

BASES = ("published", "derived", "assumed")
LEVELS = ("high", "medium", "low")
MOST_MATTERING = 8
HEADINGS = (
    "What", "Key", "Value", "Range", "Basis", "Reliability", "If it is wrong", "Source", "Date",
)  # fmt: skip

PARTS = {
    "bands": "What counts as manageable in charts and tables. No case and no worker changes.",
    "teams": "How many cases and workers there are, and so the caseload of the first months."
    " Figures of a single team rest on our split, those of a group on the papers.",
    "pathway.assessment": "Hours move the load, and near the limit caseload far more; tasks and"
    " waits move how long an assessment takes, and so caseload, in proportion. Days until work is"
    " due decide what is done first, and time limits only what is counted as in time.",
    "pathway.child_in_need": "As above, for districts.",
    "pathway.child_protection": "As above, for districts.",
    "pathway.disability": "As above, for the Children's Disability Service.",
    "pathway.looked_after": "As above, for Looked After Children alone: nothing comes back from"
    " there to other teams but children who are referred again.",
    "demand": "How much work there is. Caseloads follow in proportion, and near the limit by more.",
    "allocation": "Work that each change of social worker makes.",
    "roles.social_worker": "How many hours there are for cases, and how far overtime keeps a busy"
    " team going. Cost and pay of overtime move money and nothing else.",
    "roles.social_worker.newly_qualified": "Hours and shares of cases of those who qualified in"
    " the last 18 months.",
    "roles.social_worker.leaving": "How many posts fall vacant, and how often cases change worker.",
    "roles.social_worker.sickness": "How many hours are lost, and how often cases change worker.",
    "roles.social_worker.hiring": "How long posts stay empty.",
    "roles.social_worker.agency": "How many of the empty posts are covered meanwhile, and at"
    " what cost.",
    "roles.swso": "What the expansion is worth. Cost moves the budget and nothing else.",
    "roles.senior_swso": "As above, for the two or three seniors.",
    "roles.bsa": "As above, in scenarios with administrators; in the others nothing.",
    "shared_support": "As the posts of support officers.",
    "indices": "The two derived measures, audit grades and morale. Nothing depends on them.",
    "costs": "Budget, outturn and present value, and nothing else.",
    "appraisal": "The present cost of options, by a row of its own.",
}
"""Tables of a scenario, and what in the results depends on them."""


def source_register() -> str:
    """What the short names stand for with which sources begin."""
    documents = _load(BASE).sources | _load(STARTER).sources
    rows = [(name, one.title, one.date, one.licence) for name, one in documents.items()]
    return table(("Name", "Title", "Date", "Licence"), rows)


def evidence_summary() -> str:
    """How many numbers of the base scenario are published, derived and assumed; how reliable."""
    facts = assumptions(_load(BASE))
    counts = Counter((fact.basis, fact.reliability) for fact in facts)
    rows = [
        (basis, *(str(counts[basis, level]) for level in LEVELS), str(_ranged(facts, basis)))
        for basis in BASES
    ]
    headings = ("Basis", *(f"Reliability {level}" for level in LEVELS), "With a range")
    return table(headings, rows)


def _ranged(facts: Sequence[Assumption], basis: str) -> int:
    return sum(1 for fact in facts if fact.shape and fact.basis == basis)


def what_matters_most() -> str:
    """The uncertain numbers with the largest clear effect in the tornado."""
    scenario = _load("swso_expansion")
    facts = {fact.key: fact for fact in assumptions(scenario)}
    clear = [key for key, effect in effects().items() if effect.clear and key in facts]
    rows = [
        (
            number_words(scenario, key).label,
            _value(scenario, [facts[key]]),
            _range(scenario, facts[key]),
            facts[key].reliability,
            effect_of(scenario, [facts[key]]),
        )
        for key in clear[:MOST_MATTERING]
    ]
    futures = max(effect.futures for effect in effects().values())
    headings = ("What", "Value", "Range", "Reliability", "Changes the effect by")
    return f"Means of {futures} futures.\n\n{table(headings, rows)}"


def base_assumptions() -> str:
    """The log of the base scenario, table by table."""
    scenario = _load(BASE)
    parts = [
        f"### {_heading(scenario, part)}\n\n*If these are wrong:* {PARTS[part]}"
        f"\n\n{_log(scenario, alike(facts))}"
        for part, facts in _by_part(assumptions(scenario))
    ]
    return "\n\n".join(parts)


def _by_part(facts: Iterable[Assumption]) -> Iterator[tuple[str, list[Assumption]]]:
    order = list(PARTS)
    placed = sorted(facts, key=lambda fact: order.index(part_of(fact.key)))
    for part, those in groupby(placed, key=lambda fact: part_of(fact.key)):
        yield part, list(those)


def part_of(key: str) -> str:
    """The narrowest of :data:`PARTS` in which a key lies.

    Raises:
        ValueError: If it lies in none, so that nothing is said of what depends on it.
    """
    return max((part for part in PARTS if f"{key}.".startswith(f"{part}.")), key=len)


def _heading(scenario: Scenario, part: str) -> str:
    """A table's name, with that of the stage or role for people."""
    kind, _, name = part.partition(".")
    named = {"pathway": scenario.pathway, "roles": scenario.roles.support}.get(kind, {})
    label = getattr(named.get(name), "label", "")
    return f"{code(f'[{part}]')} {label}".rstrip()


def other_assumptions() -> str:
    """What each of the other shipped scenarios says differently from the base."""
    known = set(assumptions(_load(BASE)))
    sections = []
    for path in sorted(shipped_folder().glob("*.toml")):
        scenario = _load(path.stem)
        own = [fact for fact in assumptions(scenario) if fact not in known]
        if own and path.stem != STARTER:
            sections.append(f"### {code(path.stem)}\n\n{_log(scenario, alike(own))}")
    return "\n\n".join(sections)


def _load(name: str) -> Scenario:
    return load_scenario(shipped_folder() / f"{name}.toml")


def _log(scenario: Scenario, groups: Iterable[Sequence[Assumption]]) -> str:
    return table(HEADINGS, [_row(scenario, group) for group in groups])


def _row(scenario: Scenario, group: Sequence[Assumption]) -> tuple[str, ...]:
    fact = group[0]
    dates = [one.date for one in documents_of(scenario, fact.source)]
    return (
        _what(scenario, group),
        code(key_of(group)),
        _value(scenario, group),
        _range(scenario, fact),
        fact.basis,
        fact.reliability,
        effect_of(scenario, group),
        fact.source,
        "; ".join(dates),
    )


def _what(scenario: Scenario, group: Sequence[Assumption]) -> str:
    """One number by its name for people, several by what the schema says of their key."""
    fact = group[0]
    if len(group) == 1:
        return number_words(scenario, fact.key).label
    path = fact.pattern.split(".")
    while path[-1] == ANY:
        path.pop()
    said = description(Scenario, tuple(path)).partition(";")[0].rstrip(".")
    table_of, _, name = fact.key.partition(".")
    if table_of != "interventions":
        return said
    change = label_of(scenario, table_of, name.partition(".")[0])
    return f"{change}: {said[0].lower()}{said[1:]}"


def _value(scenario: Scenario, group: Sequence[Assumption]) -> str:
    """Value and unit; of several, each with the names in which their keys differ."""
    unit = number_words(scenario, group[0].key).unit
    if group[0].distribution:
        return _with_unit(f"{group[0].distribution}", "" if unit == SHARE else unit)
    said = [_number(fact.value, unit) for fact in group]
    if len(set(said)) > 1:
        names = [_names(scenario, fact, group) for fact in group]
        said = [f"{name} {text}" for name, text in zip(names, said, strict=True)]
    return _with_unit(", ".join(dict.fromkeys(said)), "" if unit == SHARE else unit)


def _number(value: float, unit: str) -> str:
    if unit == SHARE:
        return percent(value)
    return f"£{value:,.10g}" if unit.startswith("£") else f"{value:,.10g}"


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit.removeprefix('£').strip()}".rstrip()


def _range(scenario: Scenario, fact: Assumption) -> str:
    if fact.low is None or fact.high is None:
        return ""
    unit = number_words(scenario, fact.key).unit
    if unit != SHARE:
        return range_of(fact)
    return range_of(fact._replace(low=100 * fact.low, high=100 * fact.high)) + " %"


def _names(scenario: Scenario, fact: Assumption, group: Sequence[Assumption]) -> str:
    """What a number is about that the others are not, such as a team."""
    common, own = key_of(group).split("."), fact.key.split(".")
    places = [place for place, part in enumerate(common) if part == ANY]
    return " / ".join(label_of(scenario, own[place - 1], own[place]) for place in places)
