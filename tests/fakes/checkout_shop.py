"""A shop in a test: the real service on a real database; the test owns the clock, the ids and the news."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from checkout import (
    Address,
    Buyer,
    CheckoutEvent,
    CheckoutService,
    CheckoutSettings,
    HoldRequest,
    LineRequest,
    Order,
    OrderChange,
    PayRequest,
    PayResult,
    Product,
    ProductDraft,
    RefundRequest,
    Sandbox,
    ShippingRate,
    ShippingZone,
    SoldIn,
    Tax,
    VariantDraft,
)
from checkout.ports import Database

START_MS = 1_800_000_000_000
SELLER = "seller-mira"
ANN = Buyer(id="ann", name="Ann")
BEN = Buyer(id="ben", name="Ben")
GOOD, DECLINED, POOR, CHALLENGED = (
    "4242424242424242",
    "4000000000000002",
    "4000000000009995",
    "4000002500003155",
)
REFUNDS_LATER, REFUNDS_FAIL, DISPUTED = "4000000000007726", "4000000000005126", "4000000000000259"
HOME = Address(name="Ann Example", line1="Lindenweg 4", city="Berlin", postal_code="10115", country="DE")
ZONES = [
    ShippingZone(
        id="de",
        title="Germany",
        countries=["DE"],
        rates=[
            ShippingRate(id="de-parcel", title="Parcel", amount_minor=490, free_from_minor=10_000),
            ShippingRate(id="de-express", title="Express", amount_minor=1290),
        ],
        tax=Tax(title="VAT 19%", basis_points=1900, included=True),
    ),
    ShippingZone(
        id="us",
        title="United States",
        countries=["US"],
        rates=[ShippingRate(id="us-post", title="Post", amount_minor=1990)],
        tax=Tax(title="Sales tax", basis_points=800, included=False),
    ),
]


class Clock:
    """Time that moves when the test says so."""

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        return self.ms

    def pass_seconds(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


def counting_ids() -> Callable[[], str]:
    """Ids that are unique within a test and sort by age."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):032x}"


class Shop:
    """A service whose background work is stepped by hand, and shorthands for what people do in it."""

    def __init__(self, database: Database, settings: CheckoutSettings | None = None) -> None:
        self.database = database
        # No real second passes: a test that is about pace brings its own.
        self.settings = settings or CheckoutSettings(
            provider_requests_per_second=100_000, provider_backoff_seconds=0
        )
        self.clock = Clock()
        self.told: list[CheckoutEvent] = []
        self.sold_in: SoldIn | None = None
        self.new_id = counting_ids()
        self._keys = itertools.count(1)
        self.service = self.fresh_service()

    def fresh_service(self) -> CheckoutService:
        """Another process on the same database, as after a crash."""
        return CheckoutService(
            self.settings,
            database=self.database,
            publish=self._listen,
            now_ms=self.clock,
            new_id=self.new_id,
            new_secret=counting_ids(),
            sold_in=self._say_sold_in,
        )

    async def _say_sold_in(self, _show_id: str) -> SoldIn | None:
        return self.sold_in

    async def _listen(self, event: CheckoutEvent) -> None:
        self.told.append(event)

    @property
    def sandbox(self) -> Sandbox:
        sandbox = self.service.sandbox
        assert sandbox is not None
        return sandbox

    async def open(self) -> None:
        """Reservations run by themselves; everything else waits to be stepped."""
        self.service.parts.reservations.start()
        await self.service.set_shipping(SELLER, ZONES)

    async def close(self) -> None:
        await self.service.close()

    async def restart(self) -> None:
        """Crash: what was only in memory is gone."""
        await self.service.parts.reservations.close()
        await self.service.parts.provider.close()
        self.service = self.fresh_service()
        self.service.parts.reservations.start()

    async def jug(self, *, stock: int = 5, price_minor: int = 4100, limit: int = 10) -> Product:
        """A product with one variant."""
        variant = VariantDraft(title="", price_minor=price_minor, stock=stock, max_per_order=limit)
        return await self.service.save_product(
            ProductDraft(seller_id=SELLER, title="Stoneware jug", variants=[variant])
        )

    async def hold(
        self, product: Product, buyer: Buyer = ANN, *, quantity: int = 1, key: str | None = None
    ) -> Order:
        line = LineRequest(variant_id=product.variants[0].id, quantity=quantity)
        return await self.service.hold(
            buyer, HoldRequest(client_key=key or f"tap-{next(self._keys)}", lines=[line], show_id="pots")
        )

    async def ready(self, product: Product, buyer: Buyer = ANN, *, quantity: int = 1) -> Order:
        """An order that only has to be paid."""
        order = await self.hold(product, buyer, quantity=quantity)
        return await self.service.change(buyer, order.id, self.details(buyer))

    def details(self, buyer: Buyer) -> OrderChange:
        """What a buyer fills in before paying."""
        return OrderChange(email=f"{buyer.id}@example.com", address=HOME)

    async def page(self, path: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Post a form to the sandbox as a page does."""
        reply = await self.sandbox.handle(
            "POST",
            path,
            {"Authorization": "Bearer pk_test_sandbox", "Content-Type": "application/x-www-form-urlencoded"},
            urlencode(form).encode(),
        )
        return reply.status, msgspec.json.decode(reply.body)

    async def token(self, number: str = GOOD, **changes: str) -> str:
        """A confirmation token for a card, made as the payment form makes it."""
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"} | changes
        form = {f"payment_method_data[card][{name}]": value for name, value in card.items()}
        status, body = await self.page(
            "/v1/confirmation_tokens", form | {"payment_method_data[type]": "card"}
        )
        assert status == 200, body
        return str(body["id"])

    async def pay(self, order: Order, number: str = GOOD, buyer: Buyer = ANN) -> PayResult:
        token = await self.token(number)
        return await self.service.pay(buyer, order.id, PayRequest(confirmation_token=token))

    async def challenge(self, client_secret: str, outcome: str) -> tuple[int, dict[str, Any]]:
        """Finish a 3-D Secure challenge in the browser."""
        intent_id = client_secret.partition("_secret_")[0]
        return await self.page(
            f"/v1/payment_intents/{intent_id}/authenticate",
            {"client_secret": client_secret, "outcome": outcome},
        )

    async def deliver_webhooks(self) -> int:
        """Deliver every pending webhook and work it off."""
        count = await self.sandbox.deliver(self.service.receive_webhook)
        await self.service.parts.webhooks.work_off()
        return count

    async def sweep(self) -> None:
        """One round of all background work."""
        parts = self.service.parts
        await parts.reconciler.resend_unanswered()
        await parts.reconciler.expire_holds()
        await parts.refunder.send_open()

    async def news(self) -> list[CheckoutEvent]:
        """Tell what waits in the outbox and return everything told so far."""
        await self.service.parts.dispatcher.run()
        return self.told

    async def order(self, order: Order, buyer: Buyer = ANN) -> Order:
        return await self.service.order(buyer.id, order.id)

    async def charges(self) -> list[dict[str, Any]]:
        """What the provider took, according to the provider."""
        from checkout.sandbox.shelf import Shelf  # noqa: PLC0415

        return await self.database.read(lambda conn: Shelf(conn).all("charge"))

    async def paid(self, *, quantity: int = 1, stock: int = 5, card: str = GOOD) -> Order:
        """An order of ann's that is paid."""
        return (await self.pay(await self.ready(await self.jug(stock=stock), quantity=quantity), card)).order

    async def refund(self, order: Order, **request: Any) -> Order:  # noqa: ANN401
        """Give money back as the seller does; each call is a tap of its own unless it names a key."""
        given = {"client_key": f"refund-{next(self._keys)}", "reason": "goodwill"} | request
        return await self.service.refund(SELLER, order.id, msgspec.convert(given, RefundRequest))

    async def stock(self, product: Product | str) -> tuple[int, int, int]:
        """Available, held and sold pieces of a product's first variant."""
        product_id = product if isinstance(product, str) else product.id
        stock = (await self.service.product(product_id)).variants[0].stock
        return stock.available, stock.held, stock.sold
