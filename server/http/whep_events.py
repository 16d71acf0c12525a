"""News for WHEP players by server-sent events (the draft's extension): subscribe, listen, leave."""

import asyncio

import msgspec
from aiohttp import web

from media import NEWS_KINDS, NewsKind, SessionNotFound, Subscription, TooBusy, ViewerNews
from server.http.call import Call
from server.http.refusals import BodyInvalid, BodyMalformed
from server.http.route import Route
from server.http.streaming import CORS, PREFLIGHT, preflight_route
from server.http.whep_layers import layers_by_media

EVENTS = "text/event-stream"
KEEP_ALIVE_SECONDS = 15.0
STREAM_SECONDS = 3600.0  # a player that listens longer comes back by itself, as EventSource does
WRITE_SECONDS = 10.0
COLLECTION = PREFLIGHT | {
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Accept-Post": "application/json",
}
SINGLE = PREFLIGHT | {"Access-Control-Allow-Methods": "GET, DELETE, OPTIONS"}


async def subscribe(call: Call, session: str, body: str) -> web.Response:
    """Subscribe to the kinds of news that the body lists; those that we do not know are left out."""
    media = call.services.media
    name = media.subscribe(session, kinds_of(body))
    return web.Response(status=201, headers={"Location": f"/whep/session/{session}/events/{name}"})


async def listen(call: Call, session: str, subscription: str) -> web.StreamResponse:
    """Send the news as they come, until the session ends."""
    waiting = call.services.media.subscription(session, subscription)
    response = web.StreamResponse(headers={"Content-Type": EVENTS, "Cache-Control": "no-store"})
    await response.prepare(call.request)
    try:
        async with asyncio.timeout(STREAM_SECONDS):
            while (text := await next_text(waiting)) is not None:
                async with asyncio.timeout(WRITE_SECONDS):
                    await response.write(text)
    except (TimeoutError, ConnectionError):
        # Nobody reads any more, or it is time to come back: the subscription stays until its session ends.
        return response
    await response.write_eof()
    return response


async def unsubscribe(call: Call, session: str, subscription: str) -> web.Response:
    """End a subscription."""
    call.services.media.unsubscribe(session, subscription)
    return web.Response()


async def preflight_events(_call: Call, session: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=COLLECTION)


async def preflight_subscription(
    _call: Call,
    session: str,  # noqa: ARG001 - the path has it
    subscription: str,  # noqa: ARG001 - the path has it
) -> web.Response:
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=SINGLE)


def kinds_of(body: str) -> list[NewsKind]:
    """Read the list of kinds; an empty body asks for all.

    Raises:
        BodyMalformed: it is not JSON.
        BodyInvalid: it is no list of names, or holds none that we know.
    """
    if not body.strip():
        return list(NEWS_KINDS)
    try:
        names = msgspec.json.decode(body, type=list[str])
    except msgspec.ValidationError as error:
        raise BodyInvalid("List the kinds of news as JSON strings.", field="") from error
    except msgspec.DecodeError as error:
        raise BodyMalformed from error
    kinds = [kind for kind in NEWS_KINDS if kind in names]
    if not kinds:
        raise BodyInvalid(f"Name at least one of {', '.join(NEWS_KINDS)}.", field="")
    return kinds


async def next_text(waiting: Subscription) -> bytes | None:
    """Wait for the next piece of the stream; a comment when all is quiet, None at the end."""
    try:
        async with asyncio.timeout(KEEP_ALIVE_SECONDS):
            news = await waiting.next()
    except TimeoutError:
        return b":\n\n"
    return None if news is None else event_text(news)


def event_text(news: ViewerNews) -> bytes:
    """Write one event."""
    data: object = {}
    if news.layers is not None:
        data = layers_by_media(news.layers)
    elif news.viewers is not None:
        data = {"viewercount": news.viewers}
    return b"event: %b\ndata: %b\n\n" % (news.kind.encode(), msgspec.json.encode(data))


ROUTES = (
    Route(
        "POST",
        "/whep/session/{session}/events",
        subscribe,
        "Subscribe to news of a stream (WHEP server-sent events)",
        headers=CORS,
        errors=(SessionNotFound, TooBusy, BodyInvalid),
        status=201,
        public_post=True,
    ),
    Route(
        "GET",
        "/whep/session/{session}/events/{subscription}",
        listen,
        "Listen to a subscription's news",
        headers=CORS,
        errors=(SessionNotFound,),
        produces=EVENTS,
        timeout_seconds=STREAM_SECONDS + KEEP_ALIVE_SECONDS,
    ),
    Route(
        "DELETE",
        "/whep/session/{session}/events/{subscription}",
        unsubscribe,
        "End a subscription",
        headers=CORS,
        errors=(SessionNotFound,),
        public_post=True,
    ),
    preflight_route("/whep/session/{session}/events", preflight_events),
    preflight_route("/whep/session/{session}/events/{subscription}", preflight_subscription),
)
