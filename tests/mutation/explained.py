"""Mutants that no test can notice, and why: explained.toml, and whether it still holds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.mutation.mutants import ROOT, Identity, Mutant, mutants

FILE = Path(__file__).with_name("explained.toml")


@cache
def reasons() -> dict[Identity, str]:
    """Why each of them is no loss.

    Raises:
        ValueError: One of them is there twice, or has no reason.
    """
    found: dict[Identity, str] = {}
    for table in tomllib.loads(FILE.read_text("utf-8"))["mutant"]:
        identity = Identity(*(table[name] for name in Identity._fields))
        if identity in found or not table["reason"]:
            raise ValueError(f"twice, or without a reason: {identity}")
        found[identity] = table["reason"]
    return found


def explained(paths: Iterable[Path]) -> tuple[list[Mutant], list[Identity]]:
    """The explained mutants of some modules, and entries that belong to no mutant any more."""
    files = {path.relative_to(ROOT).as_posix() for path in paths}
    wanted = {identity for identity in reasons() if identity.file in files}
    places = {(identity.file, identity.place) for identity in wanted}
    found = {}
    for file in sorted({identity.file for identity in wanted}):
        for mutant in mutants(ROOT / file):
            if (file, mutant.place) in places and mutant.identity in wanted:
                found[mutant.identity] = mutant
    return list(found.values()), sorted(wanted - found.keys())
