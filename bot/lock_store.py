"""One turn at a time in a conversation, over several Rasa processes: a lock in Redis, in Rasa's own place for it.

Rasa's `RedisLockStore` reads its queue of tickets and writes it back in two steps, so two processes may hold the same
ticket; and a process that dies in a turn closes its conversation for a minute. redis-py's lock is taken in one step;
it is renewed while the turn goes on, and falls open a few seconds after its owner died.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis import asyncio as redis  # type: ignore[import-untyped]
from redis.asyncio.retry import Retry  # type: ignore[import-untyped]
from redis.backoff import ExponentialBackoff  # type: ignore[import-untyped]

PREFIX: Final = "tremplin:turn:"
HELD_SECONDS: Final = 4.0
RENEWED_SECONDS: Final = 1.0
ASKED_AGAIN_SECONDS: Final = 0.05
SOCKET_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 30.0  # longer than any visitor waits
AWAY_TRIES: Final = 9  # six seconds with the waits between, while Redis starts anew


class SharedLockStore(LockStore):  # type: ignore[misc]
    """Rasa's lock store on the Redis at the endpoint's `url`."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Rasa builds it from `endpoints.yml`; nothing connects before the first turn."""
        again = Retry(ExponentialBackoff(cap=1.0, base=0.05), AWAY_TRIES)
        self._redis = redis.Redis.from_url(
            str(endpoint_config.url),
            retry=again,
            retry_on_error=[redis.ConnectionError, redis.TimeoutError],
            socket_timeout=SOCKET_SECONDS,
        )

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = HELD_SECONDS, wait_time_in_seconds: float = 0.0
    ) -> AsyncIterator[None]:
        """Hold a conversation for the length of the block; raises Rasa's `LockError` when it cannot be had.

        How long Rasa wants to hold and to wait is left aside: the lock lives as long as its owner does.
        """
        lock = self._redis.lock(
            PREFIX + conversation_id,
            timeout=HELD_SECONDS,
            sleep=ASKED_AGAIN_SECONDS,
            blocking_timeout=PATIENCE_SECONDS,
        )
        try:
            held = await lock.acquire()
        except redis.RedisError as problem:
            raise LockError(f"no lock: {type(problem).__name__}") from problem
        if not held:
            raise LockError("no lock: somebody holds it")
        renewing = asyncio.create_task(_renew(lock))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(redis.RedisError):
                await lock.release()


async def _renew(lock: Any) -> None:
    while True:
        await asyncio.sleep(RENEWED_SECONDS)
        with suppress(redis.RedisError):
            await lock.reacquire()
