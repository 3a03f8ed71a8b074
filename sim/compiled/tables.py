"""A plan as flat tables: what the kernel reads, and the state it starts from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.compiled import layout
from sim.compiled.allocation import POLICIES
from sim.compiled.interventions import ALLOCATION, COHORT, POSTS
from sim.samplers import Kind, Sampler
from sim.samplers.sampler import CELLS_PER_SCORE
from sim.scenario.plan import OpeningPlan, Plan, StagePlan, TeamPlan
from sim.streams import name_hash

Pool = npt.NDArray[Any]
Column = npt.NDArray[np.float64]

_hash = lru_cache(maxsize=65_536)(name_hash)


class Tables:
    """Collects a plan's records; pools by the names of the state's fields that point to them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.floats: list[npt.NDArray[np.float64]] = []
        self.ints: list[int] = []
        self.n_floats = 0
        self.samplers: dict[int, int] = {}
        self.sampler_rows: list[tuple[float, ...]] = []
        self.state = np.zeros(1, layout.STATE)
        self.pools: dict[str, Pool] = {}
        self.put(plan.week_closes)  # first, where the census looks for them
        self.posts_of_changes: list[tuple[int, int]] = []
        self.staff()
        self.write_roles()
        self.write_stages()
        self.write_teams()
        self.write_changes()
        self.write_state()
        self.pools["floats"] = np.concatenate(self.floats)
        self.pools["ints"] = np.array([*self.ints, 0], np.int64)
        self.pools["samplers"] = np.array(self.sampler_rows, layout.SAMPLER)

    # ---- numbers ---------------------------------------------------------------------------

    def put(self, values: Sequence[float] | npt.NDArray[np.float64]) -> int:
        """Keep numbers; returns where they begin."""
        first = self.n_floats
        self.floats.append(np.asarray(values, np.float64))
        self.n_floats += len(values)
        return first

    def put_ints(self, values: Iterable[int]) -> int:
        """Keep whole numbers; returns where they begin."""
        first = len(self.ints)
        self.ints.extend(values)
        return first

    def sampler(self, one: Sampler) -> int:
        """The place of a sampler."""
        place = self.samplers.get(id(one))
        if place is None:
            place = self.samplers[id(one)] = len(self.sampler_rows)
            columns = cells(one) if one.kind is Kind.TABLE else one.arrays
            xs, ys, slopes = (self.put(column) for column in columns)
            size = len(one.xs)
            self.sampler_rows.append((one.a, one.b, one.c, int(one.kind), xs, ys, slopes, size))
        return place

    # ---- posts -----------------------------------------------------------------------------

    def staff(self) -> None:
        """Every post there will ever be: the teams' own, then support posts, as they come."""
        plan = self.plan
        rows: list[dict[str, Any]] = []
        self.first_posts: list[int] = []
        added: dict[int, tuple[int, int]] = {}
        for team, of_team in enumerate(plan.teams):
            self.first_posts.append(len(rows))
            key = f"{of_team.name}/social_worker"
            rows += self.team_posts((team, team), key, of_team.post_ftes, True)
            for number, change in enumerate(plan.post_changes):
                if change.team == team and change.post_ftes:
                    added[number] = len(rows), len(change.post_ftes)
                    key = f"{of_team.name}/social_worker/{change.intervention}"
                    where = team, plan.first_added_block + number
                    rows += self.team_posts(where, key, change.post_ftes, False)
            for place, row in enumerate(rows[self.first_posts[-1] :]):
                row["place"] = place
        self.first_posts.append(len(rows))
        self.write_parts()
        for place, support in enumerate(plan.support):
            where = place, len(plan.teams) + place
            rows += self.support_posts(where, support.name, support.post_ftes, True)
        for number, change in enumerate(plan.post_changes):
            if change.team < 0 and change.post_ftes:
                added[number] = len(rows), len(change.post_ftes)
                key = f"{plan.support[change.support].name}/{change.intervention}"
                where = change.support, plan.first_added_block + number
                rows += self.support_posts(where, key, change.post_ftes, False)
        self.added = added
        self.pools["posts"] = _records(layout.POST, rows)

    def team_posts(
        self, where: tuple[int, int], key: str, ftes: tuple[float, ...], funded: bool
    ) -> list[dict[str, Any]]:
        """Social worker posts of one name, in a team and a block."""
        team, block = where
        shared = {
            "team": team, "support": -1, "role": -1, "block": block, "worker": -1, "funded": funded,
            "name": _hash(key), "agency_name": _hash(f"{key}/agency"),
        }  # fmt: skip
        return [{**shared, "number": i, "fte": fte} for i, fte in enumerate(ftes, start=1)]

    def support_posts(
        self, where: tuple[int, int], key: str, ftes: tuple[float, ...], funded: bool
    ) -> list[dict[str, Any]]:
        """Support posts of one name, in a place and a block."""
        place, block = where
        plan = self.plan.support[place]
        shared = {
            "team": -1, "support": place, "role": plan.role, "block": block, "worker": -1,
            "funded": funded, "name": _hash(key), "parts": self.parts[place],
            "n_parts": len(plan.parts),
        }  # fmt: skip
        return [{**shared, "number": i, "fte": fte} for i, fte in enumerate(ftes, start=1)]

    def write_parts(self) -> None:
        """The parts that teams get of support posts, place by place."""
        self.parts: list[int] = []
        rows: list[dict[str, Any]] = []
        for support in self.plan.support:
            self.parts.append(len(rows))
            rows += [{"team": team, "part": part} for team, part in support.parts]
        self.pools["parts"] = _records(layout.PART, rows)

    # ---- roles and stages ------------------------------------------------------------------

    def write_roles(self) -> None:
        """The social workers' role, and support roles."""
        plan = self.plan
        coming = [0] * (len(plan.support_roles) + 1)
        for cohort in plan.cohorts:
            coming[cohort.role + 1] += cohort.number
        rows, first = [], 0
        for role, number in zip((plan.social_worker, *plan.support_roles), coming, strict=True):
            rows.append(self.role(role) | {"first_ready": first})
            first += number
        self.pools["roles"] = _records(layout.ROLE, rows)
        self.pools["ready"] = np.zeros(first + 1, layout.HOLDER)

    def role(self, role: Any) -> dict[str, Any]:
        """What a role's people live by."""
        leaving, sick, hiring = role.leaving, role.sickness, role.hiring
        row = {
            "leaving_rate": leaving.rate,
            "notice": self.sampler(leaving.notice),
            "leaving_effect": leaving.caseload_effect,
            "leaving_reference": leaving.reference,
            "leaving_log_support": leaving.log_support,
            "leaving_log_newly_qualified": leaving.log_newly_qualified,
            "leaving_max_ratio": leaving.max_ratio,
            "sick_rate": sick.rate,
            "long_share": sick.long_share,
            "absent_at_start": sick.absent_at_start,
            "long_at_start": sick.long_at_start,
            "reallocate_after": sick.reallocate_after,
            "sick_effect": sick.caseload_effect,
            "sick_reference": sick.reference,
            "sick_log_support": sick.log_support,
            "sick_max_ratio": sick.max_ratio,
            "round_days": hiring.round_days,
            "success": hiring.success,
            "newly_qualified": hiring.newly_qualified,
            "first_vacant": -1,
            "last_vacant": -1,
            "start": self.sampler(hiring.start),
        }
        for name in ("short", "long", "short_residual", "long_residual"):
            row[name] = self.sampler(getattr(sick, name))
        if hasattr(role, "workers_per_fte"):
            row["workers_per_fte"] = role.workers_per_fte
            row["freed_hours"] = self.put(role.freed_hours)
            row["suitability"] = self.put(role.suitability)
        return row

    def write_stages(self) -> None:
        """The stages of the pathway."""
        self.pools["stages"] = _records(layout.STAGE, [self.stage(s) for s in self.plan.stages])

    def stage(self, stage: StagePlan) -> dict[str, Any]:
        """One stage."""
        names = ("kind", "first_due", "task_due", "seen_limit", "completion_limit", "weight")
        row = {name: getattr(stage, name) for name in names}
        for name in ("tasks", "task_hours", "external_delay", "external_delay_residual"):
            row[name] = self.sampler(getattr(stage, name))
        row["n_routes"] = len(stage.routes)
        row["routes"] = self.put_ints(stage.routes)
        row["route_ends"] = self.put(stage.route_ends)
        row["never_away"] = stage.tasks.quantile(1.0 - 2.0**-50) < 2.0
        return row | self.found(stage.tasks)

    def found(self, tasks: Sampler) -> dict[str, Any]:
        """Numbers of tasks of stages found in progress: see sim.model.opening.found_tasks."""
        if tasks.kind is Kind.FIXED:
            return {f"found_fixed_{k}": max(1 + k, round(tasks.a)) for k in (0, 1)}
        cumulative, counts, _ = tasks.arrays
        row = {"n_found": counts.size, "found_counts": self.put(counts)}
        for fewer in (0, 1):
            chances = np.diff(cumulative, prepend=0.0) * np.maximum(counts - fewer, 0.0)
            ends = np.cumsum(chances)
            if ends[-1] <= 0.0:
                row[f"found_fixed_{fewer}"] = 1 + fewer
            else:
                row[f"found_ends_{fewer}"] = self.put(ends / ends[-1])
        return row

    # ---- teams -----------------------------------------------------------------------------

    def write_teams(self) -> None:
        """The teams, and room for their workers and support posts."""
        self.openings: list[dict[str, Any]] = []
        served = [0] * len(self.plan.teams)
        for post in self.pools["posts"][self.first_posts[-1] :]:
            for team, _ in self.plan.support[post["support"]].parts:
                served[team] += 1
        rows, support, ranks = [], 0, 0
        for place, team in enumerate(self.plan.teams):
            posts = self.first_posts[place + 1] - self.first_posts[place]
            leaves = 1 << max(posts - 1, 1).bit_length()
            rows.append(self.team(place, team))
            rows[-1] |= {"support": support, "ranks": ranks, "leaves": leaves}
            support += served[place]
            ranks += 2 * leaves
        self.pools["ranks"] = np.zeros(ranks, layout.RANK)
        self.pools["ranks"]["load"] = np.inf
        self.pools["teams"] = _records(layout.TEAM, rows)
        self.pools["openings"] = _records(layout.OPENING, self.openings)
        self.pools["team_workers"] = np.zeros(self.first_posts[-1] + 1, layout.HOLDER)
        self.pools["team_support"] = np.zeros(support + 1, layout.PART)

    def team(self, place: int, team: TeamPlan) -> dict[str, Any]:
        """One team."""
        first = len(self.openings)
        self.openings += [self.opening(part) for part in team.opening]
        names = ("kind", "vacant_posts", "agency_posts", "entry", "dormant")
        ratios = ("delay_ratio", "return_ratio", "leaving_ratio", "hiring_ratio")
        return (
            {name: getattr(team, name) for name in names}
            | {name: self.put(getattr(team, name)) for name in ratios}
            | {
                "name": _hash(team.name),
                "opening_name": _hash(f"{team.name}/opening"),
                "dormant_name": _hash(f"{team.name}/dormant"),
                "posts": self.first_posts[place],
                "n_posts": len(team.post_ftes),
                "workers": self.first_posts[place],
                "openings": first,
                "n_openings": len(team.opening),
                "first_waiting": -1,
                "last_waiting": -1,
                "expected": self.put(team.expected_referrals),
                "last_expected": team.expected_referrals[-1],
                "transfers": self.transfers(team),
            }
        )

    def transfers(self, team: TeamPlan) -> int:
        """For each kind where its teams and their probabilities begin, and how many they are."""
        where = [
            (self.put_ints(places), self.put(ends), len(places)) for places, ends in team.transfers
        ]
        return self.put_ints(chain.from_iterable(where))

    def opening(self, part: OpeningPlan) -> dict[str, Any]:
        """Cases of one stage on the first day."""
        return {
            "stage": part.stage,
            "cases": part.cases,
            "with_worker": part.with_worker,
            "origins": self.put_ints(part.origins),
            "origin_ends": self.put(part.origin_ends),
            "n_origins": len(part.origins),
        }

    # ---- changes, and the state ------------------------------------------------------------

    def write_changes(self) -> None:
        """Dated changes in the order in which they are made."""
        plan = self.plan
        rows: list[dict[str, Any]] = [
            {"time": rule.time, "kind": ALLOCATION, "policy": POLICIES[rule.policy],
             "cap": rule.cap} for rule in plan.allocations
        ]  # fmt: skip
        for number, change in enumerate(plan.post_changes):
            first, count = self.added.get(number, (0, 0))
            rows.append(
                {"time": change.time, "kind": POSTS, "team": change.team,
                 "support": change.support, "posts": first, "n_posts": count,
                 "removed_fte": change.removed_fte, "filled": change.filled}
            )  # fmt: skip
        rows += [
            {"time": one.time, "kind": COHORT, "role": one.role, "number": one.number,
             "newly_qualified": one.newly_qualified} for one in plan.cohorts
        ]  # fmt: skip
        rows.sort(key=lambda row: row["time"])
        self.pools["changes"] = _records(layout.CHANGE, rows)

    def write_state(self) -> None:
        """Everything that is one number."""
        s, plan = self.state[0], self.plan
        role, weights = plan.social_worker, {stage.weight for stage in plan.stages}
        for name in (
            "base_hours", "delegable_hours", "max_overtime", "overtime_response",
            "newly_qualified_opening", "newly_qualified_days", "productivity", "protected_share",
        ):  # fmt: skip
            s[name] = getattr(role, name)
        for name in (
            "seed", "replication", "sibling_work", "first_child_share", "return_probability",
            "handover_hours",
        ):  # fmt: skip
            s[name] = getattr(plan, name)
        for name in ("children", "return_delay", "return_residual"):
            s[name] = self.sampler(getattr(plan, name))
        for name in ("lag", "stay", "stay_residual"):
            s[f"agency_{name}"] = self.sampler(getattr(role.agency, name))
        s["agency_cap"], s["agency_conversion"] = role.agency.cap, role.agency.conversion
        s["equal_weights"], s["weight"] = len(weights) == 1, min(weights)
        s["policy"] = POLICIES[plan.allocations[0].policy]
        s["cap"] = plan.allocations[0].cap
        s["weeks"] = s["numbered"] = len(plan.week_closes)
        s["n_teams"], s["n_roles"] = len(plan.teams), len(plan.support_roles)
        s["n_posts"], s["first_support_post"] = len(self.pools["posts"]), self.first_posts[-1]
        s["n_changes"] = len(self.pools["changes"])
        s["n_blocks"] = plan.n_blocks
        s["manageable_from"], s["high_from"], s["over_from"] = plan.bands
        s["kind_names"] = self.put_ints(_hash(kind) for kind in plan.kinds)
        s["most_children"] = int(plan.children.quantile(1.0 - 2.0**-53)) + 1


def cells(table: Sampler) -> tuple[Column, Column, Column]:
    """A table as the coefficients of a cubic for each cell, rounded as in sim.samplers.sampler."""
    none, y, slopes = table.arrays
    m = slopes * (1.0 / CELLS_PER_SCORE)
    rise, m0, m1 = y[1:] - y[:-1], m[:-1], m[1:]
    columns = y[:-1], m0, 3.0 * rise - 2.0 * m0 - m1, m0 + m1 - 2.0 * rise
    return none, np.array(columns).T.ravel(), none


def _records(dtype: np.dtype[Any], rows: list[dict[str, Any]]) -> Pool:
    """Records with their own places as ``id``, where they have one, and 0 where nothing is said."""
    result = np.zeros(len(rows), dtype)
    for name in {name for row in rows for name in row}:
        result[name] = [row.get(name, 0) for row in rows]
    if "id" in (dtype.names or ()):
        result["id"] = np.arange(len(rows))
    return result
