"""[interventions]: dated changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from sim.scenario.quantities import (
    MOST_POSTS,
    Amount,
    Certain,
    Counted,
    Fte,
    Model,
    Positive,
    Quantity,
    plain,
    within,
)
from sim.scenario.tables.words import Name, Text

MOST_STARTERS = 10_000
MOST_HEADS = 100_000

Starters = Annotated[
    Quantity, within(1.0, MOST_STARTERS, f"Write 1 to {MOST_STARTERS:,} people."), Counted, Certain
]
"""People who start together."""
Heads = Annotated[
    Quantity, within(0.0, MOST_HEADS, f"Write up to {MOST_HEADS:,} people."), Counted, Certain
]
"""People, whatever their hours."""
Change = Annotated[
    Quantity, within(-MOST_POSTS, MOST_POSTS, f"Write up to {MOST_POSTS:,} posts."), Certain
]
"""Posts that are added, or removed if it is negative."""


class ProjectPost(Model):
    """[interventions.NAME.project_posts.POST]: a post that costs money and holds no cases."""

    fte: Fte
    """Full-time equivalent."""
    cost_per_fte_gbp: Amount
    """Yearly cost of a full-time post, on-costs included."""


class Cohort(Model):
    """[interventions.NAME.cohort]: people who are ready to start on the intervention's date."""

    role: Name = "social_worker"
    """The role they take up, wherever posts of it are vacant."""
    number: Starters
    """How many people; those for whom no post is vacant wait for the next one."""
    newly_qualified: bool = True
    """Whether they are newly qualified."""


class Intervention(Model):
    """[interventions.NAME]: a dated change; everything not given stays as it is."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    label: Text = ""
    """The name as people write it."""
    start: date = Field(alias="from")
    """First day of the change."""
    end: date | None = Field(default=None, alias="to")
    """Last day of the change; for good unless given."""
    phase_in_days: Amount = plain(0.0)
    """Working days over which ratios grow evenly from no effect to full effect."""
    posts: dict[Name, dict[Name, Change]] = {}
    """Funded posts added (or removed, if negative) by team or shared support, and role, in FTE."""
    filled_on_first_day: bool = False
    """Whether new posts are filled at once, or recruited for."""
    set_up_cost_gbp: Amount = plain(0.0)
    """Cost for each new person in the first year: laptop, headset."""
    set_up_heads: Heads | None = None
    """How many people need setting up; new posts rounded up, role by role, unless given."""
    non_staff_cost_gbp_per_year: Amount = plain(0.0)
    """Yearly cost for each person: phone, travel."""
    non_staff_heads: Heads | None = None
    """How many people have that cost; as set_up_heads unless given."""
    project_posts: dict[Name, ProjectPost] = {}
    """Posts of a project team, which cost money and hold no cases."""
    market_supplement_gbp_per_year: Amount = plain(0.0)
    """Yearly supplement for each funded social worker FTE of the teams concerned."""
    teams: tuple[Name, ...] = ()
    """The teams that the ratios below and the supplement concern; all unless given."""
    referrals_ratio: Amount = plain(1.0)
    """Referrals as a multiple of what they would be."""
    external_delay_ratio: Amount = plain(1.0)
    """External delays as a multiple of what they would be."""
    re_referral_ratio: Amount = plain(1.0)
    """Re-referrals as a multiple of what they would be."""
    leaving_hazard_ratio: Amount = plain(1.0)
    """Social workers' resignations as a multiple of what they would be."""
    hiring_success_ratio: Amount = plain(1.0)
    """Chance of a social worker recruitment round as a multiple of what it would be."""
    allocation_policy: Literal["least_loaded", "round_robin", "random"] | None = None
    """A new allocation policy."""
    caseload_cap: Positive | None = None
    """A new caseload cap."""
    cohort: Cohort | None = None
    """People who are ready to start."""

    def added(self, place: str, role: str) -> float:
        """Posts that it adds in one place, full-time equivalent; 0 if it says nothing of them."""
        change = self.posts.get(place, {}).get(role)
        return 0.0 if change is None else change.value

    @model_validator(mode="before")
    @classmethod
    def _arrays(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("teams"), list):
            return {**data, "teams": tuple(data["teams"])}
        return data

    @model_validator(mode="after")
    def _forwards(self) -> Intervention:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"to, {self.end}, is before from, {self.start}; put it later")
        return self
