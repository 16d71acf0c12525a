"""What the server says of a page before its scripts run: a card for links (ogp.me) and a first paint."""

import html
import re
from collections.abc import Mapping
from textwrap import shorten
from urllib.parse import quote

from checkout.errors import ProductNotFound
from server.accounts.errors import SellerNotFound
from server.http.services import Services
from server.http.shells import Known
from server.replays import ClipNotFound
from server.shows import ShowNotFound, ShowRecord

DESCRIPTION_CHARS = 200
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(https://[^\s()]{1,500}\)")
MARKS = re.compile(r"\*+|^#{1,6} +|^ {0,3}[-+] +", re.MULTILINE)


async def known_of_show(services: Services, show_id: str) -> Known | None:
    """What a show's page can say at once; None for a show that is not there."""
    try:
        show = await services.shows.show(show_id)
        seller = await services.accounts.seller(show.seller_id)
    except (ShowNotFound, SellerNotFound):
        return None
    head = properties(
        {
            "og:type": "video.other",
            "og:site_name": "Showfloor",
            "og:title": f"{show.title} · {seller.name}",
            "og:description": shorten(show.description, DESCRIPTION_CHARS, placeholder="…"),
            "og:url": whole(services, f"/s/{show.id}"),
            "og:image": whole(services, show.poster_url),
        },
    )
    page = whole(services, f"/s/{show.id}") or ""
    oembed = f"{services.settings.public_url}/oembed?url={quote(page, safe='')}"
    head += f'    <link rel="alternate" type="application/json+oembed" href="{html.escape(oembed)}" />\n'
    return Known(head=head, first_paint=first_paint(show, seller.name))


async def known_of_clip(services: Services, show_id: str, clip_id: str) -> Known | None:
    """What a clip's page can say at once; None for a clip that is not there."""
    try:
        show = await services.shows.show(show_id)
        seller = await services.accounts.seller(show.seller_id)
        clip = await services.replays.clip(show_id, clip_id)
    except (ShowNotFound, SellerNotFound, ClipNotFound):
        return None
    head = properties(
        {
            "og:type": "video.other",
            "og:site_name": "Showfloor",
            "og:title": f"{clip.title} · {seller.name}",
            "og:description": show.title,
            "og:url": whole(services, f"/s/{show.id}/clip/{clip.id}"),
            "og:image": whole(services, f"/hls/{show.id}/clip-{clip.id}.jpg"),
        },
    )
    return Known(head=head, first_paint=first_paint(show, seller.name))


async def known_of_product(services: Services, product_id: str) -> Known | None:
    """What a product's page can say at once; None for a product that is not on sale."""
    try:
        product = await services.checkout.product(product_id, on_sale=True)
    except ProductNotFound:
        return None
    head = properties(
        {
            "og:type": "product",
            "og:site_name": "Showfloor",
            "og:title": product.title,
            "og:description": shorten(bare(product.description), DESCRIPTION_CHARS, placeholder="…"),
            "og:url": whole(services, f"/p/{product.id}"),
            "og:image": whole(services, product.images[0].url if product.images else None),
        },
    )
    return Known(head=head)


def bare(markdown: str) -> str:
    """A product's description without the signs of its markup."""
    words = LINK.sub(r"\1", markdown)
    return MARKS.sub("", words)


def first_paint(show: ShowRecord, seller: str) -> str:
    """The poster and whose show it is; the watch page draws the same with all the rest around it."""
    poster = f'<img class="poster" src="{html.escape(show.poster_url)}" alt="" />' if show.poster_url else ""
    names = (
        f'<b class="t2 clip">{html.escape(seller)}</b><span class="t1 clip">{html.escape(show.title)}</span>'
    )
    return f'<div class="first-paint">{poster}<div class="glass">{names}</div></div>'


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
