"""Blocks of measured figures in docs/performance.md, and the machine that they hold for."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def machine() -> str:
    """When and on what a part was measured."""
    cpu = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpu.read_text()) if cpu.exists() else None
    kind = found[1] if found else platform.processor() or platform.machine()
    packages = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numba", "numpy"))
    day = f"{datetime.now(UTC):%d %B %Y}".lstrip("0")
    return (
        f"*Measured {day}: {platform.system()}, {kind}, {os.cpu_count()} processors; "
        f"Python {platform.python_version()}, {packages}.*"
    )


def filled(text: str, name: str, block: str) -> str:
    """The page with one block replaced.

    Raises:
        ValueError: The page has no such block.
    """
    begin, end = f"<!-- measured: {name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{PAGE.name} has no block {name!r}")
    return f"{before}{begin}{block}\n{end}{after}"


def write(name: str, block: str) -> None:
    """Put a block into the page."""
    PAGE.write_text(filled(PAGE.read_text("utf-8"), name, block), encoding="utf-8", newline="\n")
