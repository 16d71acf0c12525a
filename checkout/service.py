"""The face of checkout: everything that the rest of the program may ask of it."""

import secrets
from collections.abc import Callable, Collection, Sequence

import msgspec

from checkout import buying, catalogue, privacy, selling
from checkout.addresses import AddressBook
from checkout.after_sales import AfterSales
from checkout.aftercare import ShipmentRequest
from checkout.audit import Drift, find_drift
from checkout.config import CheckoutConfig, describe
from checkout.delivery import check_zones
from checkout.details import LONGEST_ID, is_id
from checkout.errors import CheckoutError, LinesInvalid
from checkout.importing.imports import Imports
from checkout.inventory import Ask
from checkout.machinery import Machinery
from checkout.offers import Offers
from checkout.orders import OrderStatus
from checkout.outbox import Queues, news_waiting
from checkout.paid_later import PaidLater
from checkout.payments.stripe import Transport
from checkout.payouts import Payouts
from checkout.ports import Clock, Database, NewId, Publish, SoldInOf
from checkout.pricing import ShippingZone
from checkout.products import Product, ProductDraft, ProductStatus
from checkout.purchases import (
    Buyer,
    HoldRequest,
    NextAction,
    Order,
    OrderChange,
    PayRequest,
    PayResult,
    RefundRequest,
    SalesSummary,
)
from checkout.sandbox.sandbox import Sandbox
from checkout.settings import CheckoutSettings
from checkout.shelves import check_lines
from checkout.store import zones as zone_rows
from checkout.store.product_rows import Viewing
from checkout.store.records import OrderRecord
from checkout.waiting import WaitingList


class CheckoutService:
    """Sells: holds stock, takes money, tells the news. Build one, ``start`` it, ``close`` it.

    ``transport`` carries the requests to the payment provider; without one it is the network, or with the
    sandbox no network at all. ``sold_in`` is asked how a show sells when something of it is held.

    Attributes:
        offers: prices for a time, discount codes.
        imports: product files of other shops, and our own.
        after_sales: what comes after the payment: returns, second looks, the bookkeeper's table.
        addresses: what people keep in their accounts.
        payouts: the ledger of money, as its sellers read it.
        paid_later: orders that are paid on delivery or by invoice.
    """

    def __init__(
        self,
        settings: CheckoutSettings,
        *,
        database: Database,
        publish: Publish,
        now_ms: Clock,
        new_id: NewId,
        new_secret: Callable[[], str] = secrets.token_hex,
        transport: Transport | None = None,
        sold_in: SoldInOf | None = None,
    ) -> None:
        self._sold_in = sold_in
        self._settings = settings
        self._now_ms = now_ms
        self._new_id = new_id
        self._parts = Machinery(
            settings,
            database=database,
            publish=publish,
            now_ms=now_ms,
            new_id=new_id,
            new_secret=new_secret,
            transport=transport,
            sold_in=sold_in,
        )
        self._store = self._parts.store
        self.offers = Offers(self._store, currency=settings.currency, now_ms=now_ms, new_id=new_id)
        self.imports = Imports(self._store, currency=settings.currency, now_ms=now_ms, new_id=new_id)
        self.after_sales = AfterSales(self._store, self._parts.refunder, now_ms=now_ms, new_id=new_id)

        self.addresses = AddressBook(self._store, now_ms=now_ms, new_id=new_id)
        self.payouts = Payouts(self._store, now_ms=now_ms)
        self.paid_later = PaidLater(self._store, self._parts.provider, now_ms=now_ms)

    @property
    def sandbox(self) -> Sandbox | None:
        """The stand-in of Stripe, or None when the shop takes real money."""
        return self._parts.sandbox

    @property
    def waiting(self) -> WaitingList:
        """The waiting lists of what is sold out."""
        return self._parts.waiting

    @property
    def parts(self) -> Machinery:
        """The workings, for tests and for operators' commands that step them by hand."""
        return self._parts

    async def start(self) -> None:
        """Begin the background work: expiry, reconciliation, webhooks, news."""
        self._parts.start()

    async def close(self) -> None:
        """Stop the background work and tell the news that is committed."""
        await self._parts.close()

    # --- catalogue -----------------------------------------------------------------------------------------

    async def products(
        self,
        *,
        seller_id: str | None = None,
        ids: Sequence[str] | None = None,
        on_sale: bool = False,
        show_id: str | None = None,
        search: str = "",
    ) -> list[Product]:
        """List products of a seller and (or) by their ids, in the order of the ids; all, or those on sale.

        With a ``show_id`` they come with the flash prices of that show; with a ``search`` those alone that
        hold each of its words.
        """
        viewing = Viewing(self._now_ms(), show_id)
        return await self._store.read(
            lambda conn: catalogue.find(
                conn, viewing, seller_id=seller_id, ids=ids, on_sale=on_sale, search=search
            )
        )

    async def product(
        self,
        product_id: str,
        *,
        seller_id: str | None = None,
        on_sale: bool = False,
        show_id: str | None = None,
    ) -> Product:
        """Load one product, of this seller if one is named, on sale if it must be, as seen in a show.

        Raises:
            ProductNotFound: there is none.
        """
        viewing = Viewing(self._now_ms(), show_id)
        return await self._store.read(
            lambda conn: catalogue.get(conn, viewing, product_id, seller_id=seller_id, on_sale=on_sale)
        )

    async def save_product(self, draft: ProductDraft) -> Product:
        """Create a product, or replace the one with the draft's id.

        Raises:
            ProductInvalid, CurrencyUnknown, StockBelowPromised, CatalogueFull.
            ProductNotFound: the id is another seller's.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: catalogue.save(
                conn, draft, currency=self._settings.currency, now_ms=now_ms, new_id=self._new_id
            )
        )

    async def set_status(self, seller_id: str, product_id: str, status: ProductStatus) -> Product:
        """Put a seller's product on sale, or take it off.

        Raises:
            ProductNotFound: there is none, or it is another seller's.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: catalogue.set_status(conn, seller_id, product_id, status, now_ms)
        )

    async def set_stock(self, seller_id: str, variant_id: str, total: int) -> Product:
        """Set how many pieces of a variant there are in all, those held and sold included.

        Raises:
            ProductNotFound: the seller has no such variant.
            ProductInvalid, StockBelowPromised: it cannot be that number.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: catalogue.set_stock(conn, seller_id, variant_id, total, now_ms)
        )

    async def pictures_in_use(self, urls: Collection[str]) -> set[str]:
        """Return those of the addresses that a product or an order still shows."""
        return await self._store.read(lambda conn: catalogue.pictures_in_use(conn, urls))

    async def set_shipping(self, seller_id: str, zones: Sequence[ShippingZone]) -> None:
        """Replace a seller's shipping zones, rates and taxes; the first zone is home.

        Raises:
            DeliveryInvalid: no order could be priced by them.
        """
        check_zones(zones)
        await self._store.write(lambda conn: zone_rows.replace_zones(conn, seller_id, zones))

    async def shipping(self, seller_id: str) -> list[ShippingZone]:
        """Return a seller's shipping zones."""
        return await self._store.read(lambda conn: zone_rows.load_zones(conn, seller_id))

    async def config(self) -> CheckoutConfig:
        """Tell a page which provider takes the money and where can be shipped to."""
        countries = await self._store.read(zone_rows.countries)
        return describe(self._settings, countries)

    # --- buyers --------------------------------------------------------------------------------------------

    async def hold(self, buyer: Buyer, request: HoldRequest) -> Order:
        """Take stock off the shelf for a buyer; the same client key again returns the same order.

        Raises:
            ReservationError: why it cannot be had; ``OutOfStock`` tells how many are left.
        """
        if not is_id(request.client_key) or not is_id(request.show_id or "none"):
            raise LinesInvalid(f"The client key has 1 to {LONGEST_ID} characters.")
        check_lines(request.lines)
        ask = Ask(buyer, request)
        if self._sold_in is not None and request.show_id is not None:
            # Whether the show is on air or over, the buyer is not asked.
            ask = Ask(buyer, request, await self._sold_in(request.show_id))
        outcome = await self._parts.reservations.hold(ask)
        if isinstance(outcome, CheckoutError):
            raise outcome
        return await self._show(outcome)

    async def change(self, buyer: Buyer, order_id: str, wanted: OrderChange) -> Order:
        """Change a held order: lines, e-mail, address, shipping, note.

        Raises:
            OrderError or ReservationError: what is wrong; the order stays as it was.
        """
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: buying.change(conn, buyer.id, order_id, wanted, now_ms))

    async def pay(self, buyer: Buyer, order_id: str, request: PayRequest) -> PayResult:
        """Ask for the money, once. An order that is paid already is returned as it is.

        Raises:
            PaymentDeclined: the hold is kept, another card may be tried.
            PaymentError or OrderError: nothing was charged.
        """
        record = await self._parts.cashier.pay(buyer.id, order_id, request.confirmation_token)
        order = await self._show(record)
        secret = order.payment.client_secret
        return PayResult(order=order, next_action=NextAction(client_secret=secret) if secret else None)

    async def cancel(self, buyer: Buyer, order_id: str) -> Order:
        """Give up an order before it is sent: the stock goes back, and so does the money that was paid.

        An unpaid one whose payment turns out to have succeeded meanwhile is paid and stays so.

        Raises:
            OrderNotFound, OrderClosed, PaymentInProgress.
            RefundRefused: the provider would not give the money back; the order stays paid.
        """
        now_ms = self._now_ms()
        record = await self._store.write(lambda conn: buying.cancel(conn, buyer.id, order_id, now_ms))
        if record.paid_ms is not None:
            await self._parts.refunder.withdraw(buyer.id, order_id)
            return await self.order(buyer.id, order_id)
        if record.payable_at_all:
            record = await self._parts.reconciler.cancel_intent(record, "requested_by_customer")
        return await self._show(record)

    async def order(self, buyer_id: str, order_id: str) -> Order:
        """Read an order of this buyer.

        Raises:
            OrderNotFound: there is none, or it is somebody else's.
        """
        return self._placed(await self._store.read(lambda conn: buying.read(conn, buyer_id, order_id)))

    async def orders(self, buyer_id: str) -> list[Order]:
        """List a buyer's orders, the newest first."""
        return await self._store.read(lambda conn: buying.read_all(conn, buyer_id))

    async def has_bought(self, buyer_ids: Collection[str], seller_id: str) -> bool:
        """Tell whether a visitor, by any of these ids, is a buyer of this seller."""
        return await self._store.read(lambda conn: buying.has_bought(conn, buyer_ids, seller_id))

    async def find_order(self, number: str, email: str, *, reader_id: str | None = None) -> Order:
        """Find an order by number and e-mail; ``reader_id`` may read it (only that) from then on.

        Raises:
            OrderNotFound: no order has both. The caller limits how often this may be tried.
        """
        return await self._store.write(lambda conn: buying.find(conn, number, email, reader_id))

    async def require_none_open(self, buyer_ids: Collection[str]) -> list[str]:
        """Refuse if a buyer, by any of these ids, has orders that are not over.

        Returns:
            The ids of all of their orders.

        Raises:
            OrdersOpen: some are not.
        """
        return await self._store.read(lambda conn: privacy.require_none_open(conn, buyer_ids))

    async def forget_buyer(self, buyer_ids: Collection[str]) -> None:
        """Take a buyer out of their orders; what a seller's books need stays (see ``checkout.privacy``).

        Raises:
            OrdersOpen: an order is not over; nothing was changed.
        """
        naming = await self._store.read(lambda conn: privacy.find_naming(conn, buyer_ids))
        await self._store.write(lambda conn: privacy.forget(conn, buyer_ids, naming))

    # --- sellers -------------------------------------------------------------------------------------------

    async def seller_orders(
        self,
        seller_id: str,
        *,
        status: OrderStatus | None = None,
        show_id: str | None = None,
        limit: int = 50,
    ) -> list[Order]:
        """List the orders that a seller has to deal with, the newest first."""
        return await self._store.read(
            lambda conn: selling.list_orders(conn, seller_id, status=status, show_id=show_id, limit=limit)
        )

    async def ship(self, seller_id: str, order_id: str, request: ShipmentRequest) -> Order:
        """Mark a paid order as sent.

        Raises:
            OrderNotFound: there is none, or it is another seller's.
            NotShippable: it is not paid, or sent already.
        """
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: selling.ship(conn, seller_id, order_id, request, now_ms))

    async def refund(self, seller_id: str, order_id: str, request: RefundRequest) -> Order:
        """Give money back for a paid order; the same client key again changes nothing.

        Returns:
            The order; its refund is done, or still on its way (see ``refunds``).

        Raises:
            OrderNotFound: there is none, or it is another seller's.
            NotRefundable, RefundInvalid, RefundTooLarge, DetailsInvalid: nothing was begun.
            RefundRefused: the provider would not; nothing moved.
        """
        await self._parts.refunder.refund(seller_id, order_id, request)
        return await self._store.read(lambda conn: selling.read(conn, seller_id, order_id))

    async def show_sales(self, seller_id: str, show_id: str) -> SalesSummary:
        """Add up what a show has sold."""
        currency = self._settings.currency
        return await self._store.read(lambda conn: selling.show_sales(conn, seller_id, show_id, currency))

    # --- provider and operator ---------------------------------------------------------------------------

    async def receive_webhook(self, payload: bytes, signature: str) -> None:
        """Take a message of the payment provider; returning means that it is safe in the inbox.

        Raises:
            WebhookRejected: the signature is wrong, too old, or the body no event.
        """
        if await self._parts.webhooks.receive(payload, signature):
            self._parts.wake_inbox()

    async def queues(self) -> Queues:
        """Count what waits to be done, for the operator."""
        news, aside = await self._store.read(news_waiting)
        return Queues(news=news, news_set_aside=aside, payments=self._parts.limiter.waiting)

    async def audit(self) -> list[Drift]:
        """Recompute stock and sales; an empty list means that everything adds up."""
        return await self._store.read(find_drift)

    async def _show(self, record: OrderRecord) -> Order:
        if record.address is None:
            return record.view()
        return self._placed(await self._store.read(lambda conn: buying.view(conn, record)))

    def _placed(self, order: Order) -> Order:
        """Add the place in the queue of a payment that waits for its turn in this process."""
        place = self._parts.limiter.place(order.id) if order.payment.state == "working" else None
        if place is None:
            return order
        payment = msgspec.structs.replace(order.payment, queue_place=place)
        return msgspec.structs.replace(order, payment=payment)
