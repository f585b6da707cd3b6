"""Security headers of every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and the origin check would refuse them.
ALWAYS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EMBEDDED: Final = "/widget.js"


def security_headers(scheme: str, path: str) -> dict[str, str]:
    """The headers an answer carries; only the embed script may be loaded by other sites."""
    headers = dict(ALWAYS)
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if path == EMBEDDED else "same-origin"
    if scheme == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers
