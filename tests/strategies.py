"""Any profile a company could have, for property tests."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from bot import profile as facts
from bot.profile import Profile

SECTORS = ("boulangerie", "sawmill", "SaaS", "solar energy", "auto parts", "conserverie", "???", "clinique dentaire")


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple)


def profiles() -> st.SearchStrategy[Profile]:
    """Any profile, from nothing said to everything said, with the numbers near the limits programs use."""
    return st.builds(
        Profile,
        language=st.sampled_from(("en", "fr")),
        need_areas=_some(facts.NEED_AREAS),
        goals=_some(facts.GOALS),
        barriers=_some(facts.BARRIERS),
        province=st.none() | st.sampled_from(facts.PROVINCES),
        headcount=st.none() | st.integers(1, 600),
        stage=st.none() | st.sampled_from(facts.STAGES),
        sector=st.none() | st.sampled_from(SECTORS),
        supervision_hours_per_week=st.none() | st.sampled_from((0, 0.25, 0.5, 1, 1.5, 2, 3.5, 4, 5, 20)),
        budget_cad=st.none() | st.sampled_from((0, 1, 150, 599.99, 600, 2500, 7500, 50000)),
        weeks_until_start=st.none() | st.sampled_from((0, 0.1, 1, 2, 4, 6, 8, 12, 20, 26, 52)),
        duration_days=st.none() | st.integers(1, 300),
        work_mode=st.none() | st.sampled_from(facts.WORK_MODES),
    )


def days() -> st.SearchStrategy[date]:
    """Any day advice could be asked on, over several academic years."""
    return st.dates(date(2026, 1, 1), date(2030, 12, 31))


def forgotten(profile: Profile) -> st.SearchStrategy[Profile]:
    """The same profile with some facts no longer said."""
    names = [name for name in facts.PROFILE_FIELDS if name != "language"]
    blank = Profile().to_dict()
    return st.sets(st.sampled_from(names)).map(
        lambda gone: Profile.from_mapping({**profile.to_dict(), **{name: blank[name] for name in gone}})
    )
