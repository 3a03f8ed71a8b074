import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# in CI the same examples every time, so that a red build is the change's fault and not chance's
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def everything() -> dict[str, Any]:
    """A small scenario as written, with every feature on that does not change in time."""
    return tomllib.loads(Path(__file__).with_name("everything.toml").read_text("utf-8"))
