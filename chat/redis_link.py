"""This process's link to Redis: calls that are made once and fail soon, one subscription for all."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chat.settings import ChatSettings

_log = logging.getLogger(__name__)
T = TypeVar("T")
_EVERYBODY = "showfloor:chat"
_PROBE = "showfloor:chat:probe"
_GRACE_SECONDS = 0.02
_FIRST_RETRY_SECONDS = 0.05
_LAST_RETRY_SECONDS = 1.0


class LinkDown(Exception):
    """Redis did not answer in time, or has not since it last failed to."""


class Listener(Protocol):
    """A room that listens to its channel."""

    def hear(self, data: bytes) -> None:
        """Something was published."""
        ...

    def subscribed(self) -> None:
        """From here on everything published is heard; what came before may have been missed."""
        ...

    def link_changed(self) -> None:
        """Redis was lost or found."""
        ...


class RedisLink:
    """Two connections and a circuit breaker.

    A call that fails opens the breaker: every other fails at once from then on, until a probe gets through.
    Nothing is ever tried twice here: a call that timed out may have been carried out.

    Args:
        url: Where Redis is.
        timeout_seconds: How long a call may take, connecting included.
        probe_seconds: How often Redis is tried while it is down.
    """

    def __init__(self, url: str, *, timeout_seconds: float, probe_seconds: float) -> None:
        self.up = True
        self._timeout_seconds = timeout_seconds
        self._probe_seconds = probe_seconds
        never = Retry(NoBackoff(), 0)
        self._redis: Redis = Redis.from_url(url, retry=never, socket_connect_timeout=timeout_seconds)
        # A subscription waits for as long as nobody says anything.
        self._ear: Redis = Redis.from_url(
            url, retry=never, socket_timeout=None, socket_connect_timeout=timeout_seconds
        )
        self._listeners: dict[str, Listener] = {}
        self._pubsub: PubSub | None = None
        self._tripped = asyncio.Event()

    async def start(self) -> None:
        """Begin to listen."""
        self._tasks = (
            asyncio.create_task(self._listen(), name="chat subscription"),
            asyncio.create_task(self._probe(), name="chat probe of Redis"),
        )

    async def close(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.up = False
        for client in (self._redis, self._ear):
            try:
                async with asyncio.timeout(self._timeout_seconds):
                    await client.aclose()
            except (RedisError, OSError, TimeoutError):
                _log.debug("Redis did not say goodbye", exc_info=True)

    async def check(self) -> None:
        """Ask whether Redis answers.

        Raises:
            LinkDown: it does not.
        """
        await self.call(lambda redis: redis.ping())

    async def call(self, work: Callable[[Redis], Awaitable[T]]) -> T:
        """Have Redis do something, once.

        Raises:
            LinkDown: it may or may not have been done.
        """
        if not self.up:
            raise LinkDown("Redis is down")
        try:
            return await self._attempt(work)
        except (RedisError, OSError, TimeoutError) as error:
            if self.up:
                self.up = False
                self._tripped.set()
                _log.warning("Redis is lost: %r", error)
                self._tell_listeners()
            raise LinkDown(str(error)) from error

    async def subscribe(self, channel: str, listener: Listener) -> None:
        """Listen to a channel; the listener is told when that has begun, now or when Redis is back.

        Raises:
            LinkDown: Redis cannot be told now.
        """
        self._listeners[channel] = listener
        await self._tell_ear(lambda pubsub: pubsub.subscribe(channel))

    async def unsubscribe(self, channel: str) -> None:
        """Stop listening to a channel.

        Raises:
            LinkDown: Redis cannot be told now, but nothing is heard any more.
        """
        self._listeners.pop(channel, None)
        await self._tell_ear(lambda pubsub: pubsub.unsubscribe(channel))

    async def renew_subscription(self) -> None:
        """Hang up on a subscription that has gone deaf; it is made anew at once."""
        if self._pubsub is not None and self._pubsub.connection is not None:
            await self._pubsub.connection.disconnect(nowait=True)

    async def _attempt(self, work: Callable[[Redis], Awaitable[T]]) -> T:
        attempt = asyncio.ensure_future(work(self._redis))
        try:
            await asyncio.wait({attempt}, timeout=self._timeout_seconds)
            # If we were the slow ones, the answer is here by now and only needs to be read.
            await asyncio.wait({attempt}, timeout=_GRACE_SECONDS)
            if not attempt.done():
                raise TimeoutError("no answer in time")
            return attempt.result()
        finally:
            attempt.cancel()
            await asyncio.gather(attempt, return_exceptions=True)

    async def _tell_ear(self, work: Callable[[PubSub], Awaitable[Any]]) -> None:
        if not self.up:
            raise LinkDown("Redis is down")
        if self._pubsub is None:
            return  # `_listen` subscribes to everything once it gets through
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await work(self._pubsub)
        except (RedisError, OSError, TimeoutError) as error:
            raise LinkDown(str(error)) from error

    async def _listen(self) -> None:
        pause_seconds = _FIRST_RETRY_SECONDS
        while True:
            try:
                async with self._ear.pubsub() as pubsub:
                    await pubsub.subscribe(_EVERYBODY)
                    self._pubsub = pubsub
                    if self._listeners:
                        await pubsub.subscribe(*self._listeners)
                    pause_seconds = _FIRST_RETRY_SECONDS
                    async for message in pubsub.listen():
                        self._hear(message)
            except (RedisError, OSError):
                _log.debug("the chat's subscription broke", exc_info=True)
            self._pubsub = None
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(2 * pause_seconds, _LAST_RETRY_SECONDS)

    def _hear(self, message: dict[str, Any]) -> None:
        listener = self._listeners.get(message["channel"].decode())
        if listener is None:
            return
        if message["type"] == "subscribe":
            listener.subscribed()
        elif message["type"] == "message":
            listener.hear(message["data"])

    async def _probe(self) -> None:
        while True:
            await self._tripped.wait()
            await asyncio.sleep(self._probe_seconds)
            try:
                # Not a PING: one that is full or a mere replica answers that, and is of no use.
                await self._attempt(lambda redis: redis.set(_PROBE, 1, ex=60))
            except (RedisError, OSError, TimeoutError):
                continue
            self._tripped.clear()
            self.up = True
            _log.warning("Redis is back")
            self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in tuple(self._listeners.values()):
            listener.link_changed()


def link_of(settings: ChatSettings) -> RedisLink | None:
    """The link of a process that serves with others; None for one that is alone."""
    if settings.redis_url is None:
        return None
    return RedisLink(
        settings.redis_url,
        timeout_seconds=settings.redis_seconds,
        probe_seconds=settings.redis_probe_seconds,
    )
