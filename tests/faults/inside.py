"""The command line, with a signal that it sends itself at a moment that can be named.

``python -m tests.faults.inside '{"signal": 9, "whom": "self", "nth": 3, "word": "small"}' run …``

Moments are counted over what a process does to files (opens them to write, makes, renames, removes
them) or over what it imports. So the same number is the same moment every time, and every moment
can be tried.
"""

import json
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "sqlite3.connect"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Clockwork:
    """Counts moments, and sends the signal when it is time.

    Args:
        plan: ``word``: what the path or the module must match; ``nth``: at which of them, from 1,
            or 0 for never; ``event``: ``import``, or the change of a file that is meant, if not
            any; ``signal`` and ``whom``, ``self`` or ``group``; ``struck``: the file that gets
            the time at which the signal was sent; ``count``: the file that :meth:`tell` writes.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._plan = plan
        self.count = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear of everything that the interpreter is about to do."""
        if self._fits(event, arguments):
            self.count += 1
            if self.count == self._plan["nth"]:
                self._strike()

    def tell(self) -> None:
        """Leave the number of moments in a file, if one is named."""
        if "count" in self._plan:
            Path(self._plan["count"]).write_text(str(self.count))

    def _fits(self, event: str, arguments: tuple[Any, ...]) -> bool:
        wanted = self._plan.get("event", "any")
        if wanted not in (event, "any") or not _is_change(event, arguments, wanted == "import"):
            return False
        return any(re.search(self._plan["word"], str(one)) for one in arguments[:2])

    def _strike(self) -> None:
        if "struck" in self._plan:
            Path(self._plan["struck"]).write_text(str(time.monotonic()))
        send = os.killpg if self._plan["whom"] == "group" else os.kill
        send(os.getpid(), self._plan["signal"])


def _is_change(event: str, arguments: tuple[Any, ...], imports: bool) -> bool:
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & _WRITES)
    return event == "import" if imports else event in _CHANGES


def main() -> int:
    """Run the command line by a plan."""
    sys.addaudithook(Clockwork(json.loads(sys.argv[1])))
    from sim.__main__ import main as command

    sys.argv[1:] = sys.argv[2:]
    return command()


if __name__ == "__main__":
    sys.exit(main())
