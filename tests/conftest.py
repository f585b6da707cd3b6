"""Puts `tests/` on the path, so that every suite can import the shared strategies."""

from hypothesis import HealthCheck, Phase, settings

# Reproducible runs: the same examples every time, and no minutes spent on shrinking in a shared machine.
settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.load_profile("suite")
