"""What is being sent to platforms now: one push a destination, fed by the writer of the show on air."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from functools import partial

from media import InitWritten, Push, PushState, TakeBegan, TakeEnded, WriterNews
from server.destinations.destination import host_of
from server.networks import is_public

RESOLVE_SECONDS = 5.0


class Broadcasts:
    """Of each seller one show at a time is sent on: the one that went on air first.

    Args:
        private: Whether addresses of the operator's own network may be sent to.
        now_ms: Epoch milliseconds.
    """

    def __init__(self, *, private: bool, now_ms: Callable[[], int]) -> None:
        self._private = private
        self._now_ms = now_ms
        # What a push that begins in the middle of a take has to know of it.
        self._heads: dict[str, list[WriterNews]] = {}
        self._on_air: dict[str, str] = {}  # seller: show
        self._pushes: dict[str, dict[str, tuple[str, Push]]] = {}  # show: destination: address, push

    async def close(self) -> None:
        """Say goodbye to every platform."""
        for seller_id, show_id in list(self._on_air.items()):
            await self.leave(seller_id, show_id)

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; never waits."""
        match news:
            case TakeBegan():
                self._heads[news.stream_id] = [news]
            case InitWritten():
                self._heads.setdefault(news.stream_id, []).append(news)
            case TakeEnded():
                self._heads.pop(news.stream_id, None)
            case _:
                pass
        for _, push in self._pushes.get(news.stream_id, {}).values():
            push.receive(news)

    def state(self, destination_id: str) -> PushState | None:
        """How a destination goes; None while no show is sent to it."""
        for pushes in self._pushes.values():
            if destination_id in pushes:
                return pushes[destination_id][1].state
        return None

    def sends(self, show_id: str) -> bool:
        """Whether a show is sent on."""
        return show_id in self._pushes

    def on_air(self, seller_id: str) -> str | None:
        """The seller's show that is sent on, or would be."""
        return self._on_air.get(seller_id)

    async def take(self, seller_id: str, show_id: str) -> bool:
        """Let this be the seller's show that is sent on; false while another one is being written.

        The end of a show may have been told to another process, which is no reason to refuse the next one.
        """
        current = self._on_air.get(seller_id)
        if current is not None and current != show_id:
            if current in self._heads:
                return False
            await self.leave(seller_id, current)
        self._on_air[seller_id] = show_id
        return True

    async def leave(self, seller_id: str, show_id: str) -> None:
        """Say goodbye: the show is over."""
        if self._on_air.get(seller_id) == show_id:
            # Forgotten before the goodbyes: what is changed meanwhile begins nothing for a show that is over.
            del self._on_air[seller_id]
            ended = self._pushes.pop(show_id, {})
            await asyncio.gather(*(push.close() for _, push in ended.values()))

    async def send_to(self, seller_id: str, addresses: Mapping[str, str]) -> None:
        """Send what is on air to exactly these destinations, each with its address and key."""
        show_id = self._on_air.get(seller_id)
        if show_id is None:
            return
        pushes = self._pushes.setdefault(show_id, {})
        unwanted = [each for each, (address, _) in pushes.items() if addresses.get(each) != address]
        ended = [pushes.pop(each)[1] for each in unwanted]
        for each, address in addresses.items():
            if each not in pushes:
                pushes[each] = address, self._begin(show_id, address)
        if not pushes:
            del self._pushes[show_id]
        await asyncio.gather(*(push.close() for push in ended))

    def _begin(self, show_id: str, address: str) -> Push:
        push = Push(address, allow=partial(self._may_reach, address), now_ms=self._now_ms)
        push.start()
        for news in self._heads.get(show_id, []):
            push.receive(news)
        return push

    async def _may_reach(self, address: str) -> bool:
        """Whether a name leads somewhere, and nowhere but to the public internet.

        FFmpeg asks for the name once more; whoever changes the answer in between reaches a machine of ours
        with the first bytes of RTMP, which no other protocol takes for its own.
        """
        host, port = host_of(address)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError):
            return False
        return bool(found) and (self._private or all(is_public(str(each[4][0])) for each in found))
