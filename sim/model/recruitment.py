"""Recruitment: rounds of fixed length that succeed by chance, then a time to start."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from sim.streams import Purpose

if TYPE_CHECKING:
    from sim.model.posts import CaseworkerPost
    from sim.model.support import SupportPost
    from sim.scenario.plan import HiringPlan


@dataclass(frozen=True, slots=True)
class Hire:
    """A person who takes up a post.

    Attributes:
        newly_qualified: Whether they have just qualified.
    """

    newly_qualified: bool


class Pipeline:
    """People who are ready to start wherever a post of their role is or becomes vacant."""

    def __init__(self) -> None:
        self.ready: list[Hire] = []
        self.vacant: list[CaseworkerPost | SupportPost] = []

    def arrive(self, hire: Hire) -> None:
        """Someone is ready: they take the post that has been vacant longest, or wait."""
        if self.vacant:
            self.vacant.pop(0).life.interrupt(hire)
        else:
            self.ready.append(hire)

    def withdraw(self, post: CaseworkerPost | SupportPost) -> None:
        """A post is not, or no longer, to be filled."""
        if post in self.vacant:
            self.vacant.remove(post)


def recruited(
    post: CaseworkerPost | SupportPost, plan: HiringPlan, pipeline: Pipeline
) -> Generator[simpy.Event, None, Hire]:
    """Recruit for a vacant post, in rounds, unless somebody is ready.

    Returns:
        The person who starts now.
    """
    if pipeline.ready:
        return pipeline.ready.pop(0)
    pipeline.vacant.append(post)
    try:
        attempt = 0
        while True:
            yield post.env.timeout(plan.round_days)
            success = plan.success * post.hiring_ratio()
            if post.draw(Purpose.ROUND_SUCCESS, attempt) < success:
                break
            attempt += 1
        yield post.env.timeout(plan.start.quantile(post.draw(Purpose.START_DELAY, 0)))
        return Hire(post.draw(Purpose.NEWLY_QUALIFIED, 0) < plan.newly_qualified)
    finally:
        pipeline.withdraw(post)
