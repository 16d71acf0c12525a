"""Waiting for what another process will do: ask again until it is so, or a deadline has passed."""

import asyncio
from collections.abc import Awaitable, Callable

ASK_EVERY_SECONDS = 0.1


async def eventually(probe: Callable[[], Awaitable[bool]], *, seconds: float = 10.0) -> None:
    """Returns once `probe` says yes.

    Raises:
        TimeoutError: It never did.
    """
    async with asyncio.timeout(seconds):
        # There is nobody to notify us: the other side is a process that knows nothing of this test.
        while not await probe():  # noqa: ASYNC110
            await asyncio.sleep(ASK_EVERY_SECONDS)
