"""Replays over HTTP, for those who watch: what a show left behind, its chapters and its captions."""

import msgspec
from aiohttp import web

from checkout import Product
from server.http.call import Call
from server.http.hls import CORS, FRESH, hls_route, playlist
from server.http.route import Access, Route
from server.recordings import Cut, Recording, RecordingNotFound
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
        captions: The languages in which there are captions.
    """

    url: str
    seconds: float
    chapters: list[Chapter]
    captions: list[str]


async def read_replay(call: Call, show: str) -> Replay:
    """The replay of a show that has ended."""
    recording = await call.services.recordings.recording(show, await published(call, show))
    return Replay(
        url=f"/hls/{show}/replay.m3u8",
        seconds=recording.seconds,
        chapters=await chapters_in(call, show, recording, f"/hls/{show}/chapters"),
        captions=await call.services.replays.caption_languages(show),
    )


async def chapters_in(call: Call, show_id: str, recording: Recording, stills: str) -> list[Chapter]:
    """The chapters of a replay, or of a part of it, whose pictures are below ``stills``."""
    pins = await chapter_pins(call, show_id)
    ids = sorted({pin.product_id for pin in pins if pin.product_id is not None})
    products = await call.services.checkout.products(ids=ids) if ids else []
    return chapters_of(stills, recording, pins, products)


def chapters_of(
    stills: str, recording: Recording, pins: list[PinEntry], products: list[Product]
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
            still_url=f"{stills}/{number}.jpg",
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
    return await still_of_chapter(call, show, chapter, await published(call, show))


async def still_of_chapter(call: Call, show_id: str, chapter: int, cut: Cut) -> web.Response:
    """The picture of a chapter in what is played; raises RecordingNotFound."""
    pins = await chapter_pins(call, show_id)
    if not 0 <= chapter < len(pins):
        raise RecordingNotFound(_MISSING)
    return jpeg(await call.services.recordings.still(show_id, captured_ms(pins[chapter]), cut))


def jpeg(picture: bytes, cache: str = _STILL_CACHE) -> web.Response:
    """Answer with a still."""
    return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": cache})


async def entry(call: Call, show: str) -> web.Response:
    """The multivariant playlist of a replay."""
    return playlist(await call.services.recordings.entry(show, await published(call, show)), FRESH)


async def media_playlist(call: Call, show: str, rendition: str) -> web.Response:
    """One rendition's playlist, seekable from end to end."""
    cut = await published(call, show)
    return playlist(await call.services.recordings.playlist(show, rendition, cut), FRESH)


async def captions(call: Call, show: str, language: str) -> web.Response:
    """The captions of a replay in a language."""
    await require_over(call, show)
    text = await call.services.replays.captions(show, language)
    return web.Response(text=text, content_type="text/vtt", charset="utf-8", headers={"Cache-Control": FRESH})


async def published(call: Call, show_id: str) -> Cut:
    """What everybody may watch of a show that is over.

    Raises:
        ShowNotFound: no show has this id.
        RecordingNotFound: it has not ended, or its seller hides it.
    """
    await require_over(call, show_id)
    return await call.services.replays.published(show_id)


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

ROUTES = (
    Route("GET", "/api/v1/shows/{show}/replay", read_replay, "Read a show's replay", errors=WATCH),
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
    Route(
        "GET",
        "/hls/{show}/captions/{language}.vtt",
        captions,
        "The captions of a replay",
        Access.UNASKED,
        WATCH,
        produces="text/vtt",
        headers=CORS,
    ),
)
