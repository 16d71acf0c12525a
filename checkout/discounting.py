"""Discount codes at work: sellers make them and switch them off, held orders take them."""

from typing import Any

import msgspec
import sqlalchemy as sa

from checkout.discounts import (
    Discount,
    DiscountChange,
    DiscountDraft,
    check_draft,
    check_uses,
    judge,
    read_code,
)
from checkout.errors import DiscountInvalid, DiscountNotFound, DiscountRefused, DiscountUnknown
from checkout.ports import NewId
from checkout.pricing import subtotal
from checkout.store.discount_rows import claim, give_back, load_discounts, take_use
from checkout.store.insert import insert_once
from checkout.store.offer_tables import discounts
from checkout.store.order_rows import update_order
from checkout.store.records import OrderRecord

MOST_DISCOUNTS = 500
USED_BEFORE = "You have used this code before. It counts once for each person."


def create(
    conn: sa.Connection, seller_id: str, draft: DiscountDraft, *, currency: str, now_ms: int, new_id: NewId
) -> Discount:
    """Make a code.

    Raises:
        DiscountInvalid: it makes no sense, the shop has one of this name, or too many.
    """
    check_draft(draft, currency)
    count = sa.select(sa.func.count()).select_from(discounts).where(discounts.c.seller_id == seller_id)
    if conn.execute(count).scalar_one() >= MOST_DISCOUNTS:
        raise DiscountInvalid(f"A shop has at most {MOST_DISCOUNTS} codes.", field="code")
    values: dict[str, Any] = msgspec.structs.asdict(draft)
    made = Discount(
        **{**values, "code": read_code(draft.code)},
        id=new_id(),
        currency=currency,
        used=0,
        active=True,
        created_ms=now_ms,
    )
    if not insert_once(conn, discounts, {**msgspec.structs.asdict(made), "seller_id": seller_id}):
        raise DiscountInvalid("Your shop has a code of this name already.", field="code")
    return made


def list_own(conn: sa.Connection, seller_id: str) -> list[Discount]:
    """List a seller's codes, the newest first."""
    return load_discounts(conn, discounts.c.seller_id == seller_id, MOST_DISCOUNTS)


def change(conn: sa.Connection, seller_id: str, discount_id: str, wanted: DiscountChange) -> Discount:
    """Switch a code off or on, or move its limit or its end. Orders that have it keep it.

    Raises:
        DiscountNotFound: the seller has no such code.
        DiscountInvalid: the limit is passed already.
    """
    mine = (discounts.c.id == discount_id) & (discounts.c.seller_id == seller_id)
    conn.execute(sa.select(discounts.c.id).where(mine).with_for_update())
    found = load_discounts(conn, mine, 1)
    if not found:
        raise DiscountNotFound
    given: dict[str, Any] = msgspec.structs.asdict(wanted)
    values = {name: value for name, value in given.items() if value is not msgspec.UNSET}
    if "max_uses" in values:
        check_uses(values["max_uses"], found[0].used)
    if values:
        conn.execute(sa.update(discounts).where(mine).values(**values))
    return load_discounts(conn, mine, 1)[0]


def apply(conn: sa.Connection, record: OrderRecord, code: str, now_ms: int) -> OrderRecord:
    """Let a held order take a code, in place of the one that it has; an empty code takes that off.

    Raises:
        DiscountUnknown: the seller has no such code that counts.
        DiscountRefused: it does not fit, is used up, or was used by this person.
    """
    wanted = read_code(code)
    if record.discount is not None and record.discount.code == wanted:
        return record
    give_back(conn, [record])
    if not wanted:
        return update_order(conn, record, discount=None)
    mine = (discounts.c.seller_id == record.seller_id) & (discounts.c.code == wanted) & discounts.c.active
    found = load_discounts(conn, mine, 1) if wanted.isascii() and "\x00" not in wanted else []
    if not found:
        raise DiscountUnknown
    discount = found[0]
    judge(discount, subtotal_minor=subtotal(record.lines), currency=record.currency, now_ms=now_ms)
    if not take_use(conn, discount.id, record.id):
        raise DiscountRefused("used_up", "This code has been used as often as it may.")
    return check_person(conn, update_order(conn, record, discount=discount.terms()))


def check_person(conn: sa.Connection, record: OrderRecord) -> OrderRecord:
    """Refuse a code that its person has used before; asked again whenever the e-mail changes.

    Raises:
        DiscountRefused: they have.
    """
    if not claim(conn, record):
        raise DiscountRefused("used_before", USED_BEFORE)
    return record
