"""Coverage-guided fuzzing of one target: ``python -m tests.fuzz.explore TARGET SECONDS FOLDER``.

What is found does not stop it: each new finding is written to the folder, and it goes on.
"""

from __future__ import annotations

import json
import os
import pkgutil
import sys
import tempfile
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import atheris

CORPUS = Path(__file__).with_name("corpus")
NOT_INSTRUMENTED = (
    "sim.compiled",
    "sim.__main__",
    "sim.experiment.cluster",
    "sim.experiment.remote",
)
"""The compiled engine, which numba must find as it was written, what runs, and what needs Dask."""
PATIENCE, MEMORY = 60, 3000
"""Seconds, and MB of the whole process, after which an input is given up, and the run with it."""

with atheris.instrument_imports(include=["sim"], exclude=list(NOT_INSTRUMENTED)):
    import sim

    for found in pkgutil.walk_packages(sim.__path__, "sim."):
        if not found.name.startswith(NOT_INSTRUMENTED):
            import_module(found.name)

from tests.fuzz.judgement import judged  # noqa: E402 - what is instrumented comes first
from tests.fuzz.mutation import changed  # noqa: E402
from tests.fuzz.targets import TARGETS  # noqa: E402
from tests.fuzz.words import words_of  # noqa: E402
from tests.fuzz.workshop import prepare  # noqa: E402


def explore(target: str, seconds: int, findings: Path) -> None:
    """Fuzz a target; the process ends with it."""
    read, words = TARGETS[target], words_of(target)
    seen: set[str] = set()

    def one_input(data: bytes) -> None:
        finding = judged(read, data)
        if finding is not None and finding.what not in seen:
            seen.add(finding.what)
            place = findings / sha256(finding.what.encode()).hexdigest()[:12]
            place.with_suffix(".input").write_bytes(data)
            place.with_suffix(".json").write_text(json.dumps(finding._asdict()), "utf-8")

    def mutator(data: bytes, longest: int, seed: int) -> bytes:
        if seed % 4 == 0:
            return bytes(atheris.Mutate(data, longest))
        return changed(data, words, seed)[:longest]

    work = Path(tempfile.mkdtemp(dir=findings))
    prepare(work / "folder")
    (work / "corpus").mkdir()
    os.chdir(work / "folder")
    options = [
        f"-max_total_time={seconds}", f"-timeout={PATIENCE}", f"-rss_limit_mb={MEMORY}",
        "-max_len=20000", "-print_final_stats=1", f"-artifact_prefix={findings}/stopped-",
    ]  # fmt: skip
    corpora = [str(work / "corpus"), str(CORPUS / target)]
    atheris.Setup([sys.argv[0], *options, *corpora], one_input, custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    explore(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
