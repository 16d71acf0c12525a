"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): publish and watch by one HTTP request each.

A session's URL is a capability: its id is 128 random bits that only the peer who made it was told. WHIP
asks for the stream key or the seller's cookie on top, as RFC 9725 section 4.6 does.
"""

from aiohttp import web

from media import Answer, CodecUnsupported, NotPublishing, OfferInvalid, SessionNotFound, TooBusy
from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.client import outside_network
from server.http.route import Route
from server.http.show_access import hosted_show
from server.shows import ShowClosed, ShowNotFound, ShowStatus

SDP = "application/sdp"
TRICKLE = "application/trickle-ice-sdpfrag"
MAX_OFFER_BYTES = 65_536
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Max-Age": "86400",
    "Accept-Post": SDP,
}


async def publish_by_key(call: Call, body: str) -> web.Response:
    """Publish to the show that the stream key names."""
    if call.who.stream_key_show is None:
        raise SignInRequired("Send the show's stream key as `Authorization: Bearer <key>`.")
    return await publish(call, call.who.stream_key_show, body)


async def publish(call: Call, show: str, body: str) -> web.Response:
    """Publish to a show; a publisher who was there before is taken over from."""
    await require_publisher(call, show)
    record = await call.services.shows.show(show)
    if record.status is ShowStatus.ENDED:
        raise ShowClosed("This show has ended. Plan a new one to go live again.")
    return created(await call.services.media.add_publisher(show, body), "/whip/session/")


async def watch(call: Call, show: str, body: str) -> web.Response:
    """Watch a show."""
    await call.services.shows.show(show)
    network = outside_network(call.request, call.services.settings.trusted_proxies)
    return created(await call.services.media.add_viewer(show, body, asker=network), "/whep/session/")


async def trickle_publisher(call: Call, session: str, body: str) -> None:
    """Add candidates of a publisher."""
    await require_own_session(call, session)
    await trickle(call, session, body)


async def trickle(call: Call, session: str, body: str) -> None:
    """Add candidates of a viewer."""
    await call.services.media.trickle(session, body)


async def stop_publishing(call: Call, session: str) -> web.Response:
    """End a publisher's session."""
    await require_own_session(call, session)
    return await stop(call, session)


async def stop(call: Call, session: str) -> web.Response:
    """End a viewer's session."""
    await call.services.media.remove(session)
    return web.Response()


async def preflight(_call: Call) -> web.Response:
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=PREFLIGHT)


async def preflight_show(call: Call, show: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return await preflight(call)


async def preflight_session(call: Call, session: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return await preflight(call)


async def require_publisher(call: Call, show_id: str) -> None:
    """Let the show's stream key or its signed-in seller pass.

    Raises:
        NotAllowed: the key is of another show, or the account hosts another shop.
        SignInRequired: there is neither.
    """
    if call.who.stream_key_show is None:
        await hosted_show(call, show_id)
    elif call.who.stream_key_show != show_id:
        raise NotAllowed("This stream key belongs to another show. Copy the key from this show's studio.")


async def require_own_session(call: Call, session_id: str) -> None:
    """Let only whoever may publish to a session's show touch the session."""
    show_id = call.services.media.owner_of(session_id)
    if show_id is None:
        raise SessionNotFound("This session has ended. Start a new one.")
    await require_publisher(call, show_id)


def created(answer: Answer, prefix: str) -> web.Response:
    """Answer 201 as both protocols want it."""
    headers = {"Location": prefix + answer.session_id, "ETag": answer.etag}
    return web.Response(status=201, text=answer.sdp, content_type=SDP, headers=headers)


PUBLISH_ERRORS = (
    OfferInvalid,
    CodecUnsupported,
    TooBusy,
    ShowNotFound,
    ShowClosed,
    NotAllowed,
    SignInRequired,
)
WATCH_ERRORS = (OfferInvalid, CodecUnsupported, NotPublishing, TooBusy, ShowNotFound)
PUBLISHER_SESSION_ERRORS = (SessionNotFound, NotAllowed, SignInRequired)


def offer_route(path: str, handler: object, summary: str, errors: tuple[type[Exception], ...]) -> Route:
    """Build the row of a URL that takes an offer."""
    return Route(
        "POST",
        path,
        handler,  # type: ignore[arg-type]
        summary,
        errors=errors,
        status=201,
        consumes=SDP,
        produces=SDP,
        max_body_bytes=MAX_OFFER_BYTES,
        headers=CORS,
        public_post=path.startswith("/whep"),
    )


ROUTES = (
    offer_route("/whip", publish_by_key, "Publish to the stream key's show (WHIP)", PUBLISH_ERRORS),
    offer_route("/whip/{show}", publish, "Publish to a show (WHIP)", PUBLISH_ERRORS),
    Route(
        "PATCH",
        "/whip/session/{session}",
        trickle_publisher,
        "Add a publisher's candidates",
        headers=CORS,
        errors=PUBLISHER_SESSION_ERRORS,
        status=204,
        consumes=TRICKLE,
    ),
    Route(
        "DELETE",
        "/whip/session/{session}",
        stop_publishing,
        "Stop publishing",
        headers=CORS,
        errors=PUBLISHER_SESSION_ERRORS,
    ),
    offer_route("/whep/{show}", watch, "Watch a show (WHEP)", WATCH_ERRORS),
    Route(
        "PATCH",
        "/whep/session/{session}",
        trickle,
        "Add a viewer's candidates",
        headers=CORS,
        errors=(SessionNotFound,),
        status=204,
        consumes=TRICKLE,
        public_post=True,
    ),
    Route(
        "DELETE",
        "/whep/session/{session}",
        stop,
        "Stop watching",
        headers=CORS,
        errors=(SessionNotFound,),
        public_post=True,
    ),
    Route("OPTIONS", "/whip", preflight, "CORS preflight", status=204, headers=CORS, public_post=True),
    Route(
        "OPTIONS",
        "/whip/{show}",
        preflight_show,
        "CORS preflight",
        status=204,
        headers=CORS,
        public_post=True,
    ),
    Route(
        "OPTIONS",
        "/whip/session/{session}",
        preflight_session,
        "CORS preflight",
        status=204,
        public_post=True,
    ),
    Route(
        "OPTIONS",
        "/whep/{show}",
        preflight_show,
        "CORS preflight",
        status=204,
        headers=CORS,
        public_post=True,
    ),
    Route(
        "OPTIONS",
        "/whep/session/{session}",
        preflight_session,
        "CORS preflight",
        status=204,
        public_post=True,
    ),
)
