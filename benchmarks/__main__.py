"""Measure: ``python -m benchmarks --help``."""

from __future__ import annotations

import click

from benchmarks import page
from benchmarks.parts.common import common
from benchmarks.parts.county import county
from benchmarks.parts.growth import growth
from benchmarks.parts.memory import memory
from benchmarks.parts.whole import whole

PARTS = {"common": common, "county": county, "growth": growth, "memory": memory, "whole": whole}


@click.command()
@click.option(
    "--part", "names", multiple=True, type=click.Choice(list(PARTS)),
    help="What to measure; everything unless given. Repeatable.",
)  # fmt: skip
@click.option("--quick", is_flag=True, help="Smaller and fewer rounds, to see that it works.")
@click.option("--write", is_flag=True, help="Put the tables into docs/performance.md.")
def main(names: tuple[str, ...], quick: bool, write: bool) -> None:
    """Measure how fast Headroom is, and how fast others are, and print tables in Markdown.

    common: everybody on the submodel that all can express; county: both engines on whole scenarios;
    growth: with workers, horizon, cases and replications; memory: of 10,000 replications, from the
    first to the report; whole: a run from the command line.
    """
    for name in names or PARTS:
        block = f"{PARTS[name](quick)}\n\n{page.machine()}"
        click.echo(f"\n## {name}\n\n{block}")
        if write:
            page.write(name, block)


if __name__ == "__main__":
    main()
