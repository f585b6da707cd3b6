"""The whole application around a real desk in a temporary database, and everybody who may try something with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from console_builders import Console
from door_kit import House, a_house, shipped
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from widget_kit import AdvisingServices

from bot.intake.rights import make_link_token

ADMIN: Final = "ada"
PEOPLE: Final = {"reviewer": "rita", "coordinator": "odette", "administrator": "ada", "stranger": "stella"}
TOKENS: Final = {"reads": ("host_chamber", "read"), "writes": ("host_chamber", "write"), "foreign": ("other", "write")}
WHO: Final = ("nobody", *PEOPLE, *TOKENS)


class Services(AdvisingServices):
    """Those of the door's tests, with what the console asks for besides."""

    def drop_offs(self) -> dict[str, int]:
        """Nobody left early."""
        return {}


class WholeSite:
    """`create_app` with a real desk, real accounts and the shipped knowledge; Rasa is scripted."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.console = Console(folder, **settings)
        self.services = Services(desk=self.console.desk, knowledge=shipped(), accounts=self.console.accounts)  # type: ignore[arg-type]
        quick = {"rate_per_minute": 100_000, "rate_per_conversation_per_minute": 100_000}
        self.house: House = a_house(services=self.services, **{**quick, **settings})
        self.app = self.house.app
        self._bearers = {
            who: self.console.accounts.add_token(who, organization, scope)
            for who, (organization, scope) in TOKENS.items()
        }

    def as_(self, who: str) -> TestClient:
        """Somebody of `WHO`: logged in, with a token, or neither. A bug is an answer 500, as it is outside."""
        headers = {"Authorization": f"Bearer {self._bearers[who]}"} if who in TOKENS else {}
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False, headers=headers)
        if who in PEOPLE:
            client.cookies.update(self.console.visitor(PEOPLE[who]).cookies)
        return client

    def link(self, reference: str) -> str:
        """The end of her link to `/rights`."""
        desk = self.console.desk
        return make_link_token(reference, "see", desk.store.seal.secret, desk.clock())

    def state(self, reference: str) -> tuple[int, int]:
        """The version of a ticket and how much history it has: what an attack must not change."""
        reading = self.console.desk.read(self.console.accounts.user_of(self._session(ADMIN)), reference)
        return reading.ticket.version, len(reading.events)

    def _session(self, name: str) -> str:
        return str(self.console.visitor(name).cookies["tremplin_session"])


def routes_of(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path of an application, `HEAD` aside; a folder of files is one path."""
    for route in routes:
        if isinstance(route, Route):
            yield from ((method, prefix + route.path) for method in route.methods or () if method != "HEAD")
        elif isinstance(route, Mount) and route.routes:
            yield from routes_of(route.routes, prefix + route.path)
        else:
            assert isinstance(route, Mount), f"a kind of route the table does not know: {route!r}"
            yield "GET", f"{prefix}{route.path}/{{file}}"


def filled(path: str, values: Mapping[str, str]) -> str:
    """A path of a route with its places filled in."""
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path
