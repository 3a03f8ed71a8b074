"""What can go wrong, said once and in plain English.

Every error that a person can cause or meet is a :class:`SimError`. It carries its own exit
code, so that the command line has one place that turns an error into a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class SimError(Exception):
    """An error with a message for a person and an exit code for a shell."""

    exit_code = 1


@dataclass
class InputError(SimError):
    """Something in a scenario, an option or a path is not usable.

    Attributes:
        problem: What is wrong, as a short sentence with the offending value in it.
        remedy: What to do about it.
        file: The file in which it stands, if any.
        line: The line of that file, counted from 1, if it is known.
        key: The dotted scenario key, if any.
    """

    problem: str
    remedy: str = ""
    file: Path | str | None = None
    line: int | None = None
    key: str | None = None
    exit_code = 2

    def __reduce__(self) -> tuple[type[InputError], tuple[object, ...]]:
        """Survive pickling, which by itself forgets what an exception was given by keyword."""
        return type(self), (self.problem, self.remedy, self.file, self.line, self.key)

    def __str__(self) -> str:
        """File, line, key, problem and remedy, in the order in which a person looks."""
        place = "" if self.file is None else f"{self.file}"
        if self.file is not None and self.line is not None:
            place += f", line {self.line}"
        where = ": ".join(part for part in (place, self.key or "") if part)
        said = self.problem if not where else f"{where}: {self.problem}"
        return f"{said} {self.remedy}".rstrip()


class InputErrors(SimError):  # noqa: N818 - several errors in one
    """Several input errors found in one reading, so that all are mended at once.

    Attributes:
        errors: The single errors, in the order of the file.
    """

    exit_code = 2

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        """One error a line."""
        return "\n".join(str(error) for error in self.errors)


class UnfinishedError(SimError):
    """Work stopped before its end; the same command resumes it."""

    exit_code = 3


class MachineError(SimError):
    """The machine refused: no space, no memory, no permission."""

    exit_code = 4
