"""Sign-in with an organization's own accounts: there and back. It opens accounts that exist and makes none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.intake import attempts
from bot.intake.attempts import TooManyAttempts
from bot.intake.carried import LASTS, carried, carry
from bot.web.auth import Visit, cookie_flags, next_page, visit_of
from bot.web.console_login import entering, login_page, provider_name, too_many
from bot.web.oidc import Provider, ProviderFailed

BACK: Final = "/oidc/back"
COOKIE: Final = "tremplin_sign_in"
PURPOSE: Final = "sign-in"
LOG: Final = logging.getLogger(__name__)


def oidc_routes() -> list[BaseRoute]:
    """The way there and the way back; both are "not found" while `OIDC_ISSUER` is empty."""
    return [Route("/oidc/start", start, methods=["GET"]), Route(BACK, come_back, methods=["GET"])]


async def start(request: Request) -> Response:
    """Send the browser to the provider, with what its answer will be checked against in a sealed cookie."""
    visit = visit_of(request)
    provider = _provider(visit)
    if provider is None:
        return visit.problem(404, "not_found")
    session: dict[str, Any] = {}
    request.scope["session"] = session
    try:
        response = await provider.begin(request, f"{visit.services.settings.public_url.rstrip('/')}/console{BACK}")
    except ProviderFailed as problem:
        return _failed(visit, 502, problem)
    accounts = visit.services.accounts
    kept = carry(accounts.store.seal, PURPOSE, {"session": session, "next": next_page(visit)}, accounts.clock())
    response.set_cookie(COOKIE, kept, int(LASTS.total_seconds()), **cookie_flags(request))
    return response


async def come_back(request: Request) -> Response:
    """Let in the person whom the provider vouches for."""
    visit = visit_of(request)
    provider, accounts = _provider(visit), visit.services.accounts
    if provider is None:
        return visit.problem(404, "not_found")
    begun = carried(accounts.store.seal, PURPOSE, request.cookies.get(COOKIE, ""), accounts.clock())
    if begun is None:
        return _over(login_page(visit, 400, visit.words("done.start_again")))
    request.scope["session"] = begun["session"]
    try:
        attempt = await run_in_threadpool(accounts.attempt, f"sign-in {visit.address}", visit.address)
        claims = await provider.claims(request)
    except TooManyAttempts as refused:
        return too_many(visit, refused, login_page)
    except ProviderFailed as problem:
        return _over(_failed(visit, 400, problem))
    await run_in_threadpool(attempts.forgive, accounts.store, attempt)
    visit.form = {"next": begun["next"]}
    return _over(await run_in_threadpool(_enter, visit, claims))


def _enter(visit: Visit, claims: Mapping[str, Any]) -> Response:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        return _refuse("unverified", "", visit)
    return entering(visit, partial(visit.services.accounts.enter_as, email), partial(_refuse, "unknown", email))


def _refuse(problem: str, email: str, visit: Visit, *_: object) -> Response:
    accounts = visit.services.accounts
    with accounts.store.change() as work:
        work.add("audit", at=accounts.clock(), what="sign_in_refused", by="system", facts={"problem": problem})
    return login_page(visit, 403, visit.words(f"oidc.{problem}", email=email[:254]))


def _provider(visit: Visit) -> Provider | None:
    state = visit.services
    if state.settings.oidc_issuer and getattr(state, "oidc", None) is None:
        state.oidc = Provider(state.settings)
    return getattr(state, "oidc", None)


def _failed(visit: Visit, status: int, problem: ProviderFailed) -> Response:
    LOG.warning("sign-in with the identity provider failed: %r", str(problem))
    return login_page(visit, status, visit.words("oidc.failed", name=provider_name(visit)))


def _over(response: Response) -> Response:
    response.delete_cookie(COOKIE, "/console")
    return response
