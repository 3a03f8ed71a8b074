"""Try every hostile input: ``python -m tests.hostile``; some minutes. Ends with 1 if one fails."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sim.console import tell
from tests.hostile.at_keys import all_at_keys
from tests.hostile.files import all_files
from tests.hostile.trial import ACCEPTED, REFUSED, Input, Outcome, Workshop, apart

PATIENCE, SECONDS = 60.0, 3.0
"""Seconds that an input of the largest files may take, and any other."""
MEMORY = 300.0
"""MB that an input of the largest files may take."""
TOO_SLOW, TOO_LARGE = "too slow", "takes too much memory"


def main() -> int:
    """Try everything, and print what is not as it must be and a table."""
    chosen = sys.argv[1:]
    inputs = [*all_files(), *all_at_keys()]
    groups = {one.group for one in inputs}
    if unknown := set(chosen) - groups:
        tell(f"There is no group {', '.join(sorted(unknown))}; of {', '.join(sorted(groups))}.")
        return 2
    wanted = [one for one in inputs if not chosen or one.group in chosen]
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder) / "work")
        workshop.set_up()
        workshop.try_out(Input("", "what is read once", 'extends = "base.toml"', is_fine=True))
        return report(_tried(workshop, wanted))


def _tried(workshop: Workshop, inputs: Iterable[Input]) -> Iterable[tuple[Input, Outcome, float]]:
    for one in inputs:
        if one.is_large:
            outcome, memory = apart(workshop, one, PATIENCE)
        else:
            outcome, memory = workshop.try_out(one), 0.0
        limit = PATIENCE if one.is_large else SECONDS
        if outcome.verdict in (REFUSED, ACCEPTED) and outcome.seconds > limit:
            outcome = outcome._replace(verdict=TOO_SLOW, why=f"{outcome.seconds:.1f} s")
        if memory > MEMORY:
            outcome = outcome._replace(verdict=TOO_LARGE, why=f"{memory:.0f} MB")
        yield one, outcome, memory


def report(tried: Iterable[tuple[Input, Outcome, float]]) -> int:
    """Print what is not as it must be, and how many inputs of each group came to what."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    most_memory = 0.0
    for one, outcome, memory in tried:
        counts[one.group, outcome.verdict] += 1
        slowest[one.group] = max(slowest.get(one.group, 0.0), outcome.seconds)
        most_memory = max(most_memory, memory)
        if outcome.verdict not in (REFUSED, ACCEPTED):
            tell(f"{outcome.verdict}: {one.group}: {one.what}: {outcome.why}")
    tell(f"{'':34}{'inputs':>8}{REFUSED:>14}{ACCEPTED:>15}{'not so':>8}{'slowest':>10}")
    for group in sorted(slowest):
        row = [sum(n for key, n in counts.items() if key[0] == group)]
        row += [counts[group, REFUSED], counts[group, ACCEPTED]]
        _line(group, row, slowest[group])
    whole = [counts.total()] + [sum(counts[g, v] for g in slowest) for v in (REFUSED, ACCEPTED)]
    _line("all", whole, max(slowest.values()))
    tell(f"most memory of the largest files: {most_memory:.0f} MB")
    return int(whole[0] != whole[1] + whole[2])


def _line(name: str, row: list[int], seconds: float) -> None:
    wrong = row[0] - row[1] - row[2]
    tell(f"{name:34}{row[0]:>8,}{row[1]:>14,}{row[2]:>15,}{wrong:>8,}{seconds:>8.2f} s")


if __name__ == "__main__":
    sys.exit(main())
