"""Replays over HTTP: what a show left behind, its chapters with pictures, and the seller's hand on it."""

import msgspec
from aiohttp import web

from checkout import Product
from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.hls import CORS, FRESH, hls_route, playlist
from server.http.route import Access, Route
from server.http.show_access import hosted_show
from server.recordings import Recording, RecordingNotFound, RecordingState
from server.shows import PinEntry, ShowNotFound, ShowStatus

_MISSING = "There is no replay of this show."
# A keyframe that is decoded once; as long as the segments that it comes from.
_STILL_CACHE = "public, max-age=86400"
_MOST_CHAPTERS = 500


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """A product on screen.

    Attributes:
        product_id: None: nothing from then on.
        title: The product's; None without a product, and where it is not there any more.
        at_seconds: In the replay, where gaps are left out.
        still_url: The picture of that moment, a small JPEG.
    """

    product_id: str | None
    title: str | None
    at_seconds: float
    still_url: str


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
    pins = await chapter_pins(call, show)
    ids = sorted({pin.product_id for pin in pins if pin.product_id is not None})
    products = await call.services.checkout.products(ids=ids) if ids else []
    return Replay(
        url=f"/hls/{show}/replay.m3u8",
        seconds=recording.seconds,
        chapters=chapters_of(show, recording, pins, products),
    )


def chapters_of(
    show_id: str, recording: Recording, pins: list[PinEntry], products: list[Product]
) -> list[Chapter]:
    """Put the log of pins on the replay's clock; several within one moment leave only the last."""
    titles = {product.id: product.title for product in products}
    chapters: dict[float, Chapter] = {}
    for number, pin in enumerate(pins):
        at_seconds = recording.seconds_at(captured_ms(pin))
        if at_seconds >= recording.seconds:
            break  # there is no picture any more to show it in
        chapters[at_seconds] = Chapter(
            product_id=pin.product_id,
            title=titles.get(pin.product_id or ""),
            at_seconds=at_seconds,
            still_url=f"/hls/{show_id}/chapters/{number}.jpg",
        )
    return list(chapters.values())


def captured_ms(pin: PinEntry) -> int:
    """When the frame was captured that a pin belongs to."""
    return pin.capture_ms or pin.pinned_ms


async def chapter_pins(call: Call, show_id: str) -> list[PinEntry]:
    """The pins that make chapters; a number of them stays what it is."""
    return (await call.services.shows.pin_log(show_id))[:_MOST_CHAPTERS]


async def chapter_still(call: Call, show: str, chapter: int) -> web.Response:
    """The picture at the beginning of a chapter."""
    await require_over(call, show)
    pins = await chapter_pins(call, show)
    if not 0 <= chapter < len(pins):
        raise RecordingNotFound(_MISSING)
    picture = await call.services.recordings.still(show, captured_ms(pins[chapter]))
    return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": _STILL_CACHE})


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
    Route(
        "GET",
        "/hls/{show}/chapters/{chapter}.jpg",
        chapter_still,
        "The picture of a chapter",
        Access.UNASKED,
        WATCH,
        produces="image/jpeg",
        headers=CORS,
    ),
)
