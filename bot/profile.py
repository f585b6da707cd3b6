"""What we know of a company: the facts its owner gave, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

PROVINCES: Final = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
BARRIERS: Final = (
    "limited_hr",
    "limited_budget",
    "tight_timeline",
    "inflexible_programs",
    "low_confidence",
    "no_workspace",
)
GOALS: Final = ("get_work_done", "new_ideas", "try_talent", "build_visibility")
NEED_AREAS: Final = (
    "marketing",
    "web_digital",
    "software_it",
    "data_analytics",
    "market_research",
    "finance",
    "hr_training",
    "operations",
    "design_engineering",
    "creative_media",
    "sustainability",
    "strategy",
)
WORK_MODES: Final = ("on_site", "remote", "hybrid")
STAGES: Final = ("startup", "established")
FORMATS: Final = (
    "consulting",
    "micro_placement",
    "online_project",
    "incubator_support",
    "industry_project",
    "competition",
)
CONTACT_FIELDS: Final = ("contact_name", "company_name", "email", "phone")

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": ("en", "fr"),
    "need_areas": NEED_AREAS,
    "goals": GOALS,
    "barriers": BARRIERS,
    "province": PROVINCES,
    "stage": STAGES,
    "work_mode": WORK_MODES,
}
LIST_FIELDS: Final = ("need_areas", "goals", "barriers")
NUMBER_LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "headcount": (1, 1_000_000),
    "supervision_hours_per_week": (0, 168),
    "budget_cad": (0, 1_000_000_000),
    "weeks_until_start": (0, 520),
    "duration_days": (0, 2600),
}
WHOLE_NUMBERS: Final = ("headcount", "duration_days")


class InvalidProfile(ValueError):
    """A profile field holds what it cannot hold; `field` names it, `problem` is a code for wording."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Profile:
    """The facts we know of a company; `None` (or an empty tuple) means she has not said.

    Units: `supervision_hours_per_week` hours the firm can give each week; `budget_cad` Canadian dollars before support;
    `weeks_until_start` weeks from today; `duration_days` working days; `headcount` people, owner included.
    """

    language: str = "en"
    need_areas: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    province: str | None = None
    headcount: int | None = None
    stage: str | None = None
    sector: str | None = None
    supervision_hours_per_week: float | None = None
    budget_cad: float | None = None
    weeks_until_start: float | None = None
    duration_days: int | None = None
    work_mode: str | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Profile:
        """Build a profile from JSON-like data; missing and null mean "not said".

        Raises `InvalidProfile` naming the first field that is unknown, of the wrong type or out of range.
        """
        for name in data:
            if name not in PROFILE_FIELDS:
                raise InvalidProfile(str(name), "unknown_field")
        return cls(**{name: _checked(name, value) for name, value in data.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready facts; lists for the multi-valued fields."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def knows(self, field: str) -> bool:
        """Whether the owner has said anything about `field`."""
        return getattr(self, field) not in (None, ())


PROFILE_FIELDS: Final = tuple(field.name for field in fields(Profile))


def _checked(name: str, value: Any) -> Any:
    if name in LIST_FIELDS:
        return _checked_list(name, value)
    if name in CHOICES:
        return _checked_choice(name, value)
    if name in NUMBER_LIMITS:
        return _checked_number(name, value)
    if not isinstance(value, str) or len(value) > 200:
        raise InvalidProfile(name, "not_a_short_text")
    return value


def _checked_choice(name: str, value: Any) -> str:
    if not isinstance(value, str) or value not in CHOICES[name]:
        raise InvalidProfile(name, "unknown_value")
    return value


def _checked_list(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise InvalidProfile(name, "not_a_list")
    return tuple(dict.fromkeys(_checked_choice(name, item) for item in value))


def _checked_number(name: str, value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise InvalidProfile(name, "not_a_number")
    low, high = NUMBER_LIMITS[name]
    if not low <= value <= high:
        raise InvalidProfile(name, "out_of_range")
    if name in WHOLE_NUMBERS and value != int(value):
        raise InvalidProfile(name, "not_a_whole_number")
    return int(value) if value == int(value) else value
