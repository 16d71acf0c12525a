"""Hands the room's news to whoever listens, one after another, without ever making the media wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from media.events import MediaEvent

_MAX_UNTOLD = 4096

logger = logging.getLogger(__name__)


class Telling:
    """A bounded queue between the media plane and the rest of the house."""

    def __init__(self, publish: Callable[[MediaEvent], Awaitable[None]]) -> None:
        self._publish = publish
        self._untold: asyncio.Queue[MediaEvent] = asyncio.Queue(_MAX_UNTOLD)

    def tell(self, event: MediaEvent) -> None:
        """Queue an event; one that finds no room is lost, and logged."""
        try:
            self._untold.put_nowait(event)
        except asyncio.QueueFull:
            logger.exception("media event lost", extra={"event": repr(event)})

    async def run(self) -> None:
        """Hand events on until cancelled."""
        while True:
            event = await self._untold.get()
            try:
                await self._publish(event)
            except Exception:
                # A listener's fault must not silence the news that follow.
                logger.exception("media event not taken", extra={"event": repr(event)})
