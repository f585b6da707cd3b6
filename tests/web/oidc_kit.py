"""A small OpenID Connect provider that really listens on this machine, and that can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "tremplin", "shared with the console"


@dataclass
class FakeProvider:
    """Signs in whoever `claims` says; `described` changes what it says of itself, `lasts` is a token's life in s."""

    issuer: str
    claims: dict[str, Any]
    described: dict[str, Any] = field(default_factory=dict)
    lasts: int = 300
    signed_by: Any = None
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.describe),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    def new_key(self) -> None:
        """Sign with another key from here on, and publish that one alone."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})

    async def describe(self, _: Request) -> Response:
        """What it says of itself."""
        self.asked.append("description")
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return JSONResponse({**usual, **self.described})

    async def keys(self, _: Request) -> Response:
        """Its public keys."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Nobody is asked: whoever comes is the person of `claims`."""
        asked = dict(request.query_params)
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """A token for a code, once, to the client that asked and can show what it hid in the challenge."""
        self.asked.append("token")
        given = await request.form()
        begun = self.codes.pop(str(given.get("code")), None)
        if (
            begun is None
            or not self._is_the_client(request, dict(given))
            or given["redirect_uri"] != begun["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        hidden = hashlib.sha256(str(given["code_verifier"]).encode()).digest()
        if base64.urlsafe_b64encode(hidden).rstrip(b"=").decode() != begun["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": self._signed(begun)}
        return JSONResponse(token)

    def _is_the_client(self, request: Request, given: dict[str, Any]) -> bool:
        if self.described.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return (given.get("client_id"), given.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {basic}"

    def _signed(self, begun: dict[str, str]) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "1", "nonce": begun["nonce"]}
        times = {"iat": now + min(self.lasts, 0), "exp": now + self.lasts}
        claims = {**usual, **times, **self.claims}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        key = self.signed_by or self.key
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key, algorithms=[self.algorithm])


def another_key() -> RSAKey:
    """A key that the provider never published."""
    return RSAKey.generate_key(2048, {"kid": "first"})


def the_client_s_secret() -> OctKey:
    """What the client could be fooled into checking a signature with."""
    return OctKey.import_key(CLIENT_SECRET)
