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
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import InputError
from sim.scenario.explain import input_errors
from sim.scenario.schema import Scenario
from sim.scenario.toml_source import Source, parse, read_source, toml_files
from sim.scenario.wording import shown, suggestion

MAX_CHAIN = 20
"""Files in a chain of extends; a real one has three or four."""

SETTINGS = "--set"
"""What a message calls the settings of the command line, which stand in no file."""

Document = dict[str, Any]
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
    chain = _read_chain(_here_or_shipped(Path(path)))
    document = reduce(merged, (source.document for source in reversed(chain)))
    layers = list(chain)
    for setting in settings:
        key, value = parse_setting(setting)
        document = _assigned(document, key, value)
        layers.insert(0, Source(SETTINGS, _assigned({}, key, value)))
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise input_errors(error, model, document, layers) from None


def resolved_toml(scenario: BaseModel) -> str:
    """The scenario as one TOML text, defaults included, that loads to an equal scenario."""
    import tomli_w  # noqa: PLC0415 - needed once a run at most

    return tomli_w.dumps(_plain(scenario))


def shipped_folder() -> Path:
    """The folder of the scenarios that come with the program."""
    installed = Path(__file__).parents[1] / "_scenarios"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "scenarios"


def _here_or_shipped(path: Path) -> Path:
    """A path as given, or the shipped scenario of that name where there is no such file."""
    shipped = shipped_folder() / path.name
    names_shipped = str(path.parent) in {".", "scenarios"} and shipped.is_file()
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
        files.append(_extended(source.document["extends"], source, files[-1].parent))
        _check_chain(files, source)


_START = 'Write what differs from another scenario: extends = "nottinghamshire_2018.toml".'


def _extended(name: Any, source: Source, folder: Path) -> Path:
    """The file that a scenario extends: beside or below it, else one that is shipped."""
    if not isinstance(name, str) or not name:
        raise _extends_error(source, f"{shown(name)} is not the name of a file.", _START)
    try:
        for root in (folder, shipped_folder()):
            if _is_within(root / name, root) and (root / name).exists():
                return root / name
        is_outside = not _is_within(folder / name, folder)
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, a ring of links
        raise _extends_error(source, f"{shown(name)} is not the name of a file.", _START) from None
    if is_outside:
        remedy = "Put a copy beside this file; of a shipped scenario write the name alone."
        raise _extends_error(source, f"{shown(name)} lies outside this file's folder.", remedy)
    known = toml_files((folder / name).parent) + toml_files(shipped_folder())
    others = [file for file in known if file != Path(source.file).name]
    remedy = suggestion(Path(name).name, others)
    raise _extends_error(source, f"there is no file {shown(name)} to extend.", remedy)


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
        table: Any = parse(f"{found[1] if found else ''} = 0", SETTINGS)
    except (InputError, UnicodeEncodeError):
        remedy = "Write it as key=value, such as run.replications=20."
        raise InputError(f"{shown(setting)} is not a setting.", remedy, SETTINGS) from None
    key: tuple[str, ...] = ()
    while isinstance(table, dict):
        [(part, table)] = table.items()
        key = (*key, part)
    return key, _setting_value(found[2] if found else "")


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
