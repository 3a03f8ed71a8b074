"""The budget view of money: what funded posts cost, by financial year, option and line.

Nothing here is simulated. A post costs its pay with on-costs whether it is filled or not; a part
year counts in months; equipment goes by heads, in the first year only. Amounts are decimals of 28
digits, never binary floats, and are rounded only when they are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from sim.clock import financial_year, months_by_financial_year
from sim.scenario.consistency import ESTABLISHMENT, SOCIAL_WORKER
from sim.units import exact, percent

if TYPE_CHECKING:
    from sim.scenario.schema import Intervention, Scenario

Period = tuple[date, date]
Kind = Literal[
    "pay", "vacancies", "agency", "overtime", "supplement", "set_up", "non_staff", "project"
]
"""What a line pays for, in the same few words for every scenario."""


MONTH_PLACES = 6
"""Decimal places of months in a working: who works it out again arrives at the same pound."""
SUPPLEMENT = "Market supplement"
VACANCY_FACTOR = "Vacancy factor"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of the budget of one option in one financial year.

    Attributes:
        financial_year: Such as "2018/19".
        option: :data:`ESTABLISHMENT`, or the name of an intervention.
        line: What is paid for, as people write it.
        amount: Pounds; negative for posts taken away.
        working: How the amount comes about, such as "20.5 FTE x £26,776 x 6/12".
        kind: What sort of line it is.
    """

    financial_year: str
    option: str
    line: str
    amount: Decimal
    working: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Charge:
    """So many at such a price a year, for a period; a price that is pay follows pay awards."""

    line: str
    count: Decimal
    unit: str
    price: Decimal
    period: Period
    kind: Kind = "pay"


def budget(scenario: Scenario) -> list[BudgetLine]:
    """Work out the budget of a run, at the best estimate of every uncertain number.

    An intervention is charged for its months inside the run. Its set-up cost falls in the
    financial year in which it begins, and in none if that was before the run. Pay (posts,
    project posts, supplements) follows the pay award and bears the vacancy factor; set-up and
    other non-staff costs do neither.

    Returns:
        Lines by financial year, then option in the order of the scenario, the establishment
        first. An option has no line in a year in which it has nothing to pay for.
    """
    whole_run = (scenario.run.start, scenario.run.end)
    lines = _pay_lines(scenario, ESTABLISHMENT, _posts(scenario, _base_fte(scenario), whole_run))
    for name, change in scenario.interventions.items():
        lines += _pay_lines(scenario, name, _intervention_pay(scenario, change))
        lines += _other_lines(scenario, name, change)
    return sorted(lines, key=lambda line: line.financial_year)


def total(lines: Iterable[BudgetLine]) -> Decimal:
    """What some lines come to, in pounds."""
    return sum((line.amount for line in lines), Decimal(0))


def _base_fte(scenario: Scenario) -> dict[str, Decimal]:
    """Funded posts on the first day, by role, in the order of the file."""
    fte = dict.fromkeys((SOCIAL_WORKER, *scenario.roles.support), Decimal(0))
    for team in scenario.teams.values():
        fte[SOCIAL_WORKER] += exact(team.social_worker_fte.value)
        for role, posts in team.support_fte.items():
            fte[role] += exact(posts.value)
    for shared in scenario.shared_support.values():
        fte[shared.role] += exact(shared.fte.value)
    return fte


def _added_fte(change: Intervention) -> dict[str, Decimal]:
    """Posts that an intervention adds on balance, by role; negative if it takes posts away."""
    fte: defaultdict[str, Decimal] = defaultdict(Decimal)
    for posts in change.posts.values():
        for role, added in posts.items():
            fte[role] += exact(added.value)
    return dict(fte)


def _posts(scenario: Scenario, fte: dict[str, Decimal], period: Period) -> Iterator[_Charge]:
    for role, posts in fte.items():
        label, price = role_price(scenario, role)
        yield _Charge(label, posts, " FTE", price, period)


def _intervention_pay(scenario: Scenario, change: Intervention) -> Iterator[_Charge]:
    period = within_run(scenario, change)
    yield from _posts(scenario, _added_fte(change), period)
    for name, post in change.project_posts.items():
        price = exact(post.cost_per_fte_gbp.value)
        yield _Charge(name, exact(post.fte.value), " FTE", price, period, "project")
    yield from _supplements(scenario, change)


def _supplements(scenario: Scenario, change: Intervention) -> Iterator[_Charge]:
    """The supplement for posts of the establishment, and for those that interventions add."""
    price = exact(change.market_supplement_gbp_per_year.value)
    if not price:
        return
    teams = change.teams or tuple(scenario.teams)
    base = sum((exact(scenario.teams[team].social_worker_fte.value) for team in teams), Decimal(0))
    yield _Charge(SUPPLEMENT, base, " FTE", price, within_run(scenario, change), "supplement")
    for name, other in scenario.interventions.items():
        posts = [exact(other.added(team, SOCIAL_WORKER)) for team in teams]
        both = overlap(within_run(scenario, change), within_run(scenario, other))
        label = f"{SUPPLEMENT}, posts of {other.label or name}"
        yield _Charge(label, sum(posts, Decimal(0)), " FTE", price, both, "supplement")


def _other_lines(scenario: Scenario, option: str, change: Intervention) -> Iterator[BudgetLine]:
    """Set-up and non-staff costs, which go by heads."""
    given = change.set_up_heads
    heads = _new_people(change) if given is None else Decimal(given.count)
    each = exact(change.set_up_cost_gbp.value)
    if heads and each and scenario.run.start <= change.start <= scenario.run.end:
        year, working = financial_year(change.start), f"{_plain(heads)} x {_price(each)}"
        yield BudgetLine(year, option, "Set-up", heads * each, working, "set_up")
    if change.non_staff_heads is not None:
        heads = Decimal(change.non_staff_heads.count)
    yearly = exact(change.non_staff_cost_gbp_per_year.value)
    if yearly:
        period = within_run(scenario, change)
        charge = _Charge("Non-staff costs", heads, "", yearly, period, "non_staff")
        yield from _yearly_lines(scenario, option, charge)


def _new_people(change: Intervention) -> Decimal:
    """Posts added, rounded up role by role, since a part-timer needs a whole laptop."""
    posts = [*_added_fte(change).values()]
    posts += [exact(post.fte.value) for post in change.project_posts.values()]
    people = (fte.to_integral_value(ROUND_CEILING) for fte in posts if fte > 0)
    return sum(people, Decimal(0))


def _pay_lines(scenario: Scenario, option: str, charges: Iterable[_Charge]) -> list[BudgetLine]:
    """The lines of an option's pay, with the vacancy factor of each year if there is one."""
    lines = [line for charge in charges for line in _yearly_lines(scenario, option, charge)]
    held_back = exact(scenario.costs.vacancy_factor_share.value)
    if not held_back:
        return lines
    pay: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        pay[line.financial_year] += line.amount
    for year, amount in pay.items():
        working = f"less {percent(held_back)} of {_price(amount)}"
        held = -amount * held_back
        lines.append(BudgetLine(year, option, VACANCY_FACTOR, held, working, "vacancies"))
    return lines


def _yearly_lines(scenario: Scenario, option: str, charge: _Charge) -> Iterator[BudgetLine]:
    award = 1 + exact(scenario.costs.pay_award_per_year.value)
    for year, months in months_by_financial_year(*charge.period).items():
        if not months or not charge.count:
            continue
        awards = years_into(scenario, year) if charge.kind != "non_staff" and award != 1 else 0
        of_a_year = months / 12
        amount = charge.count * charge.price * award**awards * of_a_year.numerator
        working = _working(charge, award, awards, months)
        exactly = amount / of_a_year.denominator
        yield BudgetLine(year, option, charge.line, exactly, working, charge.kind)


def role_price(scenario: Scenario, role: str) -> tuple[str, Decimal]:
    """What a role is called in a budget, and what a full-time post costs in the first year."""
    if role == SOCIAL_WORKER:
        return "Social workers", exact(scenario.roles.social_worker.cost_per_fte_gbp.value)
    support = scenario.roles.support[role]
    return support.label or role, exact(support.cost_per_fte_gbp.value)


def years_into(scenario: Scenario, year: str) -> int:
    """How many years a financial year is after the first one of the run."""
    return first_calendar_year(year) - first_calendar_year(financial_year(scenario.run.start))


def first_calendar_year(year: str) -> int:
    """The calendar year in which a financial year begins: 2018 for "2018/19"."""
    return int(year.partition("/")[0])


def within_run(scenario: Scenario, change: Intervention) -> Period:
    """The part of an intervention that lies inside the run; ends before it starts if none does."""
    run = (scenario.run.start, scenario.run.end)
    return overlap(run, (change.start, change.end or scenario.run.end))


def overlap(one: Period, other: Period) -> Period:
    """What two periods share; ends before it starts if that is nothing."""
    return max(one[0], other[0]), min(one[1], other[1])


def _working(charge: _Charge, award: Decimal, awards: int, months: Fraction) -> str:
    # "4 FTE fewer" and not "-4 FTE": a spreadsheet takes a leading minus for a formula
    fewer = " fewer" if charge.count < 0 else ""
    parts = [f"{_plain(abs(charge.count))}{charge.unit}{fewer}", _price(charge.price)]
    if awards:
        parts.append(_plain(award) if awards == 1 else f"{_plain(award)}^{awards}")
    if months != 12:
        parts.append(f"{_plain(exact(round(float(months), MONTH_PLACES)))}/12")
    return " x ".join(parts)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _price(amount: Decimal) -> str:
    """Pounds, with pence only where there are any."""
    pence = to_pence(abs(amount))
    shown = f"{pence:,.0f}" if pence == pence.to_integral_value() else f"{pence:,.2f}"
    return f"{'-' if amount < 0 else ''}£{shown}"


def to_pence(amount: Decimal) -> Decimal:
    """Rounded to pence for a reader; half a penny goes up."""
    return (amount * 100).to_integral_value(ROUND_HALF_UP) / 100
