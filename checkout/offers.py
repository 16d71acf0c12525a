"""What sellers offer besides their usual prices, as one face: flash prices."""

from checkout import flashes
from checkout.ports import Clock, NewId
from checkout.products import FlashDraft, Product
from checkout.store.transactions import Store


class Offers:
    """Prices for a time; the server's clock alone says when."""

    def __init__(self, store: Store, *, now_ms: Clock, new_id: NewId) -> None:
        self._store = store
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
