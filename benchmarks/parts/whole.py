"""The program as people use it: whole runs from the command line, cold and warm."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.measure import ROOT
from docs.generate.markdown import table

SCENARIO = "scenarios/swso_expansion.toml"


def whole(quick: bool) -> str:
    """A first run, which compiles the kernel, and later ones."""
    count = 8 if quick else 200
    with TemporaryDirectory() as folder:
        rows = [
            _row("first run, which compiles", count, "auto", Path(folder)),
            _row("later runs", count, "auto", Path(folder)),
            _row("later runs, nothing verified", count, "compiled", Path(folder)),
            _row("later runs, one replication", 1, "compiled", Path(folder)),
            _row("SimPy", count // 8, "simpy", Path(folder)),
        ]
    headings = ("Run", "Replications", "Seconds", "Processor seconds", "ms a replication")
    return table(headings, rows)


def _row(label: str, count: int, engine: str, folder: Path) -> list[str]:
    """One run of the program; the folder keeps machine code from one to the next."""
    command = [sys.executable, "-m", "sim", "run", SCENARIO, "--replications", str(count)]
    before, start = _processor_time(), perf_counter()
    subprocess.run(
        [*command, "--engine", engine, "--out", str(folder / f"{start}"), "--quiet"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder / "code")},
    )  # fmt: skip
    seconds, processor = perf_counter() - start, _processor_time() - before
    each = f"{1000.0 * seconds / count:,.0f}"
    return [label, f"{count:,}", f"{seconds:,.1f}", f"{processor:,.1f}", each]


def _processor_time() -> float:
    """Processor time of all processes that this one has waited for, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
