"""The sentences of a comparison say what its tables hold."""

from __future__ import annotations

import json
import re

import pytest

from sim.errors import InputError
from sim.report.chart_fans import SERVICE
from sim.report.comparison_data import read_comparison
from sim.report.comparison_rows import headings, notes, rows
from sim.report.comparison_words import answers, futures, pairing, percent
from tests.unit.sample_comparison import THREE, Scenario, build_comparison

PLAIN = THREE[:1]


def said(tmp_path, *options: Scenario, **more) -> list[str]:
    scenarios = (*PLAIN, *options) if options else THREE
    return answers(read_comparison(build_comparison(tmp_path, scenarios, **more)))


def test_the_answer_holds_effect_interval_date_and_chance(tmp_path):
    comparison = read_comparison(build_comparison(tmp_path))
    option = comparison.options[0]
    row = comparison.at(SERVICE, option)
    ends = ("difference_high", "difference", "difference_low")
    low, middle, high = (f"{-row[name]:.2f}" for name in ends)
    met = f"{100 * row['probability_target']:.0f}%"
    assert answers(comparison)[0] == (
        f"“More support officers” lowers the caseload of the whole service by {middle} cases per "
        f"worker ({low} to {high}) by September 2019, and in {met} of paired futures it is at most "
        "21."
    )


def test_a_rise_is_called_a_rise(tmp_path):
    [words] = said(tmp_path, Scenario("worse", "Fewer", 2.0))
    assert words.startswith("“Fewer” raises the caseload of the whole service by 2.0")


def test_an_interval_with_nought_in_it_is_no_clear_difference(tmp_path):
    [words] = said(tmp_path, Scenario("same", "Hardly anything", 0.0), noise=2.0)
    pattern = (
        r"makes no clear difference to the .* \(0\.\d cases per worker lower to 0\.\d higher\)"
    )
    assert re.search(pattern, words)


def test_no_difference_at_all_is_said_plainly(tmp_path):
    [words] = said(tmp_path, Scenario("same", "The same", 0.0), noise=0.0)
    assert "“The same” makes no difference to the caseload" in words


def test_one_future_has_no_interval(tmp_path):
    [words] = said(tmp_path, Scenario("less", "Less", -2.0), replications=1, noise=0.0, level=22.5)
    assert (
        words
        == (
            "“Less” lowers the caseload of the whole service by 2.0 cases per worker by September "
            "2019, and in 1 of 1 paired future it is at most 21."
        )
        or "0 of 1 paired future it" in words
    )


def test_without_a_target_nothing_is_said_of_one(tmp_path):
    assert all(words.endswith("by September 2019.") for words in said(tmp_path, target=None))


def test_a_unit_and_a_share_have_their_own_words(tmp_path):
    [words] = said(
        tmp_path, Scenario("b", "B", 0.1), measure="seen_within_5_days_rate", target=0.8,
        unit=("team", "team_1"), level=0.75, noise=0.01,
    )  # fmt: skip
    assert words.startswith(  # 0.1, less what the noise happens to be
        "“B” raises the share of children seen within 5 working days of Team of District by 9.8"
    )
    assert "percentage points" in words
    assert words.endswith("it is at least 80%.")


def test_nothing_to_compare_is_said(tmp_path):
    [words] = said(tmp_path, Scenario("b", "B"), level=float("nan"))
    assert words.endswith("can't be compared: the caseload of the whole service has no value.")


def test_scenarios_of_one_title_go_by_their_names(tmp_path):
    twins = (Scenario("a", "Twin"), Scenario("b", "Twin", -1.0), Scenario("c", "", -1.0))
    comparison = read_comparison(build_comparison(tmp_path, twins))
    assert [one.title for one in comparison.every] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("share", "n", "words"),
    [
        (0.5, 4, "2 of 4 paired futures"),
        (1.0, 1, "1 of 1 paired future"),
        (0.93, 100, "93% of paired futures"),
        (1.0, 100, "all 100 paired futures"),
        (0.0, 1000, "none of the 1,000 paired futures"),
        (0.998, 500, "over 99% of paired futures"),
        (0.002, 500, "under 1% of paired futures"),
    ],
)
def test_shares_of_futures(share, n, words):
    assert futures(share, n) == words


def test_a_share_that_is_not_known_is_left_out():
    assert percent(float("nan")) == ""


def test_what_pairing_is_worth(tmp_path):
    comparison = read_comparison(build_comparison(tmp_path / "many"))
    gains = [comparison.at(SERVICE, option)["pairing_gain"] for option in comparison.options]
    assert f"need {min(gains):.1f} to {max(gains):.1f} times" in pairing(comparison)
    few = read_comparison(build_comparison(tmp_path / "few", replications=19))
    assert pairing(few) == ""
    exact = read_comparison(build_comparison(tmp_path / "exact", noise=0.001))
    assert "need over 100 times" in pairing(exact)


# --- the table on the screen ---


def test_the_table_has_a_row_for_each_unit_and_option(tmp_path):
    comparison = read_comparison(build_comparison(tmp_path))
    title, names = headings(comparison)
    assert title == (
        "Caseload, cases per worker, week ending 30 September 2019, in 40 paired futures"
    )
    assert names[-3:] == ("Best", "At most 21", "From")
    found = rows(comparison, SERVICE)
    assert [row[:2] for row in found] == [
        ("Whole service", "nothing"), ("", "support"), ("", "workers")
    ]  # fmt: skip
    assert all(len(row) == len(names) for row in found)
    assert found[0][3:6] == ("", "", "")
    assert re.fullmatch(r"-3\.\d+ \(-\d\.\d+ to -\d\.\d+\)", found[2][3])
    assert re.fullmatch(r"-\d\.\d+ to -\d\.\d+", found[2][4])
    assert found[2][5:7] == ("100%", "100%")
    assert re.fullmatch(r"\d+% \(\d+% to \d+%\)", found[2][7])
    assert re.fullmatch(r"[A-Z][a-z]{2} 20\d\d", found[2][8])
    assert found[0][8] == "never"


def test_notes_explain_the_columns_that_are_there(tmp_path):
    with_target = notes(read_comparison(build_comparison(tmp_path / "a")))
    assert "At most 21, the highest caseload that the council calls manageable" in with_target[2]
    own = notes(read_comparison(build_comparison(tmp_path / "b", target=20.0)))
    assert own[2].startswith("At most 20: share of futures")
    plain = read_comparison(build_comparison(tmp_path / "c", measure="closures", target=None))
    assert "Best" not in headings(plain)[1]
    assert len(notes(plain)) == 2
    assert "Best" not in " ".join(notes(plain))


def test_a_run_is_no_comparison(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"program": "headroom"}))
    with pytest.raises(InputError, match="not a finished comparison"):
        read_comparison(tmp_path)
