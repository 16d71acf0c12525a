"""Shows in other sites' pages: the framed page, the one script, oEmbed, and a QR code to carry it away."""

import html
import io
from typing import Annotated, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec
import segno
from aiohttp import web
from msgspec import Meta

from server.http.call import Call
from server.http.pages import send
from server.http.previews import known_of_show
from server.http.refusals import FormatUnknown, RouteNotFound
from server.http.route import Access, Route
from server.http.security import embedded_policy, framing_policy
from server.http.shells import WEB, send_page
from server.shows import ShowNotFound

POLICY = "Content-Security-Policy"
# A phone held upright, as the picture is.
WIDTH, HEIGHT = 360, 640
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An oEmbed answer of the type `video` (oembed.com, 2.3.4)."""

    type: str = "video"
    version: str = "1.0"
    title: str
    author_name: str
    author_url: str
    provider_name: str = "Showfloor"
    provider_url: str
    html: str
    width: int
    height: int
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an oEmbed consumer asks."""

    url: Annotated[str, Meta(max_length=2000)]
    format: Literal["json", "xml"] = "json"
    maxwidth: Annotated[int, Meta(ge=1, le=10_000)] = WIDTH
    maxheight: Annotated[int, Meta(ge=1, le=10_000)] = HEIGHT


async def embedded_show(call: Call, show: str) -> web.StreamResponse:
    """Send the page that other sites frame."""
    known = await known_of_show(call.services, show)
    response = await send_page(call.request, "embed", status=200 if known else 404)
    response.headers[POLICY] = embedded_policy(call.services.settings)
    return response


async def demo(call: Call, show: str) -> web.StreamResponse:  # noqa: ARG001 - the page reads it from its address
    """Send the page on which a seller tries out how a show looks in another page."""
    response = await send_page(call.request, "embed-demo")
    response.headers[POLICY] = framing_policy(call.services.settings)
    return response


async def script(call: Call) -> web.StreamResponse:
    """Send the one script that defines `<showfloor-show>`."""
    return await send(call.request, WEB / "js" / "embed.js")


async def oembed(call: Call, query: Asked) -> web.Response:
    """Tell how a show is embedded, by its address (oembed.com).

    Raises:
        FormatUnknown: XML is asked for.
        RouteNotFound: It is not the address of a show of ours.
        ShowNotFound: There is no such show.
    """
    if query.format == "xml":
        raise FormatUnknown
    services = call.services
    public = services.settings.public_url
    show = await services.shows.show(show_id_of(query.url, public))
    seller = await services.accounts.seller(show.seller_id)
    width, height = fitted(query.maxwidth, query.maxheight)
    page = f"{public}/embed/{quote(show.id)}"
    poster = f"{public}{show.poster_url}" if show.poster_url else None
    card = Card(
        title=show.title,
        author_name=seller.name,
        author_url=f"{public}/seller/{seller.id}",
        provider_url=public,
        html=frame(page, show.title, width, height),
        width=width,
        height=height,
        thumbnail_url=poster,
        thumbnail_width=width if poster else None,
        thumbnail_height=height if poster else None,
    )
    return web.Response(body=msgspec.json.encode(card), content_type="application/json", headers=ANYWHERE)


async def qr_code(call: Call, show: str) -> web.Response:
    """Draw the address of a show as a QR code (ISO/IEC 18004), for a camera."""
    record = await call.services.shows.show(show)
    drawing = io.BytesIO()
    code = segno.make(f"{call.services.settings.public_url}/s/{record.id}", error="m", micro=False)
    # Dark on light whatever the theme is: readers want it so, and four modules of margin (section 9.1).
    code.save(drawing, kind="svg", scale=8, border=4, dark="#0c0b09", light="#fff", xmldecl=False)
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.Response(body=drawing.getvalue(), content_type="image/svg+xml", headers=headers)


def show_id_of(url: str, public_url: str) -> str:
    """Read the id out of the address of a show's page.

    Raises:
        RouteNotFound: It is another address.
    """
    asked, ours = urlsplit(url), urlsplit(public_url)
    prefix, _, show_id = asked.path.rpartition("/")
    if asked.netloc.lower() != ours.netloc.lower() or prefix not in {"/s", "/embed"} or not show_id:
        raise RouteNotFound("This is not the address of a show here.")
    return unquote(show_id)


def fitted(max_width: int, max_height: int) -> tuple[int, int]:
    """The largest upright picture within what the consumer allows."""
    width = max(1, min(WIDTH, max_width, max_height * WIDTH // HEIGHT))
    return width, max(1, width * HEIGHT // WIDTH)


def frame(page: str, title: str, width: int, height: int) -> str:
    """Write the frame for sites that take no scripts."""
    sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    return (
        f'<iframe src="{html.escape(page)}" title="{html.escape(title)}" width="{width}" height="{height}" '
        f'sandbox="{sandbox}" allow="autoplay; fullscreen; picture-in-picture" loading="lazy" '
        'style="border:0;border-radius:16px;max-width:100%"></iframe>'
    )


ROUTES = (
    Route("GET", "/embed/{show}", embedded_show, "A show to be framed by other sites", access=Access.UNASKED),
    Route("GET", "/embed/{show}/demo", demo, "How a show looks in another page", access=Access.UNASKED),
    Route("GET", "/embed.js", script, "The script for other sites", access=Access.UNASKED, headers=ANYWHERE),
    Route(
        "GET",
        "/oembed",
        oembed,
        "How a show is embedded (oembed.com)",
        access=Access.UNASKED,
        errors=(RouteNotFound, ShowNotFound, FormatUnknown),
    ),
    Route(
        "GET",
        "/api/v1/shows/{show}/qr.svg",
        qr_code,
        "The address of a show as a QR code",
        access=Access.UNASKED,
        errors=(ShowNotFound,),
        produces="image/svg+xml",
    ),
)
