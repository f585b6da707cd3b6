"""An identity provider that vouches for people (OpenID Connect): what we ask, and what we believe of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from bot.settings import Settings, is_secure

ADDRESSES: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLIENT: Final = {"scope": "openid email", "code_challenge_method": "S256"}
NETWORK: Final = {"timeout": 10.0, "trust_env": False, "follow_redirects": False}  # seconds to answer
FAULTS: Final = (AuthlibBaseError, JoseError, httpx2.HTTPError, LookupError, TypeError, ValueError)
LEEWAY: Final = 60  # seconds that two machines' clocks may differ


class ProviderFailed(Exception):
    """The provider is away, or what came back is not to be believed; the message says which, and names nobody."""


class Provider:
    """The provider of `OIDC_ISSUER`; its addresses are read from it once, at the first sign-in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: Any = None

    async def begin(self, request: Request, back: str) -> Response:
        """Send the browser to the provider, which sends it to `back`; state, nonce and verifier are left in
        `request.session`.

        Raises `ProviderFailed`.
        """
        try:
            redirect: Response = await (await self._app()).authorize_redirect(request, back)
        except FAULTS as problem:
            raise ProviderFailed(_named(problem)) from problem
        return redirect

    async def claims(self, request: Request) -> Mapping[str, Any]:
        """What the provider says of who came back with `request`, whose session is the one that `begin` left.

        State, verifier, signature, issuer, audience, nonce and time are checked. Raises `ProviderFailed`.
        """
        if request.query_params.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise ProviderFailed("another provider")
        try:
            app = await self._app()
            token = await app.authorize_access_token(request, claims_options=self._expected(), leeway=LEEWAY)
            claims: Mapping[str, Any] = token["userinfo"]
        except FAULTS as problem:
            raise ProviderFailed(_named(problem)) from problem
        return claims

    def _expected(self) -> dict[str, dict[str, Any]]:
        values = {"iss": self._settings.oidc_issuer, "aud": self._settings.oidc_client_id}
        return {claim: {"essential": True, "value": value} for claim, value in values.items()}

    async def _app(self) -> Any:
        if self._known is None:
            settings, found = self._settings, await self._discover()
            post = found.pop("by_post")
            method = (
                {"token_endpoint_auth_method": "client_secret_post"} if post and settings.oidc_client_secret else {}
            )
            self._known = OAuth().register(
                "console",
                client_id=settings.oidc_client_id,
                client_secret=settings.oidc_client_secret or None,
                client_kwargs={**CLIENT, **NETWORK, **method},
                **found,
            )
        return self._known

    async def _discover(self) -> dict[str, Any]:
        """The provider's own description, if it is its own and leads to safe addresses only."""
        issuer = self._settings.oidc_issuer
        async with AsyncOAuth2Client(**NETWORK) as client:
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            answer = await client.request("GET", address, withhold_token=True)
        described = answer.raise_for_status().json()
        if described["issuer"] != issuer:
            raise ProviderFailed("another issuer")
        if not all(_is_safe(str(described[name]), issuer) for name in ADDRESSES):
            raise ProviderFailed("unsafe address")
        signed = [each for each in described["id_token_signing_alg_values_supported"] if each in SIGNATURES]
        if not signed:
            raise ProviderFailed("no signature we take")
        methods = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        kept = {name: described[name] for name in ("issuer", *ADDRESSES)}
        return {
            **kept,
            "id_token_signing_alg_values_supported": signed,
            "by_post": "client_secret_basic" not in methods,
        }


def _is_safe(address: str, issuer: str) -> bool:
    """https; and plain http to this machine where the provider itself is on it."""
    return is_secure(address) and (address.startswith("https://") or issuer.startswith("http://"))


def _named(problem: Exception) -> str:
    """What went wrong; of what came over the network, only what a signature or a claim was refused for."""
    return str(problem) if isinstance(problem, JoseError) else type(problem).__name__
