"""From a scenario file, the files it extends and ``--set`` settings to one checked Scenario.

The last word is with the settings, then the file itself, then the file that it extends, and so
on. Tables are merged key by key, everything else is replaced. Nothing is guessed: whatever does
not fit is an error that names the file, line and key where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import InputError
from sim.scenario.explain import input_errors
from sim.scenario.schema import Scenario
from sim.scenario.toml_lines import KeyPath
from sim.scenario.toml_source import Source, parse, read_source, toml_files
from sim.scenario.wording import dotted, shown, suggestion

MAX_CHAIN = 20
"""Files in a chain of extends; a real one has three or four."""

SETTINGS = "--set"
"""What a message calls the settings of the command line, which stand in no file."""

Document = dict[str, Any]
Kind = Literal["scenarios", "experiments"]
AnyModel = TypeVar("AnyModel", bound=BaseModel)


def load_scenario(path: Path | str, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario with everything that it extends.

    Args:
        path: The scenario file.
        settings: Changes such as ``run.replications=20``, applied in order after the files.

    Raises:
        InputError: A file or a setting can't be read.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    return load_document(Scenario, path, settings)


def load_document(
    model: type[AnyModel], path: Path | str, settings: Sequence[str] = ()
) -> AnyModel:
    """Read any document that may extend another, such as a scenario, into its model.

    Tables are merged key by key. A table that is an uncertain number (with ``value``) or a
    distribution is replaced whole, because half of one distribution and half of another is
    nobody's intention; to change one key of it, use a setting.

    Raises:
        InputError: A file or a setting can't be read.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    return checked(model, read_layers(path, settings))


def read_layers(path: Path | str, settings: Sequence[str] = ()) -> list[Source]:
    """The settings, the file and the files that it extends: the one with the last word first.

    Raises:
        InputError: A file or a setting can't be read.
    """
    said = [setting_source(SETTINGS, *parse_setting(setting)) for setting in settings]
    return [*reversed(said), *_read_chain(here_or_shipped(Path(path)))]


def setting_source(
    file: Path | str, key: tuple[str, ...], value: Any, text: str = "", within: KeyPath = ()
) -> Source:
    """A setting of one key, as a layer of a document.

    Args:
        file: What to call it in a message.
        key: The key that it sets.
        value: What it sets it to.
        text: The text in which it stands, if it stands in a file.
        within: Where it stands there.
    """
    return Source(file, _assigned({}, key, value), text, within, key)


def checked(model: type[AnyModel], layers: Sequence[Source]) -> AnyModel:
    """The document that layers make, the one with the last word first, as its model.

    Raises:
        InputErrors: Keys or values don't fit; all of them at once.
    """
    document: Document = reduce(_laid_over, reversed(layers), {})
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise input_errors(error, model, document, layers) from None


def _laid_over(document: Document, layer: Source) -> Document:
    if not layer.sets:
        return merged(document, layer.document)
    value: Any = layer.document
    for part in layer.sets:
        value = value[part]
    return _assigned(document, layer.sets, value)


def resolved_toml(scenario: BaseModel) -> str:
    """The scenario as one TOML text, defaults included, that loads to an equal scenario."""
    import tomli_w  # noqa: PLC0415 - needed once a run at most

    return tomli_w.dumps(_plain(scenario))


def shipped_folder(kind: Kind = "scenarios") -> Path:
    """The folder of the scenarios, or experiments, that come with the program."""
    installed = Path(__file__).parents[1] / f"_{kind}"
    return installed if installed.is_dir() else Path(__file__).parents[2] / kind


def here_or_shipped(path: Path, kind: Kind = "scenarios") -> Path:
    """A path as given, or the shipped file of that name where there is no such file."""
    shipped = shipped_folder(kind) / path.name
    names_shipped = str(path.parent) in {".", kind} and shipped.is_file()
    return shipped if names_shipped and not path.exists() else path


def merged(base: Document, overlay: Document) -> Document:
    """The base with what the overlay says instead or besides; neither is changed."""
    result = dict(base)
    for key, value in overlay.items():
        result[key] = _merged_value(base.get(key), value)
    return result


def _merged_value(old: Any, new: Any) -> Any:
    both_tables = isinstance(old, dict) and isinstance(new, dict)
    if not both_tables or _is_one_value(old) or _is_one_value(new):
        return new
    return merged(old, new)


def _is_one_value(table: Document) -> bool:
    """Whether a table stands for one number or distribution.

    A team may be called "value": its table holds a table under that name and not a number.
    """
    value, distribution = table.get("value"), table.get("distribution")
    return isinstance(value, int | float) or isinstance(distribution, str)


def _read_chain(path: Path) -> list[Source]:
    """The file and those it extends one after another, without the keys that say so."""
    chain: list[Source] = []
    files = [path]
    while True:
        source = read_source(files[-1])
        if not source.document:
            raise InputError("the file is empty.", _START, source.file)
        document = {key: value for key, value in source.document.items() if key != "extends"}
        chain.append(replace(source, document=document))
        if "extends" not in source.document:
            return chain
        files.append(find_scenario(source.document["extends"], source, files[-1].parent))
        _check_chain(files, source)


_START = 'Write what differs from another scenario: extends = "nottinghamshire_2018.toml".'


def find_scenario(
    name: Any,
    source: Source,
    folder: Path,
    root: Path | None = None,
    key: KeyPath = ("extends",),
) -> Path:
    """The scenario file that another file names: one near it, else one that is shipped.

    Args:
        name: What the other file says.
        source: The other file, for messages.
        folder: Where it looks.
        root: What it must not leave; the folder itself unless given.
        key: The key under which it says so.

    Raises:
        InputError: There is no such file, or it lies outside.
    """

    def error(problem: str, remedy: str) -> InputError:
        return InputError(problem, remedy, source.file, source.line_of(key), dotted(key))

    if not isinstance(name, str) or not name:
        raise error(f"{shown(name)} is not the name of a file.", _START)
    root = folder if root is None else root
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


def _check_chain(files: list[Path], source: Source) -> None:
    seen = [file.resolve() for file in files]
    if seen[-1] in seen[:-1]:
        ring = " -> ".join(file.name for file in files[seen.index(seen[-1]) :])
        raise _extends_error(
            source,
            f"the files extend each other in a ring: {ring}.",
            "Take extends out of one of them.",
        )
    if len(files) > MAX_CHAIN:
        raise _extends_error(
            source, f"more than {MAX_CHAIN} files extend one another.", "Put some of them together."
        )


def _extends_error(source: Source, problem: str, remedy: str) -> InputError:
    return InputError(problem, remedy, source.file, source.line_of(("extends",)), "extends")


_SETTING = re.compile(r"""((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'=])*)=(.*)""", re.DOTALL)


def parse_setting(setting: str) -> tuple[tuple[str, ...], Any]:
    """The key and the value of a setting such as ``run.start=2018-10-01``.

    The value is read as TOML; what is not TOML is text, so that ``name=trial`` needs no quotes.

    Raises:
        InputError: It is not of the form ``key=value``.
    """
    found = _SETTING.fullmatch(setting)
    try:
        setting.encode()
        key = split_key(found[1] if found else "")
    except (InputError, UnicodeEncodeError):
        remedy = "Write it as key=value, such as run.replications=20."
        raise InputError(f"{shown(setting)} is not a setting.", remedy, SETTINGS) from None
    return key, _setting_value(found[2] if found else "")


def split_key(key: str) -> tuple[str, ...]:
    """The parts of a dotted key, as TOML has it.

    Raises:
        InputError: It is not a key.
    """
    table: Any = parse(f"{key} = 0", SETTINGS)
    parts: tuple[str, ...] = ()
    while isinstance(table, dict):
        [(part, table)] = table.items()
        parts = (*parts, part)
    return parts


def _setting_value(text: str) -> Any:
    try:
        document = parse(f"value = {text}", SETTINGS)
    except InputError:
        return text
    return document["value"] if len(document) == 1 else text


def _assigned(document: Document, key: tuple[str, ...], value: Any) -> Document:
    """The document with one key set; tables on the way are made where there are none."""
    first, *rest = key
    old = document.get(first)
    if rest:
        inside = old if isinstance(old, dict) else {}
        return {**document, first: _assigned(inside, tuple(rest), value)}
    return {**document, first: _merged_value(old, value)}


def _plain(node: Any) -> Any:
    """A part of a scenario as TOML holds it, without what says nothing."""
    if isinstance(node, dict):
        return _in_order({key: _plain(value) for key, value in node.items()})
    if not isinstance(node, BaseModel):
        return node
    table = dict(node.__pydantic_extra__ or {})
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        if value is not None and (_plain(value) not in ("", {}) or value != field.default):
            table[field.alias or name] = value
    table = {key: _plain(value) for key, value in table.items()}
    rest = {key: value for key, value in table.items() if key != "value"}
    is_just_a_value = "value" in table and rest in ({}, {"distribution": "fixed"})
    return table["value"] if is_just_a_value else table


def _in_order(table: Document) -> Document:
    """The table so that it keeps its order in TOML, where tables come after plain values.

    The order of names may matter to what is drawn, so numbers among tables become tables.
    """
    if not any(isinstance(value, dict) for value in table.values()):
        return table
    return {k: v if isinstance(v, dict) else {"value": v} for k, v in table.items()}
