"""The sentences of a sweep say what its tables hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.sweep_data import read_sweep
from sim.report.sweep_rows import headings, notes, rows
from sim.report.sweep_words import answers, cost_words
from tests.unit.sample_sweep import BSA, CASELOAD, SWSO, build_sweep

NONE = replace(CASELOAD, target=None)


def said(tmp_path, **more) -> str:
    [paragraph] = answers(read_sweep(build_sweep(tmp_path, **more)))
    return paragraph


def exact(tmp_path, **more) -> str:
    """Without any luck in the numbers, but that of the futures."""
    return said(tmp_path, noise=0.0, **more)


def test_the_answer_counts_the_front_and_names_the_cheapest_that_is_enough(tmp_path):
    words = said(tmp_path)
    sweep = read_sweep(tmp_path)
    front = sweep.front_of(sweep.outcomes[0])
    row = front[front["mean"] <= 21.0].iloc[0]
    assert words.startswith(
        f"Of 20 mixes, {len(front)} are worth considering for the highest caseload of a frontline "
        "team: no other that costs as little or less brings it as low on average."
    )
    share = f"{100 * row['probability_target']:.0f}%"
    assert (
        f"The cheapest with at most 21 on average is {row['mix']}, for "
        f"£{row['extra_cost_gbp']:,.0f} more than the base: {row['mean']:.1f} cases per worker ("
    ) in words
    assert f"and at most 21 in {share} of futures" in words


def test_what_may_be_chance_is_said(tmp_path):
    words = said(tmp_path, noise=1.5)
    sweep = read_sweep(tmp_path)
    front, table = sweep.front_of(sweep.outcomes[0]), sweep.of(sweep.outcomes[0])
    unsure = int((~front["clear"][1:]).sum())
    others = int((~table["on_front"] & ~table["beaten"]).sum())
    assert unsure
    assert others
    assert (
        f"With 40 futures, {unsure} of the {len(front) - 1} steps from one to the next may be "
        f"chance and {others} other mix"
    ) in words


def test_nothing_is_said_of_chance_where_nothing_is_open(tmp_path):
    assert "may be" not in exact(tmp_path, level=19.0)


def test_mixes_beyond_the_limits_are_counted_apart(tmp_path):
    words = said(tmp_path, limit=500_000.0)
    sweep = read_sweep(tmp_path)
    beyond = int((~sweep.points["meets_constraints"]).sum())
    assert words.startswith(f"Of {20 - beyond} mixes within the limits ({beyond} are beyond them),")


def test_no_mix_is_enough(tmp_path):
    assert (
        "None has at most 21 on average; nearest comes 20 SWSO and 8 BSA, for £1,320,000 more than "
        "the base: "
    ) in said(tmp_path, level=30.0)


def test_the_base_is_enough(tmp_path):
    assert (
        "The cheapest with at most 21 on average is no change, for the same cost as the base:"
    ) in said(tmp_path, level=19.0)


def test_a_mean_whose_interval_holds_the_target_is_in_doubt(tmp_path):
    assert "more futures may show that it is not quite enough" in said(tmp_path, level=22.0)
    sure = exact(
        tmp_path, level=22.0, design=[{"swso": 0.0, "bsa": 0.0}, {"swso": 20.0, "bsa": 8.0}]
    )
    assert "more futures" not in sure


def test_without_a_target_the_best_is_named(tmp_path):
    words = said(tmp_path, outcomes=[NONE])
    assert "The lowest on average comes with 20 SWSO and 8 BSA, for £1,320,000 more than" in words
    assert "at most" not in words


def test_more_can_be_better(tmp_path):
    more = replace(NONE, better="higher", measure="seen_within_5_days_rate", label="Seen in time")
    words = exact(tmp_path, outcomes=[more], level=0.5, effect=0.01)
    assert "Of 20 mixes, " in words
    assert "brings it as high on average" in words
    assert re.search(r"The highest on average comes with 20 SWSO and 8 BSA, .*: 7\d\.\d%", words)


def test_better_neither_way_tells_the_ends(tmp_path):
    words = exact(tmp_path, outcomes=[replace(NONE, better=None, measure="closures")])
    assert words.startswith(
        "Of 20 mixes, the highest caseload of a frontline team is lowest with 20 SWSO and 8 BSA, "
    )
    assert "and highest with no change, " in words


def test_no_values_are_no_answer(tmp_path):
    words = said(tmp_path, level=float("nan"))
    assert words == (
        "Of 20 mixes: the highest caseload of a frontline team has a value in every future of none."
    )


def test_few_futures_are_said_to_be_few(tmp_path):
    assert said(tmp_path, replications=5).endswith(" 5 futures are few to go by.")
    assert "(" not in said(tmp_path, replications=1).partition("more than the base")[2]


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (1234.5, "for £1,235 more than the base"),
        (-14500.0, "for £14,500 less than the base"),
        (0.2, "for the same cost as the base"),
    ],
)
def test_cost_in_words(cost, words):
    assert cost_words(cost) == words


# --- the table on the screen ---


def test_the_table_has_a_row_for_each_mix_on_the_front(tmp_path):
    sweep = read_sweep(build_sweep(tmp_path))
    [outcome] = sweep.outcomes
    title, names = headings(sweep, outcome)
    assert title == "Highest caseload of a frontline team, cases per worker, in 40 futures"
    assert names == ("Mix", "Over the base", "Mean", "Step", "At most 21")
    found = rows(sweep, outcome)
    assert len(found) == len(sweep.front_of(outcome))
    assert found[0][:2] == ("no change", "£0")
    assert found[0][3] == ""
    assert re.fullmatch(r"-0\.\d+ \(-0\.\d+ to [-+]?0\.\d+\)", found[1][3])
    assert re.fullmatch(r"\d+\.\d \(\d+\.\d to \d+\.\d\)", found[1][2])
    assert found[1][4].endswith("%")


def test_columns_and_notes_follow_what_is_known(tmp_path):
    sweep = read_sweep(build_sweep(tmp_path, outcomes=[NONE], replications=1))
    [outcome] = sweep.outcomes
    assert headings(sweep, outcome)[1] == ("Mix", "Over the base", "Mean", "Step")
    assert re.fullmatch(r"\d+\.\d", rows(sweep, outcome)[0][2])
    assert len(notes(sweep, outcome)) == 1
    full = read_sweep(build_sweep(tmp_path / "full"))
    assert len(notes(full, full.outcomes[0])) == 3


def test_sums_of_a_sampled_design_are_read_as_they_are(tmp_path):
    rng = np.random.default_rng(5)
    design = [{"swso": float(x), "bsa": float(y)} for x, y in rng.uniform(0, 10, (30, 2))]
    sweep = read_sweep(build_sweep(tmp_path, (SWSO, BSA), design=design))
    assert len(sweep.points) == 31
    assert sweep.points["in_design"].sum() == 30


def test_a_run_is_no_sweep(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"kind": "run"}))
    with pytest.raises(InputError, match="not a finished sweep"):
        read_sweep(tmp_path)
