"""The command line: what can be asked, how it is answered, and the exit codes."""

from __future__ import annotations

from sim.cli.commands import commands
from sim.cli.ending import main
from sim.cli.experiments import calibrate, seek, sensitivity, sweep, validate
from sim.cli.reports import report
from sim.cli.starting import new

__all__ = ["commands", "main"]

for command in (new, sweep, seek, sensitivity, validate, calibrate, report):
    commands.add_command(command)
