"""One fault: what is done, and what is not as it should be afterwards."""

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.faults.bench import Bench, faults_of_process
from tests.faults.process import Ended

_REMEDY = re.compile(
    r"\b(Give|Make|Move|Put|Wait|Choose|Close|Check|Ask|Delete|mend)\b|the same command", re.I
)


class Trial(NamedTuple):
    """A fault.

    Attributes:
        kind: What sort of fault it is.
        what: Which; no two of a kind are called the same.
        work: Does it, and says what is not as it should be.
    """

    kind: str
    what: str
    work: Callable[[Bench], list[str]]


def faults_of_refusal(
    ended: Ended, name: str = "", codes: tuple[int, ...] = (2, 3, 4)
) -> list[str]:
    """What is wrong with a command that should have refused, in words that help.

    Args:
        ended: The command.
        name: The file or folder that must be named.
        codes: The exit codes that it may have.
    """
    faults = faults_of_process(ended)
    if ended.code not in codes:
        return [*faults, f"it ended with {ended.code}, and not with one of {codes}: {ended.err}"]
    told = ended.err[ended.err.find("Error: ") :]
    if not told.startswith("Error: "):
        return [*faults, f"no error in words: {ended.err!r}"]
    if name not in told:
        faults.append(f"{name} is not named: {told}")
    if not _REMEDY.search(told):
        faults.append(f"no remedy: {told}")
    return faults
