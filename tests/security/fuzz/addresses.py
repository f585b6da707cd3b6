"""Webhook addresses: refused, or on the open network, over https."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from bot.delivery.webhook import check_url

SEEDS = (
    "https://hooks.example.org/a?b=c", "http://example.org/", "https://127.0.0.1/", "https://2130706433/",
    "https://0x7f.1/", "https://[::1]:443/", "https://[::ffff:10.0.0.1]/", "https://localhost./", "https://user@10.1/",
    "https://169.254.169.254/latest", "https://example.org:99999/", "https://\u2460\u2461.example/",
)  # fmt: skip


def check(text: str) -> None:
    """No address that names this machine or a private network in figures comes through."""
    try:
        url = check_url(text)
    except ValueError:
        return
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert parts.hostname
    assert not parts.username
    try:
        address = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return
    assert address.is_global
