"""One mutant, and whether a test notices it.

A process that has imported all that takes long, but nothing of what is mutated, forks for every
mutant; the fork imports the changed module instead of the file, which nobody touches, and runs
pytest. It has its limits: a mutant may never end, or want all memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from time import process_time
from types import CodeType
from typing import Any, NamedTuple

from tests.mutation.groups import Group
from tests.mutation.mutants import ROOT, Mutant

NOT_NEEDED = ("cacheprovider", "faulthandler", "unraisableexception", "threadexception")
PASSED, FAILED, NOTHING_RUN = 0, 1, 5
QUIET = (
    "-x",
    "--tb=no",
    "--disable-plugin-autoload",
    "-ppytest_cov.plugin",
    *(f"-pno:{name}" for name in NOT_NEEDED),
)
TIMES, SECONDS = 10.0, 5.0
"""A test gets so many times the processor time that it took by itself, and so much more."""
PATIENCE = 1800.0
"""Seconds after which a process that does nothing is given up."""
MEMORY = 4 << 30
"""More bytes than a mutant may want."""

COMPILED = ("sim.compiled", "sim.streams")
"""What machine code is made of: with a mutant in it, nobody else must ever find it."""

Limits = dict[str, float]


class Outcome(NamedTuple):
    """What became of a mutant.

    Attributes:
        by: The test that noticed it, or how it ended; empty if nothing noticed it.
        seconds: Processor time.
    """

    by: str
    seconds: float


class Watch:
    """Gives every test its limit, and notes what happened."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.failed = limits, ""
        self.took: Limits = {}

    def pytest_sessionstart(self) -> None:
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutation", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        settings.load_profile("mutation")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if self.limits:
            signal.setitimer(signal.ITIMER_PROF, self.limits.get(nodeid, 0.0) * TIMES + SECONDS)
        self.took[nodeid] = process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.took[nodeid] = process_time() - self.took[nodeid]

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.failed = report.nodeid


class Changed(SourceFileLoader):
    """Loads a mutant where a module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self.module, self.text = mutant.module, mutant.text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self.module:
            return None
        return spec_from_file_location(name, self.path, loader=self)


def tried(group: Group, mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, Outcome]]:
    """Try mutants of a group, one after the other.

    Raises:
        RuntimeError: The program does not pass its tests as it stands.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    with TemporaryDirectory() as scratch:
        process = context.Process(target=_work, args=(group, mutants, theirs, Path(scratch)))
        process.start()
        theirs.close()
        try:
            for mutant in mutants:
                yield mutant, ours.recv()
        except EOFError as error:
            raise RuntimeError(f"{group.name}: see above") from error
        finally:
            process.terminate()
            process.join()


def _work(group: Group, mutants: Sequence[Mutant], to: Connection, scratch: Path) -> None:
    """Prepare, see how long tests take without a mutant, and fork."""
    os.environ["CI"] = "1"  # hypothesis tries the same examples every time
    os.chdir(ROOT)
    group.prepare()
    # what pytest rewrites is kept for the next fork, and not in the checkout
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(scratch)
    gc.freeze()
    if loaded := {mutant.module for mutant in mutants} & sys.modules.keys():
        raise RuntimeError(f"{group.name}: imported before they are changed: {sorted(loaded)}")
    limits = _undisturbed(group, mutants)
    for mutant in mutants:
        if mutant.module.startswith(COMPILED):
            os.environ["NUMBA_CACHE_DIR"] = mkdtemp(dir=scratch)
        start = _children_time()
        by = ""
        for tests in group.stages(mutant.path):
            if not by:
                by, _ = _forked(mutant, tests, limits)
        to.send(Outcome(by, _children_time() - start))


def _undisturbed(group: Group, mutants: Sequence[Mutant]) -> Limits:
    """How long each test takes without a mutant."""
    limits: Limits = {}
    paths = dict.fromkeys(mutant.path for mutant in mutants)
    for tests in dict.fromkeys(stage for path in paths for stage in group.stages(path)):
        by, took = _forked(None, tests, {})
        if by:
            raise RuntimeError(f"{group.name}: without a mutant: {by}")
        limits |= took
    return limits


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _forked(mutant: Mutant | None, tests: Sequence[str], limits: Limits) -> tuple[str, Limits]:
    """Run tests in a process of their own; returns who noticed, and what each test took."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        os.setsid()
        code = FAILED
        try:
            code = _run(mutant, tests, limits, theirs)
        finally:
            os._exit(code)
    theirs.close()
    said: tuple[str, Limits] | None = ("it waited for ever", {})
    if ours.poll(PATIENCE):
        try:
            said = ours.recv()
        except EOFError:
            said = None
    with suppress(ProcessLookupError):  # it, and whatever it started
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if said is not None:
        return said
    how = os.waitstatus_to_exitcode(status)
    return f"ended with {signal.Signals(-how).name if how < 0 else how}", {}


def _run(mutant: Mutant | None, tests: Sequence[str], limits: Limits, to: Connection) -> int:
    import pytest

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    watch = Watch(limits)
    if mutant is not None:
        signal.setitimer(signal.ITIMER_PROF, 2 * SECONDS)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        sys.meta_path.insert(0, Changed(mutant))
    code = int(pytest.main([*QUIET, *tests], plugins=[watch]))
    if code == PASSED:
        to.send(("", watch.took))
    else:
        to.send((watch.failed or f"pytest ended with {code}", watch.took))
    return code
