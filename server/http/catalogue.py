"""A seller's own catalogue over HTTP: products, their stock, and where they are delivered."""

import msgspec

from checkout import (
    Image,
    ImageSize,
    Option,
    Product,
    ProductDraft,
    ProductStatus,
    ShippingZone,
    VariantDraft,
)
from checkout.errors import (
    CatalogueFull,
    DeliveryInvalid,
    ProductInvalid,
    ProductNotFound,
    StockBelowPromised,
)
from server.http.call import Call
from server.http.products import Products
from server.http.route import Access, Route
from server.pictures.errors import PictureNotFound

PRODUCT_BYTES = 262_144
INVALID = (ProductInvalid, PictureNotFound)


class PictureUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture of a product: its address as the upload answered it, and what it shows in words."""

    url: str
    alt: str = ""


class ProductBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole product; variants keep their orders and stock by their ``id``."""

    title: str
    variants: list[VariantDraft]
    description: str = ""
    images: list[PictureUse] = []
    options: list[Option] = []
    status: ProductStatus = "active"
    max_per_buyer: int | None = None
    tax_code: str = ""


class StatusChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On sale, not yet, or not any more."""

    status: ProductStatus


class Counted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pieces there are in all, those held and sold included."""

    total: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a shop ships to: the first zone is home, whose tax is shown before an address is known."""

    zones: list[ShippingZone]


async def list_own_products(call: Call) -> Products:
    """All products of the seller's shop, drafts and archived ones too."""
    return Products(items=await call.services.checkout.products(seller_id=call.seller_id))


async def read_own_product(call: Call, product: str) -> Product:
    """One product of the seller's shop, whatever its status."""
    return await call.services.checkout.product(product, seller_id=call.seller_id)


async def create_product(call: Call, body: ProductBody) -> Product:
    """Add a product to the shop."""
    return await call.services.checkout.save_product(await draft_of(call, body, product_id=None, known=[]))


async def replace_product(call: Call, product: str, body: ProductBody) -> Product:
    """Describe a product anew."""
    known = await call.services.checkout.product(product, seller_id=call.seller_id)
    draft = await draft_of(call, body, product_id=product, known=known.images)
    return await call.services.checkout.save_product(draft)


async def change_status(call: Call, product: str, body: StatusChange) -> Product:
    """Put a product on sale, take it off, or put it away."""
    return await call.services.checkout.set_status(call.seller_id, product, body.status)


async def count_stock(call: Call, variant: str, body: Counted) -> Product:
    """Set how many pieces of a variant there are; every show that has it sees so."""
    return await call.services.checkout.set_stock(call.seller_id, variant, body.total)


async def read_delivery(call: Call) -> Delivery:
    """Where the shop ships to, for how much, with which tax."""
    return Delivery(zones=await call.services.checkout.shipping(call.seller_id))


async def replace_delivery(call: Call, body: Delivery) -> Delivery:
    """Say anew where the shop ships to; orders that have chosen a rate keep what they were told."""
    await call.services.checkout.set_shipping(call.seller_id, body.zones)
    return body


async def draft_of(
    call: Call, body: ProductBody, *, product_id: str | None, known: list[Image]
) -> ProductDraft:
    """Make of a request what checkout takes: pictures are looked up, so that nobody can name another's.

    Raises:
        PictureNotFound: A picture is neither the product's already nor the seller's.
    """
    kept = {image.url: image for image in known}
    fresh = [use.url for use in body.images if use.url not in kept]
    for url, found in (await call.services.pictures.named(call.seller_id, fresh) if fresh else {}).items():
        sizes = [ImageSize(url=size.url, width=size.width, height=size.height) for size in found.sizes]
        kept[url] = Image(url=found.url, alt="", width=found.width, height=found.height, sizes=sizes)
    return ProductDraft(
        seller_id=call.seller_id,
        id=product_id,
        title=body.title,
        description=body.description,
        images=[msgspec.structs.replace(kept[use.url], alt=use.alt.strip()) for use in body.images],
        options=body.options,
        variants=body.variants,
        status=body.status,
        max_per_buyer=body.max_per_buyer,
        tax_code=body.tax_code.strip(),
    )


ROUTES = (
    Route("GET", "/api/v1/studio/products", list_own_products, "List your shop's products", Access.SELLER),
    Route(
        "POST",
        "/api/v1/studio/products",
        create_product,
        "Add a product",
        Access.SELLER,
        (*INVALID, CatalogueFull),
        status=201,
        max_body_bytes=PRODUCT_BYTES,
    ),
    Route(
        "GET",
        "/api/v1/studio/products/{product}",
        read_own_product,
        "Read a product of your shop",
        Access.SELLER,
        (ProductNotFound,),
    ),
    Route(
        "PUT",
        "/api/v1/studio/products/{product}",
        replace_product,
        "Describe a product anew",
        Access.SELLER,
        (*INVALID, ProductNotFound, StockBelowPromised),
        max_body_bytes=PRODUCT_BYTES,
    ),
    Route(
        "PATCH",
        "/api/v1/studio/products/{product}",
        change_status,
        "Put a product on sale, or take it off",
        Access.SELLER,
        (ProductNotFound,),
    ),
    Route(
        "PUT",
        "/api/v1/studio/variants/{variant}/stock",
        count_stock,
        "Set the stock of a variant",
        Access.SELLER,
        (ProductNotFound, ProductInvalid, StockBelowPromised),
    ),
    Route("GET", "/api/v1/studio/delivery", read_delivery, "Read where you ship to", Access.SELLER),
    Route(
        "PUT",
        "/api/v1/studio/delivery",
        replace_delivery,
        "Say where you ship to",
        Access.SELLER,
        (DeliveryInvalid,),
        max_body_bytes=PRODUCT_BYTES,
    ),
)
