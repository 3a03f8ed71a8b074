"""What the paper on a comparison tells of how it was made, and what its tables are called."""

from types import SimpleNamespace

import pytest

from sim.report.paper import comparison_paper
from sim.report.paper.measure_lists import FAMILIES, WORKERS, noticed


@pytest.mark.parametrize(
    ("kind", "unit", "said"),
    [
        ("service", "service", '--unit "Whole service"'),  # whatever the scenario answers for
        ("group", "District", '--unit "District"'),
    ],
)
def test_the_command_that_makes_it_again_names_what_it_is_about(kind, unit, said):
    manifest = {
        "name": "a_vs_b",
        "scenarios": [{"file": "scenarios/a.toml"}, {"file": "scenarios/b.toml"}],
        "measure": "caseload_per_fte",
        "unit_kind": kind,
        "unit": unit,
        "target": None,
        "period": "end",
    }
    compare, report = comparison_paper._commands(SimpleNamespace(manifest=manifest))
    assert compare.endswith(f"--name a_vs_b --measure caseload_per_fte {said}")
    assert report == "python -m sim report results/a_vs_b"


def test_tables_of_staff_and_of_families_are_told_apart():
    assert noticed(WORKERS, "2027/28") != noticed(FAMILIES, "2027/28")
