"""Dated changes that take place during the run."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING

import simpy

from sim.model.allocation import POLICIES, Allocation
from sim.model.posts import CaseworkerPost
from sim.model.recruitment import Hire
from sim.model.support import SupportPost

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.scenario.plan import AllocationPlan, CohortPlan, PostChange

SLIVER = 1e-9
"""FTE smaller than this is rounding, not a part of a post."""


class Interventions:
    """Makes the dated changes of a plan."""

    def __init__(self, service: Service) -> None:
        self.service = service
        plan = service.plan
        changes: list[tuple[float, Callable[[], None]]] = [
            *((rule.time, partial(self.change_allocation, rule)) for rule in plan.allocations),
            *(
                (posts.time, partial(self.change_posts, posts, block))
                for block, posts in enumerate(plan.post_changes, start=plan.first_added_block)
            ),
            *((cohort.time, partial(self.bring, cohort)) for cohort in plan.cohorts),
        ]
        self.changes = sorted(changes, key=lambda change: change[0])
        service.env.process(self.happen())

    def happen(self) -> Generator[simpy.Event, None, None]:
        """Wait for each date in turn."""
        env = self.service.env
        for time, change in self.changes:
            if time > env.now:
                yield env.timeout(time - env.now)
            change()

    def change_allocation(self, rule: AllocationPlan) -> None:
        """Another policy or cap holds from now on."""
        self.service.allocation = Allocation(POLICIES[rule.policy], rule.cap)
        for team in self.service.teams:
            team.allocate_waiting()

    def bring(self, cohort: CohortPlan) -> None:
        """People are ready to start."""
        for _ in range(cohort.number):
            self.service.pipelines[cohort.role].arrive(Hire(cohort.newly_qualified))

    # ---- posts -----------------------------------------------------------------------------

    def change_posts(self, change: PostChange, block: int) -> None:
        """Fund more posts, or fewer."""
        for number, fte in enumerate(change.post_ftes, start=1):
            post = self.new_post(change, number, fte, block)
            if change.filled:
                post.start(Hire(newly_qualified=False))
            post.open()
        if change.removed_fte > 0.0:
            self.remove(change)

    def new_post(
        self, change: PostChange, number: int, fte: float, block: int
    ) -> CaseworkerPost | SupportPost:
        """A post with keys of its own, whatever else has been added."""
        if change.team >= 0:
            team = self.service.teams[change.team]
            key = f"{team.plan.name}/social_worker/{change.intervention}"
            return CaseworkerPost(team, key, number, fte, block)
        plan = self.service.plan.support[change.support]
        post = SupportPost(self.service, plan, number, fte, block, f"/{change.intervention}")
        self.service.support_posts.append(post)
        return post

    def remove(self, change: PostChange) -> None:
        """Take posts out: vacant ones first, then covered ones, then the last ones."""
        if change.team >= 0:
            posts: list[CaseworkerPost | SupportPost] = [*self.service.teams[change.team].posts]
        else:
            plan = self.service.plan.support[change.support]
            posts = [post for post in self.service.support_posts if post.plan is plan]
        left = change.removed_fte
        for post in sorted(posts, key=lambda post: post.removal_order):
            if left <= SLIVER:
                return
            if post.fte <= left + SLIVER:
                left -= post.fte
                post.remove()
            else:
                post.shrink(post.fte - left)
                left = 0.0
