"""Products and sellers over HTTP, as the shop window shows them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from checkout import Product
from checkout.errors import ProductNotFound
from server.accounts import Contact, Logo, Policies
from server.accounts.errors import SellerNotFound
from server.http.call import Call
from server.http.route import Route
from server.http.show_views import ShowCard, show_cards


class ProductQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose products to list, and with which words in title, description, variants or SKU."""

    seller: str | None = None
    search: Annotated[str, Meta(max_length=200)] = ""


class Products(msgspec.Struct, frozen=True, kw_only=True):
    """A list of products."""

    items: list[Product]


class SellerPage(msgspec.Struct, frozen=True, kw_only=True):
    """A seller with everything that they show and sell."""

    id: str
    name: str
    about: str
    logo: Logo | None
    contact: Contact
    policies: Policies
    shows: list[ShowCard]
    products: list[Product]


async def list_products(call: Call, query: ProductQuery) -> Products:
    """Products on sale."""
    checkout = call.services.checkout
    return Products(
        items=await checkout.products(seller_id=query.seller, on_sale=True, search=query.search.strip())
    )


async def read_product(call: Call, product: str) -> Product:
    """One product."""
    return await call.services.checkout.product(product, on_sale=True)


async def read_seller(call: Call, seller: str) -> SellerPage:
    """A seller's page."""
    services = call.services
    found = await services.accounts.seller(seller)
    profile = await services.accounts.shops.profile(seller)
    return SellerPage(
        id=found.id,
        name=found.name,
        about=found.about,
        logo=profile.logo,
        contact=profile.contact,
        policies=profile.policies,
        shows=await show_cards(services, await services.shows.shows(seller_id=seller)),
        products=await services.checkout.products(seller_id=seller, on_sale=True),
    )


ROUTES = (
    Route("GET", "/api/v1/products", list_products, "List products"),
    Route("GET", "/api/v1/products/{product}", read_product, "Read a product", errors=(ProductNotFound,)),
    Route("GET", "/api/v1/sellers/{seller}", read_seller, "Read a seller's page", errors=(SellerNotFound,)),
)
