"""Redis shared by several processes: limits counted together, one turn at a time, and nobody locked out by the dead."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from servers_kit import Server, free_port

from bot import lock_store
from bot.lock_store import SharedLockStore
from bot.settings import Settings
from bot.web.limits import limiter


def a_lock_store(address: str) -> LockStore:
    """As Rasa builds it from its endpoints."""
    return LockStore.create(EndpointConfig(address, type="bot.lock_store.SharedLockStore"))


def a_limiter(address: str, name: str = "test", clock: Any = time.monotonic) -> Any:
    return limiter(name, 3, Settings(redis_url=address), "a secret", clock)


async def takes(*limiters: Any, key: str = "a") -> list[int]:
    return [await limiters[turn % len(limiters)](key) for turn in range(5)]


async def at_the_start_of_a_minute() -> None:
    """Not in its last seconds, where a test would see two minutes."""
    if time.time() % 60 > 55:
        await asyncio.sleep(60 - time.time() % 60)


async def test_two_processes_count_together(redis_server: Server) -> None:
    await at_the_start_of_a_minute()
    told = await takes(a_limiter(redis_server.address), a_limiter(redis_server.address))
    assert told[:3] == [0, 0, 0]
    assert all(1 <= seconds <= 60 for seconds in told[3:])
    assert (await takes(a_limiter(redis_server.address), key="b"))[:3] == [0, 0, 0]


async def test_without_redis_each_process_still_limits() -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    told = await takes(a_limiter(nowhere, clock=lambda: 0.0))
    assert told == [0, 0, 0, 20, 20]


async def test_redis_never_sees_an_address(redis_server: Server) -> None:
    from redis import asyncio as redis

    await a_limiter(redis_server.address)("203.0.113.77")
    async with redis.Redis.from_url(redis_server.address) as client:
        keys = [key.decode() async for key in client.scan_iter("*")]
        assert keys and not [key for key in keys if "203" in key.rpartition(":")[0].rpartition(":")[0]]
        assert not [key for key in keys if await client.ttl(key) == -1]


async def test_two_processes_hold_one_turn_of_a_conversation_at_a_time(redis_server: Server) -> None:
    stores, inside, most = [a_lock_store(redis_server.address) for _ in range(2)], 0, 0

    async def turn(number: int) -> None:
        nonlocal inside, most
        async with stores[number % 2].lock("c1"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(turn(number) for number in range(8)))
    assert most == 1


async def test_conversations_do_not_wait_for_each_other(redis_server: Server) -> None:
    store = a_lock_store(redis_server.address)
    async with store.lock("c1"), store.lock("c2"):
        pass


async def test_a_turn_longer_than_the_lock_keeps_it(redis_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_store, "HELD_SECONDS", 0.4)
    monkeypatch.setattr(lock_store, "RENEWED_SECONDS", 0.1)
    monkeypatch.setattr(lock_store, "PATIENCE_SECONDS", 0.2)
    store = a_lock_store(redis_server.address)
    async with store.lock("c1"):
        await asyncio.sleep(0.8)
        with pytest.raises(LockError):
            async with store.lock("c1"):
                pass


async def test_a_process_that_died_in_a_turn_locks_nobody_out(
    redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_store, "HELD_SECONDS", 0.3)
    dead = SharedLockStore(EndpointConfig(redis_server.address))
    await dead._redis.lock(lock_store.PREFIX + "c1", timeout=lock_store.HELD_SECONDS).acquire()
    began = time.monotonic()
    async with a_lock_store(redis_server.address).lock("c1"):
        assert 0.1 < time.monotonic() - began < 2


async def test_a_restart_of_redis_is_waited_for(redis_server: Server) -> None:
    store = a_lock_store(redis_server.address)
    async with store.lock("c1"):
        pass
    redis_server.stop()
    starting = asyncio.get_running_loop().run_in_executor(None, _start_later, redis_server)
    async with store.lock("c1"):
        pass
    await starting


def _start_later(server: Server) -> None:
    time.sleep(0.5)
    server.start()
