"""Two scenarios in one replication meet the same children, the same illnesses, the same market.

What chance decides about somebody must not depend on what else is in the scenario, and nothing
may happen before its cause. Both are checked to the last bit.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.model import simulate
from sim.model.cases import Case
from sim.scenario.planning import make_plan, working_calendar
from sim.scenario.schema import Scenario
from tests.documents import changed

Document = dict[str, Any]


def record_of(document: Document, replication: int = 0, log: bool = False):
    return simulate(make_plan(Scenario.model_validate(document), replication), log)


# ---- draws of others stay the same -------------------------------------------------------------


@pytest.fixture
def steady(everything) -> Document:
    """Nobody's illness, resignation or recruitment depends on caseload, support or the cap."""
    role = everything["roles"]["social_worker"]
    for table in ("leaving", "sickness"):
        role[table] |= {"caseload_effect": 0.0, "support_hazard_ratio": 1.0}
    # by the first day's posts: how many are covered depends on how many there are
    role["agency"] |= {"cap_share": 1.0, "opening_share": 0.0}
    return everything


MORE_WORK = {
    "team_kind": "courts",
    "tasks": 3,
    "task_hours": 2.0,
    "external_delay_days": 4.0,
}
MORE_SUPPORT = {
    "hours_freed_per_week": 3.0,
    "workers_per_support_fte": 5.0,
    "leaving": {"rate_per_year": 2.0},
}
COURT = {"kind": "courts", "social_worker_fte": 2.0, "opening_caseload": 9}
LATER = date(2019, 1, 9)

ADDITIONS = {
    "a post": {"teams__plans__social_worker_fte": 6.0},
    "a team": {"teams__court": COURT, "pathway__hearing": MORE_WORK},
    "demand in a new team": {
        "teams__court": COURT,
        "pathway__hearing": MORE_WORK,
        "demand__referrals_per_week__court": 3.0,
    },
    "a support role": {
        "roles__visitor": MORE_SUPPORT,
        "teams__plans__support_fte__visitor": 2.0,
    },
    "support posts": {"teams__north__support_fte": {"swso": 3.0}},
    "shared support": {
        "shared_support__more": {"role": "admin", "fte": 2.0, "teams": ["south", "plans"]}
    },
    "posts later": {
        "interventions__more": {
            "from": LATER,
            "posts": {"south": {"social_worker": 2.0, "swso": 1.0}},
        }
    },
    "filled posts later": {
        "interventions__more": {
            "from": LATER,
            "posts": {"south": {"social_worker": 1.0}},
            "filled_on_first_day": True,
        }
    },
    "longer delays later": {"interventions__more": {"from": LATER, "external_delay_ratio": 3.0}},
    "returns later": {"interventions__more": {"from": LATER, "re_referral_ratio": 2.0}},
    "another policy": {"allocation__policy": "random"},
    "no cap": {"allocation__caseload_cap": 1000.0},
    "overtime": {"roles__social_worker__overtime_response": 2.0},
}


class Fates:
    """What chance holds for everybody in a run, by name."""

    def __init__(self, document: Document) -> None:
        self.stages = list(document["pathway"])
        self.lives: dict[str, list[Any]] = {}
        enter_leg = Case.enter_leg

        def seen(case: Case, *where: Any) -> None:
            self.lives[case.label] = case.legs
            enter_leg(case, *where)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Case, "enter_leg", seen)
            record = record_of(document, log=True)
        self.arrivals = {}
        self.moves: defaultdict[str, list[str]] = defaultdict(list)
        self.people: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for event in record.log:
            if event.what == "CaseOpened":
                self.arrivals.setdefault(event.who, event.time)
            elif event.what == "CaseTransferred":
                self.moves[event.who].append(event.detail)
            elif "Worker" in event.what and not event.what.startswith("Case"):
                self.people[event.who].append((event.what, event.time))


@pytest.mark.parametrize("addition", ADDITIONS)
def test_an_addition_changes_no_draw_of_anyone_else(steady, addition):
    before, after = Fates(steady), Fates(changed(steady, **ADDITIONS[addition]))
    assert before.lives.keys() <= after.lives.keys()
    same_families(before, after)
    same_destinations(before, after)
    same_people(before, after)


@pytest.mark.parametrize("place", ["first", "last"])
def test_the_place_of_a_team_in_the_file_means_nothing(steady, place):
    """Teams may be written in any order without anyone's chances being dealt anew."""
    more = changed(steady, teams__court=COURT, pathway__hearing=MORE_WORK)
    if place == "first":
        more["teams"] = {"court": COURT} | steady["teams"]
        more["pathway"] = {"hearing": MORE_WORK} | steady["pathway"]
    before, after = Fates(steady), Fates(more)
    same_families(before, after)
    same_destinations(before, after)
    same_people(before, after)


def same_families(before: Fates, after: Fates) -> None:
    """The same families come at the same times, with the same work and the same ways."""
    come = {label: time for label, time in before.arrivals.items() if is_new(label)}
    assert len(come) > 100
    assert come == {label: after.arrivals.get(label) for label in come}
    compared = 0
    for label, legs in before.lives.items():
        # which stage of how many tasks an opening case is found in depends on its team's load
        first = 1 if "opening" in label else 0
        others = after.lives.get(label, [])
        for one, other in zip(legs[first:], others[first:], strict=False):
            assert before.stages[one.stage] == after.stages[other.stage]
            assert (one.hours, one.delays) == (other.hours, other.delays)
            assert one.return_delay == other.return_delay
            compared += 1
    assert compared > 300


def is_new(label: str) -> bool:
    """Whether a case was opened by a referral, and not before the run."""
    return "opening" not in label and "returning" not in label


def same_destinations(before: Fates, after: Fates) -> None:
    shared = before.moves.keys() & after.moves.keys()
    assert len(shared) > 30
    for label in shared:
        for one, other in zip(before.moves[label], after.moves[label], strict=False):
            assert one == other, label


def same_people(before: Fates, after: Fates) -> None:
    """Illness, notice, recruitment and agency cover of every post there was."""
    assert sum(map(len, before.people.values())) > 100
    for post, events in before.people.items():
        assert after.people[post] == events


def test_agency_cover_changes_no_illness_or_resignation_of_permanent_staff(steady):
    """Who covers a vacancy must not decide who is recruited, nor their lives."""
    without = changed(steady, roles__social_worker__agency={"cap_share": 0.0})
    steady["roles"]["social_worker"]["agency"]["conversion_probability"] = 0.0
    covered, bare = Fates(steady), Fates(without)
    permanent = {"WorkerStarted", "WorkerGaveNotice", "WorkerLeft"}
    for post, events in bare.people.items():
        theirs = [event for event in events if event[0] in permanent]
        assert [event for event in covered.people[post] if event[0] in permanent] == theirs


# ---- nothing before its cause ------------------------------------------------------------------

DATES = {"a monday": date(2019, 1, 7), "midweek": date(2019, 1, 9), "a sunday": date(2019, 1, 13)}

CHANGES: dict[str, Document] = {
    "posts": {"posts": {"north": {"social_worker": 2.0}, "plans": {"swso": 1.0}}},
    "filled posts": {"posts": {"north": {"social_worker": 2.0}}, "filled_on_first_day": True},
    "fewer posts": {"posts": {"plans": {"social_worker": -1.5, "admin": -0.5}}},
    "shared posts": {"posts": {"pool": {"swso": 2.0}}, "filled_on_first_day": True},
    "referrals": {"referrals_ratio": 2.0, "teams": ["south"]},
    "referrals phased in": {"referrals_ratio": 3.0, "phase_in_days": 20.0},
    "delays": {"external_delay_ratio": 2.5},
    "returns": {"re_referral_ratio": 3.0},
    "leaving": {"leaving_hazard_ratio": 4.0},
    "hiring": {"hiring_success_ratio": 0.1},
    "policy": {"allocation_policy": "random"},
    "cap": {"caseload_cap": 3.0},
    "cohort": {"cohort": {"number": 4}},
    "support cohort": {"cohort": {"number": 2, "role": "swso"}},
}


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_happens_before_an_intervention(everything, change, day):
    start = DATES[day]
    other = changed(everything, interventions={"later": {"from": start, **CHANGES[change]}})
    base, record = record_of(everything), record_of(other)
    calendar = working_calendar(Scenario.model_validate(everything))
    same_until(base, record, calendar.time_at(start), calendar.week_closes)
    assert not same(base.weekly, record.weekly), "the change does nothing at all"


def test_nothing_happens_before_the_end_of_an_intervention(everything):
    start, end = date(2018, 11, 5), date(2019, 1, 11)
    kept = {"from": start, "posts": {"north": {"social_worker": 2.0}}, "referrals_ratio": 2.0}
    base = record_of(changed(everything, interventions={"later": kept}))
    record = record_of(changed(everything, interventions={"later": kept | {"to": end}}))
    calendar = working_calendar(Scenario.model_validate(everything))
    same_until(base, record, calendar.time_at(date(2019, 1, 14)), calendar.week_closes)
    assert not same(base.weekly, record.weekly)


@pytest.mark.parametrize("end", [date(2019, 7, 31), date(2020, 3, 31), date(2024, 3, 31)])
def test_a_longer_run_begins_like_a_shorter_one(everything, end):
    everything["interventions"] = {"more": {"from": date(2019, 2, 4), **CHANGES["posts"]}}
    short = record_of(everything)
    long = record_of(changed(everything, run__end=end))
    calendar = working_calendar(Scenario.model_validate(everything))
    same_until(short, long, float(calendar.n_days), calendar.week_closes)


def same(one: Document, other: Document) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


def same_until(one, other, time: float, closes) -> None:
    """Census rows up to a time and stages that ended before it are equal, bit for bit."""
    weeks = int(np.searchsorted(closes, time, side="right"))
    assert weeks > 10
    for name, column in one.weekly.items():
        assert np.array_equal(column[:weeks], other.weekly[name][:weeks]), name
    rows = one.stages[one.stages["ended"] < time]
    assert rows.size > 100
    assert rows.tobytes() == other.stages[other.stages["ended"] < time].tobytes()


# ---- teams and replications on their own -------------------------------------------------------


def test_demand_in_one_team_leaves_an_unconnected_one_as_it_is(everything):
    everything["teams"] |= {"court": COURT}
    everything["pathway"] |= {"hearing": MORE_WORK}
    everything["demand"]["referrals_per_week"] |= {"court": 2.0}
    # agency workers are capped across the service, which would connect the two
    everything["roles"]["social_worker"]["agency"]["cap_share"] = 0.0
    base = record_of(everything)
    record = record_of(changed(everything, demand__referrals_per_week__north=5.0))
    court = list(everything["teams"]).index("court")
    for name, column in base.weekly.items():
        assert np.array_equal(column[:, court], record.weekly[name][:, court]), name
    stages = [each.stages[each.stages["team"] == court] for each in (base, record)]
    assert stages[0].size > 20
    assert stages[0].tobytes() == stages[1].tobytes()
    assert not same(base.weekly, record.weekly)


def digest(record) -> str:
    columns = b"".join(column.tobytes() for column in record.weekly.values())
    return sha256(columns + record.stages.tobytes()).hexdigest()


def test_a_replication_is_the_same_alone_and_among_others(everything):
    among = [digest(record_of(everything, replication)) for replication in (0, 1, 2, 5, 3)]
    assert len(set(among)) == len(among)
    assert digest(record_of(everything, 3)) == among[-1]
    assert digest(record_of(everything, 0)) == among[0]


ALONE = """
from hashlib import sha256
from pathlib import Path
from sim.model import simulate
from sim.scenario.load import load_scenario
from sim.scenario.planning import make_plan
record = simulate(make_plan(load_scenario(Path("tests/properties/everything.toml")), 3))
columns = b"".join(column.tobytes() for column in record.weekly.values())
print(sha256(columns + record.stages.tobytes()).hexdigest())
"""


@pytest.mark.parametrize("seed_of_hashes", ["1", "2"])
def test_a_replication_is_the_same_in_another_process(everything, seed_of_hashes):
    """Whatever Python's hash of text is there, which differs between processes."""
    output = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": seed_of_hashes},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output.strip() == digest(record_of(everything, 3))
