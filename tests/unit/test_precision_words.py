"""How a run tells what its replications were enough for."""

from sim.report.precision_words import rows, verdict


def mean(**changes):
    return {
        "measure": "caseload_per_fte", "unit_kind": "group", "unit": "Assessment", "n": 143,
        "mean": 25.7183, "half_width": 0.2431, "limit": 0.257183, "share_of_mean": 0.01,
    } | changes  # fmt: skip


def precision(*means, **changes):
    return {
        "replications": 1143, "reached": True, "needed": 1089, "look_ahead": 54,
        "half_widths": means or [mean()],
    } | changes  # fmt: skip


UNSETTLED = {"reached": False, "needed": None, "look_ahead": None}


def test_it_says_that_and_why_there_were_enough():
    assert verdict(precision()) == (
        "1,143 replications were enough: after 1,089 every mean was as precise as asked for, and"
        " stayed so for 54 more."
    )


def test_it_says_what_was_not_reached():
    wide = mean(half_width=0.3)
    assert verdict(precision(mean(), wide, **UNSETTLED)) == (
        "1,143 replications are the most allowed, and were not enough: some means are less precise."
    )
    assert rows(precision(wide), {})[0][-1] == "1% of the mean, not reached"
    assert verdict(precision(**UNSETTLED)) == (
        "1,143 replications are the most allowed, too few to be sure that means stay as precise."
    )


def test_half_widths_have_two_digits_and_means_as_many_places():
    assert rows(precision(), {}) == [("Caseload", "Assessment", "25.72", "0.24", "1% of the mean")]
    cases = mean(measure="open_cases", unit_kind="service", mean=12345.6, half_width=11.8,
                 limit=12.5, share_of_mean=None)  # fmt: skip
    [row] = rows(precision(cases), {})
    assert row == ("Number of open cases", "Whole service", "12,346", "12", "12.5 cases")


def test_shares_are_in_percent_and_teams_have_their_labels():
    rate = mean(measure="vacancy_rate_fte", unit_kind="team", unit="north", mean=0.0812,
                half_width=0.00431, limit=0.005, share_of_mean=None)  # fmt: skip
    [row] = rows(precision(rate), {"north": "North & West"})
    assert row == ("Vacancy rate", "North & West", "8.12%", "0.43", "0.5 percentage points")


def test_what_is_not_known_is_said_so():
    unknown = mean(n=1, half_width=None)
    assert rows(precision(unknown), {})[0][2:] == ("", "not known", "1% of the mean, not reached")
    nothing = mean(mean=0.0, half_width=0.0, limit=0.0)
    assert rows(precision(nothing), {})[0][2:] == ("0.0", "0.0", "1% of the mean")
