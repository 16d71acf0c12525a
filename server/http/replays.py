"""Replays over HTTP: what a show left behind, its chapters, and the seller's hand on it."""

import msgspec
from aiohttp import web

from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.hls import FRESH, hls_route, playlist
from server.http.route import Access, Route
from server.http.show_access import hosted_show
from server.recordings import RecordingNotFound, RecordingState
from server.shows import ShowNotFound, ShowStatus

_MISSING = "There is no replay of this show."


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """A product on screen.

    Attributes:
        product_id: None: nothing from then on.
        at_seconds: In the replay, where gaps are left out.
    """

    product_id: str | None
    at_seconds: float


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What can be watched of a show that is over.

    Attributes:
        url: The multivariant playlist.
        seconds: How long it is.
        chapters: From the log of pins, in order.
    """

    url: str
    seconds: float
    chapters: list[Chapter]


async def read_replay(call: Call, show: str) -> Replay:
    """The replay of a show that has ended."""
    await require_over(call, show)
    recording = await call.services.recordings.recording(show)
    pins = await call.services.shows.pin_log(show)
    chapters = [
        Chapter(product_id=pin.product_id, at_seconds=recording.seconds_at(pin.capture_ms or pin.pinned_ms))
        for pin in pins
    ]
    return Replay(url=f"/hls/{show}/replay.m3u8", seconds=recording.seconds, chapters=chapters)


async def entry(call: Call, show: str) -> web.Response:
    """The multivariant playlist of a replay."""
    await require_over(call, show)
    return playlist(await call.services.recordings.entry(show), FRESH)


async def media_playlist(call: Call, show: str, rendition: str) -> web.Response:
    """One rendition's playlist, seekable from end to end."""
    await require_over(call, show)
    return playlist(await call.services.recordings.playlist(show, rendition), FRESH)


async def read_recording(call: Call, show: str) -> RecordingState:
    """How the recording goes, for the seller."""
    await hosted_show(call, show)
    return await call.services.recordings.state(show)


async def delete_recording(call: Call, show: str) -> None:
    """Delete the recording for good."""
    await hosted_show(call, show)
    await require_over(call, show)
    await call.services.recordings.delete(show)


async def require_over(call: Call, show_id: str) -> None:
    """Let nobody into the recording of a show that goes on.

    Raises:
        ShowNotFound: no show has this id.
        RecordingNotFound: it has not ended.
    """
    show = await call.services.shows.show(show_id)
    if show.status is not ShowStatus.ENDED:
        raise RecordingNotFound(_MISSING)


WATCH = (ShowNotFound, RecordingNotFound)
HOST = (ShowNotFound, SignInRequired, NotAllowed)

ROUTES = (
    Route("GET", "/api/v1/shows/{show}/replay", read_replay, "Read a show's replay", errors=WATCH),
    Route(
        "GET",
        "/api/v1/shows/{show}/recording",
        read_recording,
        "Read how a show's recording goes",
        Access.SELLER,
        HOST,
    ),
    Route(
        "DELETE",
        "/api/v1/shows/{show}/recording",
        delete_recording,
        "Delete a show's recording",
        Access.SELLER,
        (*HOST, RecordingNotFound),
    ),
    hls_route("/hls/{show}/replay.m3u8", entry, "Watch a show's replay", WATCH),
    hls_route("/hls/{show}/replay/{rendition}.m3u8", media_playlist, "A rendition of a replay", WATCH),
)
