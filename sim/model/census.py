"""The weekly census: a look at every team at the close of each week."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from math import floor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simpy

from sim.model.team import Tally
from sim.portable import add_up
from sim.record import POSTS_ROW, WEEKLY

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.model.team import Team


class Census:
    """Writes down stocks, and flows since the last time, week by week."""

    def __init__(self, service: Service) -> None:
        self.service = service
        shape = (len(service.plan.week_closes), len(service.teams))
        self.weekly: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]] = {
            column.name: np.zeros(shape, column.dtype) for column in WEEKLY
        }
        self.posts = np.zeros((len(service.plan.week_closes), service.plan.n_blocks), POSTS_ROW)
        # scheduled before anything else, so that at equal times the census comes first: the close
        # of Friday is also the start of Monday, and Monday's changes belong to Monday
        closes = [service.env.timeout(close) for close in service.plan.week_closes.tolist()]
        for week, close in enumerate(closes):
            close.callbacks.append(partial(self.take, week))
        self.last = closes[-1]

    def take(self, week: int, _: simpy.Event) -> None:
        """Look at all teams at the close of a week."""
        for team in self.service.teams:
            self.write(week, team)
            team.allocate_waiting()  # experience has grown, and with it protected caseloads
        self.count_blocks(week)

    def write(self, week: int, team: Team) -> None:
        """Fill one row."""
        for worker in team.workers:
            worker.grow()
        team.refresh()
        row = self.stocks(team) | asdict(team.tally)
        team.tally = Tally()
        for name, value in row.items():
            self.weekly[name][week, team.place] = value

    def stocks(self, team: Team) -> dict[str, float]:
        """The state of a team."""
        permanent = [worker for worker in team.workers if not worker.agency]
        agency = [worker for worker in team.workers if worker.agency]
        establishment = add_up(post.fte for post in team.posts)
        in_post = add_up(worker.fte for worker in permanent)
        covered = add_up(worker.fte for worker in agency)
        return {
            "open_cases": team.open_cases,
            "unallocated_cases": len(team.waiting),
            "establishment_fte": establishment,
            "in_post_fte": in_post,
            "agency_fte": covered,
            "vacant_fte": add_up(post.fte for post in team.posts if post.worker is None),
            "absent_fte": add_up(worker.fte for worker in team.workers if worker.absent),
            "newly_qualified_fte": add_up(w.fte for w in permanent if w.newly_qualified),
            "support_establishment_fte": add_up(post.fte * part for post, part in team.support),
            "support_fte": add_up(p.fte * part for p, part in team.support if p.worker is not None),
            "support_present_fte": add_up(post.present_fte * part for post, part in team.support),
            "supported_fte": team.coverage * add_up(w.fte for w in team.workers if not w.absent),
            "hours_waiting": add_up(worker.hours_waiting for worker in team.workers),
        } | self.bands(team)

    def count_blocks(self, week: int) -> None:
        """Funded posts by block: all of them, those filled permanently, those agency covers."""
        sums = [[0.0, 0.0, 0.0] for _ in range(self.service.plan.n_blocks)]
        for post in self.service.all_posts():
            block = sums[post.block]
            block[0] += post.fte
            if post.worker is not None:
                block[2 if post.worker.agency else 1] += post.fte
        self.posts[week] = [tuple(block) for block in sums]

    def bands(self, team: Team) -> dict[str, float]:
        """Workers by band of their caseload per FTE, rounded half up to whole cases."""
        manageable, high, over = self.service.plan.bands
        counts = dict.fromkeys(("low", "manageable", "high", "over"), 0)
        for worker in team.workers:
            cases = floor(worker.caseload_per_fte + 0.5)
            band = (
                "low" if cases < manageable
                else "manageable" if cases < high
                else "high" if cases < over
                else "over"
            )  # fmt: skip
            counts[band] += 1
        return {f"workers_in_band_{band}": count for band, count in counts.items()}
