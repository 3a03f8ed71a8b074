"""Words on the terminal: results on stdout, progress and complaints on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Literal, TextIO

from sim.errors import MachineError, SimError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from sim.experiment.replicate import Done

_SECONDS_BETWEEN_LINES = 30.0


class ReaderGoneError(Exception):
    """Nobody reads our output any more, as after ``| head``; no reason to complain."""


def clean(text: str) -> str:
    """Text without control characters, which could command the terminal; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def tell(text: str = "") -> None:
    """Print a result on stdout.

    Raises:
        ReaderGoneError: If the reader has left.
        MachineError: If the output cannot be written, as on a full disk.
    """
    try:
        sys.stdout.write(f"{clean(text)}\n")
        sys.stdout.flush()
    except OSError as error:
        let_go_of_stdout()
        if isinstance(error, BrokenPipeError) or os.name == "nt":
            raise ReaderGoneError from error
        raise MachineError(f"The output could not be written: {error.strerror}.") from error


def let_go_of_stdout() -> None:
    """Let what is still to be written go nowhere, so that Python does not complain at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def mutter(text: str) -> None:
    """Print a message on stderr; that nobody reads it is no reason to stop."""
    with suppress(OSError):
        sys.stderr.write(f"{clean(text)}\n")
        sys.stderr.flush()


def prepare_streams() -> None:
    """Have somewhere to write to, where every character gets through, if only as a substitute.

    A stream that was closed before the program began is opened to nowhere. Else the next file that
    is opened would get its number, and anything written to it, such as a library's complaint,
    would go among the results.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # gets the lowest number free, which is its
            setattr(sys, name, os.fdopen(nowhere, "w" if number else "r", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def tell_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: ruled on a terminal, else plain text with columns in line.

    Args:
        title: What the table shows.
        headings: One for each column; the first column is text, numbers are set to the right.
        rows: The cells, as text.
    """
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in rows]
    if sys.stdout.isatty():
        _tell_ruled(title, headings, cells)
        return
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    right = [_is_numeric(column) for column in zip(*cells, strict=True)] or [False] * len(headings)
    tell(title)
    for row in (headings, *cells):
        columns = zip(row, widths, right, strict=True)
        line = "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in columns)
        tell(f"  {line.rstrip()}")


def _is_numeric(column: Sequence[str]) -> bool:
    return all(not cell or cell.lstrip("-£+")[:1].isdigit() for cell in column)


def _tell_ruled(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - on a terminal only
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    right = [_is_numeric(column) for column in zip(*rows, strict=True)] or [False] * len(headings)
    table = Table(title=Text(title), title_justify="left")
    for heading, is_right in zip(headings, right, strict=True):
        side: Literal["right", "left"] = "right" if is_right else "left"
        table.add_column(Text(heading), justify=side, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    with console.capture() as captured:
        console.print(table)
    sys.stdout.write(captured.get())


class Narrator:
    """Tell on stderr how a run goes: a bar with the time left on a terminal, else a few lines.

    Args:
        quiet: Say nothing at all.
        stream: Where to look whether it is a terminal.
    """

    def __init__(self, quiet: bool, stream: TextIO) -> None:
        self._quiet = quiet
        self._on_terminal = stream.isatty() and not quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._began = self._last_line = 0.0
        self.total: int | None = 0
        self.done = self._there = 0

    def __enter__(self) -> Narrator:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._close()
        if self.total != 0 and kind is not None and not issubclass(kind, SimError):
            mutter(f"{self._count(self.done)} are kept; the same command goes on from there.")

    def begins(self, total: int | None, there: int) -> None:
        """Replications are about to be made."""
        if total is None and self.total is None:
            self.done = there
            self._show_bar()
            return
        self.total = total
        if there:
            self.says(f"Going on from {self._count(there)}.")
        if total is not None and there < total and not self._on_terminal:
            left = total - there
            self.says(f"Simulating {left:,} replication{'' if left == 1 else 's'}.")
        self.extends(total, there)

    def extends(self, total: int | None, there: int) -> None:
        """More are about to be made; who extends them says why."""
        self.total, self.done, self._there = total, there, there
        self._began = self._last_line = monotonic()
        if there != total:
            self._close()
            self._show_bar()

    def advances(self, done: Done) -> None:  # noqa: ARG002 - part of the protocol
        """A replication is done."""
        self.done += 1
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.done)
        elif monotonic() - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = monotonic()
            self.says(f"{self._count(self.done)}{self._time_left()}.")
        if self.done == self.total:
            self._close()

    def says(self, words: str) -> None:
        """Print a sentence."""
        if not self._quiet:
            self._close()
            mutter(words)

    def _count(self, there: int) -> str:
        of_all = "" if self.total is None else f" of {self.total:,}"
        return f"{there:,}{of_all} replications"

    def _time_left(self) -> str:
        if self.total is None:
            return " so far"
        each = (monotonic() - self._began) / max(1, self.done - self._there)
        minutes = each * (self.total - self.done) / 60.0
        return f", about {minutes:.0f} minutes left" if minutes >= 1.5 else ", about a minute left"

    def _show_bar(self) -> None:
        if not self._on_terminal or self._bar is not None:
            return
        from rich.console import Console  # noqa: PLC0415 - on a terminal only
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("Replications"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=self.total, completed=self.done)
        self._bar.start()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
