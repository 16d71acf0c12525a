"""The waiting list of what is sold out: join, leave, and a short hold for whoever's turn it is, in order."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from checkout.details import is_id, read_email
from checkout.errors import NotForSale, StillAvailable, WaitingListFull
from checkout.events import TurnCame
from checkout.inventory import Ask, Terms, reserve
from checkout.ports import Clock, NewId, SoldInOf
from checkout.purchases import Buyer, HoldRequest, LineRequest, SoldIn
from checkout.settings import CheckoutSettings
from checkout.shelves import load_shelves
from checkout.store.news import tell
from checkout.store.order_rows import update_order
from checkout.store.records import OrderRecord
from checkout.store.tables import orders, variants
from checkout.store.transactions import Store
from checkout.store.waiting_rows import WAITING, next_waiters, waiters, waiting_counts

MOST_IN_A_LIST = 1000
MOST_LISTS = 20
TURNS_AT_ONCE = 100
Language = Literal["en", "ru"]


class WaitRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """I want one of these when it can be had again; with an e-mail the news comes by mail too."""

    variant_id: str
    show_id: str | None = None
    email: str | None = None
    language: Language = "en"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody stands in a list; ``place`` is 1 for whoever is next.

    Once it is their turn, ``order_id`` is the order in which a piece is held for them until ``expires_ms``.
    """

    variant_id: str
    product_id: str
    place: int | None
    order_id: str | None = None
    expires_ms: int | None = None


class WaitingList:
    """Lists of people, one a variant; strangers cannot take the pieces that they wait for."""

    def __init__(
        self,
        store: Store,
        settings: CheckoutSettings,
        *,
        now_ms: Clock,
        new_id: NewId,
        sold_in: SoldInOf | None = None,
    ) -> None:
        self._store = store
        self._sold_in = sold_in
        self._now_ms = now_ms
        self._terms = Terms(settings.turn_seconds, settings.live_holds_per_buyer, new_id)

    async def join(self, person: Buyer, request: WaitRequest) -> Place:
        """Stand at the end of a list; whoever stands in it already keeps their place.

        Raises:
            NotForSale: there is no such variant on sale.
            StillAvailable: it need not be waited for.
            WaitingListFull: too many wait for it, or this person waits for too much.
            DetailsInvalid: the e-mail cannot be one.
        """
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: _join(conn, person, request, now_ms))

    async def leave(self, person_ids: tuple[str, ...], variant_id: str) -> None:
        """Leave a list; who stands in none is none the worse."""
        mine = WAITING & waiters.c.person_id.in_(person_ids) & (waiters.c.variant_id == variant_id)
        gone = sa.update(waiters).where(mine).values(state="left")
        await self._store.write(lambda conn: conn.execute(gone).rowcount)

    async def places(self, person_ids: tuple[str, ...]) -> list[Place]:
        """Tell where a person stands in every list, and what is held for them because it is their turn."""
        now_ms = self._now_ms()
        return await self._store.read(lambda conn: _places(conn, person_ids, now_ms))

    async def give_turns(self) -> int:
        """Hold what can be had again for those who wait for it, in order; return how many got a turn."""
        next_ones = await self._store.read(lambda conn: next_waiters(conn, TURNS_AT_ONCE))
        if not next_ones:
            return 0
        shows = {str(turn["show_id"]) for turn in next_ones if turn["show_id"] is not None}
        sold_in = {show_id: await self._sold_in(show_id) for show_id in shows} if self._sold_in else {}
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: _give_turns(conn, self._terms, sold_in, now_ms))


def _join(conn: sa.Connection, person: Buyer, request: WaitRequest, now_ms: int) -> Place:
    variant_id = request.variant_id
    email = read_email(request.email) if request.email else None
    shelf = load_shelves(conn, [variant_id], now_ms).get(variant_id) if is_id(variant_id) else None
    if shelf is None or not shelf.for_sale:
        raise NotForSale(variant_id if is_id(variant_id) else "")
    mine = WAITING & (waiters.c.person_id == person.id)
    standing = set(conn.execute(sa.select(waiters.c.variant_id).where(mine)).scalars())
    if variant_id not in standing:
        if shelf.available > 0:
            raise StillAvailable(shelf.name, shelf.available)
        # The variant is locked, so that nobody joins between the count and the insert.
        if waiting_counts(conn, [variant_id]).get(variant_id, 0) >= MOST_IN_A_LIST:
            raise WaitingListFull(f"{MOST_IN_A_LIST:,} people wait for {shelf.name} already.")
        if len(standing) >= MOST_LISTS:
            raise WaitingListFull(f"You wait for {MOST_LISTS} things already. Leave one list first.")
        conn.execute(
            sa.insert(waiters).values(
                variant_id=variant_id,
                person_id=person.id,
                person_name=person.name,
                show_id=request.show_id if request.show_id and is_id(request.show_id) else None,
                email=email,
                language=request.language,
                state="waiting",
                joined_ms=now_ms,
            )
        )
    elif email is not None:
        conn.execute(sa.update(waiters).where(mine, waiters.c.variant_id == variant_id).values(email=email))
    return next(place for place in _places(conn, (person.id,), now_ms) if place.variant_id == variant_id)


def _places(conn: sa.Connection, person_ids: tuple[str, ...], now_ms: int) -> list[Place]:
    before = waiters.alias("before")
    place = (
        sa.select(sa.func.count())
        .where(
            before.c.variant_id == waiters.c.variant_id,
            before.c.state == "waiting",
            before.c.seq <= waiters.c.seq,
        )
        .scalar_subquery()
    )
    live = (waiters.c.state == "offered") & (orders.c.hold == "held") & (orders.c.hold_expires_ms > now_ms)
    query = (
        sa.select(waiters, variants.c.product_id, place.label("place"), orders.c.hold_expires_ms)
        .join(variants, variants.c.id == waiters.c.variant_id)
        .join(orders, orders.c.id == waiters.c.order_id, isouter=True)
        .where(waiters.c.person_id.in_(person_ids), WAITING | live)
        .order_by(waiters.c.seq)
    )
    return [
        Place(
            variant_id=row.variant_id,
            product_id=row.product_id,
            place=row.place if row.state == "waiting" else None,
            order_id=row.order_id,
            expires_ms=row.hold_expires_ms,
        )
        for row in conn.execute(query)
    ]


def _give_turns(conn: sa.Connection, terms: Terms, sold_in: Mapping[str, SoldIn | None], now_ms: int) -> int:
    turns: list[dict[str, Any]] = [dict(row) for row in next_waiters(conn, TURNS_AT_ONCE)]
    outcomes = reserve(conn, [_ask(turn, sold_in) for turn in turns], terms, now_ms, for_turns=True)
    given = 0
    for turn, outcome in zip(turns, outcomes, strict=True):
        # Who cannot hold any more (too many open orders, a limit) is passed over: the next must not wait.
        passed = {"state": "passed", "order_id": None}
        if isinstance(outcome, OrderRecord):
            passed = {"state": "offered", "order_id": outcome.id}
            _tell(conn, outcome, turn, now_ms)
            given += 1
        conn.execute(sa.update(waiters).where(WAITING, waiters.c.seq == turn["seq"]).values(**passed))
    return given


def _ask(turn: dict[str, Any], sold_in: Mapping[str, SoldIn | None]) -> Ask:
    request = HoldRequest(
        client_key=f"turn-{turn['seq']}",
        lines=[LineRequest(variant_id=turn["variant_id"], quantity=1)],
        show_id=turn["show_id"],
    )
    buyer = Buyer(id=turn["person_id"], name=turn["person_name"])
    return Ask(buyer, request, sold_in.get(turn["show_id"]), email=turn["email"])


def _tell(conn: sa.Connection, record: OrderRecord, turn: dict[str, Any], now_ms: int) -> None:
    known = {"email": turn["email"]} if turn["email"] else {}
    record = update_order(conn, record, language=turn["language"], **known)
    event = TurnCame(
        event_id=f"turn-{turn['seq']}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
        language=turn["language"],
    )
    tell(conn, event, now_ms)
