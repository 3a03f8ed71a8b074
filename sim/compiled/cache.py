"""Where machine code is kept between runs, and whether it is there already.

numba by itself keeps code beside the source and looks only at the age of the entry function's
file, so that a change in a helper would go unnoticed. Here the folder is named after a digest of
everything the code is made from.
"""

from __future__ import annotations

import os
import sys
import tempfile
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


@cache
def digest() -> str:
    """A name for this state of the sources and their place, of Python, numba and numpy.

    numba finds code by the place of its source: what a copy has compiled is of no use here.
    """
    result = blake2b(digest_size=8)
    for path in SOURCES:
        result.update(path.read_bytes())
    versions = (version(name) for name in ("numba", "llvmlite", "numpy"))
    for part in (str(PACKAGE), sys.version, *versions):
        result.update(part.encode())
    return result.hexdigest()


def _candidates() -> list[Path]:
    """Folders to try, the user's own cache first."""
    named = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    folders = [Path(named)] if named else [Path(base)] if base else _home()
    return [*folders, Path(tempfile.gettempdir()) / f"cache-{os.environ.get('USER', 'anyone')}"]


def _home() -> list[Path]:
    """The cache in the user's home; some users of containers have none."""
    try:
        return [Path.home() / ".cache"]
    except RuntimeError:
        return []


@cache
def folder() -> Path | None:
    """The folder of the code, made if need be; None where nothing can be written."""
    for base in _candidates():
        place = base / "headroom" / digest()
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                return place
        except OSError:
            continue
    return None


def is_warm() -> bool:
    """Whether the code is there, so that nothing needs to be compiled."""
    place = folder()
    return place is not None and any(place.rglob("*.nbc"))
