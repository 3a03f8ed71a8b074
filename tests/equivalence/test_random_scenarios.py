"""Random scenarios, every feature on and off, give the same Record in both engines."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from features import features, values
from random_scenarios import LARGEST_WORD, documents, tied
from sameness import check

from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

EXAMPLES, TIED_EXAMPLES = 350, 250
FEWEST = 3
"""Examples that must have a feature, and examples that must not."""
REPLICATIONS = st.one_of(st.integers(0, 3), st.integers(0, LARGEST_WORD), st.just(LARGEST_WORD))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def test_random_scenarios_are_the_same_and_have_every_feature_on_and_off():
    on, off, seen = Counter(), Counter(), defaultdict(set)

    # the same examples everywhere, or a rare feature could be missed by chance
    @settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=SLOW)
    @given(documents(), REPLICATIONS)
    def compare(document, replication):
        scenario = Scenario.model_validate(document)
        plan = make_plan(scenario, replication)
        for name, is_on in features(scenario, plan, check(plan)).items():
            (on if is_on else off)[name] += 1
        for name, value in values(plan):
            seen[name].add(value)

    compare()
    rare = {name: (on[name], off[name]) for name in on | off if min(on[name], off[name]) < FEWEST}
    assert rare == {}
    # a field that is new in the plan and never set here is not compared
    assert sorted(name for name, known in seen.items() if len(known) < 2) == []


@settings(max_examples=TIED_EXAMPLES, suppress_health_check=SLOW)
@given(documents().map(tied), REPLICATIONS)
def test_events_at_one_moment_come_in_the_same_order(document, replication):
    check(make_plan(Scenario.model_validate(document), replication))
