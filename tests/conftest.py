import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# in CI the same examples every time, so that a red build is the change's fault and not chance's
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "here")

HERE = Path(__file__).parent
COUNTED = ("unit", "validation", "regression")
"""Folders whose tests count for coverage. The others simulate much, which counting lines makes
three times as slow, and pass through the same lines again and again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(HERE).parts[0] not in COUNTED:
            item.add_marker(pytest.mark.no_cover)
