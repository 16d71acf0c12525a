"""Product files as one face: look at one, take it over whole, write one."""

import asyncio
from collections.abc import AsyncIterator, Callable

from checkout import catalogue
from checkout.importing import writing
from checkout.importing.plan import ImportReport
from checkout.importing.reading import Read, read_products
from checkout.importing.taking_over import Stopped, known_products, take_over
from checkout.ports import Clock, NewId
from checkout.store.product_rows import Viewing
from checkout.store.transactions import Store

AT_ONCE = 100


class Imports:
    """Reads files off the loop, one at a time; writes each in one transaction."""

    def __init__(self, store: Store, *, currency: str, now_ms: Clock, new_id: NewId) -> None:
        self._store = store
        self._currency = currency
        self._now_ms = now_ms
        self._new_id = new_id
        self._reading = asyncio.Lock()

    async def preview(self, seller_id: str, content: bytes) -> ImportReport:
        """Tell what a file holds and what is wrong with it; nothing is written."""
        read = await self._read(seller_id, content, as_drafts=False)
        return await self._report(seller_id, read)

    async def take_over(
        self, seller_id: str, content: bytes, *, as_drafts: bool, told: Callable[[int, int], None]
    ) -> ImportReport:
        """Write every product of a file, or none of them.

        Args:
            seller_id: whose products they will be.
            content: the file.
            as_drafts: put nothing on sale, whatever the file says.
            told: hears how many of how many are written; called from another thread.
        """
        read = await self._read(seller_id, content, as_drafts=as_drafts)
        report = await self._report(seller_id, read)
        if report.problems or not read.found:
            return report
        now_ms, count = self._now_ms(), len(read.found)
        try:
            await self._store.write(
                lambda conn: take_over(
                    conn,
                    read.found,
                    currency=self._currency,
                    now_ms=now_ms,
                    new_id=self._new_id,
                    told=lambda done: told(done, count),
                )
            )
        except Stopped as stopped:
            found = stopped.found
            read.findings.tell(found.line, "", stopped.code, str(stopped), found.draft.title)
            return await self._report(seller_id, read)
        return read.report(frozenset(each.handle for each in report.products if each.known), done=True)

    async def file(self, seller_id: str, public_url: str) -> AsyncIterator[bytes]:
        """Write a seller's products as Shopify's CSV, piece by piece; archived ones too."""
        viewing = Viewing(self._now_ms())
        found = await self._store.read(
            lambda conn: catalogue.find(conn, viewing, seller_id=seller_id, ids=None)
        )
        yield writing.head()
        for begin in range(0, len(found), AT_ONCE):
            yield await asyncio.to_thread(writing.rows, found[begin : begin + AT_ONCE], public_url)

    async def _read(self, seller_id: str, content: bytes, *, as_drafts: bool) -> Read:
        async with self._reading:
            return await asyncio.to_thread(
                read_products, content, seller_id, self._currency, as_drafts=as_drafts
            )

    async def _report(self, seller_id: str, read: Read) -> ImportReport:
        handles = [found.handle for found in read.found]
        known = await self._store.read(lambda conn: known_products(conn, seller_id, handles))
        return read.report(frozenset(known))
