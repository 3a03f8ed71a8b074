"""What a planner may write in a scenario file, table by table.

Every class is one table; every attribute is one key, with its unit in its name. ``_days`` are
working days, ``per_week`` means per five working days, ``per_year`` per working year (see
:mod:`sim.clock`). The docstring under an attribute is what an editor shows for the key.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.consistency import check_consistent
from sim.scenario.quantities import Model
from sim.scenario.tables.derived import Appraisal, AuditIndex, Costs, Indices, MoraleIndex
from sim.scenario.tables.interventions import Cohort, Intervention, ProjectPost
from sim.scenario.tables.pathway import (
    MONTHS,
    Allocation,
    Demand,
    Limits,
    ReReferral,
    Stage,
)
from sim.scenario.tables.readings import Alternative, Reading
from sim.scenario.tables.roles import (
    Agency,
    Hiring,
    Leaving,
    NewlyQualified,
    Roles,
    SharedSupport,
    Sickness,
    SocialWorker,
    SocialWorkerHiring,
    SocialWorkerLeaving,
    SocialWorkerSickness,
    SupportRole,
)
from sim.scenario.tables.service import Bands, Run, Team
from sim.scenario.tables.sources import Document
from sim.scenario.tables.words import Name, Text

__all__ = [
    "MONTHS",
    "Agency",
    "Allocation",
    "Alternative",
    "Appraisal",
    "AuditIndex",
    "Bands",
    "Cohort",
    "Costs",
    "Demand",
    "Document",
    "Hiring",
    "Indices",
    "Intervention",
    "Leaving",
    "Limits",
    "MoraleIndex",
    "NewlyQualified",
    "ProjectPost",
    "ReReferral",
    "Reading",
    "Roles",
    "Run",
    "Scenario",
    "SharedSupport",
    "Sickness",
    "SocialWorker",
    "SocialWorkerHiring",
    "SocialWorkerLeaving",
    "SocialWorkerSickness",
    "Stage",
    "SupportRole",
    "Team",
]


class Scenario(Model):
    """A staffing scenario, whole: what a planner wrote, checked."""

    name: Name
    """Short name; results go to results/<name>."""
    title: Text = ""
    """One line for the top of a report."""
    description: Text = ""
    """The question, and what the scenario assumes, in a paragraph."""
    answer_for: Text = ""
    """The group or team that a comparison's answer is about; the whole service unless given."""
    run: Run
    """The period, and how often chance is tried."""
    bands: Bands = Bands()
    """The council's bands of caseload."""
    teams: dict[Name, Team] = Field(min_length=1, max_length=1000)
    """The teams."""
    pathway: dict[Name, Stage] = Field(min_length=1, max_length=100)
    """The stages of a case."""
    demand: Demand
    """Referrals."""
    allocation: Allocation = Allocation()
    """Who gets a case."""
    roles: Roles
    """Social workers and support staff."""
    shared_support: dict[Name, SharedSupport] = {}
    """Support posts that serve several teams."""
    interventions: dict[Name, Intervention] = {}
    """Dated changes."""
    indices: Indices = Indices()
    """Derived measures: audit grades and morale."""
    costs: Costs = Costs()
    """Rules of budget, outturn and present value."""
    appraisal: Appraisal = Appraisal()
    """What an option appraisal needs to know besides."""
    readings: dict[Name, Reading] = Field(default={}, max_length=100)
    """Published figures that can be read in more than one way, and the way they are taken."""
    sources: dict[Name, Document] = {}
    """What the short names of sources stand for."""

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        check_consistent(self)
        return self
