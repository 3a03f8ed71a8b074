"""The shipped posterior is one of the shipped calibration, and scenarios draw from it."""

import csv

import pytest

from sim.experiment.conduct import read_study
from sim.scenario.experiments.calibrate import Calibration
from sim.scenario.experiments.groundwork import read_experiment
from sim.scenario.experiments.targets import Validation
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.uncertainty import drawn, quantities

POSTERIOR = shipped_folder() / "parts" / "posterior_2018.csv"
NAMES = ("do_nothing", "swso_expansion", "eighteen_social_workers")


@pytest.fixture(scope="module")
def rows():
    with POSTERIOR.open(encoding="utf-8-sig", newline="") as file:
        return [{key: float(cell) for key, cell in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def asked():
    return read_study(Calibration, "calibrate_2018.toml").experiment


def test_its_columns_are_the_numbers_that_were_sought_and_its_rows_lie_in_their_ranges(rows, asked):
    ranges = {
        key: (table.low * share, table.high * share)
        for table in asked.inputs.values()
        for key, share in table.shares.items()
    }
    assert list(rows[0]) == list(ranges)
    assert len(rows) == asked.posterior.draws
    for key, (low, high) in ranges.items():
        assert all(low <= row[key] <= high for row in rows), key


@pytest.mark.parametrize("name", NAMES)
def test_a_calibrated_scenario_is_its_scenario_with_the_posterior(name, rows):
    plain, calibrated = (
        load_scenario(shipped_folder() / f"{one}.toml") for one in (name, f"{name}_calibrated")
    )
    numbers, others = dict(quantities(calibrated)), dict(quantities(plain))
    keys = {key.removesuffix(".value") for key in calibrated.run.parameters.keys}
    differs = {key for key in numbers if numbers[key] != others[key]}
    assert {key.removesuffix(".value") for key in differs} == keys == set(rows[0])
    assert all(numbers[key].source == "Calibration, posterior_2018.csv" for key in differs)
    same = plain.model_copy(update={"run": calibrated.run})
    assert same.interventions == calibrated.interventions
    assert same.teams == calibrated.teams


def test_calibrated_scenarios_meet_the_same_row_in_the_same_future(rows):
    scenarios = [load_scenario(shipped_folder() / f"{name}_calibrated.toml") for name in NAMES]
    key = "roles.social_worker.non_case_hours_per_week"
    drawings = [
        [
            drawn(one, number).roles.social_worker.non_case_hours_per_week.value
            for number in range(5)
        ]
        for one in scenarios
    ]
    assert drawings[0] == drawings[1] == drawings[2]
    assert set(drawings[0]) <= {row[key] for row in rows}


def test_the_calibrated_validation_asks_the_same_of_every_scenario():
    plain, after = (
        read_experiment(Validation, f"{name}.toml")
        for name in ("validation", "validation_calibrated")
    )
    assert plain[0].targets == after[0].targets
    for file in {
        plain[0].base,
        *(one.scenario or one.against for one in after[0].targets.values()),
    }:
        if file is not None:
            scenario = after[1].scenario(file, ("base",))
            assert scenario.run.parameters is not None
            assert scenario.run.replications == 200
