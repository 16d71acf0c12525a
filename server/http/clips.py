"""Clips over HTTP: cut out of a replay by its seller, watched and shared by everybody."""

import msgspec
from aiohttp import web

from server.http.call import Call
from server.http.hls import CORS, FRESH, hls_route, playlist
from server.http.replay_editing import OVER, ended_show
from server.http.replays import WATCH, Chapter, chapters_in, jpeg, require_over, still_of_chapter
from server.http.route import Access, Route
from server.recordings import Cut
from server.replays import Clip, ClipDraft, ClipInvalid, ClipNotFound, TooManyClips


class ClipView(msgspec.Struct, frozen=True, kw_only=True):
    """A clip, ready to be watched.

    Attributes:
        page_url: Its own page, to be shared.
        url: The multivariant playlist.
        seconds: How long it is.
        chapters: What is on screen; the clip's own product from its beginning on, if it has one.
        still_url: Its first picture.
    """

    id: str
    show_id: str
    title: str
    product_id: str | None
    created_ms: int
    page_url: str
    url: str
    seconds: float
    chapters: list[Chapter]
    still_url: str


class Clips(msgspec.Struct, frozen=True, kw_only=True):
    """The clips of a show, the latest first."""

    items: list[ClipView]


async def list_clips(call: Call, show: str) -> Clips:
    """The clips of a show."""
    await require_over(call, show)
    return Clips(items=[await view(call, clip) for clip in await call.services.replays.clips(show)])


async def read_clip(call: Call, show: str, clip: str) -> ClipView:
    """One clip."""
    await require_over(call, show)
    return await view(call, await call.services.replays.clip(show, clip))


async def make_clip(call: Call, show: str, body: ClipDraft) -> ClipView:
    """Cut a clip out of a replay, at the nearest keyframes."""
    await ended_show(call, show)
    record = await call.services.shows.show(show)
    if body.product_id is not None and body.product_id not in record.product_ids:
        raise ClipInvalid("This product is not in the show's line-up. Choose one of those.")
    return await view(call, await call.services.replays.make_clip(show, body))


async def delete_clip(call: Call, show: str, clip: str) -> None:
    """Delete a clip; its page is gone at once."""
    await ended_show(call, show)
    await call.services.replays.delete_clip(show, clip)


async def entry(call: Call, show: str, clip: str) -> web.Response:
    """The multivariant playlist of a clip."""
    cut = await cut_of(call, show, clip)
    return playlist(await call.services.recordings.entry(show, cut, f"clip-{clip}"), FRESH)


async def media_playlist(call: Call, show: str, clip: str, rendition: str) -> web.Response:
    """One rendition of a clip."""
    cut = await cut_of(call, show, clip)
    return playlist(await call.services.recordings.playlist(show, rendition, cut), FRESH)


async def still(call: Call, show: str, clip: str) -> web.Response:
    """The first picture of a clip."""
    cut = await cut_of(call, show, clip)
    return jpeg(await call.services.recordings.still(show, cut.begins_ms or 0, cut))


async def chapter_still(call: Call, show: str, clip: str, chapter: int) -> web.Response:
    """The picture of a chapter as the clip has it, also where the replay itself is hidden."""
    return await still_of_chapter(call, show, chapter, await cut_of(call, show, clip))


async def cut_of(call: Call, show_id: str, clip_id: str) -> Cut:
    """What is played of a clip; raises ClipNotFound."""
    return (await call.services.replays.clip(show_id, clip_id)).cut


async def view(call: Call, clip: Clip) -> ClipView:
    """Put together a clip."""
    recording = await call.services.recordings.recording(clip.show_id, clip.cut)
    folder = f"/hls/{clip.show_id}/clip-{clip.id}"
    chapters = await chapters_in(call, clip.show_id, recording, f"{folder}/chapters")
    if clip.product_id is not None:
        products = await call.services.checkout.products(ids=[clip.product_id])
        title = products[0].title if products else None
        only = Chapter(product_id=clip.product_id, title=title, at_seconds=0.0, still_url=f"{folder}.jpg")
        chapters = [only]
    return ClipView(
        id=clip.id,
        show_id=clip.show_id,
        title=clip.title,
        product_id=clip.product_id,
        created_ms=clip.created_ms,
        page_url=f"/s/{clip.show_id}/clip/{clip.id}",
        url=f"{folder}.m3u8",
        seconds=recording.seconds,
        chapters=chapters,
        still_url=f"{folder}.jpg",
    )


SEEN = (*WATCH, ClipNotFound)

ROUTES = (
    Route("GET", "/api/v1/shows/{show}/clips", list_clips, "List a show's clips", errors=WATCH),
    Route(
        "POST",
        "/api/v1/shows/{show}/clips",
        make_clip,
        "Make a clip",
        Access.SELLER,
        (*OVER, ClipInvalid, TooManyClips),
        status=201,
    ),
    Route("GET", "/api/v1/shows/{show}/clips/{clip}", read_clip, "Read a clip", errors=SEEN),
    Route("DELETE", "/api/v1/shows/{show}/clips/{clip}", delete_clip, "Delete a clip", Access.SELLER, OVER),
    hls_route("/hls/{show}/clip-{clip}.m3u8", entry, "Watch a clip", SEEN),
    hls_route("/hls/{show}/clip-{clip}/{rendition}.m3u8", media_playlist, "A rendition of a clip", SEEN),
    Route(
        "GET",
        "/hls/{show}/clip-{clip}.jpg",
        still,
        "The first picture of a clip",
        Access.UNASKED,
        SEEN,
        produces="image/jpeg",
        headers=CORS,
    ),
    Route(
        "GET",
        "/hls/{show}/clip-{clip}/chapters/{chapter}.jpg",
        chapter_still,
        "The picture of a chapter of a clip",
        Access.UNASKED,
        SEEN,
        produces="image/jpeg",
        headers=CORS,
    ),
)
