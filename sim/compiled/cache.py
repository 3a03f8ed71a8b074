"""Where machine code is kept between runs, and whether it is there, whole.

numba by itself keeps code beside the source and looks only at the age of the entry function's
file, so that a change in a helper would go unnoticed. Here the folder is named after a digest of
everything the code is made from.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
SOURCES = (
    *sorted(PACKAGE.glob("*.py")),
    *(PACKAGE.parent / name for name in ("portable.py", "record.py", "streams.py")),
    PACKAGE.parent / "samplers" / "sampler.py",
)
SEAL = "checksum"
"""Name of the file that says what the code was when it was written."""


@cache
def digest() -> str:
    """A name for this state of the sources, of Python, numba and numpy."""
    result = blake2b(digest_size=8)
    for path in SOURCES:
        result.update(path.read_bytes())
    for part in (sys.version, version("numba"), version("llvmlite"), version("numpy")):
        result.update(part.encode())
    return result.hexdigest()


def _base() -> Path:
    """The folder of the user's caches."""
    named = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    if named or local:
        return Path(named or local or "")
    return Path.home() / ".cache"


@cache
def folder() -> Path | None:
    """The folder of the code, made if need be; None where nothing can be written.

    There is no other choice than the user's own cache: code from a folder that all may write to,
    such as that of temporary files, could be anybody's.
    """
    try:
        place = _base() / "headroom" / digest()
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except (OSError, RuntimeError):  # no such home
        return None


def is_whole(place: Path) -> bool:
    """Whether code is there, as it was written: numba itself would run what a disk has damaged."""
    try:
        return (place / SEAL).read_text("ascii") == _checksum(place)
    except (OSError, ValueError):
        return False


def seal(place: Path) -> None:
    """Note what code was written; where that is refused it is made again next time."""
    with suppress(OSError):
        (place / SEAL).write_text(_checksum(place), "ascii")


def empty(place: Path) -> None:
    """Let code go that can't be trusted; numba then makes it again."""
    with suppress(OSError):
        for path in _files(place):
            path.unlink()


def _files(place: Path) -> list[Path]:
    """Numba's index and code."""
    return sorted(path for path in place.glob("*") if path.suffix in {".nbi", ".nbc"})


def _checksum(place: Path) -> str:
    result = blake2b(digest_size=16)
    for path in _files(place):
        result.update(path.name.encode())
        result.update(path.read_bytes())
    return result.hexdigest()
