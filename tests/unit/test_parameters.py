"""[run] parameters: numbers that are drawn together."""

from collections import Counter

import duckdb
import pytest
import tomli_w

from sim.errors import InputError, InputErrors
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.parameters import MOST_ROWS, Parameters
from sim.scenario.uncertainty import drawn
from tests.documents import changed
from tests.unit.sample_sensitivity import DOCUMENT, LEAVING, TAKE_UP

NET = "roles.social_worker.non_case_hours_per_week"
WAIT = "pathway.first.external_delay_days.mean"
END = ("csv", "parquet")
ROWS = [(9.0, 0.4), (10.0, 0.5), (11.5, 0.9)]
TABLE = f"{NET},{TAKE_UP}\n" + "".join(f"{a},{b}\n" for a, b in ROWS)


@pytest.fixture
def write(tmp_path):
    """Write a scenario and the posterior that it names."""

    def write(table=TABLE, **keys):
        (tmp_path / "posterior.csv").write_text(table, "utf-8")
        keys = keys if "run" in keys else {"run__parameters": "posterior.csv", **keys}
        document = changed(DOCUMENT, **keys)
        file = tmp_path / "expansion.toml"
        file.write_text(tomli_w.dumps(document), "utf-8")
        return file

    return write


def pair(scenario, replication):
    roles = drawn(scenario, replication).roles
    return (roles.social_worker.non_case_hours_per_week.value, roles.support["swso"].take_up.value)


def test_numbers_come_from_one_row_and_every_row_comes(write):
    """Of 300 replications each of three rows has 100 expected, sd 8.2: 60 to 140 is 4.9 sd."""
    scenario = load_scenario(write())
    found = Counter(pair(scenario, replication) for replication in range(300))
    assert set(found) == set(ROWS)
    assert all(60 < count < 140 for count in found.values())


def test_scenarios_with_the_same_rows_meet_the_same_row(write):
    first = load_scenario(write())
    other = load_scenario(write(name="other", teams__north__social_worker_fte=6.0))
    assert [pair(first, r) for r in range(30)] == [pair(other, r) for r in range(30)]


def test_other_numbers_are_drawn_as_ever(write):
    rates = []
    for keys in ({}, {"run": DOCUMENT["run"]}):
        scenario = load_scenario(write(**keys))
        rates.append(drawn(scenario, 3).roles.social_worker.leaving.rate_per_year.value)
    assert rates[0] == rates[1] != 0.2


def test_without_uncertainty_the_middle_counts(write):
    scenario = load_scenario(write(run__parameter_uncertainty=False))
    assert pair(scenario, 0) == (10.0, 0.5)


def test_the_resolved_scenario_needs_no_other_file(write, tmp_path):
    scenario = load_scenario(write())
    (tmp_path / "posterior.csv").unlink()
    alone = tmp_path / "alone.toml"
    alone.write_text(resolved_toml(scenario), "utf-8")
    again = load_scenario(alone)
    assert again == scenario
    assert pair(again, 5) == pair(scenario, 5)


def test_rows_are_part_of_what_decides_the_results(write):
    from sim.experiment.points import fingerprint

    first = load_scenario(write())
    other = load_scenario(write(TABLE.replace("11.5", "11.25")))
    assert fingerprint(first) != fingerprint(other)


def test_a_setting_has_the_last_word(write):
    scenario = load_scenario(write(), [f"{TAKE_UP}=0.7"])
    assert {pair(scenario, r)[1] for r in range(10)} == {0.7}
    assert len({pair(scenario, r)[0] for r in range(20)}) > 1


def test_a_number_inside_a_distribution_is_drawn_too(write):
    delay = {"distribution": "gamma", "mean": 6.0, "cv": 0.5}
    scenario = load_scenario(
        write(f"{WAIT}\n5.0\n7.0\n", pathway__first__external_delay_days=delay)
    )
    waits = {drawn(scenario, r).pathway["first"].external_delay_days.mean.value for r in range(20)}
    assert waits == {5.0, 7.0}


def test_the_file_that_has_the_last_word_is_read(write, tmp_path):
    write()
    (tmp_path / "mine.csv").write_text(f"{LEAVING}\n0.1\n0.2\n", "utf-8")
    over = tmp_path / "over.toml"
    text = 'extends = "expansion.toml"\nname = "over"\n[run]\nparameters = "mine.csv"\n'
    over.write_text(text, "utf-8")
    assert load_scenario(over).run.parameters.keys == [LEAVING]


@pytest.mark.parametrize(
    ("table", "said", "line"),
    [
        (f"{NET}x\n1\n", "there is no such key here", None),
        (f"{TAKE_UP}\n0.5\n2\n", "2 is more than 1", None),
        (f"{TAKE_UP}\n0.5\nmuch\n", '"much" is no number', 3),
        (f"{TAKE_UP}\n0.5\nnan\n", '"nan" is no number', 3),
        (f"{TAKE_UP}\n0.5\n1,2\n", "2 cells under 1 keys", 3),
        (f"{TAKE_UP}\n", "no rows", None),
        ("", "no rows", None),
        (f"{TAKE_UP}\n" + "0.5\n" * (MOST_ROWS + 1), "rows of 1 numbers", None),
        ("run.seed\n0.5\n", "is a table, not a whole number", None),
    ],
)
def test_what_does_not_fit_is_an_error_in_its_file(write, tmp_path, table, said, line):
    with pytest.raises((InputError, InputErrors), match=said) as caught:
        load_scenario(write(table))
    error = caught.value
    error = error.errors[0] if isinstance(error, InputErrors) else error
    assert error.file == tmp_path / "posterior.csv"
    assert error.line == line


def parquet(folder, query, name="posterior.parquet"):
    """A Parquet file of what a query says."""
    duckdb.sql(f"COPY ({query}) TO '{folder / name}' (FORMAT parquet)")


AS_NUMBERS = f'''SELECT a::DECIMAL(4, 1) AS "{NET}", b AS "{TAKE_UP}"
    FROM (VALUES {", ".join(map(str, ROWS))}) rows(a, b)'''


def test_a_table_for_programs_says_the_same(write, tmp_path):
    """The same rows and draws to the last bit; only the source tells the file's other name."""
    parquet(tmp_path, AS_NUMBERS)
    first, other = (load_scenario(write(run__parameters=f"posterior.{e}")) for e in END)
    assert other.run.parameters == first.run.parameters
    assert [pair(other, r) for r in range(30)] == [pair(first, r) for r in range(30)]
    assert resolved_toml(other) == resolved_toml(first).replace(
        "posterior.csv", "posterior.parquet"
    )


def test_rows_for_programs_decide_the_results_too(write, tmp_path):
    from sim.experiment.points import fingerprint

    parquet(tmp_path, AS_NUMBERS)
    first, again = (load_scenario(write(run__parameters="posterior.parquet")) for _ in range(2))
    parquet(tmp_path, AS_NUMBERS.replace("11.5", "11.6"))
    other = load_scenario(write(run__parameters="posterior.parquet"))
    assert fingerprint(first) == fingerprint(again) != fingerprint(other)


@pytest.mark.parametrize(
    ("query", "said", "key"),
    [
        (f'SELECT 1 AS "{NET}x"', "there is no such key here", f"{NET}x"),
        (f'SELECT unnest([0.5, 2]) AS "{TAKE_UP}"', "2 is more than 1", TAKE_UP),
        (f'SELECT unnest([0.5, NULL]) AS "{TAKE_UP}"', "row 2 has no finite number", TAKE_UP),
        (
            f"SELECT unnest(['nan'::FLOAT, 1]) AS \"{TAKE_UP}\"",
            "row 1 has no finite number",
            TAKE_UP,
        ),
        (f"SELECT 'much' AS \"{TAKE_UP}\"", "this column holds text, not numbers", TAKE_UP),
        (f'SELECT true AS "{TAKE_UP}"', "holds true and false, not numbers", TAKE_UP),
        (f'SELECT [0.5] AS "{TAKE_UP}"', "values of type list, not numbers", TAKE_UP),
        (f'SELECT 0.5 AS "{TAKE_UP}" LIMIT 0', "no rows", None),
        (f'SELECT 0.5 AS "{TAKE_UP}" FROM range({MOST_ROWS + 1})', "2,001 rows of 1", None),
        ('SELECT 0.5 AS ".."', "is not the key of a number", None),
    ],
)
def test_what_does_not_fit_is_an_error_in_a_table_for_programs(write, tmp_path, query, said, key):
    parquet(tmp_path, query)
    with pytest.raises((InputError, InputErrors), match=said) as caught:
        load_scenario(write(run__parameters="posterior.parquet"))
    error = caught.value
    error = error.errors[0] if isinstance(error, InputErrors) else error
    assert (error.file, error.key) == (tmp_path / "posterior.parquet", key)
    assert error.remedy


@pytest.mark.parametrize("content", [b"", b"PAR1\x15\x04\xff\xfe", b"PAR1PAR1", TABLE.encode()])
def test_a_damaged_table_for_programs_is_an_error(write, tmp_path, content):
    file = write(run__parameters="posterior.parquet")
    (tmp_path / "posterior.parquet").write_bytes(content)
    with pytest.raises(InputError, match=r"not a whole Parquet file.*posterior\.parquet") as caught:
        load_scenario(file)
    assert caught.value.file == tmp_path / "posterior.parquet"


def test_a_table_for_programs_with_another_ending_is_told(write, tmp_path):
    file = write()
    parquet(tmp_path, AS_NUMBERS, "posterior.csv")
    with pytest.raises(InputError, match=r"not a CSV file.*posterior\.csv"):
        load_scenario(file)


def test_a_missing_file_is_an_error_where_it_is_named(write, tmp_path):
    file = write()
    (tmp_path / "posterior.csv").unlink()
    with pytest.raises(InputError, match=r'no file "posterior\.csv"') as caught:
        load_scenario(file)
    assert (caught.value.file, caught.value.key) == (file, "run.parameters")
    assert caught.value.line is not None


def test_a_shipped_file_is_found_from_anywhere_and_one_beside_the_scenario_first(
    write, tmp_path, monkeypatch
):
    from sim.scenario import parameters as module

    shipped = tmp_path / "shipped" / "parts"
    shipped.mkdir(parents=True)
    (shipped / "known.csv").write_text(f"{LEAVING}\n0.1\n", "utf-8")
    monkeypatch.setattr(module, "shipped_folder", lambda: tmp_path / "shipped")
    file = write(run__parameters="parts/known.csv")
    assert load_scenario(file).run.parameters.rows == [[0.1]]
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "known.csv").write_text(f"{LEAVING}\n0.3\n", "utf-8")
    assert load_scenario(file).run.parameters.rows == [[0.3]]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"run": DOCUMENT["run"]}, "does not hold it"),
        ({"run__parameters": {"keys": [TAKE_UP], "rows": [[0.3], [0.9]]}}, "beyond its low"),
        ({"run__parameters": {"keys": [TAKE_UP, "a.b"], "rows": [[0.6, 1.0]]}}, "no number"),
        ({"run__parameters": {"keys": [TAKE_UP], "rows": [[0.6, 1.0]]}}, "row 1 has 2 numbers"),
        ({"run__parameters": {"keys": [TAKE_UP] * 2, "rows": [[0.6, 1.0]]}}, "twice"),
    ],
)
def test_rows_written_by_hand_must_fit_their_numbers(write, keys, said):
    joint = {"value": 0.6, "low": 0.5, "high": 0.8, "shape": "joint"}
    with pytest.raises(InputErrors, match=said):
        load_scenario(write(roles__swso__take_up=joint, **keys))


def test_each_row_has_an_equal_part():
    rows = Parameters(keys=["a"], rows=[[1.0], [2.0], [3.0], [4.0]])
    parts = [rows.row(u)["a"] for u in (0.0, 0.24, 0.26, 0.74, 0.76, 1.0)]
    assert parts == [1.0, 1.0, 2.0, 3.0, 4.0, 4.0]
