"""Inject every fault: ``python -m tests.faults``; half an hour. Ends with 1 if one tells."""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sim.console import tell
from tests.faults import company, damage, disks, kills, memory, stops, surroundings
from tests.faults.bench import Bench
from tests.faults.trial import Trial

GROUPS = {
    "kills": lambda asked: kills.trials(asked.seed, asked.kills),
    "stops": lambda asked: stops.trials(asked.seed),
    "disks": lambda _: disks.trials(),
    "memory": lambda _: memory.trials(),
    "damage": lambda asked: damage.trials(asked.seed),
    "company": lambda _: company.trials(),
    "surroundings": lambda _: surroundings.trials(),
}


def main() -> int:
    """Try what is asked for, and print what is not as it should be and a table."""
    asked = _asked()
    tell(f"Seed {asked.seed}; give --seed {asked.seed} to have the same moments again.")
    found = [trial for name in asked.groups or GROUPS for trial in GROUPS[name](asked)]
    chosen = [one for one in found if (asked.only or "") in f"{one.kind}: {one.what}"]
    with tempfile.TemporaryDirectory() as folder:
        return report(_tried(Bench(Path(folder)), chosen))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="200 unless given")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of moments; 1 usually")
    parser.add_argument("--only", metavar="WORDS", help="trials that are called so")
    asked = parser.parse_args()
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}")
    return asked


def _tried(bench: Bench, trials: Iterable[Trial]) -> Iterator[tuple[Trial, list[str]]]:
    for trial in trials:
        try:
            yield trial, trial.work(bench)
        except Exception as error:  # one that can't be made must not keep others from it
            yield trial, [f"the trial itself failed: {error!r}"]


def report(tried: Iterable[tuple[Trial, list[str]]]) -> int:
    """Print what is not as it should be, and how many trials of each kind were."""
    trials, wrong = Counter[str](), Counter[str]()
    with suppress(KeyboardInterrupt):  # whoever has seen enough gets the table so far
        for trial, faults in tried:
            trials[trial.kind] += 1
            wrong[trial.kind] += bool(faults)
            for fault in faults:
                tell(f"{trial.kind}: {trial.what}: {fault}")
    tell(f"{'':40}{'trials':>8}{'as they should':>16}{'differences':>13}")
    for kind, count in trials.items():
        _line(kind, count, wrong[kind])
    _line("all", trials.total(), wrong.total())
    return int(wrong.total() > 0)


def _line(name: str, trials: int, wrong: int) -> None:
    tell(f"{name:40}{trials:>8,}{trials - wrong:>16,}{wrong:>13,}")


if __name__ == "__main__":
    sys.exit(main())
