"""A team: changes of worker, and what support frees."""

from datetime import date
from types import SimpleNamespace

import pytest

from sim.model.team import Team

TWO = {"teams__north__social_worker_fte": 2.0}
SWSO = {"hours_freed_per_week": 6.0, "workers_per_support_fte": 4.0}
ADMIN = {"hours_freed_per_week": 2.0, "workers_per_support_fte": 8.0}


@pytest.mark.parametrize(("where", "team"), [(0.0, "b"), (0.25, "c"), (0.9, "c"), (0.99, "c")])
def test_the_last_of_several_teams_takes_what_rounding_leaves_over(where, team):
    here = SimpleNamespace(
        plan=SimpleNamespace(kind=0, transfers={1: ((1, 2), (0.25, 0.98))}),
        service=SimpleNamespace(teams="abc"),
    )
    assert Team.destination(here, SimpleNamespace(localities=[0.5, where]), 1) == team


def test_a_change_of_worker_costs_its_hours_once_and_is_counted_once(office, task):
    office = office(**TWO, allocation__handover_hours=2.0)
    [case] = office.refer(0.0, [task(8.0, 8.0, delays=3.0)])
    leaver = office.workers[0]
    office.at(0.5, leaver.post.vacate)
    office.run(20.0)
    # four hours done and four left, two to read in; then three days; the second task as drawn
    assert office.told("TaskDone") == [(1.25, "north/1.1"), (5.25, "north/1.1")]
    assert case.hours == 18.0
    assert case.changes == 1
    assert office.service.census.weekly["changes_of_worker"][:, 0].sum() == 1


def test_a_change_while_the_case_is_with_others_lengthens_its_next_task(office, task):
    office = office(**TWO, allocation__handover_hours=2.0)
    [case] = office.refer(0.0, [task(8.0, 8.0, 8.0, delays=3.0)])
    office.at(2.0, office.workers[0].post.vacate)
    office.run(20.0)
    assert office.told("TaskDone") == [(1.0, "north/1.1"), (5.25, "north/1.1"), (9.25, "north/1.1")]
    assert (case.hours, case.changes) == (26.0, 1)


def test_two_changes_cost_two_handovers(office, task):
    office = office(teams__north__social_worker_fte=3.0, allocation__handover_hours=2.0)
    [case] = office.refer(0.0, [task(80.0)])
    office.at(1.0, office.workers[0].post.vacate)
    office.at(2.0, office.workers[1].post.vacate)
    office.run(20.0)
    assert office.told("TaskDone") == [(10.5, "north/1.1")]
    assert (case.hours, case.changes) == (84.0, 2)


def test_a_first_allocation_is_no_change(office, task):
    office = office(allocation__handover_hours=2.0)
    office.at(0.0, office.workers[0].go_absent)
    [case] = office.refer(1.0, [task(8.0)])
    office.at(3.0, office.workers[0].come_back)
    office.run(9.0)
    assert (case.hours, case.changes) == (8.0, 0)


def test_a_case_that_comes_back_to_its_worker_has_not_changed_worker(office, task):
    office = office(allocation__handover_hours=2.0)
    [case] = office.refer(0.0, [task(16.0)])
    worker = office.workers[0]
    office.at(1.0, worker.go_absent)
    office.at(2.0, worker.hand_over)
    office.at(4.0, worker.come_back)
    office.run(9.0)
    assert office.told("TaskDone") == [(5.0, "north/1.1")]
    assert (case.hours, case.changes) == (16.0, 0)


def test_a_case_handed_over_while_nobody_is_there_changes_when_it_is_taken_on(office, task):
    office = office(**TWO, allocation__handover_hours=2.0)
    first, second = office.workers
    [case] = office.refer(0.0, [task(8.0)])
    office.at(0.25, second.go_absent)
    office.at(0.5, first.post.vacate)
    office.at(4.0, second.come_back)
    office.run(5.5)
    assert office.told("TaskDone") == [(4.75, "north/1.1")]
    assert (case.hours, case.changes) == (10.0, 1)


def test_a_transfer_is_no_change_of_worker(office, task):
    office = office(
        teams__west={"kind": "care", "social_worker_fte": 1.0},
        pathway__care={"team_kind": "care", "tasks": 1, "task_hours": 8.0}
        | {"external_delay_days": 1.0},
        allocation__handover_hours=2.0,
    )
    office.refer(0.0, [task(8.0, closes=False), task(8.0, stage=1)])
    weekly = office.run(9.0).service.census.weekly
    assert office.told("CaseClosed") == [(2.0, "north/1.1")]
    assert weekly["changes_of_worker"].sum() == 0


def test_lives_are_drawn_for_the_highest_chance_of_return(office):
    office = office(
        demand__re_referral={"probability": 0.2},
        interventions__worse={"from": date(2018, 11, 5), "re_referral_ratio": 3.0},
    )
    assert office.team.return_limit == pytest.approx(0.6)
    assert office.team.return_ratio() == 1.0


# ---- support -----------------------------------------------------------------------------------


def freed(office):
    """Hours a week that support frees for a full-time worker."""
    return 5.0 * office.team.freed_hours


@pytest.mark.parametrize(
    ("workers", "support", "share"),
    [(4.0, 1.0, 1.0), (4.0, 0.5, 0.5), (8.0, 1.0, 0.5), (2.0, 1.0, 1.0), (5.0, 1.0, 0.8)],
)
def test_one_post_covers_so_many_workers_and_never_more_than_fully(office, workers, support, share):
    office = office(
        roles__swso=SWSO,
        teams__north__social_worker_fte=workers,
        teams__north__support_fte={"swso": support},
    )
    assert freed(office) == pytest.approx(6.0 * share)
    assert office.team.coverage == pytest.approx(share)


def test_nobody_is_covered_by_support_that_is_not_there(office):
    """Not even in an empty team, where all workers present would be none."""
    office = office(roles__swso=SWSO)
    office.workers[0].go_absent()
    assert (freed(office), office.team.coverage) == (0.0, 0.0)


def test_take_up_and_suitability_lower_the_hours_and_suitability_the_coverage(office):
    office = office(
        roles__swso=SWSO | {"take_up": 0.5, "suitability": {"plans": 0.6}},
        teams__north__support_fte={"swso": 1.0},
    )
    assert freed(office) == pytest.approx(6.0 * 0.5 * 0.6)
    assert office.team.coverage == pytest.approx(0.6)


def test_roles_add_up_to_what_can_be_delegated_and_to_full_coverage(office):
    support = {"teams__north__support_fte": {"swso": 1.0, "admin": 1.0}}
    both = office(roles__swso=SWSO, roles__admin=ADMIN, **support)
    assert freed(both) == pytest.approx(8.0)
    assert both.team.coverage == 1.0
    capped = office(
        roles__swso=SWSO,
        roles__admin=ADMIN,
        roles__social_worker__delegable_hours_per_week=7.0,
        **support,
    )
    assert freed(capped) == pytest.approx(7.0)


def test_freed_hours_are_hours_of_case_work(office, task):
    """40 hours and 6 freed are 9.2 a day."""
    office = office(roles__swso=SWSO, teams__north__support_fte={"swso": 1.0})
    office.refer(0.0, [task(9.2)])
    office.run(6.0)
    assert office.told("TaskDone") == [(1.0, "north/1.1")]
    assert office.service.census.weekly["available_hours"][0, 0] == pytest.approx(46.0)


def test_part_time_workers_have_their_part_of_freed_hours(office, task):
    """Half of 40 hours and of 6 are 4.6 a day."""
    office = office(
        roles__swso=SWSO,
        teams__north__social_worker_fte=0.5,
        teams__north__support_fte={"swso": 1.0},
    )
    office.refer(0.0, [task(9.2)])
    assert office.run(6.0).told("TaskDone") == [(2.0, "north/1.1")]


def test_coverage_follows_whoever_is_present(office):
    office = office(
        roles__swso=SWSO,
        teams__north__social_worker_fte=8.0,
        teams__north__support_fte={"swso": 1.0},
    )
    assert freed(office) == pytest.approx(3.0)
    for worker in office.workers[:2]:
        worker.go_absent()
    assert freed(office) == pytest.approx(4.0)
    office.service.support_posts[0].worker.go_absent()
    assert freed(office) == 0.0
    office.service.support_posts[0].worker.come_back()
    assert freed(office) == pytest.approx(4.0)


def test_the_pace_of_a_task_is_that_of_its_start(office, task):
    office = office(roles__swso=SWSO, teams__north__support_fte={"swso": 1.0})
    office.refer(0.0, [task(18.4)], [task(8.0)])
    office.at(1.0, office.service.support_posts[0].worker.go_absent)
    assert office.run(9.0).told("TaskDone") == [(2.0, "north/1.1"), (3.0, "north/1.2")]


def test_shared_support_is_parted_by_social_worker_posts(office):
    office = office(
        teams__north__social_worker_fte=6.0,
        teams__south={"kind": "plans", "social_worker_fte": 2.0},
        roles__swso=SWSO,
        shared_support__pool={"role": "swso", "fte": 1.0, "teams": ["north", "south"]},
    )
    weekly = office.run(6.0).service.census.weekly
    assert weekly["support_fte"][0].tolist() == [0.75, 0.25]
    # 0.75 x 4 of 6 workers, and 0.25 x 4 of 2
    assert [team.coverage for team in office.service.teams] == pytest.approx([0.5, 0.5])


def test_available_hours_and_sick_days_count_to_the_moment(office):
    office = office(**TWO)
    office.at(1.5, office.workers[0].go_absent)
    office.at(3.0, office.workers[0].come_back)
    weekly = office.run(6.0).service.census.weekly
    assert weekly["sick_days"][0, 0] == 1.5
    assert weekly["available_hours"][0, 0] == 80.0 - 1.5 * 8.0
