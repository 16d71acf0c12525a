"""Serves the pages and files of web/: one shell a page, whatever id its address has."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from server.http.call import Call
from server.http.previews import known_of_clip, known_of_product, known_of_show
from server.http.refusals import RouteNotFound
from server.http.route import Access, Route
from server.http.shells import SHEETS, WEB, Known, send_page, send_sheet
from server.http.text_files import send_file

PAGES = {
    "/": "home",
    "/studio": "studio",
    "/studio/orders": "studio-orders",
    "/studio/packing": "studio-packing",
    "/studio/webhooks": "studio-webhooks",
    "/studio/destinations": "studio-destinations",
    "/studio/team": "studio-team",
    "/studio/shop": "studio-shop",
    "/studio/products": "studio-products",
    "/studio/products/import": "studio-import",
    "/studio/products/{product}": "studio-product",
    "/studio/delivery": "studio-delivery",
    "/studio/discounts": "studio-discounts",
    "/studio/payments": "studio-payments",
    "/studio/payouts": "studio-payouts",
    "/studio/{show}": "studio-show",
    "/studio/{show}/desk": "studio-desk",
    "/server": "server",
    "/offline": "offline",
    "/account": "account",
    "/wishes": "wishes",
    "/join": "join",
    "/signin": "sign-in",
    "/signup": "sign-up",
    "/orders": "orders",
    "/orders/find": "order-find",
    "/o/{order}": "order",
    "/seller/{seller}": "seller",
}
NOT_FOUND = "not-found"

# What browsers fetch lives at the top and in these folders; tools and tests of web/ are not served.
FOLDERS = frozenset({"", "art", "css", "fonts", "js", "vendor"})
# No hidden files and no way up: a dot or a slash stands only between names.
PLAIN = re.compile(r"(?=.{1,200}$)[\w-]+(?:[./][\w-]+)*", re.ASCII)
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
# Code is asked for anew each time and mostly answered 304, so that an upgrade is seen at once.
REVALIDATE = "no-cache"
KEEP_A_WEEK = "public, max-age=604800"
TEXT = frozenset({".css", ".html", ".js", ".json", ".mjs", ".svg", ".webmanifest"})
LASTING = frozenset({".jpg", ".png", ".svg", ".webp", ".woff2"})


async def static(call: Call, path: str) -> web.StreamResponse:
    """Send a file of the browser's side.

    Raises:
        RouteNotFound: It is not one that browsers may have.
    """
    file = WEB / path
    place = path.rpartition("/")[0].partition("/")[0]
    if not PLAIN.fullmatch(path) or place not in FOLDERS or file.suffix not in TYPES or not file.is_file():
        raise RouteNotFound
    return await send(call.request, file)


async def style_sheet(call: Call, page: str, version: str) -> web.StreamResponse:
    """Send the style sheet of a page.

    Raises:
        RouteNotFound: There is no such page.
    """
    try:
        return await send_sheet(call.request, page, version)
    except FileNotFoundError:
        raise RouteNotFound from None


async def service_worker(call: Call) -> web.StreamResponse:
    """Send the service worker; at the top, because it may stand in for addresses below its own."""
    return await send(call.request, WEB / "js" / "service-worker.js")


async def show_page(call: Call, show: str) -> web.StreamResponse:
    """Send the page of a show, with what is known of it; it says by itself that a show is not there."""
    return await send_known(call.request, "watch", await known_of_show(call.services, show))


async def clip_page(call: Call, show: str, clip: str) -> web.StreamResponse:
    """Send the page of a clip: that of its show, which plays the clip or says that it is gone."""
    return await send_known(call.request, "watch", await known_of_clip(call.services, show, clip))


async def product_page(call: Call, product: str) -> web.StreamResponse:
    """Send the page of a product, with what is known of it."""
    return await send_known(call.request, "product", await known_of_product(call.services, product))


async def send_known(request: web.Request, page: str, known: Known | None) -> web.StreamResponse:
    """Send the page of something; of nothing it goes out with 404, for programs and search engines."""
    status = web.HTTPOk.status_code if known else web.HTTPNotFound.status_code
    return await send_page(request, page, known, status)


async def send(request: web.Request, file: Path) -> web.StreamResponse:
    """Answer with a file of web/; FileResponse does conditions and ranges for what is no text."""
    lasting = file.suffix in LASTING and file.parent != WEB  # the sprite of icons is code
    headers = {"Content-Type": TYPES[file.suffix], "Cache-Control": KEEP_A_WEEK if lasting else REVALIDATE}
    if file.suffix in TEXT:
        return await send_file(request, file, headers)
    return web.FileResponse(file, headers=headers)


def wants_page(request: web.Request) -> bool:
    """Whether a person is looking at the answer, so that a page says it better than JSON."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


async def not_found_page(request: web.Request) -> web.StreamResponse:
    """The page for an address that has nothing."""
    return await send_page(request, NOT_FOUND, status=404)


def _page(name: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    async def page(call: Call, **_ids: str) -> web.StreamResponse:
        return await send_page(call.request, name)

    return page


ROUTES = (
    *(
        Route("GET", path, _page(name), f"The page {name}", access=Access.UNASKED)
        for path, name in PAGES.items()
    ),
    Route("GET", "/service-worker.js", service_worker, "The service worker", access=Access.UNASKED),
    Route("GET", "/s/{show}", show_page, "The page of a show", access=Access.UNASKED),
    Route("GET", "/s/{show}/clip/{clip}", clip_page, "The page of a clip of a show", access=Access.UNASKED),
    Route("GET", "/p/{product}", product_page, "The page of a product", access=Access.UNASKED),
    Route(
        "GET",
        SHEETS + "/{page:[a-z-]+}/{version:[0-9a-f]+}.css",
        style_sheet,
        "The style sheet of a page",
        access=Access.UNASKED,
    ),
    Route("GET", "/static/{path:.+}", static, "A file of the browser's side", access=Access.UNASKED),
)
