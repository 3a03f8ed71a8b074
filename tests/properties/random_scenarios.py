"""Small random scenarios in which every feature of the model is on or off.

The property tests and the comparison of the engines draw from :func:`documents`. All numbers
come from few, so that ends, zeros and equal times are met often; :func:`tied` goes further and
lets nearly everything happen at whole days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

STARTS = (date(2018, 10, 1), date(2018, 12, 19), date(2019, 3, 30))
"""A Monday, a Wednesday before bank holidays, a Saturday."""
LARGEST_WORD = 2**32 - 1
POLICIES = st.sampled_from(["least_loaded", "round_robin", "random"])


def exponential(mean: float) -> Document:
    return {"distribution": "exponential", "mean": mean}


def sometimes(draw: st.DrawFn, **keys: st.SearchStrategy[Any]) -> Document:
    """Some of the keys, each with a value of its strategy."""
    return {key: draw(values) for key, values in keys.items() if draw(st.booleans())}


def uncertain(value: float, low: float, high: float) -> st.SearchStrategy[Any]:
    """A number, or the same with a range that replications draw from."""
    shapes = st.sampled_from(["triangular", "uniform", "pert"])
    ranges = shapes.map(lambda shape: {"value": value, "low": low, "high": high, "shape": shape})
    return st.one_of(st.just(value), ranges)


CURVES = [
    exponential(4.0),
    {"distribution": "lognormal", "mean": 3.0, "cv": 1.0},
    {"distribution": "gamma", "mean": 4.0, "cv": 0.7},
    {"distribution": "weibull", "mean": 4.0, "sd": 2.0},
    {"distribution": "triangular", "low": 1.0, "mode": 2.0, "high": 6.0},
    {"distribution": "uniform", "low": 1.0, "high": 9.0},
    {"distribution": "empirical", "values": [0.0, 2.0, 7.0], "weights": [1, 3, 2]},
    {"distribution": "poisson", "mean": 2.0},
]
COUNTS = [
    {"distribution": "poisson", "mean": 1.5},
    {"distribution": "geometric", "mean": 3.0},
    {"distribution": "empirical", "values": [0, 1, 4], "weights": [1, 2, 2]},
    {"distribution": "negative_binomial", "mean": 3.0, "sd": 2.5},
]
DAYS = st.sampled_from([0.0, 5.0, 7.0, *CURVES])
HOURS = st.sampled_from([0.0, 2.5, 5.0, *CURVES])
SHARES = st.sampled_from([0.0, 0.3, 0.7, 1.0])
FTES = st.sampled_from([0.5, 1.0, 1.4, 2.5, 4.0])
RATIOS = st.sampled_from([0.0, 0.5, 1.5])  # three of them on re-referrals stay below 1
CAPS = st.sampled_from([0.1, 1.0, 3.0, 8.0])
EFFECTS = st.sampled_from([0.05, -0.05, 0.5])
HAZARDS = st.sampled_from([0.5, 2.0])


# ---- teams and the pathway ---------------------------------------------------------------------


@st.composite
def stages(
    draw: st.DrawFn, kind: str, onward: list[str], weights: list[float], counts: list[Any]
) -> Document:
    shares = draw(st.sampled_from([(0.4, 0.3), (0.6, 0.0), (0.1, 0.1), (0.5, 0.4)]))
    routes = {name: share for name, share in zip(onward, shares, strict=False) if share}
    limits = sometimes(draw, seen_within_days=st.just(5.0), completed_within_days=st.just(9.0))
    return {
        "team_kind": kind,
        "tasks": draw(st.sampled_from(counts)),
        "task_hours": draw(HOURS),
        "external_delay_days": draw(DAYS),
        "limits": limits,
        "routes": routes if draw(st.booleans()) else {},
        "case_weight": draw(st.sampled_from(weights)),
    } | sometimes(
        draw,
        first_task_due_days=st.sampled_from([0.0, 3.0, 40.0]),
        task_due_days=st.sampled_from([0.0, 3.0, 40.0]),
    )


@st.composite
def teams(draw: st.DrawFn, kind: str, roles: list[str]) -> Document:
    fte = draw(FTES)
    support = {role: draw(FTES) for role in roles if draw(st.booleans())}
    return {
        "kind": kind,
        "social_worker_fte": fte,
        "opening_caseload": draw(st.integers(0, 15)),
        "opening_vacant_fte": fte * draw(st.sampled_from([0.0, 0.0, 0.0, 0.5, 1.0])),
    } | ({"support_fte": support} if support else {})


@st.composite
def pathways(draw: st.DrawFn) -> tuple[dict[str, str], Document]:
    """Kinds of the teams by name, and the stages they work on."""
    weights = draw(st.sampled_from([[1.0], [2.0], [0.5, 1.0, 2.0]]))
    counts = draw(st.sampled_from([[1, 3], [0, 1, 3], [1, 3, *COUNTS], COUNTS]))
    pathway = {
        "assessment": draw(stages("assessment", ["plan", "watch"], weights, counts)),
        "check": draw(
            stages("assessment", ["check"], weights, counts)
        ),  # again and again, for a while
        "plan": draw(stages("district", ["watch", "assessment"], weights, counts)),
        "watch": draw(stages("district", ["check"], weights, counts)),
    }
    kinds = {"north": "assessment", "plans": "district"}
    if draw(st.booleans()):
        kinds["south"] = "assessment"
    if draw(st.booleans()):
        kinds["care"] = "looked_after"
        pathway["care"] = draw(stages("looked_after", [], weights, counts))
        pathway["watch"]["routes"] = {"care": 0.5}
    return kinds, pathway


# ---- roles -------------------------------------------------------------------------------------


@st.composite
def pressures(draw: st.DrawFn) -> Document:
    """What makes resignations or illnesses more likely, or less."""
    return sometimes(
        draw,
        caseload_effect=EFFECTS,
        reference_caseload=st.sampled_from([0.0, 3.0]),
        support_hazard_ratio=HAZARDS,
        max_ratio=st.sampled_from([1.0, 3.0]),
    )


@st.composite
def hirings(draw: st.DrawFn) -> Document:
    return {
        "round_days": draw(st.sampled_from([1.0, 2.5, 8.0])),
        "success_probability": draw(st.one_of(st.just(1.0), uncertain(0.6, 0.3, 0.9))),
        "start_days": draw(DAYS),
    }


@st.composite
def sicknesses(draw: st.DrawFn) -> Document:
    return {
        "spells_per_year": draw(st.sampled_from([0.0, 15.0, 60.0])),
        "short_spell_days": draw(DAYS),
        "long_spell_days": draw(st.sampled_from([12.0, exponential(12.0)])),
    } | sometimes(draw, long_spell_share=SHARES)


@st.composite
def social_workers(draw: st.DrawFn) -> Document:
    return {
        "contract_hours_per_week": 37.0,
        "non_case_hours_per_week": draw(uncertain(9.0, 5.0, 12.0)),
        "leaving": {"rate_per_year": draw(st.sampled_from([0.0, 4.0, 30.0]))}
        | {"notice_days": draw(DAYS)}
        | draw(pressures())
        | sometimes(draw, newly_qualified_hazard_ratio=HAZARDS),
        "sickness": draw(sicknesses())
        | draw(pressures())
        | sometimes(draw, reallocate_after_days=st.sampled_from([1.0, 5.0])),
        "hiring": draw(hirings()) | sometimes(draw, newly_qualified_share=SHARES),
        "newly_qualified": sometimes(
            draw,
            opening_share=SHARES,
            period_days=st.sampled_from([40.0, 200.0]),
            productivity=st.sampled_from([0.2, 0.6]),
            protected_caseload_share=st.sampled_from([0.1, 0.5]),
        ),
        "agency": draw(agencies()),
    } | sometimes(
        draw,
        max_overtime_hours_per_week=st.just(6.0),
        overtime_response=st.sampled_from([0.05, 0.5]),
        delegable_hours_per_week=st.sampled_from([0.0, 4.0]),
    )


@st.composite
def agencies(draw: st.DrawFn) -> Document:
    """Without a share as a cap nobody starts, but who is there on the first day stays a while."""
    return {
        "cap_share": draw(SHARES),
        "cover_lag_days": draw(DAYS),
        "stay_days": draw(st.sampled_from([6.0, exponential(15.0), CURVES[2], CURVES[6]])),
    } | sometimes(draw, conversion_probability=SHARES, opening_share=SHARES)


@st.composite
def support_roles(draw: st.DrawFn) -> Document:
    return {
        "hours_freed_per_week": draw(uncertain(6.5, 0.0, 9.0)),
        "workers_per_support_fte": draw(st.sampled_from([0.5, 2.0])),
    } | sometimes(
        draw,
        suitability=st.sampled_from([{"assessment": 0.5}, {"assessment": 0.0, "district": 0.7}]),
        take_up=SHARES,
        leaving=st.sampled_from([4.0, 30.0]).map(lambda rate: {"rate_per_year": rate}),
        sickness=sicknesses(),
        hiring=hirings(),
    )


# ---- interventions -----------------------------------------------------------------------------


@st.composite
def posts(draw: st.DrawFn, funded: Document, part: float) -> Document:
    """Posts added anywhere, or up to a part of those of a place taken away."""
    changes: Document = {}
    for place in draw(st.lists(st.sampled_from(sorted(funded)), min_size=1, unique=True)):
        role = draw(st.sampled_from(sorted(funded[place])))
        less = [-part * funded[place][role], -0.5 * part * funded[place][role]]
        changes[place] = {role: draw(st.sampled_from([*less, 0.6, 1.0, 2.0]))}
    return changes


@st.composite
def interventions(
    draw: st.DrawFn, places: tuple[list[str], list[str], Document], dates: list[date], part: float
) -> Document:
    names, roles, funded = places
    first = draw(st.sampled_from(dates))
    ends = [end for day in dates for end in (day, day - timedelta(days=1)) if end >= first]
    cohort = {
        "number": draw(st.integers(1, 3)),
        "role": draw(st.sampled_from(["social_worker", *roles])),
        "newly_qualified": draw(st.booleans()),
    }
    return {"from": first, "filled_on_first_day": draw(st.booleans())} | sometimes(
        draw,
        to=st.sampled_from(ends),
        phase_in_days=st.just(15.0),
        posts=posts(funded, part),
        teams=st.lists(st.sampled_from(names), min_size=1, unique=True),
        referrals_ratio=RATIOS,
        external_delay_ratio=RATIOS,
        re_referral_ratio=RATIOS,
        leaving_hazard_ratio=RATIOS,
        hiring_success_ratio=RATIOS,
        allocation_policy=POLICIES,
        caseload_cap=CAPS,
        cohort=st.just(cohort),
    )


# ---- scenarios ---------------------------------------------------------------------------------


@st.composite
def demands(draw: st.DrawFn) -> Document:
    rates = {"north": draw(uncertain(3.0, 2.0, 5.0))} | sometimes(
        draw, plans=st.sampled_from([0.0, 1.0])
    )
    sizes = [
        2,
        {"distribution": "geometric", "mean": 1.7},
        {"distribution": "empirical", "values": [1, 3]},
    ]
    returns = {"probability": draw(st.sampled_from([0.0, 0.25])), "delay_days": draw(DAYS)}
    return {"referrals_per_week": rates, "re_referral": returns} | sometimes(
        draw,
        trend_per_year=st.sampled_from([1.0, -0.5]),
        month_profile=st.just({"november": 0.0, "december": 2.0, "april": 0.5}),
        children_per_referral=st.sampled_from(sizes),
        sibling_work_share=SHARES,
    )


@st.composite
def runs(draw: st.DrawFn) -> Document:
    start, days = draw(st.sampled_from(STARTS)), draw(st.integers(3, 110))
    seeds = st.one_of(st.integers(0, 9), st.integers(0, LARGEST_WORD), st.just(LARGEST_WORD))
    return {"start": start, "end": start + timedelta(days=days)} | sometimes(
        draw, seed=seeds, calendar=st.just("weekdays"), parameter_uncertainty=st.just(False)
    )


@st.composite
def shared_support(draw: st.DrawFn, names: list[str], roles: list[str]) -> Document:
    """Up to two pools of posts that serve several teams, perhaps of the same role."""
    return {
        pool: {
            "role": draw(st.sampled_from(roles)),
            "fte": draw(FTES),
            "teams": draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
        }
        for pool in ("pool", "office")
        if roles and draw(st.booleans())
    }


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A small valid scenario as written: up to four teams of three kinds, for a few months."""
    run = draw(runs())
    kinds, pathway = draw(pathways())
    names = list(kinds)
    roles = draw(st.sampled_from([["swso", "admin"], ["swso"], []]))
    members = {name: draw(teams(kind, roles)) for name, kind in kinds.items()}
    shared = draw(shared_support(names, roles))
    if draw(st.booleans()):
        members["north"]["entry_stage"] = "check"
    if draw(st.booleans()):
        shares = {"north": 1.0, "south": 3.0, "care": 0.0}
        members["plans"]["transfers_to"] = {name: shares[name] for name in shares if name in kinds}
    funded = {
        name: dict.fromkeys(roles, 0.0)
        | {"social_worker": team["social_worker_fte"]}
        | team.get("support_fte", {})
        for name, team in members.items()
    } | {pool: {posts["role"]: posts["fte"]} for pool, posts in shared.items()}
    first, days = run["start"], (run["end"] - run["start"]).days
    dates = st.integers(-20, days + 5).map(lambda day: first + timedelta(days=day))
    moments = draw(st.lists(dates, min_size=1, max_size=3))
    number = draw(st.integers(0, 3))
    changes = interventions((names, roles, funded), moments, 1.0 / max(1, number))
    return {
        "name": "drawn",
        "run": run,
        "teams": members,
        "pathway": pathway,
        "demand": draw(demands()),
        "allocation": sometimes(
            draw, policy=POLICIES, caseload_cap=CAPS, handover_hours=st.just(1.5)
        ),
        "roles": {"social_worker": draw(social_workers())}
        | {role: draw(support_roles()) for role in roles},
        "shared_support": shared,
        "interventions": {f"change {n}": draw(changes) for n in range(number)},
    } | sometimes(draw, bands=st.just({"manageable_from": 3, "high_from": 5, "over_from": 8}))


def tied(document: Document) -> Document:
    """The scenario with times that fall together: whole days, and tasks of half a day or a day."""
    result: Document = _whole(document)
    worker = result["roles"]["social_worker"]
    worker |= {"contract_hours_per_week": 40.0, "non_case_hours_per_week": 0.0}
    for stage in result["pathway"].values():
        if not isinstance(stage["task_hours"], dict):
            stage["task_hours"] = 4.0 * round(stage["task_hours"] / 2.5)
    return result


def _whole(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if "distribution" in part and part["distribution"] not in {
        "geometric", "poisson", "negative_binomial", "empirical",
    }:  # fmt: skip
        return float(round(part.get("mean", part.get("low", 0) + 2)))
    return {key: _whole(value) for key, value in part.items()}
