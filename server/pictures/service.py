"""Takes pictures in, hands them to products, and throws away what nothing shows."""

import asyncio
import contextlib
import errno
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import structlog

from server.db import Database, StorageFull
from server.pictures import store
from server.pictures.errors import PictureLimit, PictureNotFound, PicturesBusy
from server.pictures.rendering import Rendered, render
from server.pictures.store import Picture

UPLOAD_BYTES = 15 * 1024 * 1024
MOST_WAITING = 8
"""Each waits with its whole file in memory; more are told to come again."""
RETRY_SECONDS = 5
MOST_PER_SELLER = 3000
UNWANTED_MS = 24 * 60 * 60 * 1000
"""How long an upload may wait for its product to be saved, and an unused picture stays."""
FIRST_SWEEP_SECONDS = 60.0
"""A server that has just begun has better things to do."""
SWEEP_SECONDS = 3600.0
SWEEP_BATCH = 500

log = structlog.get_logger(__name__)


class Pictures:
    """Sellers' pictures: files in a folder, rows in the database.

    Args:
        in_use: Tells which of some addresses anything still shows: a product, an order, a show.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: Database,
        in_use: Callable[[Collection[str]], Awaitable[set[str]]],
        now_ms: Callable[[], int],
    ) -> None:
        self.folder = folder
        self._database = database
        self._in_use = in_use
        self._now_ms = now_ms
        # One at a time: a decoder may need 200 MB, and the picture on air needs the other core.
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._waiting = 0
        # Between the row and the files of a picture nobody may come in from the other side.
        self._files = asyncio.Lock()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to throw away, once an hour, what nothing shows."""
        self._sweeper = asyncio.create_task(self._sweep_on())

    async def close(self) -> None:
        """Let the running work end and take no more."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        self._threads.shutdown(cancel_futures=True)

    async def take(self, seller_id: str, source: bytes) -> Picture:
        """Keep a picture for a seller; the same picture again is the same address.

        Raises:
            PictureTypeUnsupported, PictureDamaged, PictureTooLarge: It cannot be opened.
            PictureLimit: The seller has too many.
            PicturesBusy: Too many are being worked on.
            StorageFull: There is no room on the disk.
        """
        if await self._database.read(partial(store.count, seller_id=seller_id)) >= MOST_PER_SELLER:
            raise PictureLimit(MOST_PER_SELLER)
        rendered = await self._render(source)
        await self._keep(seller_id, rendered)
        return store.view(
            rendered.id, [{"width": size.width, "height": size.height} for size in rendered.sizes]
        )

    async def named(self, seller_id: str, urls: Sequence[str]) -> dict[str, Picture]:
        """Return a seller's pictures by the addresses that a product is about to name.

        Raises:
            PictureNotFound: One of them is not the seller's.
        """
        ids = {url: store.picture_in(url) or "" for url in urls}
        now_ms = self._now_ms()
        found = await self._database.write(
            lambda conn: store.want(conn, seller_id, list(ids.values()), now_ms)
        )
        for url, picture_id in ids.items():
            if picture_id not in found:
                raise PictureNotFound(url)
        return {url: found[picture_id] for url, picture_id in ids.items()}

    def file(self, name: str) -> Path | None:
        """Return the file of a served name, if it is a name of ours. Does not look at the disk."""
        return self.folder / name if store.NAME.fullmatch(name) else None

    def largest(self, url: str) -> Path | None:
        """Return the largest file of the picture that an address names, if we have it. Looks at the disk."""
        files = self.folder.glob(f"{store.picture_in(url)}-*.webp")
        return max(files, key=lambda file: file.stat().st_size, default=None)

    async def sweep(self) -> int:
        """Throw away the pictures that were not wanted for a day and that nothing shows; return how many."""
        before_ms = self._now_ms() - UNWANTED_MS
        idle = await self._database.read(lambda conn: store.idle(conn, before_ms, SWEEP_BATCH))
        if not idle:
            return 0
        addresses = {size.url for _, picture in idle for size in picture.sizes}
        shown = {store.picture_in(url) for url in await self._in_use(addresses)}
        used = [picture_id for picture_id, _ in idle if picture_id in shown]
        unused = list(dict.fromkeys(picture_id for picture_id, _ in idle if picture_id not in shown))
        now_ms = self._now_ms()
        async with self._files:
            # What is shown need not be looked at again tomorrow morning before everything else.
            await self._database.write(lambda conn: store.want_all(conn, used, now_ms))
            gone = await self._database.write(lambda conn: store.forget(conn, unused, before_ms))
            await asyncio.to_thread(store.remove_files, self.folder, gone)
        return len(gone)

    async def _render(self, source: bytes) -> Rendered:
        if self._waiting >= MOST_WAITING:
            raise PicturesBusy(RETRY_SECONDS)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, render, source)
        finally:
            self._waiting -= 1

    async def _keep(self, seller_id: str, rendered: Rendered) -> None:
        """Files first: a row without them would be a promise that breaks."""
        now_ms = self._now_ms()
        async with self._files:
            try:
                await asyncio.to_thread(store.write_files, self.folder, rendered)
            except OSError as error:
                if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                    raise StorageFull("The server's disk is full, so the picture was not saved.") from error
                raise
            await self._database.write(lambda conn: store.insert(conn, seller_id, rendered, now_ms))

    async def _sweep_on(self) -> None:
        await asyncio.sleep(FIRST_SWEEP_SECONDS)
        while True:
            try:
                if swept := await self.sweep():
                    log.info("pictures_swept", count=swept)
            except Exception:
                log.exception("pictures_not_swept")
            await asyncio.sleep(SWEEP_SECONDS)
