"""The weekly census: stocks at the close of the week, flows since the last."""

import numpy as np
import pytest

from sim.record import WEEKLY


def column(office, name, weeks=4):
    return office.service.census.weekly[name][:weeks, 0].tolist()


def test_every_column_of_the_record_is_written_in_its_type(office):
    weekly = office().run(6.0).service.census.weekly
    assert list(weekly) == [each.name for each in WEEKLY]
    for each in WEEKLY:
        assert weekly[each.name].dtype == np.dtype(each.dtype)
        assert weekly[each.name].shape == (12, 1)


def test_flows_start_anew_each_week_and_stocks_are_of_the_close(office, task):
    office = office()
    office.refer(1.0, [task(8.0)], [task(8.0)])
    office.refer(4.5, [task(40.0)])
    office.refer(6.0, [task(1.0)])
    office.run(16.0)
    assert column(office, "referrals") == [2, 1, 0, 0]
    assert column(office, "cases_opened") == [3, 1, 0, 0]
    assert column(office, "closures") == [2, 2, 0, 0]
    assert column(office, "open_cases") == [1, 0, 0, 0]
    assert column(office, "worked_hours") == [16.0, 41.0, 0.0, 0.0]


def test_a_short_first_week_closes_on_its_friday(office, task):
    from datetime import date

    office = office(run__start=date(2018, 10, 4))
    assert office.plan.week_closes[:3].tolist() == [2.0, 7.0, 12.0]
    office.refer(2.5, [task(8.0)])
    office.run(8.0)
    assert column(office, "referrals")[:2] == [0, 1]
    assert column(office, "available_hours")[:2] == [16.0, 40.0]


@pytest.mark.parametrize(
    ("cases", "band"),
    [
        (0, "low"),
        (4, "low"),
        (5, "manageable"),
        (6, "high"),
        (7, "high"),
        (8, "over"),
        (30, "over"),
    ],
)
def test_a_worker_is_in_the_band_of_their_caseload(office, task, cases, band):
    bands = {"manageable_from": 5, "high_from": 6, "over_from": 8}
    office = office(bands=bands)
    for _ in range(cases):
        office.refer(0.0, [task(400.0)])
    office.run(6.0)
    counts = {name: column(office, f"workers_in_band_{name}")[0] for name in BANDS}
    assert counts == dict.fromkeys(BANDS, 0) | {band: 1}


BANDS = ("low", "manageable", "high", "over")


@pytest.mark.parametrize(("cases", "band"), [(3, "low"), (4, "manageable"), (5, "high")])
def test_bands_are_of_cases_per_full_time_worker_rounded_half_up(office, task, cases, band):
    """3, 4 and 5 cases at 0.8 FTE are 3.75, 5 and 6.25; 4.5 would be 5."""
    office = office(
        bands={"manageable_from": 5, "high_from": 6, "over_from": 8},
        teams__north__social_worker_fte=0.8,
    )
    for _ in range(cases):
        office.refer(0.0, [task(400.0)])
    assert column(office.run(6.0), f"workers_in_band_{band}")[0] == 1


@pytest.mark.parametrize(("fte", "band"), [(0.5, "manageable"), (0.51, "low")])
def test_a_half_is_rounded_up(office, task, fte, band):
    """Two cases at 0.5 FTE are 4; at 0.45 FTE 4.4; nine at 2 would be 4.5, rounded to 5."""
    office = office(
        bands={"manageable_from": 4, "high_from": 6, "over_from": 8},
        teams__north__social_worker_fte=fte / 0.875,
    )
    for _ in range(2):
        office.refer(0.0, [task(400.0)])
    # 2 / (0.5 / 0.875) is 3.5, the least that rounds up to 4
    assert column(office.run(6.0), f"workers_in_band_{band}")[0] == 1


def test_people_are_counted_where_they_are(office):
    office = office(
        teams__north__social_worker_fte=4.5,
        teams__north__opening_vacant_fte=0.5,
        roles__social_worker__agency={"opening_share": 0.2, "stay_days": 1e6},
        roles__social_worker__newly_qualified={"opening_share": 1.0, "period_days": 1e6},
    )
    office.at(1.0, office.workers[0].go_absent)
    office.run(6.0)
    counted = {name: column(office, f"{name}_fte")[0] for name in FTES}
    assert counted == {
        "establishment": 4.5,
        "in_post": 3.0,
        "agency": 1.0,
        "vacant": 0.5,
        "absent": 1.0,
        "newly_qualified": 3.0,
    }


FTES = ("establishment", "in_post", "agency", "vacant", "absent", "newly_qualified")


def test_supported_staff_are_those_present_whom_support_covers(office):
    office = office(
        teams__north__social_worker_fte=4.0,
        teams__north__support_fte={"swso": 1.0},
        roles__swso={"hours_freed_per_week": 5.0, "workers_per_support_fte": 2.0},
    )
    office.at(1.0, office.workers[0].go_absent)
    office.run(6.0)
    assert column(office, "supported_fte")[0] == pytest.approx(2.0)


def test_hours_that_wait_are_those_of_tasks_that_are_up(office, task):
    office = office()
    office.refer(4.5, [task(8.0)], [task(3.0)], [task(2.0, 7.0)])
    assert column(office.run(6.0), "hours_waiting")[0] == 5.0
