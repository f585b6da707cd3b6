"""How often: so many takes a minute for each key, counted by one process or, in Redis, by all of them together."""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.settings import Settings
from bot.web.shortlived import Shortlived

log = logging.getLogger(__name__)
KEYS_KEPT: Final = 50_000
MINUTE: Final = 60
AWAY_SECONDS: Final = 0.5
Take = Callable[[str], Awaitable[int]]
"""Take one for a key: 0 when allowed, else the whole seconds to wait."""


class Limiter:
    """So many takes a minute for each key, all at once or spread out; the oldest of too many keys are forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = float(per_minute), clock
        self._left: Shortlived[tuple[float, float]] = Shortlived(KEYS_KEPT, float(MINUTE), clock)

    def take(self, key: str) -> int:
        """Take one; 0 when allowed, else the whole seconds to wait."""
        now = self._clock()
        left, then = self._left.get(key) or (self._most, now)
        left = min(self._most, left + (now - then) * self._most / MINUTE)
        if left < 1:
            return max(1, math.ceil((1 - left) * MINUTE / self._most))
        self._left.put(key, (left - 1, now))
        return 0


class SharedLimiter:
    """The same over several processes, by the minute of the clock; alone while Redis is away.

    Redis sees a keyed digest, for a minute: never an address.
    """

    def __init__(self, name: str, per_minute: int, redis: Any, secret: str, alone: Limiter) -> None:
        self._name, self._most, self._redis, self._alone = name, per_minute, redis, alone
        self._secret = hashlib.blake2b(secret.encode(), digest_size=32).digest()

    async def take(self, key: str) -> int:
        """Take one; 0 when allowed, else the whole seconds to wait."""
        now = time.time()
        digest = hashlib.blake2b(key.encode(), key=self._secret, digest_size=12).hexdigest()
        counter = f"tremplin:{self._name}:{digest}:{int(now // MINUTE)}"
        try:
            async with self._redis.pipeline() as both:
                taken, _ = await both.incr(counter).expire(counter, MINUTE).execute()
        except Exception as error:  # whatever Redis's client raises, visitors are not to pay for it
            log.warning("limits counted alone: %s", type(error).__name__)
            return self._alone.take(key)
        return 0 if taken <= self._most else max(1, math.ceil(MINUTE - now % MINUTE))


def limiter(name: str, per_minute: int, settings: Settings, secret: str, clock: Callable[[], float]) -> Take:
    """The limiter of this process or, with `REDIS_URL`, of all."""
    alone = Limiter(per_minute, clock)
    if not settings.redis_url:
        return _by_itself(alone)
    from redis import asyncio as redis  # type: ignore[import-untyped]  # only where there is a server

    patience = {"socket_timeout": AWAY_SECONDS, "socket_connect_timeout": AWAY_SECONDS}
    return SharedLimiter(name, per_minute, redis.Redis.from_url(settings.redis_url, **patience), secret, alone).take


def _by_itself(alone: Limiter) -> Take:
    async def take(key: str) -> int:
        return alone.take(key)

    return take
