"""[readings]: figures that can be read in more than one way, and switches between the ways."""

from __future__ import annotations

from contextlib import chdir

import pytest

from sim.errors import InputError, InputErrors
from sim.experiment.points import fingerprint
from sim.results.costs import budget, total
from sim.scenario.differences import differences
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario, resolved_toml, try_alternatives

SMALL = """
name = "small"
[run]
start = 2018-10-01
end = 2019-03-31
[teams.north]
kind = "district"
social_worker_fte = 5.5
[pathway.plan]
team_kind = "district"
tasks = 4
task_hours = { distribution = "gamma", mean = 3.0, cv = 0.7 }
external_delay_days = 15
[demand.referrals_per_week]
north = 2.0
[roles.social_worker]
contract_hours_per_week = 37.0
non_case_hours_per_week = 8.0
leaving = { rate_per_year = { value = 0.2, low = 0.1, high = 0.3 } }
sickness = { spells_per_year = 2.0, short_spell_days = 3.0 }
hiring = { round_days = 30.0 }

[readings.turnover]
label = "Turnover of 14.4 %"
as_written = "of a year"

[readings.turnover.alternatives.half_year]
label = "of half a year"

[readings.turnover.alternatives.half_year.keys]
"roles.social_worker.leaving.rate_per_year" = 0.288
"pathway.plan.task_hours.mean" = 4.0

[readings.posts]
label = "Five posts"
as_written = "and a half"

[readings.posts.alternatives.whole]
label = "in all"

[readings.posts.alternatives.whole.keys]
"teams.north.social_worker_fte" = { value = 5.0, source = "Paper" }
"demand.trend_per_year" = 0.1
"""
HALF_YEAR = "readings.turnover.taken=half_year"
RATE = "roles.social_worker.leaving.rate_per_year"


@pytest.fixture
def write(tmp_path):
    def write(more="", text=SMALL, name="small.toml"):
        file = tmp_path / name
        file.write_text(text + more, "utf-8")
        return file

    return write


def rate(scenario):
    return scenario.roles.social_worker.leaving.rate_per_year.value


def test_taken_as_written_a_reading_changes_nothing(write):
    file = write()
    bare = write(text=SMALL.partition("[readings")[0], name="bare.toml")
    assert fingerprint(load_scenario(file)) == fingerprint(load_scenario(bare))


def test_an_alternative_is_laid_over_all_files(write):
    write()
    over = 'extends = "small.toml"\nname = "over"\n[roles.social_worker.leaving]\n'
    file = write(text=over + "rate_per_year = 0.25\n", name="over.toml")
    assert rate(load_scenario(file)) == 0.25
    switched = load_scenario(file, [HALF_YEAR])
    assert rate(switched) == 0.288
    hours = switched.pathway["plan"].task_hours
    assert (hours.mean.value, hours.cv.value) == (4.0, 0.7)  # the rest of a distribution stays


def test_a_file_may_switch_and_may_change_what_an_alternative_says(write):
    write()
    own = 'extends = "small.toml"\nname = "own"\n[readings.turnover]\ntaken = "half_year"\n'
    file = write(text=own, name="own.toml")
    assert rate(load_scenario(file)) == 0.288
    keys = "[readings.turnover.alternatives.half_year.keys]\n"
    other = write(text=f'{own}{keys}"{RATE}" = 0.31\n', name="other.toml")
    assert rate(load_scenario(other)) == 0.31


@pytest.mark.parametrize("order", [1, -1])
def test_a_setting_has_the_last_word_wherever_it_stands(write, order):
    settings = [HALF_YEAR, f"{RATE}=0.2"][::order]
    assert rate(load_scenario(write(), settings)) == 0.2


def test_the_resolved_scenario_holds_the_result_and_is_read_to_the_same(write, tmp_path):
    both = [HALF_YEAR, "readings.posts.taken=whole", f"{RATE}=0.2"]
    scenario = load_scenario(write(), both)
    alone = tmp_path / "alone.toml"
    alone.write_text(resolved_toml(scenario), "utf-8")
    again = load_scenario(alone)
    assert rate(again) == 0.2
    assert again.model_dump_json() == scenario.model_dump_json()
    with pytest.raises(InputErrors, match="already hold the reading half_year"):
        load_scenario(alone, ["readings.turnover.taken=as_written"])


def test_two_readings_that_set_the_same_are_refused(write):
    more = f"""
[readings.third]
label = "Third"
as_written = "so"
taken = "not_so"
[readings.third.alternatives.not_so]
label = "not so"
keys = {{ "{RATE}.value" = 0.2 }}
"""
    file = write(more)
    assert rate(load_scenario(file)) == 0.2
    with pytest.raises(InputError, match=r"turnover and third both set .*rate_per_year") as caught:
        load_scenario(file, [HALF_YEAR])
    line = file.read_text("utf-8").splitlines().index('taken = "not_so"') + 1
    assert (caught.value.file, caught.value.line) == (file, line)
    assert caught.value.key == "readings.third.taken"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("leaving.rate_per_year", "leaving.rate_per_yaer", 'Did you mean "rate_per_year"?'),
        ("0.288", "-0.288", "-0.288 is less than 0"),
        ('"roles.social_worker.l', '"roles social_worker.l', "is not a key"),
        ("0.288", '"often"', '"often" is text in quotes, not a number'),
    ],
)
def test_what_does_not_fit_is_an_error_where_it_is_written(write, old, new, said):
    before, _, after = SMALL.partition("[readings")
    file = write(text=f"{before}[readings{after.replace(old, new, 1)}")
    load_scenario(file)
    with pytest.raises((InputError, InputErrors)) as caught:
        load_scenario(file, [HALF_YEAR])
    error = getattr(caught.value, "errors", [caught.value])[0]
    assert said in str(error)
    lines = file.read_text("utf-8").splitlines()
    assert new in lines[error.line - 1]
    assert error.file == file
    # check finds it before anybody switches
    with pytest.raises(InputErrors, match=r"small\.toml, line"):
        try_alternatives(file)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("readings.turnover.taken=half_yaer", "write one of as_written, half_year"),
        ("readings.turnover.alternatives.as_written.label=x", "keys"),
        ('readings.turnover.alternatives.x={ label = "x", keys = {} }', "this is empty"),
        (
            'readings.turnover.alternatives.half_year.keys."readings.posts.taken"="whole"',
            "a reading can't set readings.posts.taken",
        ),
        ("readings=5", "not a table"),
        ("readings.turnover=5", "not a table"),
        ("readings.turnover.alternatives.half_year.keys=5", "not a table"),
        ("readings.turnover.taken=5", "not text in quotes"),
    ],
)
def test_a_table_that_is_no_reading_is_an_error(write, setting, said):
    for settings in ([setting], [HALF_YEAR, setting]):
        with pytest.raises((InputError, InputErrors)) as caught:
            load_scenario(write(), settings)
        assert said.lower() in str(caught.value).lower()


def test_differences_are_told_in_words(write):
    scenarios = [load_scenario(write(), settings) for settings in ((), (HALF_YEAR,))]
    found = {one.key: one.values for one in differences(scenarios)}
    assert found["readings.turnover.taken"] == ("of a year", "of half a year")
    assert found[RATE] == ("0.2", "0.288")
    assert not any(key.startswith("readings.") for key in found if not key.endswith(".taken"))


def test_a_scenario_without_the_reading_differs_only_from_a_switched_one(write):
    bare = load_scenario(write(text=SMALL.partition("[readings")[0], name="bare.toml"))
    assert differences([bare, load_scenario(write())]) == []
    found = differences([bare, load_scenario(write(), [HALF_YEAR])])
    assert ("readings.turnover.taken", ("-", "of half a year")) in found


# --- the shipped readings ---


def shipped(name, *switches):
    return load_scenario(shipped_folder() / f"{name}.toml", [f"readings.{one}" for one in switches])


@pytest.mark.parametrize(
    "name", ["swso_expansion", "bsa_assessment_2019", "march_to_november_2018", "pilot_2015"]
)
def test_every_alternative_of_a_shipped_scenario_fits(name):
    with chdir(shipped_folder()):
        try_alternatives(f"{name}.toml")


def test_every_number_of_a_shipped_alternative_has_a_source():
    for name in ("swso_expansion", "bsa_assessment_2019"):
        for one in shipped(name).readings.values():
            assert one.source
            assert one.question
            assert all(other.source for other in one.alternatives.values())


@pytest.mark.parametrize(
    ("switches", "a_year", "set_up"),
    [
        ((), 580_521, 24_200),
        (("vacancy_level.taken=netted",), 545_690, 24_200),
        (("additional_posts.taken=as_reported",), 612_134, 25_300),
        (("officers_in_all.taken=with_seniors",), 500_193, 20_900),
        (("officers_in_all.taken=without_looked_after",), 701_013, 28_600),
    ],
)
def test_what_the_expansion_costs_by_each_reading(switches, a_year, set_up):
    """June 2018, paragraph 9: £26,776 and £31,613 a post, £1,100 a head; 6 % off all pay."""
    lines = [
        one for one in budget(shipped("swso_expansion", *switches)) if one.option == "more_swso"
    ]
    assert round(total([one for one in lines if one.financial_year == "2019/20"])) == a_year
    assert total([one for one in lines if one.line == "Set-up"]) == set_up


@pytest.mark.parametrize(
    ("way", "officers", "frontline"),
    [
        ("as_written", 41.0, 36.5),
        ("with_seniors", 38.0, 33.5),
        ("without_looked_after", 45.5, 41.0),
    ],
)
def test_forty_one_officers(way, officers, frontline):
    """41 is 36.5 and Looked After's 4.5; or 38 and 3 seniors; or frontline officers alone."""
    june = shipped("swso_expansion", f"officers_in_all.taken={way}")
    change = june.interventions["more_swso"]
    added = sum(change.added(place, "swso") for place in change.posts)
    assert 20.5 + added == officers
    assert 16.0 + added == frontline
    # January 2019 holds four of Assessment's back
    january = shipped("nottinghamshire_2019", f"officers_in_all.taken={way}").teams.values()
    there = [team.support_fte["swso"].value for team in january if "swso" in team.support_fte]
    assert sum(there) == officers - 4.0


def test_cases_of_all_case_holders():
    """3,370 cases / 17.6 = 191.5 FTE."""
    for name in ("do_nothing", "swso_expansion"):
        teams = shipped(name, "case_holders.taken=all").teams
        front = [team for key, team in teams.items() if key != "looked_after"]
        cases = sum(team.opening_caseload.count for team in front)
        assert cases == 3370
        assert cases / sum(team.social_worker_fte.value for team in front) == pytest.approx(
            17.6, abs=0.005
        )


def test_927_cases_twice():
    """A twelfth more work for a twelfth more workers."""
    teams, demand = (getattr(shipped("do_nothing", "assessment_count.taken=counted_twice"), key)
                     for key in ("teams", "demand"))  # fmt: skip
    for side in ("north", "south"):
        workers = teams[f"assessment_{side}"].social_worker_fte.value
        families = demand.referrals_per_week[f"assessment_{side}"].value
        assert families / workers == pytest.approx(40.4 / 18.0, abs=0.001)


def test_administrators_who_were_there_bring_nothing_new():
    """January 2019, paragraphs 7 and 16."""
    decided = shipped("bsa_assessment_2019", "administrators.taken=already_there")
    there = shipped("bsa_already_there_2019")
    assert decided.teams == there.teams
    assert not any(fte.value for roles in decided.interventions["bsa"].posts.values()
                   for fte in roles.values())  # fmt: skip
    added = shipped("bsa_assessment_2019").interventions["bsa"].posts
    for side in ("north", "south"):
        team = f"assessment_{side}"
        assert there.teams[team].support_fte["bsa"].value == added[team]["bsa"].value == 2.0
