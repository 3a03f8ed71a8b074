"""One replication in the kernel: its pools, their growth, and the record it leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache as once
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.compiled import cache, layout
from sim.compiled.cases import LONGEST_WAY, TOO_LONG_WAY, TOO_MANY_EVENTS, TOO_MANY_STAGES
from sim.compiled.service import EVENTS_TO_SPARE, FINISHED, NEEDS_ROOM, PAUSED, ROWS_TO_SPARE, run
from sim.compiled.tables import Tables
from sim.record import POSTS_ROW, STAGE_ROW, WEEKLY, Record
from sim.scenario.plan import Plan

ROWS_AT_A_TIME = 65_536
SPARE_CASES = 1024
PEOPLE_A_POST = 4
"""Room to begin with: for cases beside those of the first day, and for people."""
MOST_SLOTS = 1024
EVENTS_A_CALL = 1 << 21
"""Well under a second's work: a thread that simulates can be stopped so often."""
FAULTS = {
    TOO_LONG_WAY: "a case went through thousands of teams in one moment",
    TOO_MANY_STAGES: "thousands of stages ended in one moment",
    TOO_MANY_EVENTS: "there are more than eight thousand million events",
}


class Kernel:
    """Runs one plan; see :func:`simulate`."""

    def __init__(self, plan: Plan) -> None:
        tables = Tables(plan)
        self.plan, self.state, self.pools = plan, tables.state, tables.pools
        self.blocks: list[npt.NDArray[np.void]] = []
        self.make_pools()
        for field, array in self.pools.items():
            self.point(field, array)

    def point(self, field: str, array: npt.NDArray[Any]) -> None:
        """Tell the kernel where a pool is."""
        self.pools[field] = array
        self.state[field] = array.ctypes.data

    def make_pools(self) -> None:
        """Room for what comes and goes, enough for the first day."""
        plan, s = self.plan, self.state[0]
        opening = sum(part.cases for team in plan.teams for part in team.opening)
        opening += sum(team.dormant for team in plan.teams)
        posts = int(s["n_posts"])
        self.pools["rows"] = np.zeros(ROWS_AT_A_TIME, STAGE_ROW)
        self.pools["weekly"] = np.zeros((len(plan.week_closes) + 1) * len(plan.teams), layout.WEEK)
        self.pools["blocks"] = np.zeros(len(plan.week_closes) * plan.n_blocks, POSTS_ROW)
        self.pools["left"] = np.zeros(LONGEST_WAY, layout.HOLDER)
        room = 1 << (32 * (posts + 8) + len(plan.teams)).bit_length()
        for name in ("urgent", "prompt"):
            self.pools[name] = np.zeros(room, layout.PROMPT)
            s[f"{name}_mask"] = room - 1
        s["end"], s["slots_a_day"] = plan.week_closes[-1], min(1 << posts.bit_length(), MOST_SLOTS)
        s["last_slot"] = int(s["end"] * s["slots_a_day"])
        self.pools["slots"] = np.zeros(int(s["last_slot"]) + 1, layout.SLOT)
        s["rows_room"] = ROWS_AT_A_TIME
        s["free_cases"] = s["free_families"] = -1
        self.pools |= {
            "cases": np.zeros(0, layout.CASE),
            "families": np.zeros(0, layout.FAMILY),
            "holders": np.zeros(0, layout.HOLDER),
            "heap": np.zeros(0, layout.EVENT),
            "laters": np.zeros(1, layout.LATER),
            "workers": np.zeros(0, layout.PERSON),
        }
        self.grow_workers(PEOPLE_A_POST * posts + 1)
        self.grow_cases(opening + int(s["most_children"]) + SPARE_CASES)

    # ---- growth ----------------------------------------------------------------------------

    def make_room(self) -> None:
        """Empty the rows, and double what is nearly full."""
        s = self.state[0]
        if s["n_rows"] + ROWS_TO_SPARE > s["rows_room"]:
            self.keep_rows()
        if s["n_workers"] + s["n_posts"] > s["workers_room"]:
            self.grow_workers(int(s["workers_room"]))
        if s["n_free_cases"] < s["most_children"]:
            self.grow_cases(len(self.pools["cases"]))
        elif s["planned"] + s["most_children"] + EVENTS_TO_SPARE > s["planned_room"]:
            self.grow_heap(len(self.pools["heap"]))

    def grow_cases(self, more: int) -> None:
        """Free places for more cases, for as many families, and for their events."""
        s, teams = self.state[0], len(self.plan.teams)
        for name, free in (("cases", "free_cases"), ("families", "free_families")):
            self.lengthen(name, free, more)
            self.pools[name]["id"][-more:] = np.arange(-more, 0) + len(self.pools[name])
        s["n_free_cases"] += more
        self.point("holders", _longer(self.pools["holders"], more * teams))
        self.grow_heap(more)

    def grow_workers(self, more: int) -> None:
        """Room for more people, and for their events."""
        self.point("workers", _longer(self.pools["workers"], more))
        self.state["workers_room"] = len(self.pools["workers"])
        self.grow_heap(2 * more)

    def grow_heap(self, more: int) -> None:
        """Room for more events."""
        more += 256
        self.point("heap", _longer(self.pools["heap"], more))
        self.state["planned_room"] = len(self.pools["heap"])
        self.lengthen("laters", "free_later", more)

    def lengthen(self, name: str, free: str, more: int) -> None:
        """Free places in a pool, linked."""
        s, size = self.state[0], len(self.pools[name])
        grown = _longer(self.pools[name], more)
        grown["after"][size:] = np.arange(size + 1, size + more + 1)
        grown["after"][-1] = s[free]
        s[free] = size
        self.point(name, grown)

    def keep_rows(self) -> None:
        """Set the finished stages aside."""
        self.blocks.append(self.pools["rows"][: int(self.state[0]["n_rows"])].copy())
        self.state["n_rows"] = 0

    # ---- the run ---------------------------------------------------------------------------

    def run(self, proceed: Callable[[], None]) -> Record:
        """Simulate to the last census."""
        while (outcome := run(self.state, EVENTS_A_CALL)) in (NEEDS_ROOM, PAUSED):
            proceed()
            if outcome == NEEDS_ROOM:
                self.make_room()
        if outcome != FINISHED:
            raise RuntimeError(FAULTS[int(self.state[0]["fault"])])
        rows = self.pools["rows"][: int(self.state[0]["n_rows"])]
        shape = (len(self.plan.week_closes) + 1, len(self.plan.teams))
        weekly = self.pools["weekly"].reshape(shape)[:-1]
        return Record(
            replication=self.plan.replication,
            weekly={one.name: weekly[one.name].copy() for one in WEEKLY},
            stages=np.concatenate((*self.blocks, rows)) if self.blocks else rows,
            event_count=int(self.state[0]["numbered"]),
            posts=self.pools["blocks"].reshape(-1, self.plan.n_blocks).copy(),
        )


def _longer(array: npt.NDArray[Any], more: int) -> npt.NDArray[Any]:
    """The array with room for more at its end, from a cache line's beginning on."""
    size, dtype = len(array) + more, array.dtype
    room = np.zeros(size * dtype.itemsize + layout.LINE, np.uint8)
    first = -room.ctypes.data % layout.LINE
    longer = room[first : first + size * dtype.itemsize].view(dtype)
    longer[: len(array)] = array
    return longer


def code_folder() -> Path | None:
    """Where the machine code of this installation is kept; None if it can't be kept."""
    place = run.stats.cache_path  # type: ignore[attr-defined]
    return Path(place) if place else None


def is_prepared() -> bool:
    """Whether the machine code is on disk, so that nothing needs to be compiled."""
    place = code_folder()
    return place is not None and cache.is_whole(place)


@once
def prepare() -> None:
    """Compile the kernel, or fetch its machine code from disk: simulations then start at once."""
    place, whole = code_folder(), is_prepared()
    if place is not None and not whole:
        cache.empty(place)
    state = np.zeros(1, layout.STATE)
    state["started"] = True
    with suppress(OSError):  # of a disk that has no room for the code, which runs all the same
        run(state, 0)
    if place is not None and not whole:
        cache.seal(place)


def simulate(plan: Plan, proceed: Callable[[], None] = lambda: None) -> Record:
    """Simulate one replication of a plan, bit for bit as :func:`sim.model.simulate` does.

    Args:
        plan: The plan.
        proceed: Called between stretches of well under a second, in the thread that simulates; it
            may raise an exception, which ends the replication.
    """
    prepare()
    return Kernel(plan).run(proceed)
