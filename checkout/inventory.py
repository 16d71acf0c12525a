"""Reserving stock: many holds decided together and written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from checkout.errors import (
    CheckoutError,
    ReservationError,
    TooManyHolds,
)
from checkout.orders import HoldStatus, OrderStatus
from checkout.ports import NewId
from checkout.pricing import Tax, open_totals
from checkout.purchases import Buyer, HoldRequest, OrderStep, SoldIn
from checkout.shelves import Shelf, check_limits, limited, line_of, load_shelves, pick
from checkout.store.buyer_rows import Had, identities, load_had
from checkout.store.order_rows import insert_orders
from checkout.store.records import OrderRecord
from checkout.store.stock import Movement, move_stock
from checkout.store.tables import counters
from checkout.store.taps import look_up
from checkout.store.zones import load_zones


@dataclass(frozen=True)
class Ask:
    """One buyer's wish to hold something."""

    buyer: Buyer
    request: HoldRequest
    sold_in: SoldIn | None = None
    email: str | None = None
    """If the order begins with one, it counts for the limits, too."""

    @property
    def people(self) -> list[str]:
        """By which the buyer is known when limits are counted."""
        return identities(self.buyer.id, self.email)

    @property
    def key(self) -> tuple[str, str]:
        """What makes this tap the same as a repeated one."""
        return self.buyer.id, self.request.client_key


Basket = tuple[str | None, SoldIn | None, tuple[tuple[str, int], ...]]
"""What makes two orders alike but for their buyers: the show, its state, and how much of which variants."""


class Granted(NamedTuple):
    """An ask that will be met, and from which shelves."""

    ask: Ask
    picked: list[tuple[Shelf, int]]

    @property
    def basket(self) -> Basket:
        """Name what is in it."""
        what = tuple((shelf.variant_id, n) for shelf, n in self.picked)
        return self.ask.request.show_id, self.ask.sold_in, what


@dataclass
class Batch:
    """What the asks of one transaction share; they are decided upon in order of arrival."""

    shelves: dict[str, Shelf]
    live_holds: dict[str, int]
    holds_per_buyer: int
    had: Had

    def decide(self, ask: Ask) -> Granted | CheckoutError:
        """Take stock from the shelves for an ask, or say why not."""
        buyer_id = ask.buyer.id
        if self.live_holds.get(buyer_id, 0) >= self.holds_per_buyer:
            return TooManyHolds(self.holds_per_buyer)
        try:
            picked = pick(self.shelves, ask.request.lines)
            if wanted := limited(picked):
                self.had |= check_limits(wanted, ask.people, self.had)
        except ReservationError as refusal:
            return refusal
        for shelf, quantity in picked:
            shelf.available -= quantity
        self.live_holds[buyer_id] = self.live_holds.get(buyer_id, 0) + 1
        return Granted(ask, picked)


Outcome = OrderRecord | CheckoutError


@dataclass(frozen=True)
class Terms:
    """The conditions of every hold."""

    hold_seconds: int
    live_holds_per_buyer: int
    new_id: NewId


def reserve(
    conn: sa.Connection, asks: Sequence[Ask], terms: Terms, now_ms: int, *, for_turns: bool = False
) -> list[Outcome]:
    """Decide asks in order and write what was granted, in the caller's transaction.

    An ask whose client key made an order before gets that order. Each outcome is an order or the error for
    its buyer. Pieces that people wait for are had by those alone whose turn it is (``for_turns``).
    """
    standing = look_up(conn, [ask.key for ask in asks])
    outcomes: dict[tuple[str, str], Outcome] = dict(standing.orders)
    wanted = {line.variant_id for ask in asks for line in ask.request.lines}
    shelves = load_shelves(conn, list(wanted), now_ms, for_turns=for_turns)
    products = {shelf.product_id for shelf in shelves.values() if shelf.buyer_limit is not None}
    people = {person for ask in asks for person in ask.people} if products else set()
    had = load_had(conn, products, list(people))
    batch = Batch(shelves, standing.live_holds, terms.live_holds_per_buyer, had)
    granted: dict[tuple[str, str], Granted] = {}
    for ask in asks:
        # A second tap may sit in the same batch as the first.
        if ask.key in outcomes or ask.key in granted:
            continue
        decision = batch.decide(ask)
        if isinstance(decision, CheckoutError):
            outcomes[ask.key] = decision
        else:
            granted[ask.key] = decision
    for record in _write(conn, list(granted.values()), terms, now_ms):
        outcomes[record.buyer_id, record.client_key] = record
    return [outcomes[ask.key] for ask in asks]


def _write(conn: sa.Connection, granted: Sequence[Granted], terms: Terms, now_ms: int) -> list[OrderRecord]:
    if not granted:
        return []
    number = take_numbers(conn, len(granted))
    sellers = {grant.picked[0][0].seller_id for grant in granted}
    taxes = {seller_id: home_tax(conn, seller_id) for seller_id in sellers}
    drafts: dict[Basket, OrderRecord] = {}
    records = []
    for offset, grant in enumerate(granted):
        # Everybody in a rush wants the same: what their orders share is thought out once.
        draft = drafts.get(grant.basket)
        if draft is None:
            draft = drafts[grant.basket] = _draft(grant, taxes, terms, now_ms)
        records.append(_order(draft, grant.ask, terms.new_id(), number + offset))
    insert_orders(conn, records)
    movements = [
        Movement(line.variant_id, "held", record.id, reserved=line.quantity)
        for record in records
        for line in record.lines
    ]
    move_stock(conn, movements, now_ms)
    return records


def _draft(grant: Granted, taxes: Mapping[str, Tax], terms: Terms, now_ms: int) -> OrderRecord:
    """Make the order of a basket, all but whose it is."""
    first = grant.picked[0][0]
    lines = [line_of(shelf, quantity, grant.ask.request.show_id, now_ms) for shelf, quantity in grant.picked]
    return OrderRecord(
        id="",
        number=0,
        buyer_id="",
        buyer_name="",
        client_key="",
        seller_id=first.seller_id,
        show_id=grant.ask.request.show_id,
        sold_in=grant.ask.sold_in,
        currency=first.currency,
        status=OrderStatus.HELD,
        hold=HoldStatus.HELD,
        hold_expires_ms=now_ms + terms.hold_seconds * 1000,
        totals=open_totals(lines, taxes[first.seller_id]),
        created_ms=now_ms,
        lines=lines,
        steps=[OrderStep(status=OrderStatus.HELD, at_ms=now_ms)],
    )


def _order(draft: OrderRecord, ask: Ask, order_id: str, number: int) -> OrderRecord:
    return msgspec.structs.replace(
        draft,
        id=order_id,
        number=number,
        buyer_id=ask.buyer.id,
        buyer_name=ask.buyer.name,
        client_key=ask.request.client_key,
    )


def home_tax(conn: sa.Connection, seller_id: str) -> Tax:
    """Return the tax of a seller's first zone, shown while the buyer's country is unknown."""
    zones = load_zones(conn, seller_id)
    return zones[0].tax if zones else Tax()


FIRST_NUMBER = 1001
_ORDER_NUMBER = counters.c.name == "order_number"
_TAKE = (
    sa.update(counters)
    .where(_ORDER_NUMBER)
    .values(value=counters.c.value + sa.bindparam("count", type_=sa.BigInteger))
    .returning(counters.c.value)
)


def take_numbers(conn: sa.Connection, count: int) -> int:
    """Take ``count`` order numbers in a row and return the first."""
    taken = conn.execute(_TAKE, {"count": count}).scalar()
    if taken is not None:
        return int(taken) - count
    conn.execute(sa.insert(counters).values(name="order_number", value=FIRST_NUMBER + count))
    return FIRST_NUMBER
