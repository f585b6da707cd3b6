"""The public API does what its description says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from door_kit import FakeServices, a_house
from hypothesis import HealthCheck, settings
from widget_kit import TODAY, adviser

from bot.profile import Profile


class RealAdvice(FakeServices):
    """The advice a visitor would get."""

    def advise(self, profile: Profile, not_again: Any = ()) -> dict[str, Any]:
        return adviser().answer(profile, TODAY, not_again)


@pytest.fixture(scope="module")
def described() -> Any:
    """The description, served by an application with the real knowledge."""
    services = RealAdvice(knowledge=adviser().knowledge)
    house = a_house(services=services, rate_per_minute=1_000_000, rate_per_conversation_per_minute=1_000_000)
    return schemathesis.openapi.from_asgi("/api/openapi.json", house.app)


api = schemathesis.pytest.from_fixture("described").exclude(path_regex="^/api/tickets")


@api.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_does_what_its_description_says(case: Any) -> None:
    case.call_and_validate()
