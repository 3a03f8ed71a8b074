"""Finished results that more is made of: found whole, and kept from others meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError
from sim.experiment.account import FORMAT
from sim.experiment.folder import (
    CHANGED,
    MANIFEST,
    Kind,
    Place,
    is_complete,
    kind_of,
    owned,
    read_manifest,
)
from sim.experiment.runner import machine_faults
from sim.provenance import stand


@contextmanager
def finished(folder: Path) -> Iterator[tuple[Path, Kind]]:
    """Own a folder of finished results for as long as the block runs.

    Args:
        folder: The results folder.

    Yields:
        The folder, and what kind of results it holds.

    Raises:
        InputError: If it holds no finished results of ours, or another run is writing to it.
        MachineError: If disk or memory give out.
    """
    place = Place(folder.resolve())
    kind = _kind_of(place.final, folder)
    with machine_faults(), owned(place, kind):
        _refuse_changed(place.final, folder)
        yield folder, kind


def _kind_of(place: Path, folder: Path) -> Kind:
    manifest = read_manifest(place)
    if manifest is None:
        raise InputError(
            problem=f"there are no results of Headroom in {folder}.",
            remedy="Give the folder of a finished run, comparison or experiment, such as"
            " results/swso_expansion.",
        )
    if manifest.get("format") != FORMAT:
        raise InputError(
            problem=f"the results in {folder} were written by another version of the program.",
            remedy="Give the command that makes them again.",
        )
    if manifest.get("status") == CHANGED:
        raise _changed(MANIFEST, folder)
    if not is_complete(place):
        raise InputError(
            problem=f"the results in {folder} are not finished.",
            remedy="Give the command that makes them again: it goes on from there.",
        )
    return kind_of(manifest)


def _changed(name: str, folder: Path) -> InputError:
    return InputError(
        problem=f"{name} in {folder} is not as the program wrote it.",
        remedy="Put the file back, or make the results again.",
    )


def _refuse_changed(place: Path, folder: Path) -> None:
    """Results that a file was changed in are nobody's results any more."""
    for name, digest in (read_manifest(place) or {})["files"].items():
        if not stand(place, {name: digest}):
            raise _changed(name, folder)
