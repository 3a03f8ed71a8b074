"""Where results live, who owns the place, and how a finished result takes it.

Three folders stand side by side under the results folder:

- ``<name>`` is whole, always;
- ``<name>.partial`` is being made, and its manifest says how far it got;
- ``<name>.old`` is a former result, for the instant in which a new one takes its place.

Safe names have no dot, so no scenario can be called like another's partial folder. Results of
different kinds never take each other's place, whatever they are called.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sim import provenance
from sim.errors import InputError
from sim.names import safe_name
from sim.results.store import TEMPORARY, write_json

MANIFEST = "manifest.json"
PROGRAM = "headroom"
CHANGED = "changed"
"""Status of a manifest that is not as the program wrote it."""
Manifest = dict[str, Any]
Kind = Literal["run", "comparison", "sweep", "seek", "sensitivity", "validation", "calibration"]
KINDS: dict[Kind, str] = {
    "run": "a run",
    "comparison": "a comparison",
    "sweep": "a sweep",
    "seek": "a search",
    "sensitivity": "a sensitivity analysis",
    "validation": "a validation",
    "calibration": "a calibration",
}
"""What a results folder can hold, in words."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one scenario's results.

    Attributes:
        final: The whole result, or nothing.
    """

    final: Path

    @classmethod
    def of(cls, parent: Path, name: str) -> Place:
        """The place of a scenario's results under a results folder."""
        return cls(parent / safe_name(name))

    @property
    def partial(self) -> Path:
        """The result being made."""
        return self.final.with_name(f"{self.final.name}.partial")

    @property
    def old(self) -> Path:
        """A former result on its way out."""
        return self.final.with_name(f"{self.final.name}.old")

    @property
    def lock(self) -> Path:
        """The file whose lock makes a run the owner of all three."""
        return self.final.with_name(f".{self.final.name}.lock")


@contextmanager
def owned(place: Place, kind: Kind = "run") -> Iterator[None]:
    """Own a place for as long as the block runs, and find it in good order.

    Args:
        place: The place.
        kind: What will be written there.

    Raises:
        InputError: If another run owns it, or files that are not ours or of another kind stand
            there; then nothing is written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415

    _make_parent(place.final.parent)
    for folder in (place.final, place.partial, place.old):
        refuse_foreign(folder)
        _refuse_other_kind(folder, kind)
    lock = FileLock(place.lock)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise InputError(
            problem=f"another run is already writing to {place.final}.",
            remedy="Wait until it ends, or choose another folder with --out.",
        ) from None
    try:
        _recover(place)
        yield
    finally:
        lock.release()


def _make_parent(parent: Path) -> None:
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(
            problem=f"{parent} is not a folder.", remedy="Choose a folder with --out."
        ) from None


def refuse_foreign(folder: Path) -> None:
    """Leave alone what Headroom did not write.

    Raises:
        InputError: If there is a file, a link, or a folder with files but no manifest of ours.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = "is not a folder"
    elif folder.exists() and read_manifest(folder) is None and _holds_anything(folder):
        what = "holds files that Headroom did not write"
    else:
        return
    raise InputError(
        problem=f"{folder} {what}, so nothing was written.",
        remedy="Move it away, or choose another folder with --out.",
    )


def _refuse_other_kind(folder: Path, kind: Kind) -> None:
    manifest = read_manifest(folder)
    if manifest is not None and kind_of(manifest) != kind:
        raise InputError(
            problem=f"{folder} holds {KINDS[kind_of(manifest)]}, and {KINDS[kind]} would take its"
            " place.",
            remedy="Give one of them another name, or choose another folder with --out.",
        )


def kind_of(manifest: Manifest) -> Kind:
    """What a results folder holds, by its manifest."""
    kind: Kind = manifest.get("kind", "run")
    return kind if kind in get_args(Kind) else "run"


def _holds_anything(folder: Path) -> bool:
    # a kill while the first manifest is written leaves its temporary file alone
    return any(not path.name.startswith(f".{MANIFEST}.") for path in folder.iterdir())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a results folder; None where there is none of ours.

    Of one that is not as the program wrote it there is left what it is about, and that it is
    :data:`CHANGED`: nobody has to ask whether a key is there, and what it holds.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8")) if path.is_file() else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        return None
    if provenance.is_sealed(manifest):
        return manifest
    about = {key: manifest.get(key) for key in ("program", "kind", "format")}
    return about | {"status": CHANGED}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest so that a crash leaves the old one or the new one, never half of one."""
    write_json(folder / MANIFEST, provenance.sealed(manifest))


def is_complete(folder: Path) -> bool:
    """Whether a folder's manifest says that everything is there."""
    manifest = read_manifest(folder)
    return manifest is not None and manifest.get("status") == "complete"


def publish(place: Place) -> None:
    """Put a complete partial folder in the place of the former result, which then goes."""
    discard(place.old)
    if place.final.exists():
        place.final.replace(place.old)
    place.partial.replace(place.final)
    discard(place.old)


def discard(folder: Path) -> None:
    """Delete a results folder of ours, its manifest last, so that half of it is still ours."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MANIFEST:
            path.unlink()
    (folder / MANIFEST).unlink(missing_ok=True)
    folder.rmdir()


def _recover(place: Place) -> None:
    """Finish what a crash or a kill cut short: the renames of :func:`publish`, or a file."""
    if is_complete(place.partial):
        publish(place)
    elif place.old.exists() and not place.final.exists():
        place.old.replace(place.final)
    discard(place.old)
    for folder in (place.final, place.final / "charts", place.partial):
        for path in folder.glob(TEMPORARY):
            path.unlink()
