"""The command line: its options, and what commands print."""

from __future__ import annotations

import shlex
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

import click

from docs.generate.markdown import code, table
from sim.cli import commands, main

ROOT = Path(__file__).parents[2]


def command_reference() -> str:
    """Every command with its options, as click knows them."""
    return "\n\n".join(_section(name, command) for name, command in commands.commands.items())


def printed(command: str, lines: str = "") -> str:
    """What a command prints on stdout, as a block of text.

    Args:
        command: Everything after ``python -m sim``.
        lines: Which lines to show, such as ``1-12``; all unless given.

    Raises:
        RuntimeError: If it fails.
    """
    said = StringIO()
    with chdir(ROOT), redirect_stdout(said):
        code = main(shlex.split(command))
    if code:
        raise RuntimeError(f"python -m sim {command} ended with {code}")
    shown = said.getvalue().rstrip("\n").split("\n")
    if lines:
        first, last = map(int, lines.split("-"))
        shown = [*shown[first - 1 : last], *(["..."] if last < len(shown) else [])]
    return "\n".join(["```text", *(line.rstrip() for line in shown), "```"])


def _section(name: str, command: click.Command) -> str:
    arguments = [p.make_metavar(click.Context(command)) for p in _positional(command)]
    usage = " ".join(["python -m sim", name, "[OPTIONS]", *arguments])
    rows = [_row(option) for option in command.params if isinstance(option, click.Option)]
    text = " ".join((command.help or "").split())
    options = table(("Option", "Default", "Meaning"), rows)
    return f"## {name}\n\n```\n{usage}\n```\n\n{text}\n\n{options}"


def _positional(command: click.Command) -> list[click.Argument]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Argument)]


def _row(option: click.Option) -> tuple[str, str, str]:
    name = "/".join(option.opts)
    if isinstance(option.type, click.Choice):
        name += f" {'|'.join(map(str, option.type.choices))}"
    elif not option.is_flag:
        name += f" {option.metavar or option.type.name.upper()}"
    default = code(str(option.default)) if option.show_default else ""
    return code(name), default, " ".join((option.help or "").split())
