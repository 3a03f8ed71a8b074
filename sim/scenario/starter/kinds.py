"""Which kind of work a team does, in the words that planners use for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from sim.errors import InputError
from sim.scenario.wording import nearest, quoted, shortened


class Kind(NamedTuple):
    """A kind of team.

    Attributes:
        work: The work that it does.
        group: The line of the report for teams of this kind.
        also: Other words for it.
    """

    work: str
    group: str
    also: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "assessment": Kind(
        "takes referrals and assesses them",
        "Assessment",
        ("assessments", "duty", "duty and assessment", "referral and assessment",
         "initial assessment", "child and family assessment", "assessment and intervention",
         "intake", "first response", "front door", "R&A"),
    ),
    "district": Kind(
        "children in need and child protection plans",
        "Safeguarding",
        ("safeguarding", "family safeguarding", "locality", "locality safeguarding",
         "child in need", "children in need", "child protection",
         "child in need and child protection", "district child protection",
         "children in need and child protection", "CIN", "CP", "CIN and CP", "CIN/CP",
         "long term", "family support and safeguarding"),
    ),
    "disability": Kind(
        "disabled children",
        "Disabled Children",
        ("disabilities", "disabled children", "children with disabilities",
         "children with a disability", "children's disability", "child disability", "CWD", "CDS"),
    ),
    "looked_after": Kind(
        "children who are looked after",
        "Looked After Children",
        ("looked after", "looked after children", "children looked after", "children in care",
         "LAC", "CLA", "CIC", "corporate parenting", "permanence"),
    ),
}  # fmt: skip
"""By the name that scenarios use."""


_SMALL_WORDS = {"and", "service", "services", "team", "teams"}


def _plainly(text: str) -> str:
    """The words of a kind in the order of the alphabet: ``CP & CIN`` is ``CIN/CP``."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("'", ""))
    return " ".join(sorted(word for word in words if word not in _SMALL_WORDS))


_KNOWN = {
    _plainly(said): (said, name) for name, kind in KINDS.items() for said in (name, *kind.also)
}


def kind_named(text: str) -> str:
    """The kind of team that some words stand for.

    Raises:
        InputError: They are not known.
    """
    plain = _plainly(text)
    if plain in _KNOWN:
        return _KNOWN[plain][1]
    what = "; ".join(f"{name} ({kind.work})" for name, kind in KINDS.items())
    remedy = f"{what}; or delete the row of a team that is none of these."
    near = nearest(plain, _KNOWN)
    said, kind_meant = _KNOWN[near] if near else ("", "")
    meant = (
        f"Did you mean {quoted(said)}, of the kind {kind_meant}? Otherwise write" if near else ""
    )
    problem = f"{quoted(shortened(text))} is not a kind of team."
    raise InputError(problem, f"{meant or 'Write'} {remedy}")
