"""Buyers who tap twice, try other cards or pay later, and a seller who prices, sends and gives money back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from checkout import (
    Buyer,
    CallOffRequest,
    CheckoutService,
    HoldRequest,
    LineRequest,
    Order,
    OrderChange,
    OrderStatus,
    PayRequest,
    PayResult,
    Product,
    ProductDraft,
    RefundRequest,
    ShipmentRequest,
    VariantDraft,
)
from checkout.errors import CheckoutBusy, CheckoutError, PaymentDeclined, PaymentInProgress, PaymentRefused
from checkout.pay_later import METHODS, PayLaterMethod
from server.db.errors import DatabaseError
from tests.fakes.checkout_shop import CHALLENGED, DECLINED, GOOD, HOME, POOR, SELLER
from tests.simulation.disk import pause
from tests.simulation.world import Crashed, World

T = TypeVar("T")
TRIES = 6
PARCEL = ShipmentRequest()
CARDS = (GOOD, GOOD, GOOD, DECLINED, POOR, CHALLENGED, CHALLENGED)


class GaveUp(Exception):
    """Nobody goes on trying for ever."""


class Customer:
    """One buyer with one wish; remembers what was promised to them."""

    def __init__(self, world: World, product: Product, name: str) -> None:
        self._world = world
        self._chance = world.chance
        self._buyer = Buyer(id=name, name=name)
        self._line = LineRequest(variant_id=product.variants[0].id, quantity=self._chance.choice((1, 1, 2)))
        self.promised: set[str] = set()
        self._unanswered: str | None = None

    async def live(self) -> None:
        """Come at some time, hold, fill in, pay, or not."""
        for _ in range(self._chance.choice((1, 10, 100, 300))):
            await pause(self._chance)
        try:
            order = await self._hold()
            wanted = OrderChange(email=f"{self._buyer.id}@example.com", address=HOME)
            await self._insist(lambda service: service.change(self._buyer, order.id, wanted))
            await (self._place(order) if self._chance.random() < 0.12 else self._pay_somehow(order))
            if self._chance.random() < 0.15:
                await self._insist(lambda service: service.cancel(self._buyer, order.id))
        except (CheckoutError, GaveUp):
            return  # sold out, too late, too slow: that is life
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            self._world.unexpected.append(f"{self._buyer.id}: {error!r}")

    async def _hold(self) -> Order:
        request = HoldRequest(client_key="wish", lines=[self._line])
        taps = [
            self._insist(lambda service: service.hold(self._buyer, request))
            for _ in range(self._chance.choice((1, 1, 2)))
        ]
        orders = await asyncio.gather(*taps)
        self.promised |= {order.id for order in orders}
        return orders[0]

    async def _insist(self, act: Callable[[CheckoutService], Awaitable[T]]) -> T:
        """Ask again with the same key while there is no answer."""
        for _ in range(TRIES):
            try:
                return await self._world.ask(act)
            except (Crashed, CheckoutBusy, DatabaseError):
                await pause(self._chance)
        raise GaveUp

    async def _pay_somehow(self, order: Order) -> None:
        for _ in range(TRIES):
            if self._chance.random() < 0.1:
                return  # closes the page
            if self._unanswered is not None and self._chance.random() < 0.4:
                await self._place(order)
                return
            results = await asyncio.gather(
                *(self._pay(order) for _ in range(self._chance.choice((1, 1, 1, 2)))), return_exceptions=True
            )
            for result in results:
                match result:
                    case PayResult(next_action=None, order=Order(status=OrderStatus.PAID)):
                        return
                    case PayResult(next_action=action) if action is not None:
                        await self._challenge(action.client_secret)
                    case PayResult() | PaymentDeclined() | PaymentRefused() | PaymentInProgress():
                        pass
                    case Crashed() | DatabaseError() | CheckoutBusy():
                        pass
                    case BaseException() as error:
                        raise error
            for _ in range(self._chance.randrange(20)):
                await pause(self._chance)

    async def _place(self, order: Order) -> None:
        """Order without a card after all; the bank's page of an earlier try may be open in another tab."""
        method: PayLaterMethod = self._chance.choice(METHODS)
        await self._insist(
            lambda service: service.paid_later.place(self._buyer.id, order.id, method, is_guest=True)
        )
        if self._unanswered is not None and self._chance.random() < 0.8:
            for _ in range(self._chance.choice((1, 30, 200))):
                await pause(self._chance)
            await self._answer(self._unanswered, "succeed")

    async def _pay(self, order: Order) -> PayResult:
        card = {"number": self._chance.choice(CARDS), "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        form = {f"payment_method_data[card][{name}]": value for name, value in card.items()}
        token = await self._world.page(
            "/v1/confirmation_tokens", form | {"payment_method_data[type]": "card"}
        )
        request = PayRequest(confirmation_token=token["id"])
        return await self._world.ask(lambda service: service.pay(self._buyer, order.id, request))

    async def _challenge(self, client_secret: str) -> None:
        """Pass the bank's challenge, fail it, come back to it much later, or never."""
        mood = self._chance.random()
        self._unanswered = client_secret if mood < 0.3 else None
        if mood < 0.3:
            return
        for _ in range(self._chance.choice((2, 10, 200))):
            await pause(self._chance)
        await self._answer(client_secret, "succeed" if mood < 0.8 else "fail")

    async def _answer(self, client_secret: str, outcome: str) -> None:
        intent_id = client_secret.partition("_secret_")[0]
        form = {"client_secret": client_secret, "outcome": outcome}
        await self._world.page(f"/v1/payment_intents/{intent_id}/authenticate", form)


async def stock(world: World) -> Product:
    """Put one product on the shelf, with few pieces."""
    variant = VariantDraft(title="", price_minor=4100, stock=world.chance.choice((1, 2, 2, 3, 5)))
    draft = ProductDraft(seller_id=SELLER, title="Jug", variants=[variant])
    return await world.service.save_product(draft)


async def sell(world: World, product: Product) -> None:
    """Be the seller: change the price in the middle of it, send parcels, give money back for some orders."""
    variant = product.variants[0]
    for turn in range(world.chance.randrange(4)):
        for _ in range(30):
            await pause(world.chance)
        dearer = VariantDraft(
            id=variant.id, title="", price_minor=4100 + 100 * turn, stock=variant.stock.total
        )
        draft = ProductDraft(id=product.id, seller_id=SELLER, title="Jug", variants=[dearer])
        await _act(world, lambda service, draft=draft: service.save_product(draft))  # type: ignore[misc]
        for status in (OrderStatus.PLACED, OrderStatus.SENT):
            await _see_to(world, status)
        found = await _act(world, lambda service: service.seller_orders(SELLER, status=OrderStatus.PAID))
        for order in found or []:
            request = RefundRequest(
                client_key=f"refund-{turn}",
                reason="goodwill",
                amount_minor=world.chance.choice((500, order.totals.total_minor)),
            )
            await _act(
                world,
                lambda service, order=order, request=request: service.refund(SELLER, order.id, request),  # type: ignore[misc]
            )


async def _see_to(world: World, status: OrderStatus) -> None:
    """Send what is paid later, note its money, call it off, or let it wait."""
    for order in await _act(world, lambda service: service.seller_orders(SELLER, status=status)) or []:
        match world.chance.randrange(4):
            case 0 if status is OrderStatus.PLACED:
                await _act(world, lambda service, order=order: service.ship(SELLER, order.id, PARCEL))  # type: ignore[misc]
            case 1:
                await _act(world, lambda service, order=order: service.paid_later.receive(SELLER, order.id))  # type: ignore[misc]
            case 2:
                await _act(
                    world,
                    lambda service, order=order: service.paid_later.call_off(  # type: ignore[misc]
                        SELLER, order.id, CallOffRequest(restock=True)
                    ),
                )


async def _act(world: World, act: Callable[[CheckoutService], Awaitable[T]]) -> T | None:
    try:
        return await world.ask(act)
    except (Crashed, CheckoutError, DatabaseError):
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        world.unexpected.append(f"seller: {error!r}")
        return None
