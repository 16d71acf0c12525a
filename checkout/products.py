"""What is sold: products and their variants, as the API shows them and as a seller describes them."""

from typing import Literal

import msgspec

ProductStatus = Literal["draft", "active", "archived"]


class ImageSize(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a picture that is there in several sizes."""

    url: str
    width: int
    height: int


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture; width and height in CSS pixels, so that a page can reserve its place.

    ``sizes`` has the same picture in several widths, the smallest first; none for a drawing that scales.
    """

    url: str
    alt: str
    width: int
    height: int
    sizes: list[ImageSize] = []


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which variants differ: ``Colour`` of ``terracotta, ink``."""

    name: str
    values: list[str]


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """``total`` = ``available`` + ``held`` + ``sold``, always."""

    total: int
    available: int
    held: int
    sold: int


class Flash(msgspec.Struct, frozen=True, kw_only=True):
    """A price for a time, by the server's clock: from ``starts_ms`` on, and before ``ends_ms``.

    With a ``show_id`` it is for those who buy in that show.
    """

    id: str
    show_id: str | None
    starts_ms: int
    ends_ms: int


class FlashDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A flash price as its seller asks for it.

    It is one price for every variant that costs more, or so much off each. It starts now unless
    ``starts_ms`` says when, and lasts ``seconds``.
    """

    seconds: int
    price_minor: int | None = None
    off_basis_points: int | None = None
    show_id: str | None = None
    starts_ms: int | None = None


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """What is really bought; ``options`` has one value for each of the product's options.

    ``flash_minor`` is its price while the product's flash price lasts; null when that does not lower it.
    """

    id: str
    title: str
    options: list[str]
    sku: str
    price_minor: int
    compare_at_minor: int | None
    image: int | None
    stock: Stock
    max_per_order: int
    weight_grams: int | None = None
    flash_minor: int | None = None
    waiting: int = 0
    """How many people wait for it."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product with its variants; ``price_minor`` is the lowest of theirs.

    The description is Markdown: paragraphs, headings, lists, bold, italic and https links; nothing else in it
    means anything. ``max_per_buyer`` is how many pieces of all variants one buyer may have, over all orders.

    ``flash`` is a flash price that runs or is to come, ``flash_minor`` the lowest price while it lasts.
    """

    id: str
    seller_id: str
    title: str
    description: str
    currency: str
    images: list[Image]
    options: list[Option]
    variants: list[Variant]
    price_minor: int
    compare_at_minor: int | None
    status: ProductStatus
    max_per_buyer: int | None = None
    tax_code: str = ""
    flash: Flash | None = None
    flash_minor: int | None = None


class VariantDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant as its seller describes it; with an ``id`` it replaces the one that has it."""

    title: str
    price_minor: int
    stock: int
    id: str | None = None
    options: list[str] = []
    sku: str = ""
    compare_at_minor: int | None = None
    image: int | None = None
    max_per_order: int = 10
    weight_grams: int | None = None


class ProductDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as its seller describes it; variants that are left out are no longer for sale."""

    seller_id: str
    title: str
    variants: list[VariantDraft]
    id: str | None = None
    description: str = ""
    currency: str | None = None
    images: list[Image] = []
    options: list[Option] = []
    status: ProductStatus = "active"
    max_per_buyer: int | None = None
    tax_code: str = ""
    """How the tax service knows it, such as ``txcd_99999999``; empty is the shop's usual."""


def described(product: Product) -> ProductDraft:
    """Describe a product as it is: the draft that would change nothing of it."""
    return ProductDraft(
        id=product.id,
        seller_id=product.seller_id,
        title=product.title,
        description=product.description,
        images=product.images,
        options=product.options,
        status=product.status,
        max_per_buyer=product.max_per_buyer,
        tax_code=product.tax_code,
        variants=[
            VariantDraft(
                id=variant.id,
                title=variant.title,
                options=variant.options,
                sku=variant.sku,
                price_minor=variant.price_minor,
                compare_at_minor=variant.compare_at_minor,
                image=variant.image,
                stock=variant.stock.total,
                max_per_order=variant.max_per_order,
                weight_grams=variant.weight_grams,
            )
            for variant in product.variants
        ],
    )
