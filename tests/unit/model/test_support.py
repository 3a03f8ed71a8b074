"""Support posts: they live like other posts, and hold no cases."""

import pytest

ROLE = {"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0}
QUICK = {
    "leaving": {"rate_per_year": 60.0, "notice_days": 3.0},
    "hiring": {"round_days": 4.0, "start_days": 2.0},
}


def test_a_post_is_held_falls_vacant_and_is_filled_again(office):
    office = office(roles__swso=ROLE | QUICK, teams__north__support_fte={"swso": 1.0})
    told = office.run(50.0).told("SupportWorkerLeft", "SupportWorkerStarted")
    assert len(told) > 5
    for (left, *_), (started, *_) in zip(told[::2], told[1::2], strict=False):
        assert started - left == pytest.approx(6.0)
    weekly = office.service.census.weekly
    assert set(weekly["support_fte"][:9, 0]) == {0.0, 1.0}
    assert set(weekly["support_establishment_fte"][:9, 0]) == {1.0}


def test_a_vacant_post_frees_nothing(office):
    office = office(roles__swso=ROLE | QUICK, teams__north__support_fte={"swso": 1.0})
    office.run(office_first_leaver(office) + 0.1)
    assert office.team.freed_hours == 0.0


def office_first_leaver(office):
    while not office.told("SupportWorkerLeft"):
        office.run(office.env.now + 1.0)
    return office.env.now


def test_parts_of_posts_count_as_such(office):
    office = office(
        roles__swso=ROLE,
        teams__north__social_worker_fte=2.0,
        teams__north__support_fte={"swso": 1.5},
    )
    assert [post.fte for post in office.service.support_posts] == [1.0, 0.5]
    assert office.team.coverage == pytest.approx(0.75)
    office.service.support_posts[1].worker.go_absent()
    assert office.team.coverage == pytest.approx(0.5)
    weekly = office.run(6.0).service.census.weekly
    assert weekly["support_fte"][0, 0] == 1.5
    assert weekly["support_present_fte"][0, 0] == 1.0


def test_a_removed_post_frees_nothing_and_is_not_recruited_for(office):
    office = office(roles__swso=ROLE | QUICK, teams__north__support_fte={"swso": 1.0})
    office.at(0.0, office.service.support_posts[0].remove)
    office.run(50.0)
    assert not office.told("SupportWorkerStarted")
    assert office.team.support == []
    assert office.team.freed_hours == 0.0
    assert not office.service.pipelines[0].vacant


def test_a_shrunk_post_frees_less(office):
    office = office(roles__swso=ROLE, teams__north__support_fte={"swso": 1.0})
    office.service.support_posts[0].shrink(0.4)
    assert office.team.coverage == pytest.approx(0.4)


def test_vacant_posts_go_first_and_then_the_newest(office):
    office = office(roles__swso=ROLE, teams__north__support_fte={"swso": 3.0})
    posts = office.service.support_posts
    office.run(0.1)
    posts[1].vacate()
    order = sorted(posts, key=lambda post: post.removal_order)
    assert [post.number for post in order] == [2, 3, 1]
