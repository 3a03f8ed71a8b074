import tomllib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def everything() -> dict[str, Any]:
    """A small scenario as written, with every feature on that does not change in time."""
    return tomllib.loads(Path(__file__).with_name("everything.toml").read_text("utf-8"))
