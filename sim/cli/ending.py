"""Run a command to its exit code: whatever happens ends in words or in one JSON object."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sim.cli.commands import commands
from sim.console import ReaderGoneError, let_go_of_stdout, mutter, prepare_streams, tell
from sim.errors import InputError, InputErrors, MachineError, SimError
from sim.signals import Ear, listening

UNEXPECTED = 1
DEBUG = "HEADROOM_DEBUG"
_NO_ROOM = ("failed to map segment", "Cannot allocate memory", "can't start new thread")
"""What the system says where there is no memory for a library, a process or a thread."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no error leaves this function."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    with listening() as ear:
        try:
            _refuse_nowhere()
            code = commands.main(arguments, standalone_mode=False)
            sys.stdout.flush()
            return int(code or 0)
        except BaseException as error:  # the one place that turns errors into words
            return _end(error, ear, "--json" in arguments)


def _refuse_nowhere() -> None:
    """Refuse to work in a folder that somebody has removed: libraries fail there, each in its way.

    Raises:
        MachineError: If the current folder is gone.
    """
    try:
        Path.cwd()
    except OSError as error:
        raise MachineError(
            "The folder that you are in is no longer there. Change to another folder and give the"
            " command again."
        ) from error


def _end(error: BaseException, ear: Ear, as_json: bool) -> int:
    """Say what went wrong, in words or as JSON, and return the exit code."""
    code, words = _explained(error, ear)
    if code and os.environ.get(DEBUG):
        import traceback

        mutter("".join(traceback.format_exception(error)))
    if words:
        mutter(words)
    if isinstance(error, BrokenPipeError):
        let_go_of_stdout()
    elif as_json and code:
        _tell_error(error, code, words, "stopped" if ear.signal_number else "error")
    return code


def _explained(error: BaseException, ear: Ear) -> tuple[int, str]:
    """Exit code and words for an error."""
    if ear.signal_number:
        return ear.exit_code, "Stopped."
    if isinstance(error, SimError):
        return error.exit_code, f"Error: {error}"
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code, ""
    if isinstance(error, ReaderGoneError | BrokenPipeError | SystemExit):
        return _code_of_exit(error), ""
    if isinstance(error, OSError) or _is_want_of_memory(error):
        return MachineError.exit_code, f"Error: {_refusal(error)}"
    return UNEXPECTED, (
        f"Sorry, this is a fault in the program and not in your files ({type(error).__name__}:"
        f" {error}).\nPlease report it with the command that you gave, the scenario file, and what"
        f" the same command prints with {DEBUG}=1 set in the environment."
    )


def _refusal(error: BaseException) -> str:
    """What the machine refused."""
    if _is_want_of_memory(error):
        return "The memory ran out. Close other programs, or ask for fewer --jobs."
    return f"The machine refused: {error}."


def _is_want_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, in this error or in one that it comes from.

    A library that finds no room for itself can't be imported; a pool without threads fails oddly.
    """
    while error is not None:
        if isinstance(error, MemoryError) or any(words in str(error) for words in _NO_ROOM):
            return True
        error = error.__cause__ or error.__context__
    return False


def _code_of_exit(error: BaseException) -> int:
    """The code that a library chose; none is an error where only the reader has left."""
    return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 0


def _tell_error(error: BaseException, code: int, words: str, status: str) -> None:
    """The one JSON object of a command that failed."""
    single = error.errors if isinstance(error, InputErrors) else [error]
    details = [
        {
            "file": None if one.file is None else str(one.file),
            "line": one.line,
            "key": one.key,
            "problem": one.problem,
            "remedy": one.remedy,
        }
        for one in single
        if isinstance(one, InputError)
    ]
    said = error.format_message() if isinstance(error, click.ClickException) else words
    result = {"status": status, "exit_code": code, "message": said, "errors": details}
    try:
        tell(json.dumps(result))
    except (ReaderGoneError, MachineError):
        return
