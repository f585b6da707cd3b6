"""The tickets' API does what its description says, for software that reads and for software that writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from console_builders import Console
from door_kit import FakeServices, a_house
from hypothesis import HealthCheck, settings

from bot.intake.ticket import NEEDS_WHY

UNHURRIED = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
UNLIMITED = {"rate_per_minute": 1_000_000, "rate_per_conversation_per_minute": 1_000_000}


@asynccontextmanager
async def unending(_: Any) -> AsyncIterator[None]:
    """A life that can begin again: the tool starts the application for each call, which no server does."""
    yield


def says_something(body: dict[str, Any]) -> bool:
    """What a schema cannot tell: a note can be seen, and a sad ending has its reason."""
    note, status, why = body.get("note"), body.get("status"), body.get("why")
    seen = not isinstance(note, str) or any(each.isprintable() and not each.isspace() for each in note)
    return seen and (status not in NEEDS_WHY or (isinstance(why, str) and bool(why.strip())))


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    made = Console(Path(tmp_path_factory.mktemp("tickets")))
    for number in range(30):
        made.ticket(f"c{number}")
    return made


@pytest.fixture(scope="module", params=["read", "write"])
def described(console: Console, request: Any) -> Any:
    """The description with a token of either scope, served over a real desk with tickets."""
    services = FakeServices(desk=console.desk, accounts=console.accounts)  # type: ignore[arg-type]
    app = a_house(services=services, **UNLIMITED).app
    app.router.lifespan_context = unending
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    token = console.accounts.add_token(f"described-{request.param}", "host_chamber", request.param)
    checks = schema.config.checks
    for check, status in ((checks.positive_data_acceptance, "412"), (checks.negative_data_rejection, "413")):
        check.expected_statuses = sorted({*check.expected_statuses, status})  # an old tag; too much to read

    @schema.hook
    def filter_body(context: Any, body: Any) -> bool:
        return not isinstance(body, dict) or says_something(body)

    @schema.auth()
    class Token:
        def get(self, case: Any, context: Any) -> str:
            return f"Bearer {token}"

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = data

    return schema


api = schemathesis.pytest.from_fixture("described").include(path_regex="^/api/tickets")


@api.parametrize()
@settings(max_examples=40, **UNHURRIED)
def test_the_tickets_api_does_what_its_description_says(case: Any) -> None:
    case.call_and_validate()


def test_links_from_answer_to_answer_are_kept_to(described: Any) -> None:
    described.as_state_machine().run(settings=settings(max_examples=15, stateful_step_count=6, **UNHURRIED))
