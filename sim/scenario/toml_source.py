"""Reading a TOML file that anyone may have written.

A scenario is typed by hand, mailed around and opened in Notepad, so a file is measured before
it is parsed: ``tomllib`` takes seconds over a very long dotted key and falls over at deep
nesting.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.scenario.toml_lines import KeyPath, lines_of, tokens_of
from sim.scenario.wording import (
    as_date,
    as_number,
    as_truth,
    dotted,
    quoted,
    shortened,
    shown,
    suggestion,
)

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_KEY_PARTS = 20
MAX_KEY_LENGTH = 500
TABLES = frozenset({".csv", ".xls", ".xlsx", ".xlsm", ".ods"})
"""How the names of tables end; they are no TOML, whatever stands in them."""
MAX_ENTRIES = 10_000
"""Entries of a list: each may be an error of its own, and 200,000 of these take half a gigabyte."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a chain of scenarios, a part of a file, or a setting of a single key.

    Attributes:
        file: What to call it in a message.
        document: What it says.
        text: Its text, or "" for a setting of the command line, which has no lines.
        within: Where in the text the document stands, if it is only a part of it.
        sets: The key that a setting sets; none for a file or a part of one.
    """

    file: Path | str
    document: dict[str, Any]
    text: str = ""
    within: KeyPath = ()
    sets: tuple[str, ...] = ()

    def has(self, path: KeyPath) -> bool:
        """Whether this source says anything at that place."""
        node: Any = self.document
        for part in path:
            if isinstance(node, dict):
                if part not in node:
                    return False
            elif not (isinstance(node, list) and isinstance(part, int) and part < len(node)):
                return False
            node = node[part]
        return True

    def line_of(self, path: KeyPath) -> int | None:
        """The line where a key starts, or that of the nearest table around it."""
        first = lines_of(self.text).first
        path = (*self.within, *path)
        return next((first[path[:n]] for n in range(len(path), 0, -1) if path[:n] in first), None)

    def name_of(self, path: KeyPath) -> KeyPath:
        """The key under which a place of the document is found in the file."""
        return path if self.sets else (*self.within, *path)


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Raises:
        InputError: The file is missing, not a file, too large, not UTF-8, nested too deeply or
            not TOML.
    """
    return read_source(path).document


def read_source(path: Path) -> Source:
    """Read one TOML file and keep its text, so that lines can be looked up.

    Raises:
        InputError: As for :func:`read_toml`.
    """
    content = _content(path)
    if path.suffix.lower() in TABLES:
        remedy = f"Make one of it: python -m sim new {quoted(path.name)}."
        raise InputError("this is a table, and not a scenario.", remedy, path)
    text = _decoded(content, path)
    return Source(path, parse(text, path), text)


def parse(text: str, file: Path | str) -> dict[str, Any]:
    """Parse TOML text, after a look at its nesting and its keys.

    Args:
        text: The text, its lines ended by line feeds only.
        file: What to call it in a message.

    Raises:
        InputError: It is nested too deeply, or not TOML, or a list in it is endless.
    """
    _check_nesting(text, file)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(str(error), text, file) from None
    except RecursionError:
        raise _too_deep(file, None) from None
    except ValueError:  # int() refuses thousands of digits
        raise _too_many_digits(text, file) from None
    for path, entries in _endless(document, ()):
        raise _too_long(path, entries, text, file)
    return document


def _endless(node: Any, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Where a list has more entries than any should have, and how many."""
    if isinstance(node, list) and len(node) > MAX_ENTRIES:
        yield path, len(node)
    elif isinstance(node, dict | list):
        for key, inside in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _endless(inside, (*path, key))


def split_key(key: str) -> tuple[str, ...]:
    """The parts of a dotted key, as TOML has it.

    Raises:
        InputError: It is not a key.
    """
    table: Any = parse(f"{key} = 0", key)
    parts: tuple[str, ...] = ()
    while isinstance(table, dict):
        if len(table) > 1:
            raise InputError(f"{shown(key)} is more than one key.", "Write one.")
        [(part, table)] = table.items()
        parts = (*parts, part)
    return parts


def _content(path: Path) -> bytes:
    """The bytes of a regular file of bearable size; nothing else is opened."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("this is a folder.", "Name a scenario file (.toml) in it.", path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("this is not a regular file.", "Name a scenario file (.toml).", path)
        if status.st_size > MAX_BYTES:
            raise _too_large(status.st_size, path)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        remedy = suggestion(path.name, toml_files(path.parent)) or "Check the name."
        raise InputError("there is no such file.", remedy, path) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        remedy = "Check its name and who may read it."
        raise InputError(f"this can't be read ({why}).", remedy, path) from None
    if len(content) > MAX_BYTES:  # files of /proc and the like say that they are empty
        raise _too_large(len(content), path)
    return content


def _too_large(size: int, path: Path) -> InputError:
    problem = f"the file has {size / 1e6:,.1f} MB; a scenario has at most {MAX_BYTES / 1e6:g} MB."
    return InputError(problem, "Check that it is a scenario file.", path)


def toml_files(folder: Path) -> list[str]:
    """The names of the TOML files of a folder that may be scenarios, to suggest one of them."""
    names = {file.name for file in folder.glob("*.toml")}
    return sorted(names - {"pyproject.toml"})


def _decoded(content: bytes, path: Path) -> str:
    """The text, without the byte-order mark and carriage returns of Windows."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        remedy = "Save the file with the encoding UTF-8 (in Notepad: Save as, Encoding)."
        raise InputError("this is not UTF-8 text.", remedy, path, line) from None


def _check_nesting(text: str, file: Path | str) -> None:
    """Refuse what would keep the parser busy for seconds or exhaust its stack."""
    depth = parts = length = 0
    is_joined = False
    for kind, piece, line in tokens_of(text):
        if kind in ("word", "text"):
            parts = parts + 1 if is_joined else 1
            length = length * is_joined + len(piece)
        elif piece != ".":
            if piece == "=" and length > MAX_KEY_LENGTH:
                raise _long_key(f"{length:,} characters long", file, line)
            parts = length = 0
            depth = max(0, depth + (piece in "[{") - (piece in "]}"))
        is_joined = piece == "."
        if parts > MAX_KEY_PARTS:
            raise _long_key(f"made of more than {MAX_KEY_PARTS} parts joined by dots", file, line)
        if depth > MAX_DEPTH:
            raise _too_deep(file, line)


def _long_key(how: str, file: Path | str, line: int) -> InputError:
    return InputError(f"a key here is {how}.", "Shorten it.", file, line)


def _too_deep(file: Path | str, line: int | None) -> InputError:
    problem = f"brackets are nested more than {MAX_DEPTH} deep."
    return InputError(problem, "Check for brackets that aren't closed.", file, line)


def _too_long(path: KeyPath, entries: int, text: str, file: Path | str) -> InputError:
    problem, remedy = f"this has {entries:,} entries.", f"Give it at most {MAX_ENTRIES:,}."
    return InputError(problem, remedy, file, lines_of(text).first.get(path), dotted(path))


def _too_many_digits(text: str, file: Path | str) -> InputError:
    words = (token for token in tokens_of(text) if token.kind == "word")
    line = next((word.line for word in words if re.search("[0-9_]{1000}", word.text)), None)
    problem, remedy = "this number has thousands of digits.", "Write a smaller number."
    return InputError(problem, remedy, file, line, _key_on(line, text))


def _not_toml(message: str, text: str, file: Path | str) -> InputError:
    """What the parser's message means to somebody who doesn't know TOML."""
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    repeated = lines_of(text).repeated
    if repeated and re.search("twice|overwrite|redefine|mutate|duplicate", message, re.IGNORECASE):
        path, again = repeated[0]
        problem = f"this is written twice; it was first on line {lines_of(text).first[path]}."
        return InputError(problem, "Keep one of the two.", file, again, dotted(path))
    cause = message[: found.start()] if found else message
    rest = text.split("\n")[line - 1]
    column = int(found[2]) if found and found[2] else len(rest) + 1
    problem, remedy = _plainly(cause, rest, rest[column - 1 :])
    return InputError(problem, remedy, file, line, _key_on(line, text))


def _plainly(cause: str, line: str, rest: str) -> tuple[str, str]:
    """Problem and remedy for a line that is not TOML, and the rest of it that was not read."""
    value = line.partition("=")[2].partition("#")[0].strip()
    if not value or value[0] in "[{":
        value = re.split(r"[],}#]", rest)[0].strip() if cause == "Invalid value" else ""
    if value and cause.startswith(("Invalid value", "Expected newline")):
        instead = as_number(value) or as_date(value) or as_truth(value)
        text = quoted(shortened(value)) if value[0].isalpha() else "text in quotes"
        remedy = instead or f"one number, a date, true, false or {text}"
        return f"{shortened(value)} can't be read.", f"Write {remedy}."
    for sign, problem, remedy in _CAUSES:
        if sign in cause:
            return problem, remedy
    return f"this line can't be read ({cause}).", "Write it as: key = value."


_CAUSES = (
    ("Invalid value", "a value is missing.", "Write it after the = sign or the comma."),
    ("Expected newline", "there is more on this line than one setting.", "Start a new line."),
    ("Invalid date", "there is no such day in the calendar.", "Write a date such as 2018-10-01."),
    ("Invalid hex", "a backslash in text starts a special sign.", "Write \\\\ for each \\."),
    ("Unescaped", "a backslash in text starts a special sign.", "Write \\\\ for each \\."),
    ("Illegal character", "text in quotes isn't closed on its line.", "Add the closing quote."),
    ("Unterminated string", "text in quotes isn't closed.", "Add the closing quote."),
    ("Expected \"'", "text in quotes isn't closed.", "Add the closing quote."),
    ("Unclosed array", "a list isn't closed.", "Check for a missing comma or ]."),
    ("Unclosed inline table", "a table isn't closed.", "Check for a missing comma or }."),
    ("table declaration", "the name of a table isn't closed.", "Write it as [name]."),
    ("array declaration", "the name of a table isn't closed.", "Write it as [[name]]."),
    ("Expected '='", "there is no = after the key.", "Write it as: key = value."),
    ("twice", "this table is written twice.", "Keep one of the two."),
    ("overwrite", "this key is written twice.", "Keep one of the two."),
    ("mutate", "this adds to a table that was already written whole.", "Write it there."),
    ("redefine", "this table is written twice.", "Keep one of the two."),
)
"""What the parser says, what it means, and what to do; the first that fits."""


def _key_on(line: int | None, text: str) -> str | None:
    """The innermost key that starts on a line, as a person would write it."""
    paths = (path for path, at in lines_of(text).first.items() if at == line)
    innermost = max(paths, key=len, default=())
    return dotted(innermost) or None
