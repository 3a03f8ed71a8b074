"""What a scenario rests on, and how reliable that is."""

import pytest

from docs.generate.evidence_tables import part_of
from sim.scenario.evidence import Assumption, alike, assumptions
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario

SHIPPED = sorted(path.name for path in shipped_folder().glob("*.toml"))


def fact(basis, value=10.0, low=None, high=None):
    shape = "" if low is None else "triangular"
    return Assumption("a.b", value, low, high, shape, "", basis)


@pytest.mark.parametrize(
    ("given", "reliability"),
    [
        (fact("published"), "high"),
        (fact("derived"), "medium"),
        (fact("assumed"), "low"),
        (fact(""), ""),
        (fact("published", low=7.5, high=12.5), "high"),
        (fact("published", low=7.5, high=12.6), "medium"),
        (fact("derived", low=1.0, high=20.0), "low"),
        (fact("assumed", low=1.0, high=20.0), "low"),
        (fact("published", -10.0, low=-12.0, high=-9.0), "high"),
    ],
)
def test_reliability_follows_from_basis_and_range(given, reliability):
    assert given.reliability == reliability


@pytest.fixture(scope="module")
def base():
    return {one.key: one for one in assumptions(load_scenario("nottinghamshire_2018.toml"))}


def test_a_distribution_is_one_assumption(base):
    hours = base["pathway.assessment.task_hours"]
    assert (hours.value, hours.distribution) == (1.25, "gamma, mean 1.25, cv 0.7")
    assert "pathway.assessment.task_hours.mean" not in base
    assert base["demand.children_per_referral"].distribution.startswith("empirical, 1: 50.0%, 2:")
    assert base["demand.children_per_referral"].value == pytest.approx(1.85)
    notice = base["roles.swso.leaving.notice_days"]
    assert (notice.value, notice.distribution, notice.basis) == (20.0, "", "assumed")


def test_an_uncertain_number_of_a_distribution_is_one_more():
    range_ = "{ value = 1.25, low = 1, high = 2 }"
    scenario = load_scenario("do_nothing.toml", [f"pathway.assessment.task_hours.mean={range_}"])
    found = {one.key: one for one in assumptions(scenario)}
    assert found["pathway.assessment.task_hours"].basis == "assumed"
    assert found["pathway.assessment.task_hours.mean"].high == 2.0


def test_what_no_file_gives_is_no_assumption(base):
    assert "teams.gedling.opening_caseload" in base
    assert "teams.gedling.opening_vacant_fte" not in base


def test_those_that_say_the_same_of_different_things_are_put_together(base):
    groups = {group[0].key: len(group) for group in alike(base.values())}
    assert groups["demand.month_profile.january"] == 11
    assert groups["demand.month_profile.august"] == 1  # it has a range
    assert groups["teams.assessment_north.social_worker_fte"] == 8
    assert groups["teams.cds.social_worker_fte"] == 1  # it has another source
    assert sum(groups.values()) == len(base)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_that_is_shipped_says_where_it_comes_from(name):
    scenario = load_scenario(name)
    names = tuple(scenario.sources)
    silent = [
        one.key
        for one in assumptions(scenario)
        if not one.basis or not one.source.startswith(names)
    ]
    assert not silent, f"{name}: source has to begin with one of {', '.join(names)}"


@pytest.mark.parametrize("key", list(load_scenario("nottinghamshire_2018.toml").roles.support))
def test_the_log_knows_the_narrowest_table(key):
    assert part_of(f"roles.{key}.leaving.rate_per_year") == f"roles.{key}"
    assert part_of("roles.social_worker.leaving.rate_per_year") == "roles.social_worker.leaving"
    assert part_of("roles.social_worker.overtime_response") == "roles.social_worker"
