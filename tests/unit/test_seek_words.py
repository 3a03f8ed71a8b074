"""Sentences of a search say what its numbers say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.answers.seek import tell_seek
from sim.errors import InputError
from sim.report.seek_data import places_for, read_search
from sim.report.seek_words import answers
from sim.scenario.experiments.seek import LeastCost
from tests.unit.sample_search import (
    OVERTIME,
    RETENTION,
    build_search,
    mixes_found,
    switch_asked,
    switches_found,
)

WANTED = "the highest caseload of a frontline team is at most 21 in at least 90% of futures"


def said(folder, *parts) -> str:
    [sentence] = answers(read_search(build_search(folder, *parts)))
    return sentence


# --- the least-cost mix ---


def test_the_cheapest_mix_is_named_with_its_chance_and_cost(tmp_path):
    sentence = said(tmp_path, mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso + 0.01 * bsa))
    row = read_search(tmp_path).mixes.choice
    n, successes = row["n"], row["successes"]
    assert sentence.startswith(
        f"The cheapest mix with which {WANTED} is 15 SWSO: all {n} futures ("
    )
    assert n == successes
    # 15 SWSO at £50,000 over the run, of which the sample has two fifths in the last year
    assert (
        "for £750,000 more than the base over the whole run, £300,000 of it in 2020/21." in sentence
    )
    assert "within 5 percentage points of 90% being as good as it." in sentence
    assert "Taken for granted" not in sentence


def test_how_many_mixes_were_tried_in_how_many_futures(tmp_path):
    sentence = said(tmp_path, mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso))
    tried = read_search(tmp_path).mixes.tried
    futures = tried["n"].sum()
    assert f"{len(tried)} of 20 mixes had to be tried, in {futures} futures together." in sentence


def test_what_is_taken_for_granted_is_told_where_it_saved_trials(tmp_path):
    asked = LeastCost(chance=0.9, indifference=0.05, monotone=True)
    sentence = said(tmp_path, mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso, asked=asked))
    assert "is 15 SWSO: " in sentence
    assert sentence.endswith("Taken for granted: more of any lever never lowers the chance.")


def test_that_no_mix_is_enough_is_told_with_the_nearest(tmp_path):
    sentence = said(tmp_path, mixes_found(lambda swso, bsa: 0.2 + 0.025 * swso))
    tried = read_search(tmp_path).mixes.tried
    nearest = tried.iloc[int(tried["share_low"].argmax())]["mix"]
    assert sentence.startswith(f"There is no mix with which {WANTED}; nearest comes {nearest}, ")
    assert "more than the base" not in sentence


def test_mixes_that_are_too_close_to_call_are_named_if_they_are_cheaper(tmp_path):
    def chance(swso, bsa):
        return 0.899 if (swso, bsa) == (5, 4) else 1.0 if swso >= 10 else 0.1

    asked = LeastCost(chance=0.9, indifference=0.01, most_replications=100)
    sentence = said(tmp_path, mixes_found(chance, asked=asked))
    share = read_search(tmp_path).mixes.unclear.iloc[0]["share"]
    assert (
        "Cheaper, but too close to call after 100 futures: "
        f"5 SWSO and 4 BSA (£410,000, {share:.0%})"
    ) in sentence


def test_if_nothing_is_sure_that_is_what_is_said(tmp_path):
    asked = LeastCost(chance=0.9, indifference=0.01, most_replications=50)
    sentence = said(tmp_path, mixes_found(lambda swso, bsa: 0.9, asked=asked, limit=100_000.0))
    assert sentence.startswith(f"Of no mix it is sure that {WANTED}; nearest comes ")
    assert "Too close to call after 50 futures: no change (£0, " in sentence
    assert "within 1 percentage point of 90%" in sentence


def test_mixes_beyond_the_limits_are_not_counted(tmp_path):
    found = mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso, limit=510_000.0)
    assert "8 of 8 mixes had to be tried" in said(tmp_path, found)
    table = read_search(tmp_path).mixes.table
    beyond = table["decision"] == "beyond the limits"
    assert (beyond == (table["extra_cost_gbp"] > 510_000.0)).all()


# --- switching values ---


def switch(folder, mean, **asked) -> str:
    return said(folder, switches_found((switch_asked(**asked), mean)))


def test_a_switching_value_is_told_with_its_interval_and_both_sides(tmp_path):
    # officers less workers rises with the hours, and less overtime is better
    sentence = switch(tmp_path, lambda hours: 8 * (hours - 5))
    found = read_search(tmp_path).switches[0].found
    value, low, high = (f"{found[key]:.1f}" for key in ("value", "low", "high"))
    assert float(low) <= 5.0 <= float(high)
    assert sentence == (
        "Hours freed. By the overtime of the whole service in the last week, “20 more officers” is"
        f" better below {value} hours a week ({low} to {high}), and “18 social workers” above."
        " Expected is 6.5 hours a week, where “18 social workers” is better."
    )


def test_sides_change_with_the_slope_and_with_which_way_is_better(tmp_path):
    falling = switch(tmp_path / "1", lambda hours: -8 * (hours - 5))
    more_is_better = switch(tmp_path / "2", lambda hours: 8 * (hours - 5), outcome=RETENTION)
    for sentence in (falling, more_is_better):
        assert "“18 social workers” is better below" in sentence
        assert "where “20 more officers” is better." in sentence


def test_an_expected_value_inside_the_interval_is_no_reason_to_choose(tmp_path):
    sentence = switch(tmp_path, lambda hours: 8 * (hours - 5), expected=5.1)
    assert sentence.endswith(
        "Expected is 5.1 hours a week, which is too near to that to choose by it."
    )


def test_an_unknown_expected_value_is_not_told(tmp_path):
    assert "Expected" not in switch(tmp_path, lambda hours: 8 * (hours - 5), expected=np.nan)


def test_no_switch_is_told_with_the_difference_at_both_ends(tmp_path):
    sentence = switch(tmp_path, lambda hours: 20 + hours)
    seen = read_search(tmp_path).switches[0].seen
    first, last = (seen.iloc[place]["difference"] for place in (0, -1))
    assert (
        "“18 social workers” is better all the way between 2 and 10 hours a week, "
        f"by {first:.1f} hours at 2 and by {last:.1f} at 10. Expected is 6.5 hours a week."
    ) in sentence


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (lambda hours: 20 * (hours - 6) ** 2 - 80, "changes more than once between 2 and 10 hours"),
        (lambda hours: 0.0, "too close to call where the better option changes, if it does at all"),
        (
            lambda hours: 6 * (hours - 10.1),
            "changes; if it does, then at 9.9 hours a week or beyond",
        ),
        (
            lambda hours: 6 * (hours - 1.75),
            "changes; if it does, then at 2.2 hours a week or under",
        ),
    ],
)
def test_what_is_not_known_is_said(tmp_path, mean, words):
    assert words in switch(tmp_path, mean)


def test_long_intervals_few_futures_and_bends_are_told(tmp_path):
    few = switch(tmp_path / "1", lambda hours: 8 * (hours - 5), most=10)
    assert "longer than was asked for: 10 futures at each value were all" in few
    assert few.endswith("10 futures are few to go by.")
    bent = read_search(tmp_path / "1")
    bent.switches[0].found["straight"] = False
    assert "The difference bends there, so that the interval may be off." in answers(bent)[0]


@pytest.mark.parametrize(
    ("half_width", "places"), [(0.34, 1), (0.03, 2), (3.9, 0), (40.0, 0), (0.0, 2), (np.inf, 2)]
)
def test_as_many_places_as_the_interval_bears(half_width, places):
    assert places_for(half_width) == places


# --- on the screen ---


def test_the_answer_on_the_screen_begins_with_the_question(tmp_path, capsys):
    mixes = mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso)
    switches = switches_found((switch_asked(), lambda hours: 8 * (hours - 5)))
    tell_seek(build_search(tmp_path, mixes, switches), as_json=False)
    printed = capsys.readouterr().out
    assert printed.startswith("How much?\n\nThe cheapest mix with which")
    assert "the choice" in printed
    assert "Switching values" in printed
    assert "SimPy, the reference" in printed


def test_json_has_everything_that_was_found(tmp_path, capsys):
    mixes = mixes_found(lambda swso, bsa: 0.1 + 0.06 * swso)
    flat = switches_found((switch_asked(outcome=OVERTIME), lambda hours: 0.0))
    tell_seek(build_search(tmp_path, mixes, flat), as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "complete"
    assert len(found["answers"]) == 2
    assert [row["mix"] for row in found["mixes"] if row["is_choice"]] == ["15 SWSO"]
    assert found["switching"][0]["value"] is None
    assert found["switching"][0]["verdict"] == "too close to call"
    assert len(found["switching"][0]["seen"]) == 5


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a finished search"):
        read_search(tmp_path)
