"""Changes the program in small ways and sees whether the tests notice.

    python -m tests.mutation                 a sample of every group
    python -m tests.mutation model streams   of some of them
    python -m tests.mutation --all results   every mutant, many hours for all of them
    python -m tests.mutation --seed 5        another sample

It prints what no test noticed and nobody has explained, and tables. It ends with 1 if less than
nine in ten of those without an explanation are noticed, or if an explanation has no mutant any
more or one that a test notices.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from typing import NamedTuple

from scipy.stats import binomtest

from sim.console import tell
from tests.mutation.explained import explained, reasons
from tests.mutation.groups import GROUPS, Group
from tests.mutation.mutants import mutants
from tests.mutation.trial import tried

WANTED = 0.9
"""The share of mutants that tests must notice."""


class Count(NamedTuple):
    """What became of a group's mutants.

    Attributes:
        made: How many there are.
        tried: How many were drawn.
        noticed: How many of these a test noticed.
        explained: Others, that are explained.
        wrong: Explanations without a mutant that survives.
        seconds: Processor time.
    """

    made: int
    tried: int
    noticed: int
    explained: int
    wrong: int
    seconds: float

    def is_good(self) -> bool:
        """Whether enough is noticed of what could be, and explanations hold."""
        return not self.wrong and self.noticed >= WANTED * (self.tried - self.explained)


def main() -> int:
    """Try a sample, or everything, and say what was found."""
    arguments = _arguments()
    kinds: Counter[tuple[str, bool]] = Counter()
    counts = {}
    for group in GROUPS:
        if not arguments.groups or group.name in arguments.groups:
            draw = None if arguments.all else random.Random(arguments.seed)
            counts[group.name] = run(group, draw, kinds)
    _report(counts, kinds)
    return int(not all(one.is_good() for one in counts.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("groups", nargs="*", choices=[group.name for group in GROUPS] + [[]])
    parser.add_argument("--all", action="store_true", help="every mutant, and not a sample")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    return parser.parse_args()


def run(group: Group, draw: random.Random | None, kinds: Counter[tuple[str, bool]]) -> Count:
    """Try a group's mutants, and those that are explained."""
    everything = [mutant for path in group.paths() for mutant in mutants(path)]
    # all in another order, so that a larger sample begins with a smaller one
    sample = draw.sample(everything, len(everything))[: group.sample] if draw else everything
    known, gone = explained(group.paths())
    for identity in gone:
        tell(f"explained, but there is no such mutant: {identity}")
    drawn = {mutant.identity for mutant in sample}
    others = [mutant for mutant in known if mutant.identity not in drawn]
    noticed, excused, wrong, seconds = 0, 0, len(gone), 0.0
    for mutant, outcome in tried(group, [*sample, *others]):
        is_noticed, is_explained = bool(outcome.by), mutant.identity in reasons()
        seconds += outcome.seconds
        wrong += is_noticed and is_explained
        if is_noticed == is_explained:
            tell(f"explained, but noticed by {outcome.by}: {mutant.identity}" if is_noticed
                 else f"not noticed: {mutant.kind}: {mutant.identity}")  # fmt: skip
        if mutant.identity in drawn:
            kinds[mutant.kind, is_noticed] += 1
            noticed += is_noticed
            excused += is_explained and not is_noticed
    return Count(len(everything), len(sample), noticed, excused, wrong, seconds)


def _report(counts: dict[str, Count], kinds: Counter[tuple[str, bool]]) -> None:
    """Two tables: by group, and by kind of change."""
    tell(f"\n{'':24}{'mutants':>9}{'tried':>7}{'noticed':>9}{'share':>9}{'95% interval':>18}"
         f"{'explained':>11}{'open':>6}{'wrong':>7}{'processor':>11}")  # fmt: skip
    for name, one in counts.items():
        share = _share(one.noticed, one.tried)
        tell(f"{name:24}{one.made:>9,}{one.tried:>7,}{one.noticed:>9,}{share}"
             f"{one.explained:>11,}{one.tried - one.noticed - one.explained:>6,}{one.wrong:>7,}"
             f"{one.seconds:>9,.0f} s")  # fmt: skip
    tell(f"\n{'':24}{'':9}{'tried':>7}{'noticed':>9}{'share':>9}{'95% interval':>18}")
    for kind in sorted({kind for kind, _ in kinds}):
        noticed, tried_ = kinds[kind, True], kinds[kind, True] + kinds[kind, False]
        tell(f"{kind:24}{'':9}{tried_:>7,}{noticed:>9,}{_share(noticed, tried_)}")


def _share(noticed: int, of: int) -> str:
    """A share with its Wilson interval."""
    low, high = binomtest(noticed, of).proportion_ci(method="wilson")
    return f"{noticed / of:>9.1%}{f'{low:.1%} to {high:.1%}':>18}"


if __name__ == "__main__":
    sys.exit(main())
