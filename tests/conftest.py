import os

from hypothesis import HealthCheck, settings

# in CI the same examples every time, so that a red build is the change's fault and not chance's
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "here")
