"""LL-HLS over HTTP (RFC 8216bis): nothing here knows who asks, so that any cache may answer instead."""

import re
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from server.hls import PLAYLIST_TYPE, HlsGone, HlsNotReady, HlsRequestInvalid, HlsUnavailable
from server.http.call import Call
from server.http.route import Access, Route
from server.recordings import RecordingNotFound
from server.shows import ShowNotFound, ShowStatus

CORS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
# A part never changes; a day is longer than any player looks back, and short enough to forget a show.
IMMUTABLE = "public, max-age=86400, immutable"
# What is asked for by its last part is the same for everybody and for ever, and soon of no use.
KEYED = "public, max-age=24"
FRESH = "public, max-age=1"
NEVER = "no-store"
FILE = re.compile(r"init(?P<init>\d{1,4})\.mp4|(?P<segment>\d{1,9})(?:\.(?P<part>\d{1,4}))?\.m4s")

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Directives(msgspec.Struct, frozen=True, kw_only=True):
    """What a player of LL-HLS adds to a playlist's address (6.2.5); other parameters are ignored."""

    segment: Count | None = msgspec.field(default=None, name="_HLS_msn")
    part: Count | None = msgspec.field(default=None, name="_HLS_part")
    skip: str = msgspec.field(default="", name="_HLS_skip")


async def entry(call: Call, show: str) -> web.Response:
    """The multivariant playlist of a show on air."""
    return playlist(await call.services.hls.multivariant(show), FRESH)


async def media_playlist(call: Call, show: str, take: str, rendition: str, query: Directives) -> web.Response:  # noqa: ARG001
    """One rendition's playlist, held until it lists what was asked for."""
    text, came = await call.services.hls.take(take).playlist(
        rendition, segment=query.segment, part=query.part, skip=query.skip in {"YES", "v2"}
    )
    if not came:
        return playlist(text, NEVER)
    return playlist(text, FRESH if query.segment is None else KEYED)


async def piece(call: Call, show: str, take: str, rendition: str, file: str) -> web.Response:
    """A part, a segment or an initialisation segment."""
    name = FILE.fullmatch(file)
    if name is None:
        raise HlsGone("There is no such file.")
    try:
        data = await live_piece(call, take, rendition, name)
    except HlsGone:
        data = await recorded_piece(call, show, take, rendition, name)
    return web.Response(body=data, content_type="video/mp4", headers={"Cache-Control": IMMUTABLE})


async def live_piece(call: Call, take: str, rendition: str, name: re.Match[str]) -> bytes:
    """A piece of a take on air."""
    found = call.services.hls.take(take)
    if name["init"]:
        return found.init(rendition, int(name["init"]))
    part = int(name["part"]) if name["part"] else None
    return await found.data(rendition, int(name["segment"]), part)


async def recorded_piece(call: Call, show: str, take: str, rendition: str, name: re.Match[str]) -> bytes:
    """The same piece, from the recording: its address does not change when the show is over."""
    recordings = call.services.recordings
    try:
        if name["init"]:
            return await recordings.init(show, take, rendition, int(name["init"]))
        if name["part"] is None:
            data = await recordings.data(show, take, rendition, int(name["segment"]))
            if await may_play(call, show, take, int(name["segment"])):
                return data
    except RecordingNotFound as missing:
        raise HlsGone("This piece of the show is not here any more, or not yet.") from missing
    raise HlsGone("This piece of the show is not here any more, or not yet.")


async def may_play(call: Call, show_id: str, take_id: str, segment: int) -> bool:
    """Whether a recorded segment is for everybody: while its show goes on, or in what is shown of it."""
    try:
        show = await call.services.shows.show(show_id)
    except ShowNotFound:
        return False
    return show.status is not ShowStatus.ENDED or await call.services.replays.may_play(
        show_id, take_id, segment
    )


def playlist(text: str | bytes, cache: str) -> web.Response:
    """Answer with a playlist."""
    body = text.encode() if isinstance(text, str) else text
    return web.Response(body=body, content_type=PLAYLIST_TYPE, headers={"Cache-Control": cache})


def hls_route(path: str, handler: object, summary: str, errors: tuple[type[Exception], ...]) -> Route:
    """Build a row that caches may answer."""
    return Route(
        "GET",
        path,
        handler,  # type: ignore[arg-type]
        summary,
        Access.UNASKED,
        errors,
        produces=PLAYLIST_TYPE if path.endswith("m3u8") else "video/mp4",
        headers=CORS,
    )


ROUTES = (
    hls_route("/hls/{show}/live.m3u8", entry, "Watch a show by LL-HLS", (HlsNotReady, HlsUnavailable)),
    hls_route(
        "/hls/{show}/take/{take}/{rendition}.m3u8",
        media_playlist,
        "A rendition's playlist",
        (HlsGone, HlsRequestInvalid),
    ),
    hls_route("/hls/{show}/take/{take}/{rendition}/{file}", piece, "A part or segment", (HlsGone,)),
)
