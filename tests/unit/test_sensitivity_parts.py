"""The path from a design over values to a table, with a known function as the simulator."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.sensitivity_parts import (
    morris_part,
    sobol_part,
    split_part,
    tornado_part,
)
from sim.scenario.uncertainty import drawn, quantities
from tests.unit.sample_sensitivity import (
    CASELOAD,
    FREED,
    LEAVING,
    TAKE_UP,
    part_of,
    scenario,
)


def by_input(table):
    return table.set_index("input")


def test_a_tornado_goes_to_either_end_and_holds_the_others_at_their_best():
    part = part_of()
    rows = by_input(tornado_part(part, part.study.experiment.tornado))
    assert rows.index.to_list() == [FREED, TAKE_UP, LEAVING]
    assert rows["rank"].to_list() == [1, 2, 3]
    assert rows["low_difference"].to_list() == pytest.approx([1.6, 0.6, 0.0])
    assert rows["high_difference"].to_list() == pytest.approx([-1.6, -1.0, 0.0])
    assert rows["swing"].to_list() == pytest.approx([-3.2, -1.6, 0.0])
    assert (rows["at_low"] - rows["centre"]).to_list() == pytest.approx([1.6, 0.6, 0.0])
    assert (rows["n"] == 12).all()
    best = {FREED: 6.0, TAKE_UP: 0.5, LEAVING: 0.2}
    levels = [dict(point.levels) for point in part.bench.points]
    assert levels[0] == best
    ends = [{FREED: 4.0}, {FREED: 8.0}, {TAKE_UP: 0.2}, {TAKE_UP: 1.0}]
    for end in ends:
        assert best | end in levels


def test_points_are_scenarios_with_plain_numbers_and_nothing_to_draw():
    part = part_of()
    tornado_part(part, part.study.experiment.tornado)
    for point in part.bench.points:
        numbers = dict(quantities(point.scenario))
        assert not any(number.uncertain for number in numbers.values())
        assert {key: numbers[key].value for key in point.levels} == point.levels
        assert not point.scenario.run.parameter_uncertainty


def test_against_another_scenario_the_outcome_is_the_difference():
    part = part_of(against=scenario(name="nothing"))
    rows = tornado_part(part, part.study.experiment.tornado)
    assert rows["centre"].iloc[0] == pytest.approx(-0.8 * 6.0 - 2.0 * 0.5)
    assert rows["centre_half_width"].iloc[0] == pytest.approx(0.0, abs=1e-9)
    names = [point.scenario.name for point in part.bench.points[:2]]
    assert names == ["expansion", "nothing"]
    assert part.bench.points[0].levels == part.bench.points[1].levels


def test_screening_finds_the_slopes_over_the_quantiles():
    part = part_of()
    rows = by_input(morris_part(part, part.study.experiment.morris))
    # hours freed are uniform, so half of them lie between the quantiles 0 and 1/2: slope 4 x 0.8
    assert rows["mu"][FREED] == pytest.approx(-3.2)
    assert rows["sigma"][FREED] == pytest.approx(0.0, abs=1e-9)
    assert rows["mu_star"][LEAVING] == 0.0
    assert rows["sigma"][TAKE_UP] > 0.0  # not even over the quantiles of a triangle
    assert rows.index[0] == FREED


def test_shares_are_those_of_the_variances():
    part = part_of(sobol={"points": 256})
    rows = by_input(sobol_part(part, part.study.experiment.sobol, None))
    freed = 0.8**2 * 4.0**2 / 12.0
    low, mode, high = 0.2, 0.5, 1.0
    triangle = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18.0
    taken = 2.0**2 * triangle
    assert rows["first"][FREED] == pytest.approx(freed / (freed + taken), abs=0.02)
    assert rows["total"][TAKE_UP] == pytest.approx(taken / (freed + taken), abs=0.02)
    assert rows["sd"].iloc[0] == pytest.approx(np.sqrt(freed + taken), rel=0.02)


def test_only_the_strongest_are_shared_out_if_that_is_asked():
    part = part_of(sobol={"points": 16, "strongest": 1})
    screening = morris_part(part, part.study.experiment.morris)
    part.bench.points.clear()
    rows = sobol_part(part, part.study.experiment.sobol, screening)
    assert rows["input"].to_list() == [FREED]
    assert rows["first"].item() == pytest.approx(1.0, abs=0.1)
    plain = dict(quantities(part.bench.points[0].scenario))
    assert plain[TAKE_UP].value == 0.5


def test_the_split_takes_the_draws_of_replications():
    part = part_of(split={"draws": 4})
    split_part(part, part.study.experiment.split)
    for draw in range(4):
        wanted = dict(quantities(drawn(part.study.base, draw)))
        levels = part.bench.points[draw].levels
        assert levels == {key: wanted[key].value for key in levels}


def test_the_split_tells_numbers_from_chance():
    # chance of variance 1 against numbers of a known one; the variances of 100 draws and of 100
    # futures have standard errors of a seventh
    part = part_of(split={"draws": 100, "replications": 100})
    row = split_part(part, part.study.experiment.split).iloc[0]
    taken = 4.0 * (0.04 + 0.25 + 1.0 - 0.1 - 0.2 - 0.5) / 18.0
    assert row["numbers_variance"] == pytest.approx(0.64 * 16 / 12 + taken, rel=0.4)
    assert row["futures_variance"] == pytest.approx(1.0, rel=0.4)
    assert row["rest_variance"] == pytest.approx(0.0, abs=1e-9)
    assert (row["draws"], row["n"]) == (100, 100)


def test_every_outcome_has_its_own_ranks():
    def turned(numbers, chance):
        return numbers[LEAVING] + chance

    second = CASELOAD.__class__("leavers", "Leavers", "leavers", ())
    part = part_of((lambda n, c: n[FREED] + c, turned), outcomes=(CASELOAD, second))
    rows = tornado_part(part, part.study.experiment.tornado)
    first = rows[rows["rank"] == 1].set_index("outcome")["input"]
    assert first.to_dict() == {"service": FREED, "leavers": LEAVING}


def test_futures_without_a_value_somewhere_are_left_out():
    def absent(numbers, chance):
        some = linear_with(numbers, chance)
        return np.where((np.arange(chance.size) < 2) & (numbers[TAKE_UP] > 0.9), np.nan, some)

    def linear_with(numbers, chance):
        return numbers[FREED] + chance

    part = part_of((absent,))
    rows = tornado_part(part, part.study.experiment.tornado)
    assert (rows["n"] == 10).all()
    assert np.isfinite(rows["at_high"]).all()


def test_an_outcome_with_hardly_any_value_is_an_error():
    part = part_of((lambda numbers, chance: np.full(chance.size, np.nan),))
    with pytest.raises(InputError, match="a value in only 0 of 12 futures"):
        tornado_part(part, part.study.experiment.tornado)


def test_a_part_can_have_replications_of_its_own():
    part = part_of(tornado={"replications": 5})
    assert (tornado_part(part, part.study.experiment.tornado)["n"] == 5).all()
