"""What comes after a payment, as one face: returns, second looks at payments, the bookkeeper's table."""

from collections.abc import AsyncIterator
from functools import partial

import sqlalchemy as sa

from checkout import buying, order_table, returning, reviewing, selling
from checkout.aftercare import ReturnAnswer, ReturnReceipt, ReturnRequest, ReviewRequest
from checkout.payments.refunder import Refunder
from checkout.ports import Clock, NewId
from checkout.purchases import Order
from checkout.store.records import OrderRecord
from checkout.store.tables import orders
from checkout.store.transactions import Store


class AfterSales:
    """Sends goods and money back, in the right order and once."""

    def __init__(self, store: Store, refunder: Refunder, *, now_ms: Clock, new_id: NewId) -> None:
        self._store = store
        self._refunder = refunder
        self._now_ms = now_ms
        self._new_id = new_id

    async def request_return(self, buyer_id: str, order_id: str, wanted: ReturnRequest) -> Order:
        """Ask the seller to take pieces back; the same client key again changes nothing.

        Raises:
            OrderNotFound: there is none, or it is somebody else's.
            NotReturnable, ReturnInvalid, DetailsInvalid: why it cannot be.
        """
        now_ms = self._now_ms()
        record = await self._store.write(
            lambda conn: returning.request(
                conn, buyer_id, order_id, wanted, now_ms=now_ms, new_id=self._new_id
            )
        )
        return await self._for_buyer(buyer_id, record.id)

    async def withdraw_return(self, buyer_id: str, order_id: str, return_id: str) -> Order:
        """Keep the pieces after all.

        Raises:
            OrderNotFound, ReturnNotFound: there is none, or it is somebody else's.
            ReturnClosed: it came back already, or was declined.
        """
        now_ms = self._now_ms()
        await self._store.write(
            lambda conn: returning.withdraw(conn, buyer_id, order_id, return_id, now_ms=now_ms)
        )
        return await self._for_buyer(buyer_id, order_id)

    async def answer_return(self, seller_id: str, order_id: str, return_id: str, said: ReturnAnswer) -> Order:
        """Accept or decline a return, or close an accepted one that does not come; the buyer hears of it.

        Raises:
            OrderNotFound, ReturnNotFound: there is none, or it is another seller's.
            ReturnClosed: it was accepted or declined before, or withdrawn.
            DetailsInvalid: the note is too long.
        """
        now_ms = self._now_ms()
        record = await self._store.write(
            lambda conn: returning.answer(conn, seller_id, order_id, return_id, said, now_ms=now_ms)
        )
        return selling.seller_view(record)

    async def receive_return(
        self, seller_id: str, order_id: str, return_id: str, receipt: ReturnReceipt
    ) -> Order:
        """Note that the parcel is back and give the money back for it; again changes nothing.

        Raises:
            OrderNotFound, ReturnNotFound: there is none, or it is another seller's.
            ReturnClosed: it was not accepted, or was withdrawn.
            NotRefundable, RefundInvalid, RefundTooLarge, DetailsInvalid: nothing was begun.
            RefundRefused: the pieces are back, but the provider would not give the money back.
        """
        now_ms = self._now_ms()
        await self._refunder.carry_out(
            lambda conn: returning.receive(
                conn, seller_id, order_id, return_id, receipt, now_ms=now_ms, new_id=self._new_id
            )
        )
        return await self._for_seller(seller_id, order_id)

    async def review(self, seller_id: str, order_id: str, wanted: ReviewRequest) -> Order:
        """Decide about a payment that did not match its order.

        Raises:
            OrderNotFound: there is none, or it is another seller's.
            OrderClosed: it does not wait for a decision.
            ReviewRefused: it cannot be sold as paid, because its stock is gone.
        """
        now_ms = self._now_ms()
        await self._store.write(lambda conn: reviewing.decide(conn, seller_id, order_id, wanted, now_ms))
        await self._refunder.send_open(order_id)
        return await self._for_seller(seller_id, order_id)

    async def table(self, seller_id: str, from_ms: int, to_ms: int) -> AsyncIterator[bytes]:
        """Write the orders that were paid in a span of time as CSV, piece by piece, the newest first."""
        spans = (orders.c.paid_ms >= from_ms) & (orders.c.paid_ms < to_ms)
        yield order_table.head()
        async for found in self._paid((orders.c.seller_id == seller_id) & spans):
            yield order_table.rows(record.view() for record in found)

    async def of_show(self, seller_id: str, show_id: str) -> AsyncIterator[list[Order]]:
        """Read what was bought in a show and paid, some hundreds of orders at a time, the newest first."""
        async for found in self._paid((orders.c.seller_id == seller_id) & (orders.c.show_id == show_id)):
            yield [selling.seller_view(record) for record in found]

    async def _paid(self, where: sa.ColumnElement[bool]) -> AsyncIterator[list[OrderRecord]]:
        before: int | None = None
        while found := await self._store.read(partial(selling.paid, where=where, before=before)):
            before = found[-1].number
            yield found

    async def _for_buyer(self, buyer_id: str, order_id: str) -> Order:
        return await self._store.read(lambda conn: buying.read(conn, buyer_id, order_id))

    async def _for_seller(self, seller_id: str, order_id: str) -> Order:
        return await self._store.read(lambda conn: selling.read(conn, seller_id, order_id))
