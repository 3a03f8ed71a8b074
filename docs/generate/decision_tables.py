"""The decision of June 2018, as its page tells it: who reaches the target, when and how surely."""

from __future__ import annotations

from docs.generate.full_runs import made, ran
from docs.generate.markdown import table
from docs.generate.measured import summary_of
from docs.generate.reach import (
    EVERY_TEAM,
    FRONTLINE,
    manageable,
    panel_of,
    share,
    share_words,
    since,
    teams_of,
)
from sim.experiment.points import extra_cost
from sim.report.chart_fans import day_of
from sim.report.chart_words import month_year
from sim.report.comparison_data import read_comparison
from sim.report.comparison_words import answers
from sim.results.comparison import END
from sim.results.measures import SERVICE, TeamInfo
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.units import pounds

BASE = "do_nothing"
EXPANSION = "swso_expansion"
SAME_MONEY = "social_workers_for_the_same_money"
EIGHTEEN = "eighteen_social_workers"
OPTIONS = {
    BASE: "Do nothing",
    EXPANSION: "20.5 officers",
    EIGHTEEN: "18 social workers",
    "eighteen_social_workers_as_hired": "18 social workers, 6 % of posts vacant",
    SAME_MONEY: "13.5 social workers, same money",
}
"""The options of the page, each by the name of its scenario, with what it is called there."""

MONTHS = ("2019-03", "2019-09", "2020-03", "2020-09", "2021-03")
YEARS = ("2018/19", "2019/20", "2020/21")
VACANT = {"vacancy_rate_fte": "no permanent worker", "vacant_fte": "nobody at all, FTE"}
ROUNDING = 0.5
"""What the council's bands leave to rounding: 21.4 cases are 21 in its tables."""


def verdict() -> str:
    """Whether the expansion brings every frontline team there, in words."""
    folder = ran(EXPANSION)
    most, n = manageable(folder), panel_of(folder).replications.size
    there = {team.label: since(folder, ("team", team.name), most) for team in frontline()}
    reached = [f"{team} ({month})" for team, month in there.items() if month != "never"]
    missed = [team for team, month in there.items() if month == "never"]
    return (
        f"**In the last week of the run all nine frontline teams have at most {most:g} cases a"
        f" worker in {_share(EXPANSION, EVERY_TEAM, most, END)} of {n} futures.** Team by team,"
        f" {len(reached)} of them are there to stay in half of the futures or more: "
        f"{', '.join(reached)}. The others are not: {', '.join(missed)}."
    )


def sentences() -> str:
    """What each option does to the whole service, as the comparison says it."""
    files = " ".join(f"scenarios/{name}.toml" for name in OPTIONS)
    of_all = '--unit "Whole service" --name decision --no-charts'
    folder = made(f"compare {files} {of_all}", "decision")
    return "\n".join(f"- {said}" for said in answers(read_comparison(folder)))


def by_team() -> str:
    """In how many futures each frontline team has at most 21 in the last week, and since when."""
    units = {("team", team.name): team.label for team in frontline()} | {EVERY_TEAM: "**All nine**"}
    rows = [
        (label, *(_reached(option, unit) for option in OPTIONS)) for unit, label in units.items()
    ]
    return table(("Team", *OPTIONS.values()), rows)


def frontline() -> list[TeamInfo]:
    """The teams of the frontline groups."""
    return [team for team in teams_of(ran(BASE)) if team.group in FRONTLINE]


def _reached(option: str, unit: tuple[str, str]) -> str:
    most = manageable(ran(option))
    return f"{_share(option, unit, most, END)}; {since(ran(option), unit, most)}"


def _share(option: str, unit: tuple[str, str], most: float, period: str) -> str:
    n = panel_of(ran(option)).replications.size
    return share_words(share(ran(option), unit, most, period), n)


def over_time() -> str:
    """In how many futures all frontline teams have at most 21 at once, month by month."""
    last = month_year(day_of(MONTHS[-1]))
    months = [month_year(day_of(month)) for month in MONTHS]
    headings = ("Option", *months, f"{last}, rounded to 21", "Over doing nothing")
    return table(headings, map(_over_time, OPTIONS))


def _over_time(option: str) -> tuple[str, ...]:
    most = manageable(ran(option))
    shares = [_share(option, EVERY_TEAM, most, month) for month in MONTHS]
    rounded = _share(option, EVERY_TEAM, most + ROUNDING, MONTHS[-1])
    money = extra_cost(scenario_of(option), scenario_of(BASE))
    return OPTIONS[option], *shares, rounded, pounds(money)


def vacancies() -> str:
    """Posts without a permanent worker and, of these, without an agency worker, by year."""
    headings = [f"{year}, {words}" for words in VACANT.values() for year in YEARS]
    return table(("Option", *headings), map(_vacancies, OPTIONS))


def _vacancies(option: str) -> tuple[str, ...]:
    found = summary_of(option)
    means = [float(found[measure, SERVICE, year]["mean"]) for measure in VACANT for year in YEARS]
    shares, posts = means[: len(YEARS)], means[len(YEARS) :]
    shown = [f"{100 * one:.1f} %" for one in shares]
    return OPTIONS[option], *shown, *(f"{one:.1f}" for one in posts)


def scenario_of(name: str) -> Scenario:
    """A shipped scenario by the name of its file."""
    return load_scenario(shipped_folder() / f"{name}.toml")
