"""What made a result: the scenario, the code, the versions, the machine's kind.

Nothing here tells who ran it or where on their disk: no user, host or folder names.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.version import __version__

_PACKAGE = Path(__file__).parent
_LIBRARIES = (
    *("simpy", "numba", "numpy", "scipy", "pydantic", "holidays"),
    *("pandas", "duckdb", "matplotlib"),
)
_SHAPE_NUMBERS = ("simpy", "numpy", "scipy", "holidays")
_SEAL = "seal"
_NOT_THE_MODEL = (
    *("cli", "answers", "console.py", "signals.py", "__main__.py", "provenance.py"),
    *("experiment", "report"),
)


def now_utc() -> str:
    """This moment in UTC to the second, such as ``2018-10-01T09:30:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def versions() -> dict[str, str]:
    """Versions of Headroom, Python and the libraries that results rest on."""
    found = {"headroom": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "unknown"
    return found


def machine() -> str:
    """The kind of system and processor, such as ``Linux x86_64``."""
    return f"{platform.system()} {platform.machine()}".strip()


@cache
def git_commit() -> str | None:
    """The commit of the checkout that holds this package, with ``-dirty`` if files differ.

    None where there is no checkout, no git, or git refuses.
    """
    root = _PACKAGE.parent
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        said = subprocess.run(  # noqa: S603  a fixed command without a shell
            [*command, "--exclude=*"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return None
    return said.stdout.strip() or None


def maker() -> dict[str, Any]:
    """What a manifest says of the program and machine that make a result, from this moment on."""
    return {
        "versions": versions(),
        "git_commit": git_commit(),
        "machine": machine(),
        "started": now_utc(),
    }


@cache
def model_version() -> str:
    """A fingerprint of everything but the scenario that decides a replication's numbers.

    Made of the source of the model and of the versions of the libraries that make its numbers,
    so that replications made by different code or libraries are never mixed in one result.
    """
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        place = path.relative_to(_PACKAGE)
        if place.parts[0] not in _NOT_THE_MODEL:
            digest.update(f"{place.as_posix()}\n".encode())
            digest.update(path.read_bytes())
    known = versions()
    for name in ("python", *_SHAPE_NUMBERS):
        digest.update(f"{name}={known[name]}\n".encode())
    digest.update(machine().encode())
    return digest.hexdigest()


def scenario_hash(scenario: dict[str, Any]) -> str:
    """A fingerprint of a resolved scenario, but for how many replications are asked for.

    Args:
        scenario: The scenario as plain JSON data, ``Scenario.model_dump(mode="json")``.
    """
    run = {key: value for key, value in scenario["run"].items() if key != "replications"}
    text = json.dumps({**scenario, "run": run}, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest with a fingerprint of all else in it, so that a change by hand is noticed."""
    return {**manifest, _SEAL: _seal(manifest)}


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Whether a manifest is as the program wrote it."""
    return manifest.get(_SEAL) == _seal(manifest)


def read_sealed(path: Path) -> dict[str, Any] | None:
    """A manifest as the program wrote it; None of anything else, be it not even a file."""
    try:
        found = json.loads(path.read_text("utf-8")) if path.is_file() else None
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and is_sealed(found) else None


def _seal(manifest: dict[str, Any]) -> str:
    plain = json.loads(json.dumps(manifest))  # as it is once it was written and read
    plain.pop(_SEAL, None)
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def checksum(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stand(folder: Path, checksums: object) -> bool:
    """Whether files are there as they were written."""
    return isinstance(checksums, dict) and all(
        (folder / name).is_file() and checksum(folder / name) == digest
        for name, digest in checksums.items()
    )
