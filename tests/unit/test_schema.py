"""What may be written in a scenario, and what is refused with the reason."""

from datetime import date

import pytest
from pydantic import ValidationError

from sim.model import simulate
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario
from tests.documents import changed

STAGE = {"team_kind": "intake", "tasks": 4, "task_hours": 2.0, "external_delay_days": 6.0}
BASE = {
    "name": "schema",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 9, 30)},
    "teams": {
        "north": {"kind": "intake", "social_worker_fte": 4.0},
        "plans": {"kind": "district", "social_worker_fte": 2.5, "support_fte": {"swso": 1.0}},
    },
    "pathway": {
        "first": STAGE | {"routes": {"second": 0.5}},
        "second": STAGE | {"team_kind": "district"},
    },
    "demand": {"referrals_per_week": {"north": 10.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 10.0,
            "leaving": {"rate_per_year": 0.2},
            "sickness": {"spells_per_year": 2.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 30.0},
        },
        "swso": {"hours_freed_per_week": 6.0, "workers_per_support_fte": 4.0},
    },
    "shared_support": {"pool": {"role": "swso", "fte": 1.0, "teams": ["north", "plans"]}},
}


def scenario(**keys):
    return Scenario.model_validate(changed(BASE, **keys))


def change(**keys):
    """An intervention with some keys."""
    return {"interventions__change": {"from": date(2019, 1, 7), **keys}}


def test_what_is_not_written_has_its_default():
    given = scenario()
    assert given.run.replications == 100
    assert given.allocation.policy == "least_loaded"
    assert given.allocation.caseload_cap is None
    assert given.demand.children_per_referral.sampler().mean == 1.0
    assert [band.count for _, band in given.bands] == [20, 22, 27]
    assert given.interventions == {}


def test_a_number_may_be_plain_or_a_table():
    table = {"value": 2, "low": 1, "high": 4, "source": "A study", "basis": "published"}
    quantity = scenario(allocation__handover_hours=table).allocation.handover_hours
    assert (quantity.value, quantity.smallest, quantity.largest) == (2.0, 1.0, 4.0)
    assert quantity.uncertain
    plain = scenario(allocation__handover_hours=2).allocation.handover_hours
    assert (plain.value, plain.smallest, plain.largest, plain.uncertain) == (2.0, 2.0, 2.0, False)


def test_a_scenario_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        scenario().run.seed = 3


def test_support_roles_are_all_roles_but_the_social_worker():
    given = scenario(roles__admin={"hours_freed_per_week": 1.0, "workers_per_support_fte": 1.0})
    assert list(given.roles.support) == ["swso", "admin"]


def test_interventions_have_their_dates_under_short_names():
    given = scenario(**change(to=date(2019, 2, 1), label="Change")).interventions["change"]
    assert (given.start, given.end) == (date(2019, 1, 7), date(2019, 2, 1))


EMPIRICAL = {"distribution": "empirical", "values": [1, 2]}
REFUSED = {
    # the run
    "ends before it starts": ({"run__end": date(2018, 9, 30)}, "before the start"),
    "ends after the calendar": ({"run__end": date(9999, 1, 1)}, "year 9990"),
    "no replications": ({"run__replications": 0}, "greater than or equal to 1"),
    "negative seed": ({"run__seed": -1}, "greater than or equal to 0"),
    "large seed": ({"run__seed": 2**32}, "less than or equal to 4294967295"),
    "unknown key": ({"run__sed": 1}, "Extra inputs"),
    "text for a date": ({"run__start": "soon"}, "date"),
    "bands that do not rise": ({"bands": {"high_from": 19}}, "must hold"),
    # teams
    "no teams": ({"teams": {}}, "at least 1"),
    "no workers": ({"teams__north__social_worker_fte": 0.0}, "can be left out"),
    "too many workers": ({"teams__north__social_worker_fte": 4001.0}, "4,000"),
    "more vacant than posts": ({"teams__north__opening_vacant_fte": 4.5}, "more posts are vacant"),
    "unknown kind": ({"teams__north__kind": "intak"}, "did you mean 'intake'"),
    "unknown support role": ({"teams__north__support_fte": {"swo": 1.0}}, "did you mean 'swso'"),
    "unknown to answer for": ({"answer_for": "Distrikt"}, "no group or team 'Distrikt'"),
    "unknown transfers": ({"teams__north__transfers_to": {"plan": 1.0}}, "did you mean 'plans'"),
    "unknown entry": ({"teams__north__entry_stage": "frst"}, "did you mean 'first'"),
    "entry of others": ({"teams__north__entry_stage": "second"}, "kind 'district', not 'intake'"),
    "no name": ({"teams__": BASE["teams"]["north"]}, "at least 1 character"),
    # the pathway
    "no stages": ({"pathway": {}}, "at least 1"),
    "stage of nobody": ({"pathway__third": STAGE | {"team_kind": "court"}}, "no team of kind"),
    "unknown route": ({"pathway__first__routes": {"secnd": 0.1}}, "did you mean 'second'"),
    "routes over 1": ({"pathway__first__routes": {"second": 0.7, "first": 0.4}}, "more than 1"),
    "routes that may be over 1": (
        {
            "pathway__first__routes": {
                "second": {"value": 0.5, "low": 0.4, "high": 1.0},
                "first": 0.1,
            }
        },
        "more than 1",
    ),
    "endless": (
        {
            "pathway__first__routes": {"second": 1.0},
            "pathway__second__routes": {"first": 1.0},
        },
        "never be closed",
    ),
    "half a task": ({"pathway__first__tasks": 1.5}, "whole numbers"),
    "gamma count": (
        {"pathway__first__tasks": {"distribution": "gamma", "mean": 2.0, "cv": 1.0}},
        "can't follow",
    ),
    "half a distribution": (
        {"pathway__first__task_hours": {"distribution": "gamma", "mean": 2.0}},
        "given by",
    ),
    "too wide a distribution": (
        {"pathway__first__task_hours": {"distribution": "gamma", "mean": 2.0, "cv": 60.0}},
        "deviation",
    ),
    "narrow negative binomial": (
        {"pathway__first__tasks": {"distribution": "negative_binomial", "mean": 9.0, "sd": 2.0}},
        "above the mean",
    ),
    "weights without values": (
        {"pathway__first__tasks": EMPIRICAL | {"weights": [1]}},
        "2 values need as many weights",
    ),
    "no weight at all": ({"pathway__first__tasks": EMPIRICAL | {"weights": [0, 0]}}, "all be 0"),
    "weightless case": ({"pathway__first__case_weight": 0.0}, "over 0"),
    # demand
    "no referrals": ({"demand__referrals_per_week": {"north": 0.0}}, "nothing to simulate"),
    "referrals nowhere": ({"demand__referrals_per_week": {}}, "nothing to simulate"),
    "referrals to nobody": ({"demand__referrals_per_week": {"nort": 1.0}}, "did you mean 'north'"),
    "unknown month": ({"demand__month_profile": {"agust": 1.0}}, "not a month"),
    "no children": ({"demand__children_per_referral": 0}, "at least one child"),
    "perhaps no children": (
        {"demand__children_per_referral": {"distribution": "poisson", "mean": 2.0}},
        "at least one child",
    ),
    "a school class": ({"demand__children_per_referral": 33}, "at most 32"),
    "everyone returns": ({"demand__re_referral": {"probability": 1.0}}, "at most 0.95"),
    "everyone may return": (
        {"demand__re_referral": {"probability": {"value": 0.5, "low": 0.4, "high": 1.0}}},
        "at most 0.95",
    ),
    "everyone returns after a change": (
        {"demand__re_referral": {"probability": 0.5}, **change(re_referral_ratio=2.0)},
        "at most 0.95",
    ),
    "shrinking away": ({"demand__trend_per_year": -0.95}, "less than -0.9"),
    # allocation and roles
    "unknown policy": ({"allocation__policy": "nearest"}, "least_loaded"),
    "a cap of nothing": ({"allocation__caseload_cap": 0.0}, "over 0"),
    "no social worker": ({"roles__social_worker": None}, "required"),
    "no time for cases": (
        {"roles__social_worker__non_case_hours_per_week": 40.0},
        "leave nothing",
    ),
    "perhaps no time for cases": (
        {"roles__social_worker__contract_hours_per_week": {"value": 40, "low": 9, "high": 41}},
        "leave nothing",
    ),
    "hopeless recruitment": (
        {"roles__social_worker__hiring__success_probability": 0.0},
        "never succeeds",
    ),
    "a round of no time": ({"roles__social_worker__hiring__round_days": 0.0}, "over 0"),
    "agency workers who never stay": (
        {"roles__social_worker__agency": {"stay_days": 0.0}},
        "more than 0 days",
    ),
    "no productivity": (
        {"roles__social_worker__newly_qualified": {"productivity": 0.0}},
        "more than 0",
    ),
    "a cap under the base rate": ({"roles__social_worker__leaving__max_ratio": 0.5}, "multiple"),
    "a huge effect": ({"roles__social_worker__leaving__caseload_effect": 2.0}, "more than 1"),
    "suitability for nobody": ({"roles__swso__suitability": {"intak": 1.0}}, "did you mean"),
    "half a support role": ({"roles__admin": {"hours_freed_per_week": 1.0}}, "required"),
    # shared support
    "shared by nobody": (
        {"shared_support__pool": {"role": "swso", "fte": 1.0, "teams": []}},
        "at least 1",
    ),
    "shared by unknown teams": (
        {"shared_support__pool": {"role": "swso", "fte": 1.0, "teams": ["nort"]}},
        "did you mean 'north'",
    ),
    "shared of an unknown role": (
        {"shared_support__pool": {"role": "swo", "fte": 1.0, "teams": ["north"]}},
        "did you mean 'swso'",
    ),
    "shared support called as a team": (
        {"shared_support__north": {"role": "swso", "fte": 1.0, "teams": ["north"]}},
        "also the name of a team",
    ),
    # interventions
    "back before it begins": (change(to=date(2019, 1, 6)), "is before from"),
    "posts nowhere": (change(posts={"nort": {"swso": 1.0}}), "did you mean 'north'"),
    "posts of no role": (change(posts={"north": {"swo": 1.0}}), "did you mean 'swso'"),
    "posts of another role": (change(posts={"pool": {"social_worker": 1.0}}), "'swso' only"),
    "more posts taken than there are": (
        change(posts={"north": {"social_worker": -4.5}}),
        "can't be taken",
    ),
    "too many posts": (change(posts={"north": {"swso": 4001.0}}), "4,000"),
    "ratios of nobody": (change(teams=["nort"]), "did you mean 'north'"),
    "a cohort of no role": (change(cohort={"number": 1, "role": "swo"}), "did you mean"),
    "a cohort of nobody": (change(cohort={"number": 0}), "Write 1 to 10,000 people"),
    "called like the budget's first line": (
        {"interventions__establishment": {"from": date(2019, 1, 7)}},
        "choose another name",
    ),
    "half a person": (change(cohort={"number": 1.5}), "1.5 is not a whole number; write 1 or 2"),
    "a range of cases": (
        {"teams__north__opening_caseload": {"value": 5, "low": 4, "high": 6}},
        "never drawn",
    ),
    # numbers
    "negative": ({"allocation__handover_hours": -1.0}, "less than 0"),
    "a slip of the keyboard": ({"allocation__handover_hours": 1e10}, "1,000,000,000"),
    "not a number": ({"allocation__handover_hours": float("nan")}, "finite"),
    "infinite": ({"allocation__handover_hours": float("inf")}, "finite"),
    "text": ({"allocation__handover_hours": "two"}, "number"),
    "low without high": (
        {"allocation__handover_hours": {"value": 2.0, "low": 1.0}},
        "both low and high",
    ),
    "value outside its range": (
        {"allocation__handover_hours": {"value": 5.0, "low": 1.0, "high": 2.0}},
        "must hold",
    ),
    "shape without a range": (
        {"allocation__handover_hours": {"value": 5.0, "shape": "pert"}},
        "needs low and high",
    ),
    "share over 1": ({"demand__sibling_work_share": 1.2}, "between 0 and 1"),
    "index that does not rise": (
        {"indices": {"audit": {"outstanding_share": 0.6, "good_or_better_share": 0.5}}},
        "must rise",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_makes_no_sense_is_refused_with_the_reason(what):
    keys, reason = REFUSED[what]
    with pytest.raises(ValidationError) as raised:
        scenario(**keys)
    assert reason in str(raised.value)


ALLOWED = {
    "a cap that binds at once": {"allocation__caseload_cap": 0.5},
    "zero tasks": {"pathway__first__tasks": 0},
    "zero delays": {"pathway__first__external_delay_days": 0.0},
    "no support": {"roles__swso": None, "shared_support": {}, "teams__plans__support_fte": {}},
    "routes that add up to 1": {"pathway__first__routes": {"second": 0.7, "first": 0.3}},
    "a loop with a way out": {"pathway__second__routes": {"first": 0.9}},
    "29 february": {"run__start": date(2016, 2, 29), "run__end": date(2016, 2, 29)},
    "all posts vacant": {"teams__north__opening_vacant_fte": 4.0},
    "all posts taken away": change(posts={"north": {"social_worker": -4.0}}),
    "posts taken away that came before": {
        "interventions": {
            "more": {"from": date(2019, 1, 7), "posts": {"north": {"swso": 2.0}}},
            "fewer": {"from": date(2019, 2, 4), "posts": {"north": {"swso": -2.0}}},
        }
    },
    "any text as a name": {"teams__Nörth & <West>/1": BASE["teams"]["north"]},
    "a month without referrals": {"demand__month_profile": {"august": 0.0}},
    "one day's intervention": change(to=date(2019, 1, 7)),
    "an intervention before the run": {"interventions__old": {"from": date(2010, 1, 1)}},
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_is_unusual_but_clear_is_allowed_and_runs(what):
    keys = {"run__end": date(2018, 10, 12), **ALLOWED[what]}
    record = simulate(make_plan(scenario(**keys), 0))
    assert len(record.weekly["open_cases"]) in {1, 2}


def test_all_problems_between_tables_are_told_at_once():
    with pytest.raises(ValidationError) as raised:
        scenario(
            demand__referrals_per_week={"nort": 1.0},
            pathway__first__routes={"secnd": 0.1},
            **change(teams=["plan"]),
        )
    for name in ("nort", "secnd", "plan"):
        assert f"'{name}'" in str(raised.value)
