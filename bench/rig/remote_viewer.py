"""A decoding viewer in a process of its own, which may live behind a leg of a network."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bench.rig.child import Child, heard_from_parent, tell_parent
from bench.rig.decoding_viewer import DecodingViewer


@dataclass(frozen=True, slots=True)
class Picture:
    """When a picture was decoded (monotonic seconds, the same for all processes), and its height."""

    at: float
    height: int


class RemoteViewer:
    """The side of whoever measures."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.pictures: list[Picture] = []

    @classmethod
    async def join(cls, prefix: Sequence[str], ask: Callable[[str], Awaitable[str]]) -> Self:
        """Start the process behind these words of a command line; returns at the first picture."""
        child = await Child.start("bench.rig.remote_viewer", prefix=prefix)
        offer = str((await child.hear())["offer"])
        await child.ask(answer=await ask(offer))
        return cls(child)

    async def look(self) -> dict[str, float]:
        """Fetch the pictures since the last call, and what libwebrtc says."""
        reply = await self._child.ask()
        self.pictures += [Picture(at, height) for at, height in reply["pictures"]]
        return dict(reply["received"])

    async def close(self) -> None:
        """End the process."""
        await self._child.close()

    def freezes(self, since: float, least_seconds: float) -> list[tuple[float, float]]:
        """The gaps between pictures that are longer than so much: when they began after `since`, how long."""
        times = [picture.at - since for picture in self.pictures if picture.at >= since]
        gaps = [(earlier, later - earlier) for earlier, later in itertools.pairwise(times)]
        return [(round(at, 2), round(gap, 3)) for at, gap in gaps if gap > least_seconds]


async def _watch() -> None:
    parent = heard_from_parent()
    viewer, pictures = DecodingViewer(), []

    async def ask(offer: str) -> str:
        tell_parent(offer=offer)
        return str((await anext(parent))["answer"])

    async def note() -> None:
        while True:
            _, height = await viewer.next_picture()
            pictures.append((time.monotonic(), height))

    await viewer.join(ask)
    noting = asyncio.create_task(note())
    tell_parent(joined=True)
    async for _ in parent:
        taken = pictures[:]
        pictures.clear()
        tell_parent(pictures=taken, received=await viewer.received())
    noting.cancel()
    await asyncio.gather(noting, return_exceptions=True)
    viewer.close()


if __name__ == "__main__":
    asyncio.run(_watch())
