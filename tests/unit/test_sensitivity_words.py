"""Sentences and tables of a sensitivity analysis say what its numbers say."""

import json

import numpy as np
import pytest

from sim.answers.sensitivity import tell_sensitivity
from sim.errors import InputError
from sim.report.sensitivity_data import Number, read_sensitivity
from sim.report.sensitivity_rows import tables
from sim.report.sensitivity_words import answers
from sim.scenario.number_words import SHARE
from tests.unit.sample_sensitivity import (
    FREED,
    TAKE_UP,
    build_sensitivity,
    part_of,
    scenario,
    with_target,
)

FREED_WORDS = "“Support Officer: time freed for each social worker”"
TAKEN_WORDS = "“Support Officer: freed time that becomes case work”"
NOTHING = scenario(name="nothing", title="Do nothing")


def said(folder, *answer, part, **keys):
    return answers(read_sensitivity(build_sensitivity(folder, part_of(*answer, **keys), [part])))


def test_a_tornado_is_told_by_the_number_that_changes_most(tmp_path):
    [answer] = said(tmp_path, part="tornado", against=NOTHING)
    assert answer == (
        "With every number at its best value, “More support officers” lowers the caseload in the"
        " last year by 5.80 cases per worker (5.80 to 5.80), set against “Do nothing”. Of 3"
        f" uncertain numbers, {FREED_WORDS} changes that most: 4.20 lower at 4 hours a week, 7.40"
        " lower at 8 hours a week. No single number is enough to turn that round."
    )


def test_a_number_that_turns_the_answer_round_is_named(tmp_path):
    def slight(numbers, chance):
        return 20.5 - numbers[TAKE_UP] + chance

    [answer] = said(tmp_path, (slight,), part="tornado", against=NOTHING)
    # 0.5 takes the best value to 0 exactly, so that nothing can be told there
    assert "makes no clear difference to the caseload in the last year" in answer

    def better(numbers, chance):
        return 20.4 - numbers[TAKE_UP] + chance

    [answer] = said(tmp_path, (better,), part="tornado", against=NOTHING)
    assert answer.endswith(f"Enough to turn that round: {TAKEN_WORDS} at 20%.")


def test_an_end_at_which_nothing_can_be_told_is_named(tmp_path):
    def noisy(numbers, chance):
        noise = 0.3 * (chance - chance.mean()) if numbers[TAKE_UP] < 0.3 else 0.0
        return 20.3 - numbers[TAKE_UP] + chance + noise  # 0.1 higher at 20%, give or take 0.2

    [answer] = said(tmp_path, (noisy,), part="tornado", against=NOTHING)
    assert "lowers the caseload" in answer
    assert answer.endswith(f"Enough to leave that open: {TAKEN_WORDS} at 20%.")
    assert "Enough to turn" not in answer


def test_what_may_be_chance_is_not_said_to_change_most(tmp_path):
    def noisy(numbers, chance):
        noise = 9.0 * (chance - chance.mean()) * (numbers[TAKE_UP] - 0.6)
        return 20.0 - 0.1 * numbers[FREED] - 1.5 * numbers[TAKE_UP] + chance + noise

    part = {"part": "tornado", "against": NOTHING}
    [answer] = said(tmp_path, (noisy,), **part)
    assert f"Of 3 uncertain numbers, {FREED_WORDS} makes the largest clear difference: " in answer


@pytest.mark.parametrize(
    ("target", "ending"),
    [
        (12.0, "No single number is enough to take it past 12."),
        (15.5, f"Enough to take it past 15.5: {FREED_WORDS} at 4 hours a week."),
        (14.1, "That is too near to tell on which side it lies."),
    ],
)
def test_without_another_scenario_the_target_decides(tmp_path, target, ending):
    [answer] = said(tmp_path, part="tornado", outcomes=(with_target(target),),
                    tornado={"replications": 400})  # fmt: skip
    assert answer.startswith("With every number at its best value, the caseload in the last year")
    assert answer.endswith(ending)


def test_without_target_there_is_nothing_to_turn_round(tmp_path):
    [answer] = said(tmp_path, part="tornado")
    assert answer.endswith("at 4 hours a week, 12.8 at 8 hours a week.")


def test_numbers_that_do_nothing_are_said_to(tmp_path):
    def still(numbers, chance):
        return 19.0 + chance

    results = [said(tmp_path / part, (still,), part=part)[0] for part in
               ("tornado", "morris", "sobol")]  # fmt: skip
    assert (
        "None of 3 uncertain numbers makes a clear difference to that in 12 futures" in results[0]
    )
    assert "none of 3 uncertain numbers clearly matters" in results[1]
    assert "none changes the caseload in the last year at all" in results[2]


def test_screening_names_those_that_matter(tmp_path):
    [answer] = said(tmp_path, part="morris")
    assert answer == (
        "Screening: of 3 uncertain numbers, 2 clearly matter to the caseload in the last year:"
        f" {FREED_WORDS} and {TAKEN_WORDS}. From one end of its range to the other, the first"
        " changes it by 3.20 cases per worker on average."
    )


def test_uneven_effects_are_said_to_be(tmp_path):
    def together(numbers, chance):
        return 30.0 * (numbers[FREED] - 6.0) * (numbers[TAKE_UP] - 0.5) + chance

    [answer] = said(tmp_path, (together,), part="morris")
    assert "Not evenly, but as other numbers have it:" in answer


def test_shares_and_split_are_told_in_percent(tmp_path):
    [shares] = said(tmp_path / "a", part="sobol", sobol={"points": 256})
    assert shares.startswith(
        "Of the spread that uncertain numbers give to the caseload in the last year, by themselves:"
        f" {FREED_WORDS} 8"
    )
    part = part_of(sobol={"points": 16, "strongest": 2})
    folder = build_sensitivity(tmp_path / "d", part, ["morris", "sobol"])
    few = answers(read_sensitivity(folder))[1]
    assert few.startswith("Of the spread that the 2 strongest numbers give to the caseload")
    [parts] = said(tmp_path / "b", part="split", split={"draws": 60, "replications": 60})
    assert "of that variance (" in parts
    [pure] = said(tmp_path / "c", part="split", against=NOTHING)
    assert "100% of that variance (100% to 100%) comes from uncertain numbers" in pure
    assert pure.endswith("0% is chance, and would stay.")


def test_numbers_are_written_as_people_write_them():
    def number(unit, value, low, high):
        return Number("key", "Label", unit, value, low, high)

    assert number(SHARE, 0.228, 0.22, 0.24).range == "22% to 24%"
    assert number(SHARE, 0.228, 0.22, 0.24).said(0.228) == "22.8%"
    assert number("hours a week", 6.5, 4.0, 8.0).range == "4 to 8 hours a week"
    assert number("£ a year", 26_776, 25_000, 28_000).range == "£25,000 to £28,000 a year"
    assert number("", 1.7, 1.4, 2.0).range == "1.4 to 2"


def test_the_screen_has_the_question_first_and_a_row_for_each_number(tmp_path, capsys):
    folder = build_sensitivity(tmp_path, part_of(against=NOTHING))
    tell_sensitivity(folder, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "What matters?"
    assert lines[2].startswith("With every number at its best value")
    rows = [line for line in lines if line.strip().startswith("Social workers: resignations")]
    assert len(rows) == 3
    assert any(line.startswith("Tables: ") for line in lines)


def test_the_tornados_table_gives_changes_from_the_best_values(tmp_path):
    table = next(tables(read_sensitivity(build_sensitivity(tmp_path, part_of(), ["tornado"]))))
    assert table.rows[0] == (
        FREED_WORDS.strip("“”"), "4 to 8 hours a week", "+1.60", "-1.60", "-3.20 (-3.20 to -3.20)",
        "yes",
    )  # fmt: skip
    assert table.rows[-1][-2:] == ("0.00 (0.00 to 0.00)", "no")


def test_json_holds_every_number(tmp_path, capsys):
    folder = build_sensitivity(tmp_path, part_of())
    tell_sensitivity(folder, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "complete"
    assert told["tornado"][0]["input"] == FREED
    stored = read_sensitivity(folder).tables["sobol"]["first"].iloc[0]
    assert told["sobol"][0]["first"] == pytest.approx(stored, rel=1e-14)
    assert len(told["inputs"]) == 3
    assert set(told["split"][0]) >= {"numbers_share", "total_sd", "draws", "n"}


def test_unknown_numbers_are_null_in_json(tmp_path, capsys):
    def still(numbers, chance):
        return np.full(chance.size, 19.0)

    tell_sensitivity(build_sensitivity(tmp_path, part_of((still,))), as_json=True)
    assert json.loads(capsys.readouterr().out)["split"][0]["numbers_share"] is None


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a finished sensitivity analysis"):
        read_sensitivity(tmp_path)


def test_what_chance_may_explain_is_not_said_to_matter(tmp_path):
    def noisy(numbers, chance):
        rng = np.random.default_rng(int(1e6 * sum(numbers.values())))
        return 5.0 * numbers[TAKE_UP] + 5.0 * rng.normal(size=chance.size)

    [answer] = said(tmp_path, (noisy,), part="morris")
    assert "not clear; more trajectories" in answer or "none of 3" in answer
