"""[run], [bands] and [teams]: the period, the council's bands, the teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema, model_validator

from sim.scenario.parameters import Parameters
from sim.scenario.quantities import (
    Amount,
    Certain,
    Counted,
    Fte,
    Model,
    Quantity,
    SomeFte,
    plain,
    within,
)
from sim.scenario.tables.words import Name, Text

MOST_REPLICATIONS = 1_000_000
LARGEST_SEED = 2**32 - 1
LAST_YEAR = 9990
MOST_CASES = 1_000_000


Cases = Annotated[
    Quantity, within(0.0, MOST_CASES, f"Write up to {MOST_CASES:,}."), Counted, Certain
]
"""Open cases."""
Caseload = Annotated[Quantity, within(0.0, 1000.0, "Write up to 1,000 cases."), Counted, Certain]
"""Whole cases of a full-time worker."""


class Run(Model):
    """[run]: the period, and how often chance is tried."""

    start: date
    """First day, such as 2018-10-01."""
    end: date
    """Last day, included."""
    replications: int = Field(default=100, ge=1, le=MOST_REPLICATIONS)
    """How many independent futures to simulate."""
    seed: int = Field(default=1, ge=0, le=LARGEST_SEED)
    """Any whole number up to 4294967295; the same seed gives the same results."""
    calendar: Literal["england", "weekdays"] = "england"
    """Working days: England's bank holidays left out, or every weekday."""
    parameter_uncertainty: bool = True
    """Draw uncertain numbers anew for every replication, or use their best values."""
    parameters: Annotated[
        Parameters | None, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})
    ] = None
    """Numbers that are drawn together: a file beside this one or a shipped one, such as a
    calibration's posterior.csv or posterior.parquet. It is read once, and becomes part of the
    scenario."""

    @model_validator(mode="after")
    def _forwards(self) -> Run:
        if self.end < self.start:
            raise ValueError(f"end: {self.end} is before the start, {self.start}; put it later")
        if self.end.year > LAST_YEAR:
            raise ValueError(f"end: dates after the year {LAST_YEAR} can't be counted; end before")
        return self


class Bands(Model):
    """[bands]: the council's bands of caseload per full-time worker, in whole cases."""

    manageable_from: Caseload = plain(20)
    """Fewer is low: capacity to manage more."""
    high_from: Caseload = plain(22)
    """From here caseloads are high."""
    over_from: Caseload = plain(27)
    """From here caseloads must be reduced."""

    @model_validator(mode="after")
    def _rising(self) -> Bands:
        if not self.manageable_from.value < self.high_from.value < self.over_from.value:
            raise ValueError("manageable_from < high_from < over_from must hold; put them in order")
        return self


class Team(Model):
    """[teams.NAME]: a team, its social worker posts and the cases it holds at the start."""

    label: Text = ""
    """The team's name as people write it."""
    kind: Name
    """What the team does; the pathway's stages name the kind that does their work."""
    group: Text = ""
    """The line of the report in which the team is counted; its kind unless given."""
    social_worker_fte: SomeFte
    """Funded social worker posts, full-time equivalent."""
    opening_caseload: Cases = plain(0)
    """Open cases on the first day."""
    opening_vacant_fte: Fte = plain(0.0)
    """Posts that nobody fills or covers on the first day."""
    support_fte: dict[Name, Fte] = {}
    """Funded support posts that serve this team alone, by role."""
    entry_stage: Name | None = None
    """The stage in which referrals to this team start; its kind's first stage unless given."""
    transfers_to: dict[Name, Amount] = {}
    """How cases that leave for another kind of team are shared out; by FTE unless given."""
