"""Notices to an organization's own software: signed, never redirected, never to a private address."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from bot.delivery.outbox import NotDelivered, Notice
from bot.intake.store import Row

SECONDS: Final = (5.0, 10.0)  # to connect, to answer
URL_MAX: Final = 500
TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind an IPv6-only network's translator


class BadAddress(ValueError):
    """A webhook address that cannot be used; the message is a code.

    Codes: not_https, no_host, has_password, private_address, too_long.
    """


def check_url(url: str, private_allowed: bool = False) -> str:
    """`url` if notices may go there, else `BadAddress`.

    Only https; private addresses, and http to this machine, only where the setting allows them.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddress("no_host") from None
    host = parts.hostname or ""
    if len(url) > URL_MAX or not host:
        raise BadAddress("too_long" if len(url) > URL_MAX else "no_host")
    if parts.username or parts.password:
        raise BadAddress("has_password")
    if not private_allowed and (_is_here(host) or _is_private(host)):
        raise BadAddress("private_address")
    if parts.scheme != "https" and not (parts.scheme == "http" and private_allowed and _is_loopback(host)):
        raise BadAddress("not_https")
    return url


def body_of(notice: Notice, public_url: str) -> bytes:
    """The bytes of a notice: the same at every attempt."""
    ticket = {"reference": notice.reference, **notice.facts}
    if notice.kind not in ("erased", "expired"):
        ticket["url"] = f"{public_url.rstrip('/')}/api/tickets/{notice.reference}"
    told = {"id": notice.key, "type": f"ticket.{notice.kind}", "at": notice.created_at.isoformat(), "ticket": ticket}
    return json.dumps(told, sort_keys=True, ensure_ascii=False).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The HMAC-SHA256, in hexadecimal, of `timestamp.body` under the organization's secret."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Webhook:
    """Posts notices; `private_allowed` is for receivers on this machine or its network."""

    def __init__(self, public_url: str, private_allowed: bool = False, clock: Callable[[], float] = time.time) -> None:
        self._public_url = public_url
        self._private_allowed = private_allowed
        self._clock = clock

    def __call__(self, notice: Notice, receiver: Row) -> None:
        """Post one notice; raises `NotDelivered` unless the answer is 2xx."""
        try:
            url = check_url(str(receiver["webhook_url"] or ""), self._private_allowed)
            status = self._post(url, notice, str(receiver["webhook_secret"] or ""))
        except (BadAddress, PrivateAddress) as problem:
            raise NotDelivered(str(problem)) from None
        except requests.Timeout:
            raise NotDelivered("timeout") from None
        except (requests.RequestException, HTTPError, UnicodeError, OSError):
            raise NotDelivered("no_connection") from None
        if not 200 <= status < 300:
            raise NotDelivered(f"status {status}")

    def _post(self, url: str, notice: Notice, secret: str) -> int:
        body, timestamp = body_of(notice, self._public_url), str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "tremplin",
            "Idempotency-Key": notice.key,
            "Tremplin-Timestamp": timestamp,
            "Tremplin-Signature": f"v1={signature(secret, timestamp, body)}",
        }
        with requests.Session() as session:
            session.trust_env = False
            if not self._private_allowed:
                session.mount("https://", PublicOnly())
            with session.post(
                url, data=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
            ) as answer:
                return answer.status_code


class PrivateAddress(Exception):
    """The name of the receiver leads to a private address; raised before a byte is sent."""


class PublicOnly(HTTPAdapter):
    """Connects to public addresses only, whatever the name resolves to at that moment."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Build connections that look at who answered."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> Any:
        return _refuse_private(super()._new_conn())


class _PublicTlsConnection(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _refuse_private(super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


def _refuse_private(connection: Any) -> Any:
    if _is_private(connection.getpeername()[0]):
        connection.close()
        raise PrivateAddress("private_address")
    return connection


def _is_private(host: str) -> bool:
    address = _address(host)
    return address is not None and (not address.is_global or address.is_multicast)


def _is_here(host: str) -> bool:
    name = host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return _is_here(host) or (address is not None and address.is_loopback)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that `host` is, however it is written (decimal, octal, IPv4 within IPv6); None for a name."""
    host = host.partition("%")[0].rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _old_style(host)
    if isinstance(address, ipaddress.IPv4Address):
        return address
    within = ipaddress.IPv4Address(address.packed[-4:]) if address in TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or within or address


def _old_style(host: str) -> ipaddress.IPv4Address | None:
    """What the system's own resolver would take for an address: `127.1`, `0x7f.1`, `017700000001`, `2130706433`."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None
