"""What sellers offer besides their usual prices, as one face: flash prices and discount codes."""

from checkout import discounting, flashes
from checkout.discounts import Discount, DiscountChange, DiscountDraft
from checkout.ports import Clock, NewId
from checkout.products import FlashDraft, Product
from checkout.store.transactions import Store


class Offers:
    """Prices for a time and codes for less; the server's clock alone says when."""

    def __init__(self, store: Store, *, currency: str, now_ms: Clock, new_id: NewId) -> None:
        self._store = store
        self._currency = currency
        self._now_ms = now_ms
        self._new_id = new_id

    async def start_flash(self, seller_id: str, product_id: str, draft: FlashDraft) -> Product:
        """Give a product another price for a time; one that runs, or is to come, gives way.

        Raises:
            ProductNotFound: the seller has no such product.
            FlashInvalid: it lowers no price, or the time makes no sense.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: flashes.start(conn, seller_id, product_id, draft, now_ms=now_ms, new_id=self._new_id)
        )

    async def move_flash_end(self, seller_id: str, product_id: str, ends_ms: int) -> Product:
        """Let a flash price last until another moment.

        Raises:
            ProductNotFound: the seller has no such product.
            FlashOver, FlashInvalid: none runs, or the moment is past or too far away.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: flashes.move_end(
                conn, seller_id, product_id, ends_ms, now_ms=now_ms, new_id=self._new_id
            )
        )

    async def stop_flash(self, seller_id: str, product_id: str) -> Product:
        """End a flash price now; what is held at it keeps it.

        Raises:
            ProductNotFound: the seller has no such product.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: flashes.stop(conn, seller_id, product_id, now_ms=now_ms, new_id=self._new_id)
        )

    async def discounts(self, seller_id: str) -> list[Discount]:
        """List a seller's discount codes, the newest first."""
        return await self._store.read(lambda conn: discounting.list_own(conn, seller_id))

    async def create_discount(self, seller_id: str, draft: DiscountDraft) -> Discount:
        """Make a discount code.

        Raises:
            DiscountInvalid: it makes no sense, or the shop has one of this name.
        """
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: discounting.create(
                conn, seller_id, draft, currency=self._currency, now_ms=now_ms, new_id=self._new_id
            )
        )

    async def change_discount(self, seller_id: str, discount_id: str, change: DiscountChange) -> Discount:
        """Switch a code off or on, or move its limit or its end.

        Raises:
            DiscountNotFound: the seller has no such code.
            DiscountInvalid: the limit is passed already.
        """
        return await self._store.write(lambda conn: discounting.change(conn, seller_id, discount_id, change))
