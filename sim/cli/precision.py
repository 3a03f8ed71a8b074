"""Options of a run that finds out by itself how many replications are enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sim.cli.options import AUTO, together

if TYPE_CHECKING:
    from sim.experiment.precision import Precision

precision_options = together(
    click.option(
        "--half-width",
        "half_widths",
        multiple=True,
        metavar="MEASURE[@UNIT]=X",
        help="With --replications auto: half the width of the 95 % interval of a mean in the last"
        " week, at most, such as caseload_per_fte=1% (of the mean, the usual) or"
        " open_cases@Assessment=5. Without a unit: of every group and the service. Repeatable.",
    ),
    click.option(
        "--most-replications",
        "most",
        type=int,
        metavar="N",
        help="With --replications auto: how many to make at most; 10,000 unless given.",
    ),
)
"""How precise means shall be."""


def precision_of(
    replications: int | str | None, half_widths: Sequence[str], most: int | None
) -> Precision | None:
    """How precise means shall be, where that decides how many replications there are."""
    if replications == AUTO:
        from sim.experiment.precision import Precision

        return Precision.of(half_widths, most)
    if half_widths or most is not None:
        raise click.UsageError("--half-width and --most-replications need --replications auto.")
    return None
