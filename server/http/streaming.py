"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): publish and watch by one HTTP request each.

A session's URL is a capability: its id is 144 random bits that only the peer who made it was told. WHIP
asks for the stream key or the seller's cookie on top, as RFC 9725 section 4.7 does.
"""

from typing import Literal

import msgspec
from aiohttp import hdrs, web

from media import (
    NEWS_KINDS,
    Answer,
    CodecUnsupported,
    FragmentUnfit,
    FrameClock,
    NotPublishing,
    OfferInvalid,
    SessionNotFound,
    TooBusy,
)
from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.client import outside_network
from server.http.ice_servers import ice_links
from server.http.preconditions import asks_for_restart
from server.http.refusals import NotAcceptable, PreconditionFailed, PreconditionRequired
from server.http.route import Route
from server.http.show_access import hosted_show
from server.shows import ShowClosed, ShowNotFound, ShowStatus

SDP = "application/sdp"
TRICKLE = "application/trickle-ice-sdpfrag"
MAX_OFFER_BYTES = 65_536
VIEWER_SESSIONS = "/whep/session/"
LAYER_EXTENSION = "urn:ietf:params:whep:ext:core:layer"
EVENTS_EXTENSION = "urn:ietf:params:whep:ext:core:server-sent-events"
ACCEPTED = frozenset({SDP, "application/*", "*/*"})
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Retry-After, Accept-Post, Accept-Patch",
}
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Max-Age": "86400",
}
ENDPOINT = PREFLIGHT | {"Access-Control-Allow-Methods": "POST, OPTIONS", "Accept-Post": SDP}
SESSION = PREFLIGHT | {"Access-Control-Allow-Methods": "PATCH, DELETE, OPTIONS", "Accept-Patch": TRICKLE}


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
    require_sdp_is_accepted(call)
    return created(call, await call.services.media.add_publisher(show, body), "/whip/session/")


class WatchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How a viewer begins.

    Attributes:
        sound: `off` while the player is muted: nothing of it is sent until it is asked for.
    """

    sound: Literal["on", "off"] = "on"


async def watch(call: Call, show: str, body: str, query: WatchQuery) -> web.Response:
    """Watch a show."""
    await call.services.shows.show(show)
    require_sdp_is_accepted(call)
    network = outside_network(call.request, call.services.settings.trusted_proxies)
    answer = await call.services.media.add_viewer(show, body, asker=network, sound=query.sound == "on")
    return created(call, answer, VIEWER_SESSIONS)


async def patch_publisher(call: Call, session: str, body: str) -> web.Response:
    """Add candidates of a publisher, or restart its ICE."""
    await require_own_session(call, session)
    return await patch(call, session, body)


async def patch(call: Call, session: str, body: str) -> web.Response:
    """Add candidates to a session's ICE (204), or restart it (200): `If-Match` says which."""
    media = call.services.media
    if_match = call.request.headers.get(hdrs.IF_MATCH)
    if not asks_for_restart(if_match, media.etag_of(session)):
        await media.trickle(session, body)
        return web.Response(status=204)
    restarted = await media.restart_ice(session, body)
    if restarted is None:
        return web.Response(status=204)
    return web.Response(text=restarted.fragment, content_type=TRICKLE, headers={"ETag": restarted.etag})


async def stop_publishing(call: Call, session: str) -> web.Response:
    """End a publisher's session."""
    await require_own_session(call, session)
    return await stop(call, session)


async def stop(call: Call, session: str) -> web.Response:
    """End a viewer's session; entity tags are ignored (RFC 9725, section 4.2)."""
    await call.services.media.remove(session)
    return web.Response()


async def frame_clock(call: Call, session: str) -> FrameClock:
    """Tell a viewer's page when the frames that it shows were captured."""
    return call.services.media.frame_clock(session)


async def preflight(_call: Call) -> web.Response:
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=ENDPOINT)


async def preflight_show(call: Call, show: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return await preflight(call)


async def preflight_session(_call: Call, session: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=SESSION)


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


def require_sdp_is_accepted(call: Call) -> None:
    """Refuse a client that could not read our answer (RFC 9110, section 12.5.1).

    Raises:
        NotAcceptable: its Accept header leaves SDP out.
    """
    given = call.request.headers.get(hdrs.ACCEPT, "*/*")
    if ACCEPTED.isdisjoint(part.partition(";")[0].strip().lower() for part in given.split(",")):
        raise NotAcceptable(SDP)


def created(call: Call, answer: Answer, prefix: str) -> web.Response:
    """Answer 201 as both protocols want it; a player is also told where news are, and where to choose."""
    response = web.Response(status=201, text=answer.sdp, content_type=SDP)
    response.headers["Location"] = prefix + answer.session_id
    response.headers["ETag"] = answer.etag
    settings = call.services.settings
    for link in ice_links(settings.ice_servers, settings.turn_secret, call.services.now_ms()):
        response.headers.add("Link", link)
    if prefix == VIEWER_SESSIONS:
        events = f"{prefix}{answer.session_id}/events"
        response.headers.add("Link", f'<{events}>; rel="{EVENTS_EXTENSION}"; events="{",".join(NEWS_KINDS)}"')
        response.headers.add("Link", f'<{prefix}{answer.session_id}/layer>; rel="{LAYER_EXTENSION}"')
    return response


PUBLISH_ERRORS = (
    OfferInvalid,
    CodecUnsupported,
    NotAcceptable,
    TooBusy,
    ShowNotFound,
    ShowClosed,
    NotAllowed,
    SignInRequired,
)
WATCH_ERRORS = (OfferInvalid, CodecUnsupported, NotAcceptable, NotPublishing, TooBusy, ShowNotFound)
PATCH_ERRORS = (SessionNotFound, OfferInvalid, FragmentUnfit, PreconditionRequired, PreconditionFailed)
OWNER_ERRORS = (NotAllowed, SignInRequired)


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


def preflight_route(path: str, handler: object) -> Route:
    """Build the row of a URL's CORS preflight."""
    return Route(
        "OPTIONS",
        path,
        handler,  # type: ignore[arg-type]
        "CORS preflight",
        status=204,
        headers=CORS,
        public_post=True,
    )


ROUTES = (
    offer_route("/whip", publish_by_key, "Publish to the stream key's show (WHIP)", PUBLISH_ERRORS),
    offer_route("/whip/{show}", publish, "Publish to a show (WHIP)", PUBLISH_ERRORS),
    Route(
        "PATCH",
        "/whip/session/{session}",
        patch_publisher,
        "Add a publisher's candidates, or restart its ICE",
        headers=CORS,
        errors=PATCH_ERRORS + OWNER_ERRORS,
        consumes=TRICKLE,
        produces=TRICKLE,
    ),
    Route(
        "DELETE",
        "/whip/session/{session}",
        stop_publishing,
        "Stop publishing",
        headers=CORS,
        errors=(SessionNotFound, *OWNER_ERRORS),
    ),
    offer_route("/whep/{show}", watch, "Watch a show (WHEP)", WATCH_ERRORS),
    Route(
        "PATCH",
        "/whep/session/{session}",
        patch,
        "Add a viewer's candidates, or restart its ICE",
        headers=CORS,
        errors=PATCH_ERRORS,
        consumes=TRICKLE,
        produces=TRICKLE,
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
    Route(
        "GET",
        "/whep/session/{session}/clock",
        frame_clock,
        "When the frames of a viewer's picture were captured",
        headers=CORS,
        errors=(SessionNotFound, NotPublishing),
    ),
    preflight_route("/whip", preflight),
    preflight_route("/whip/{show}", preflight_show),
    preflight_route("/whip/session/{session}", preflight_session),
    preflight_route("/whep/{show}", preflight_show),
    preflight_route("/whep/session/{session}", preflight_session),
)
