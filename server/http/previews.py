"""What a page's head says to programs that show links as cards (Open Graph, https://ogp.me)."""

import html
from collections.abc import Mapping
from textwrap import shorten

from checkout.errors import ProductNotFound
from server.accounts.errors import SellerNotFound
from server.http.services import Services
from server.shows import ShowNotFound

DESCRIPTION_CHARS = 200


async def show_preview(services: Services, show_id: str) -> str:
    """Elements for the head of a show's page; none for a show that is not there."""
    try:
        show = await services.shows.show(show_id)
        seller = await services.accounts.seller(show.seller_id)
    except (ShowNotFound, SellerNotFound):
        return ""
    return properties(
        {
            "og:type": "video.other",
            "og:site_name": "Showfloor",
            "og:title": f"{show.title} · {seller.name}",
            "og:description": shorten(show.description, DESCRIPTION_CHARS, placeholder="…"),
            "og:url": whole(services, f"/s/{show.id}"),
            "og:image": whole(services, show.poster_url),
        },
    )


async def product_preview(services: Services, product_id: str) -> str:
    """Elements for the head of a product's page; none for a product that is not on sale."""
    try:
        product = await services.checkout.product(product_id, on_sale=True)
    except ProductNotFound:
        return ""
    return properties(
        {
            "og:type": "product",
            "og:site_name": "Showfloor",
            "og:title": product.title,
            "og:description": shorten(product.description, DESCRIPTION_CHARS, placeholder="…"),
            "og:url": whole(services, f"/p/{product.id}"),
            "og:image": whole(services, product.images[0].url if product.images else None),
        },
    )


def properties(values: Mapping[str, str | None]) -> str:
    """Write the properties that have a value."""
    return "".join(
        f'    <meta property="{name}" content="{html.escape(value)}" />\n'
        for name, value in values.items()
        if value
    )


def whole(services: Services, path: str | None) -> str | None:
    """The address of a path of ours as other sites need it."""
    return f"{services.settings.public_url}{path}" if path else None
