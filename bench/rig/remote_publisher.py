"""A publisher of layers in a process of its own, which may live behind a leg of a network."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Self

from bench.rig.child import Child, heard_from_parent, tell_parent
from bench.rig.layered_source import FRAMES_PER_SECOND, LADDER, LayeredSource, encode_layer
from bench.rig.light_peer import LightPeer
from media.dtls import Certificate

_GOP_FRAMES = 2 * FRAMES_PER_SECOND


class RemotePublisher:
    """The side of whoever measures."""

    def __init__(self, child: Child) -> None:
        self._child = child

    @classmethod
    async def join(cls, prefix: Sequence[str], ask: Callable[[str], Awaitable[str]]) -> Self:
        """Start the process behind these words of a command line, and negotiate."""
        child = await Child.start("bench.rig.remote_publisher", prefix=prefix)
        child.tell(answer=await ask((await child.hear())["offer"]))
        return cls(child)

    async def close(self) -> None:
        """End the process."""
        await self._child.close()


async def _publish() -> None:
    parent = heard_from_parent()
    layers = [(size, encode_layer("VP8", size, _GOP_FRAMES, _GOP_FRAMES)) for size in LADDER]
    peer = LightPeer(
        Certificate.generateCertificate(),
        sends=True,
        receive_buffer=1 << 20,
        layers=[size.rid for size in LADDER],
    )
    tell_parent(offer=peer.offer())
    await peer.connect((await anext(parent))["answer"])
    sending = asyncio.create_task(LayeredSource(peer, "VP8", layers).run())
    await anext(parent, None)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await peer.close()


if __name__ == "__main__":
    asyncio.run(_publish())
