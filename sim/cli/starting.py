"""The command that makes a scenario out of a table."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from sim.cli.options import json_option


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="Sheet of an Excel workbook; the first unless given.")
@click.option(
    "--start",
    metavar="DATE",
    help="First day to simulate, such as 2027-04-01; the next 1 April unless given.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Scenario file to write; in this folder, and named after the table, unless given.",
)
@click.option("--example", is_flag=True, help="Write TABLE, an example to fill in (.xlsx or .csv).")
@json_option
def new(
    *,
    table: Path,
    sheet: str | None,
    start: str | None,
    out: Path | None,
    example: bool,
    as_json: bool,
) -> None:
    """Make a scenario of your own from a CSV or Excel table of your teams.

    A row for each team: its name, kind of work, social worker posts, open cases and referrals. No
    file is ever written over another.
    """
    from sim.answers.new import tell_example, tell_new

    if example:
        if sheet or start or out:
            raise click.UsageError("--example goes with no other option but --json.")
        from sim.scenario.starter.example import write_example

        write_example(table)
        tell_example(table, as_json)
        return
    from sim.scenario.starter.make import make_starter

    tell_new(make_starter(table, sheet, _start(start), out), as_json)


def _start(said: str | None) -> date:
    """The first day to simulate: as said, or the start of the next financial year."""
    from sim.scenario.starter.make import next_april
    from sim.scenario.wording import as_date

    if said is None:
        return next_april(datetime.now().astimezone().date())
    day = as_date(said)
    if day is None:
        raise click.BadParameter(f"{said!r} is no day; write 2027-04-01.", param_hint="--start")
    return date.fromisoformat(day)
