"""The fewest mutants that show whether the machinery works: ``python -m tests.mutation.few``.

One of each way in which a mutant can end, in half a minute at the most; it ends with 1 if one of
them ends in another way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from sim.console import tell
from tests.mutation.groups import ENGINES, Group, for_compiled, for_results, for_streams
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import tried


def group(path: str, test: str, prepare: Callable[[], None]) -> Group:
    """One module and one test of it."""
    return Group(path, (path,), 0, lambda _: [(test,)], prepare)


KERNEL = ENGINES[0]
FEW = {
    group("sim/model/allocation.py", "tests/unit/model/test_allocation.py", for_streams): {
        ("w.caseload < self.cap", "w.caseload <= self.cap"): "test_nobody_gets_a_case_at_the_cap",
        ("post.place + 1", "post.place - 1"): "test_round_robin",
        ("case.allocations += 1", "case.allocations = 1"): "test_random",
    },
    group("sim/compiled/events.py", KERNEL, for_compiled): {
        ("s.urgent_last += 1", "s.urgent_last -= 1"): KERNEL,
        ("parent.key < key", "parent.key <= key"): "",  # keys differ
        ("place = above", "place = None"): KERNEL,
        ("while s.heap_size == 0 and s.slot", "while s.heap_size == 0 or s.slot"): "ended with SIG",
    },
    group("sim/results/discounting.py", "tests/unit/test_discounting.py", for_results): {
        ("return 1 / (", "return 1 * ("): "tests/unit/test_discounting.py",
    },
}
"""For each change what notices it: words of it, or nothing."""


def main() -> int:
    """Try them, and say which end otherwise than they should."""
    faults = 0
    for one, expected in FEW.items():
        [path] = one.paths()
        everything = mutants(path)
        chosen = {change: _that(change, everything) for change in expected}
        for mutant, outcome in tried(one, list(chosen.values())):
            wanted = next(expected[change] for change in chosen if chosen[change] is mutant)
            good = wanted in outcome.by if wanted else not outcome.by
            faults += not good
            tell(f"{'as expected' if good else 'NOT AS EXPECTED'}: {outcome.by}: {mutant.identity}")
    return int(faults > 0)


def _that(change: tuple[str, str], everything: list[Mutant]) -> Mutant:
    """The mutant in whose changed line a text became another."""
    was, becomes = change
    return next(
        mutant
        for mutant in everything
        if was in mutant.identity.was
        and mutant.identity.was.replace(was, becomes, 1) == mutant.identity.becomes
    )


if __name__ == "__main__":
    sys.exit(main())
