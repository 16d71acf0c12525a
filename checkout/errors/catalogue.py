"""What can be wrong with what a seller says of the shop."""

from checkout.errors.base import CheckoutError


class CatalogueError(CheckoutError):
    """About products."""


class ProductNotFound(CatalogueError):
    """There is no such product."""

    code = "product_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such product.")


class ProductInvalid(CatalogueError):
    """A product was described in a way that cannot be sold."""

    code = "product_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class CurrencyUnknown(CatalogueError):
    """Not a currency we know."""

    code = "currency_unknown"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"{currency[:8]!r} is not a currency that this shop can sell in. Use a code such as EUR.",
            currency=currency[:8],
        )


class StockBelowPromised(CatalogueError):
    """The new stock is less than what buyers hold or have bought."""

    code = "stock_below_promised"

    def __init__(self, variant_id: str, promised: int) -> None:
        super().__init__(
            f"{promised} of these are held or sold already, so the stock cannot be set below {promised}.",
            variant_id=variant_id,
            promised=promised,
        )


class CatalogueFull(CatalogueError):
    """The shop has as many products as one shop may have."""

    code = "catalogue_full"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A shop has at most {limit:,} products, and yours has them all.", limit=limit)


class DeliveryInvalid(CatalogueError):
    """The zones, rates or taxes do not say what delivery costs."""

    code = "delivery_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class FlashInvalid(CatalogueError):
    """A flash price that lowers nothing, or lasts no time or too long."""

    code = "flash_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class DiscountInvalid(CatalogueError):
    """A discount code that nobody could use, or whose name is taken."""

    code = "discount_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class DiscountNotFound(CatalogueError):
    """The shop has no such discount code."""

    code = "discount_not_found"

    def __init__(self) -> None:
        super().__init__("Your shop has no such discount code.")
