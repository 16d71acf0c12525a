"""Returns as transactions: a buyer asks, the seller answers, the parcel comes back and pays the buyer."""

import msgspec
import sqlalchemy as sa

from checkout.aftercare import (
    OPEN_RETURNS,
    RETURN_MOVES,
    Return,
    ReturnAnswer,
    ReturnReceipt,
    ReturnRequest,
    ReturnState,
)
from checkout.buying import readable_by
from checkout.details import is_id, read_text
from checkout.errors import NotReturnable, OrderNotFound, ReturnClosed, ReturnInvalid, ReturnNotFound
from checkout.events import ReturnAnswered, ReturnRequested
from checkout.orders import OrderStatus
from checkout.payments.refund_requests import begin
from checkout.ports import NewId
from checkout.purchases import LineRequest, RefundRequest
from checkout.refunding import pieces_left
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders
from checkout.store.records import OrderRecord, RefundRecord
from checkout.store.return_rows import has_key, insert_return, update_return
from checkout.store.tables import orders

NOTE_LIMIT = 500
RETURNABLE = frozenset({OrderStatus.FULFILLED, OrderStatus.PART_REFUNDED})


def request(
    conn: sa.Connection, buyer_id: str, order_id: str, wanted: ReturnRequest, *, now_ms: int, new_id: NewId
) -> OrderRecord:
    """Ask the seller to take pieces back, once for each client key.

    Raises:
        OrderNotFound: there is none, or it is somebody else's.
        NotReturnable: it was not sent, or a return is under way.
        ReturnInvalid, DetailsInvalid: what is wrong with it.
    """
    record = _readable(conn, buyer_id, order_id)
    if not is_id(wanted.client_key):
        raise ReturnInvalid("The client key has 1 to 64 characters.", field="client_key")
    if has_key(conn, record.id, wanted.client_key):
        return record
    _check(record, wanted)
    asked = Return(
        id=new_id(),
        state="requested",
        reason=wanted.reason,
        lines=wanted.lines,
        note=read_text(wanted.note, NOTE_LIMIT, "note"),
        requested_ms=now_ms,
    )
    if not insert_return(conn, record.id, wanted.client_key, asked):
        raise NotReturnable("A return of this order is under way.", record.status.value)
    record = msgspec.structs.replace(record, returns=[*record.returns, asked])
    event = ReturnRequested(
        event_id=f"return-requested-{asked.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        wanted=asked,
    )
    tell(conn, event, now_ms)
    return record


def _check(record: OrderRecord, wanted: ReturnRequest) -> None:
    if record.status not in RETURNABLE or record.shipment is None:
        sentence = "Only what was sent can be sent back. Before that, the order can be cancelled."
        raise NotReturnable(sentence, record.status.value)
    if any(one.state in OPEN_RETURNS for one in record.returns):
        raise NotReturnable("A return of this order is under way.", record.status.value)
    left = pieces_left(record.lines, [refund for refund in record.own_refunds if refund.live])
    if not wanted.lines or len({line.variant_id for line in wanted.lines}) != len(wanted.lines):
        raise ReturnInvalid("Choose what goes back, each item once.", field="lines")
    if any(not 1 <= line.quantity <= left.get(line.variant_id, 0) for line in wanted.lines):
        raise ReturnInvalid("So many of this item are not there to be sent back.", field="lines")


def withdraw(
    conn: sa.Connection, buyer_id: str, order_id: str, return_id: str, *, now_ms: int
) -> OrderRecord:
    """Keep the pieces after all.

    Raises:
        OrderNotFound, ReturnNotFound: there is none, or it is somebody else's.
        ReturnClosed: it came back already, or was declined.
    """
    record = _readable(conn, buyer_id, order_id)
    return _move(conn, record, return_id, "withdrawn", closed_ms=now_ms)


def answer(
    conn: sa.Connection, seller_id: str, order_id: str, return_id: str, said: ReturnAnswer, *, now_ms: int
) -> OrderRecord:
    """Accept or decline a return, or close one that was accepted and does not come; the buyer hears of it.

    Raises:
        OrderNotFound, ReturnNotFound: there is none, or it is another seller's.
        ReturnClosed: it was accepted or declined before, or withdrawn.
        DetailsInvalid: the note is too long.
    """
    record = _own(conn, seller_id, order_id)
    was_accepted = _find(record, return_id).state == "accepted"
    note = read_text(said.note, NOTE_LIMIT, "note")
    to: ReturnState = "accepted" if said.accept else "declined"
    closed = {} if said.accept else {"closed_ms": now_ms}
    record = _move(conn, record, return_id, to, answer=note, answered_ms=now_ms, **closed)
    event = ReturnAnswered(
        event_id=f"return-{'closed' if was_accepted else 'answered'}-{return_id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        wanted=_find(record, return_id),
        was_accepted=was_accepted,
    )
    tell(conn, event, now_ms)
    return record


def receive(
    conn: sa.Connection,
    seller_id: str,
    order_id: str,
    return_id: str,
    receipt: ReturnReceipt,
    *,
    now_ms: int,
    new_id: NewId,
) -> tuple[RefundRecord, bool]:
    """Note that the parcel is back, and write down the refund that pays for it, in one transaction.

    Returns:
        The refund, and whether it is new and has to be sent.

    Raises:
        OrderNotFound, ReturnNotFound: there is none, or it is another seller's.
        ReturnClosed: it was not accepted, or came back before.
        NotRefundable, RefundInvalid, RefundTooLarge, DetailsInvalid: no such refund can be given.
    """
    record = _own(conn, seller_id, order_id)
    found = _find(record, return_id)
    wanted = RefundRequest(
        client_key=f"return-{found.id}",
        reason="returned",
        lines=[LineRequest(variant_id=line.variant_id, quantity=line.quantity) for line in found.lines],
        shipping=receipt.shipping,
        amount_minor=receipt.amount_minor,
        restock=receipt.restock,
        note=receipt.note,
    )
    refund, is_new = begin(conn, seller_id, order_id, wanted, now_ms=now_ms, new_id=new_id)
    if is_new:
        _move(conn, record, return_id, "received", closed_ms=now_ms, refund_id=refund.id)
    return refund, is_new


def _move(
    conn: sa.Connection, record: OrderRecord, return_id: str, to: ReturnState, **changes: int | str
) -> OrderRecord:
    found = _find(record, return_id)
    if to not in RETURN_MOVES[found.state]:
        raise ReturnClosed(found.state)
    update_return(conn, found.id, state=to, **changes)
    moved = msgspec.structs.replace(found, state=to, **changes)
    returns = [moved if one.id == found.id else one for one in record.returns]
    return msgspec.structs.replace(record, returns=returns)


def _find(record: OrderRecord, return_id: str) -> Return:
    for one in record.returns:
        if one.id == return_id:
            return one
    raise ReturnNotFound


def _own(conn: sa.Connection, seller_id: str, order_id: str) -> OrderRecord:
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    return record


def _readable(conn: sa.Connection, buyer_id: str, order_id: str) -> OrderRecord:
    """Who knew number and e-mail may ask, too: buyers change their phones, and no money moves yet."""
    if not is_id(order_id):
        raise OrderNotFound
    found = load_orders(conn, (orders.c.id == order_id) & readable_by(buyer_id), lock=True)
    if not found:
        raise OrderNotFound
    return found[0]
