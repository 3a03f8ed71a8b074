"""The decisions of three committee papers as worked examples: budgets, answers and appraisals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docs.generate.commands import ROOT
from docs.generate.full_runs import OUT, made, picture
from docs.generate.headlines import numbers_hash
from docs.generate.markdown import code, table
from docs.generate.reach import share_words, teams_of
from sim.report import appraisal_words
from sim.report.comparison_data import Comparison, read_comparison
from sim.report.comparison_words import answers
from sim.report.measure_words import words_of
from sim.results.costs import budget
from sim.results.paired import Share
from sim.results.store import read
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.units import pounds

if TYPE_CHECKING:
    import pandas as pd

FUTURES = 60
PAPERS = f"{OUT}/papers"
"""Results of so many futures are kept apart from those of the other pages."""
HEADINGS = {
    "caseload_per_fte": "Caseload",
    "overtime_hours": "Overtime, hours",
    "sick_days_per_month": "Sick days a month and team",
    "turnover_rate_fte_12_months": "Turnover",
    "agency_fte": "Agency workers, FTE",
}
"""Measures of a financial year, with what the pages call them."""
BURDEN = ("caseload_per_fte", "overtime_hours")


class Figure(NamedTuple):
    """A sum of money that a paper states.

    Attributes:
        words: What it is for.
        paper: The sum as the paper has it, in pounds.
        where: Where it stands.
        scenario: The shipped scenario that has it.
        option: The intervention that costs it.
        year: The financial year; all years together if there is none.
    """

    words: str
    paper: int
    where: str
    scenario: str
    option: str
    year: str = ""


class Example(NamedTuple):
    """A worked example.

    Attributes:
        options: The scenarios compared, the baseline first.
        main: The option that the council took.
        chart: The chart of the comparison that the page shows.
        figures: What the council's paper says of money.
        others: Teams or groups whose other figures the page shows.
        measures: Which figures.
        last_year: The financial year that these are of.
        unit: What the answer is about; what the scenarios name if it is not given.
    """

    options: tuple[str, ...]
    main: str
    chart: str
    figures: tuple[Figure, ...]
    others: tuple[str, ...]
    measures: tuple[str, ...]
    last_year: str
    unit: str = ""


EXAMPLES = {
    "2015": Example(
        options=("nottinghamshire_2015", "pilot_2015"),
        main="pilot_2015",
        chart="difference_pilot_2015",
        figures=(
            Figure("Six months", 206_000, "paragraph 7", "pilot_2015", "pilot"),
            Figure("Extension to March 2016", 231_000, "paragraph 23", "pilot_2015", "extension"),
        ),
        others=("bassetlaw", "broxtowe_rushcliffe", "cds", "looked_after"),
        measures=tuple(HEADINGS),
        last_year="2015/16",
    ),
    "2018": Example(
        options=(
            "do_nothing",
            "do_minimum",
            "swso_expansion",
            "group_supervision",
            "swso_plus_supervision",
            "eighteen_social_workers",
        ),
        main="swso_plus_supervision",
        chart="cost_against_measure",
        figures=(
            *(
                Figure("20.5 officers, 1 senior", paper, where, "swso_expansion", "more_swso", year)
                for paper, where, year in (
                    (314_461, "paragraphs 11 and 21", "2018/19"),
                    (580_521, "paragraphs 9 and 21", "2019/20"),
                )
            ),
            *(
                Figure("Project team", paper, where, "group_supervision", "project_team", year)
                for paper, where, year in (
                    (172_128, "paragraph 22", "2018/19"),
                    (326_656, "paragraphs 14 and 22", "2019/20"),
                    (163_328, "paragraph 22", "2020/21"),
                )
            ),
            Figure(
                "18 social workers",
                776_000,
                "paragraph 6",
                "eighteen_social_workers",
                "more_social_workers",
                "2019/20",
            ),
        ),
        others=("service",),
        measures=BURDEN,
        last_year="2020/21",
        unit="Whole service",
    ),
    "2019": Example(
        options=(
            "nottinghamshire_2019",
            "bsa_assessment_2019",
            "swso_in_assessment",
        ),
        main="bsa_assessment_2019",
        chart="cost_against_measure",
        figures=(
            Figure(
                "4 administrators", 92_476, "paragraph 14", "bsa_assessment_2019", "bsa", "2019/20"
            ),
            Figure(
                "4 officers",
                106_976,
                "paragraph 14",
                "swso_in_assessment",
                "swso_in_assessment",
                "2019/20",
            ),
        ),
        others=("Assessment",),
        measures=BURDEN,
        last_year="2020/21",
    ),
}
"""The examples by the year of the paper."""

THERE_ALREADY = (
    "compare scenarios/bsa_already_there_2019.toml scenarios/nottinghamshire_2019.toml"
    f" --replications {FUTURES} --name there_already_2019"
)
"""What the administrators of 2019 do if they were at work before: what their leaving would do."""


def blocks() -> dict[str, Callable[[], str]]:
    """What the pages show that needs no run."""
    kinds = {"commands": commands, "budget": council_and_program}
    return {
        f"example {year} {kind}": partial(make, year)
        for year in EXAMPLES
        for kind, make in kinds.items()
    }


def measured_blocks() -> dict[str, Callable[[], str]]:
    """What they show that does."""
    kinds = {
        "answer": sentences,
        "appraisal": appraisal,
        "order": order,
        "effects": effects,
        "picture": picture_of_example,
        "origins": origins,
    }
    of_all = {
        f"example {year} {kind}": partial(make, year)
        for year in EXAMPLES
        for kind, make in kinds.items()
    }
    return of_all | {"example 2019 there already": there_already}


def command_of(year: str) -> str:
    """The comparison of an example: everything after ``python -m sim``."""
    example = EXAMPLES[year]
    files = " ".join(f"scenarios/{name}.toml" for name in example.options)
    unit = f' --unit "{example.unit}"' if example.unit else ""
    return f"compare {files}{unit} --replications {FUTURES} --name paper_{year}"


def commands(year: str) -> str:
    """What to type: look at the main option, compare, write the papers."""
    main = EXAMPLES[year].main
    said = (f"check scenarios/{main}.toml", command_of(year), f"report results/paper_{year}")
    return "\n".join(["```", *(f"python -m sim {words}" for words in said), "```"])


def council_and_program(year: str) -> str:
    """What the paper says that each part costs, and what the program's budget says."""
    headings = ("What", "Where", "In the paper", "The program's budget")
    return table(headings, map(_figure_row, EXAMPLES[year].figures))


def _figure_row(figure: Figure) -> tuple[str, ...]:
    words = f"{figure.words}, {figure.year}" if figure.year else figure.words
    return words, figure.where, pounds(figure.paper), pounds(_budgeted(figure))


def _budgeted(figure: Figure) -> Decimal:
    lines = budget(load_scenario(shipped_folder() / f"{figure.scenario}.toml"))
    own = [line for line in lines if line.option == figure.option]
    in_year = [line.amount for line in own if figure.year in ("", line.financial_year)]
    return sum(in_year, Decimal(0))


def sentences(year: str) -> str:
    """What each option does to the caseload, as the comparison says it."""
    return "\n".join(f"- {said}" for said in answers(_comparison(year)))


def there_already() -> str:
    """What it would do to take away administrators who were there, and the command."""
    found = read_comparison(made(f"{THERE_ALREADY} --no-charts", "there_already_2019", PAPERS))
    said = "\n".join(f"- {one}" for one in answers(found))
    return f"```\npython -m sim {THERE_ALREADY}\n```\n\n{said}"


def appraisal(year: str) -> str:
    """Present cost of each option and what it buys."""
    found = _comparison(year)
    notes = "\n".join(f"- {note}" for note in appraisal_words.notes(found))
    rows = table(appraisal_words.HEADINGS, appraisal_words.rows(found))
    return f"{appraisal_words.title(found)}:\n\n{rows}\n\n{notes}"


def order(year: str) -> str:
    """In how many futures each option is the first by each criterion, and its mean place."""
    found = _comparison(year)
    first = found.ranking[found.ranking["rank"] == 1].set_index(["option", "label"])
    labels = list(dict.fromkeys(found.ranking["label"]))
    cells = [
        (one.name, *(_place(first, one.name, label) for label in labels)) for one in found.every
    ]
    return table(("First in so many futures; mean place", *labels), cells)


def _place(first: pd.DataFrame, option: str, label: str) -> str:
    """The share with its 95 % interval; nothing where the criterion has no value."""
    if (option, label) not in first.index:
        return ""
    row = first.loc[option, label]
    found = Share(*(row[f"probability{end}"] for end in ("", "_low", "_high")))
    return f"{share_words(found, int(row['n']))}; {row['mean_rank']:.1f}"


def picture_of_example(year: str) -> str:
    """The chart of the page, with what it says to those who can't see it."""
    alt = picture(_folder(year), EXAMPLES[year].chart, f"paper_{year}")
    return f"![{alt}](../images/paper_{year}.png)"


def origins(year: str) -> str:
    """What the figures are made from: scenarios by the fingerprints of their numbers."""
    files = (shipped_folder() / f"{name}.toml" for name in EXAMPLES[year].options)
    cells = [(code(path.stem), code(numbers_hash(load_scenario(path)))) for path in files]
    return table(("Scenario", "Fingerprint of its numbers"), cells)


def effects(year: str) -> str:
    """What a year was like without the options, and how far each moves it."""
    example, found = EXAMPLES[year], _comparison(year)
    stored = read(_folder(year), "SELECT * FROM comparison WHERE period = ?", [example.last_year])
    rows = stored.set_index(["option", "unit", "measure"]).sort_index()
    labels = {team.name: team.label for team in teams_of(ROOT / PAPERS / example.options[0])}
    several = len(example.others) > 1
    cells = [
        (
            labels[unit] if several else option.title,
            *_differences(rows.loc[option.name, unit], example.measures),
        )
        for option in found.options
        for unit in example.others
    ]
    shown = (HEADINGS[measure] for measure in example.measures)
    return table(("Team" if several else "Option", *shown), cells)


def _differences(rows: pd.DataFrame, measures: Iterable[str]) -> Iterator[str]:
    """The mean difference of each measure with its 95 % interval, after the baseline's mean."""
    for measure in measures:
        row, words = rows.loc[measure], words_of(measure)
        places = words.places(row["half_width"])
        names = ("difference", "difference_low", "difference_high")
        middle, low, high = (words.signed(row[name], places) for name in names)
        before = words.value(row["mean"] - row["difference"])
        yield f"{before}: {middle} ({low} to {high})"


def _comparison(year: str) -> Comparison:
    return read_comparison(_folder(year))


def _folder(year: str) -> Path:
    return made(command_of(year), f"paper_{year}", PAPERS)
