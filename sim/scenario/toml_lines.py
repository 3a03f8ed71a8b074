"""On which line of a TOML text each key stands; looked up only when there is an error to show."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Where a value stands in a document: names of keys, and places in lists counted from 0."""


class Token(NamedTuple):
    """A piece of TOML text: ``word``, quoted ``text``, ``line`` (its end), ``mark``, ``other``."""

    kind: str
    text: str
    line: int


# An unclosed quotation runs to the end of its line (or file), so that no text, however odd,
# is gone over twice.
_TOKENS = re.compile(
    r"""
      (?P<blank>[ \t]++|\#[^\n]*+)
    | (?P<word>[A-Za-z0-9_+-]++)
    | (?P<text>\"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"{3,5}|\\?\Z)
             | '{3}(?:[^']|'(?!''))*+(?:'{3,5}|\Z)
             | "(?:[^"\\\n]|\\[^\n])*+(?:"|\\?)
             | '[^'\n]*+'? )
    | (?P<line>\n)
    | (?P<mark>[\[\]{}=,.])
    | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)


def tokens_of(text: str) -> Iterator[Token]:
    """The pieces of TOML text in order, without blanks and comments."""
    line = 1
    for match in _TOKENS.finditer(text):
        kind, piece = match.lastgroup or "other", match.group()
        if kind != "blank":
            yield Token(kind, piece, line)
        line += piece.count("\n")


class Lines(NamedTuple):
    """Where a document says what.

    Attributes:
        first: The line on which each key, table and item of a list is first written.
        repeated: Keys and tables written once more, with the line of the repetition.
    """

    first: dict[KeyPath, int]
    repeated: list[tuple[KeyPath, int]]


@lru_cache(maxsize=32)
def lines_of(text: str) -> Lines:
    """The line of every key of a TOML text; whatever is not TOML is passed over."""
    scan = _Scan(text)
    scan.document()
    return Lines(scan.first, scan.repeated)


class _Scan:
    """One pass over the text. It reads no values, so numbers and dates are none of its business.

    Its recursion is as deep as the brackets of the text, which were counted before.
    """

    def __init__(self, text: str) -> None:
        self.tokens = [*tokens_of(text), Token("line", "\n", text.count("\n") + 1)]
        self.at = 0
        self.first: dict[KeyPath, int] = {}
        self.repeated: list[tuple[KeyPath, int]] = []
        self.written: set[KeyPath] = set()
        self.lists: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self.at < len(self.tokens):
            if self.ahead() == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip_to("\n")
            self.at += 1

    def header(self) -> KeyPath:
        line = self.tokens[self.at].line
        is_list = [token.text for token in self.tokens[self.at : self.at + 2]] == ["[", "["]
        self.at += 1 + is_list
        path: KeyPath = ()
        for part in self.key():
            path = (*self.last_of(path), part)
            self.first.setdefault(path, line)
        if is_list:
            self.lists[path] = self.lists.get(path, -1) + 1
        path = self.last_of(path)
        self.note(path, line)
        return path

    def last_of(self, path: KeyPath) -> KeyPath:
        """The last table of a list of tables, which is what its name stands for from then on."""
        return (*path, self.lists[path]) if path in self.lists else path

    def pair(self, table: KeyPath) -> None:
        line = self.tokens[self.at].line
        path = table
        for part in self.key():
            path = (*path, part)
            self.first.setdefault(path, line)
        if path != table:
            self.note(path, line)
        if self.ahead() == "=":
            self.at += 1
            self.value(path)

    def key(self) -> list[str]:
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at].kind in ("word", "text"):
            parts.append(_unquoted(self.tokens[self.at].text))
            self.at += 1
            if self.ahead() != ".":
                break
            self.at += 1
        return parts

    def value(self, path: KeyPath) -> None:
        if self.ahead() in ("[", "{"):
            self.items(path, is_table=self.ahead() == "{")
        else:
            self.skip_to("\n", ",", "]", "}")

    def items(self, path: KeyPath, is_table: bool) -> None:
        self.at += 1
        place = 0
        # either bracket closes, as it does where brackets are counted
        while self.at < len(self.tokens) and self.ahead() not in ("]", "}"):
            start = self.at
            if is_table:
                self.pair(path)
            elif self.ahead() not in ("\n", ","):
                self.note((*path, place), self.tokens[self.at].line)
                self.value((*path, place))
                place += 1
            self.at = max(self.at, start + 1)
        self.at += 1

    def note(self, path: KeyPath, line: int) -> None:
        if path in self.written:
            self.repeated.append((path, line))
        self.written.add(path)
        self.first.setdefault(path, line)

    def ahead(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def skip_to(self, *stops: str) -> None:
        while self.at < len(self.tokens) and self.ahead() not in stops:
            self.at += 1


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    try:
        return str(tomllib.loads(f"part = {part}")["part"])
    except ValueError:
        return part.strip("\"'")
