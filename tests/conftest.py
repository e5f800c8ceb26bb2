"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests import tools

# Examples build frames, which is slow enough at first to trip a deadline and nothing else.
settings.register_profile("local", deadline=None, max_examples=50)
# The same examples on each run: a red CI is about the change, not about luck.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=200,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a search at leisure: pytest --hypothesis-profile=thorough
settings.register_profile("thorough", settings.get_profile("local"), max_examples=5_000)
settings.load_profile("ci" if tools.in_ci() else "local")
