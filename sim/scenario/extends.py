"""The files that a scenario extends, one on the other: which they are, and in which order.

A file may extend several. Each file counts once, over all that it extends itself; of two that are
extended side by side the later one has the last word.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from sim.errors import InputError
from sim.scenario.toml_lines import KeyPath
from sim.scenario.toml_source import Source, read_source, toml_files
from sim.scenario.wording import dotted, shown, suggestion

MAX_FILES = 20
"""Files that extend one another; real scenarios have three or four."""

Kind = Literal["scenarios", "experiments"]

EXTENDS: KeyPath = ("extends",)
_START = 'Write what differs from another scenario: extends = "nottinghamshire_2018.toml".'


def read_chain(path: Path) -> list[Source]:
    """A file and all that it extends, without the keys that say so; the last word comes first.

    Raises:
        InputError: A file can't be found or read, or files extend each other in a ring.
    """
    found: dict[Path, Source] = {}
    _add(path, (), found)
    return list(reversed(found.values()))


def _add(path: Path, above: tuple[Path, ...], found: dict[Path, Source]) -> None:
    """Add a file to those found, after all that it extends.

    Args:
        path: The file.
        above: The files that extend it, one on the other, links followed.
        found: The files found so far, each after those that it extends.
    """
    source = read_source(path)
    if not source.document:
        raise InputError("the file is empty.", _START, source.file)
    above = (*above, path.resolve())
    for name, key in _named(source):
        base = find_scenario(name, source, path.parent, path.parent, key)
        _refuse_ring((*above, base.resolve()), source, key)
        if base.resolve() not in found:
            if len(above) + len(found) >= MAX_FILES:
                raise _too_many(source, key)
            _add(base, above, found)
    document = {key: value for key, value in source.document.items() if key != "extends"}
    found[above[-1]] = replace(source, document=document)


def _named(source: Source) -> list[tuple[Any, KeyPath]]:
    """What a file says that it extends, each with the key under which it does."""
    if "extends" not in source.document:
        return []
    said = source.document["extends"]
    if isinstance(said, list) and said:
        if len(said) > MAX_FILES:
            raise _too_many(source, EXTENDS)
        return [(name, ("extends", place)) for place, name in enumerate(said)]
    return [(said, EXTENDS)]


def _too_many(source: Source, key: KeyPath) -> InputError:
    problem = f"more than {MAX_FILES} files extend one another."
    return _error_at(source, key, problem, "Put some of them together.")


def _refuse_ring(files: tuple[Path, ...], source: Source, key: KeyPath) -> None:
    if files[-1] in files[:-1]:
        ring = " -> ".join(file.name for file in files[files.index(files[-1]) :])
        problem = f"the files extend each other in a ring: {ring}."
        raise _error_at(source, key, problem, "Take extends out of one of them.")


def shipped_folder(kind: Kind = "scenarios") -> Path:
    """The folder of the scenarios, or experiments, that come with the program."""
    installed = Path(__file__).parents[1] / f"_{kind}"
    return installed if installed.is_dir() else Path(__file__).parents[2] / kind


def here_or_shipped(path: Path, kind: Kind = "scenarios") -> Path:
    """A path as given, or the shipped file of that name where there is no such file.

    Raises:
        InputError: There is neither, and the path may have meant a shipped one.
    """
    if str(path.parent) not in {".", kind} or _may_exist(path):
        return path
    folder = shipped_folder(kind)
    if not (folder / path.name).is_file():
        remedy = suggestion(path.name, toml_files(path.parent) + toml_files(folder))
        raise InputError("there is no such file.", remedy or "Check the name.", path)
    return folder / path.name


def _may_exist(path: Path) -> bool:
    """Whether there is something at a path; of one that can't be, who reads it says why."""
    try:
        return path.exists()
    except OSError:
        return True


def find_scenario(
    name: Any,
    source: Source,
    folder: Path,
    root: Path,
    key: KeyPath,
) -> Path:
    """The scenario file that another file names: one near it, else one that is shipped.

    Args:
        name: What the other file says.
        source: The other file, for messages.
        folder: Where it looks.
        root: What it must not leave.
        key: The key under which it says so.

    Raises:
        InputError: There is no such file, or it lies outside.
    """

    def error(problem: str, remedy: str) -> InputError:
        return _error_at(source, key, problem, remedy)

    if not isinstance(name, str) or not name:
        raise error(f"{shown(name)} is not the name of a file.", _START)
    shipped = shipped_folder()
    try:
        for start, fence in ((folder, root), (shipped, shipped)):
            if _is_within(start / name, fence) and (start / name).exists():
                return start / name
        is_outside = not _is_within(folder / name, root)
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, a ring of links
        raise error(f"{shown(name)} is not the name of a file.", _START) from None
    if is_outside:
        remedy = "Put a copy beside this file; of a shipped scenario write the name alone."
        raise error(f"{shown(name)} lies outside this file's folder.", remedy)
    known = toml_files((folder / name).parent) + toml_files(shipped)
    others = [file for file in known if file != Path(source.file).name]
    raise error(f"there is no file {shown(name)}.", suggestion(Path(name).name, others))


def _is_within(path: Path, folder: Path) -> bool:
    """Whether a file lies in a folder or below it, links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _error_at(source: Source, key: KeyPath, problem: str, remedy: str) -> InputError:
    return InputError(problem, remedy, source.file, source.line_of(key), dotted(key))
