"""The shop with one rule taken out of it, to prove that the simulation would notice.

Each is a variant put in the place of one function (or, for the keys, of the network); nothing in the shop
knows of them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

import sqlalchemy as sa

from checkout.events import OrderPaid
from checkout.holds import sell
from checkout.orders import HoldStatus, OrderStatus
from checkout.store.news import tell
from checkout.store.order_rows import step
from checkout.store.records import OrderRecord
from tests.simulation.run import run


def honour_late_money(conn: sa.Connection, record: OrderRecord, now_ms: int) -> OrderRecord | None:
    """Sell what was given back already without taking it from the shelf again."""
    if record.hold is HoldStatus.HELD:
        return sell(conn, record, now_ms)
    paid = step(conn, record, OrderStatus.PAID, now_ms, hold=HoldStatus.CONSUMED, paid_ms=now_ms)
    event = OrderPaid(
        event_id=f"order-paid-{record.id}",
        order=paid.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return paid


def never_in_flight(_record: OrderRecord) -> bool:
    """Give stock back at expiry whether or not a payment has no answer yet."""
    return False


@contextmanager
def without(name: str, variant: Callable[..., object]) -> Iterator[None]:
    """Put a variant in the place of a function for a while."""
    with mock.patch(name, variant):
        yield


def no_keys(seed: int) -> list[str]:
    """Live a life in which the provider never sees an idempotency key."""
    return run(seed, forgets_keys=True)


def release_on_unknown(seed: int) -> list[str]:
    """Live a life in which stock is given back while its payment has no answer."""
    with without("checkout.payments.reconciler._in_flight", never_in_flight):
        return run(seed)


def late_money_honoured(seed: int) -> list[str]:
    """Live a life in which late money buys what is not on the shelf."""
    with without("checkout.payments.apply.sell", honour_late_money):
        return run(seed)


def always_its_payment(*_: object, **__: object) -> bool:
    """Take a card's money for an order although its seller has it already, by hand."""
    return True


def paid_twice(seed: int) -> list[str]:
    """Live a life in which an order that is paid by hand keeps a card's money, too."""
    with without("checkout.payments.apply._is_its_payment", always_its_payment):
        return run(seed)


MUTANTS: Mapping[str, Callable[[int], list[str]]] = {
    "no_keys": no_keys,
    "release_on_unknown": release_on_unknown,
    "late_money_honoured": late_money_honoured,
    "paid_twice": paid_twice,
}
