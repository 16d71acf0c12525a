"""Replays over HTTP, for their sellers: how the recording went, hide, trim, captions, download, delete."""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.replays import jpeg, require_over
from server.http.route import Access, Route
from server.http.show_access import hosted_show
from server.recordings import (
    DownloadBusy,
    DownloadFailed,
    NoRoomToDownload,
    RecordingNotFound,
    RecordingState,
)
from server.replays import CaptionsInvalid, ReplayChange, TooManyCaptions, TrimInvalid
from server.shows import ShowNotFound

CAPTIONS_BYTES = 1 << 19
# Reading and writing an hour of a show on a slow disk; the answer begins after that.
DOWNLOAD_SECONDS = 180.0
# What is hidden or cut off is in it too: no cache between the server and the seller may keep it.
SELLER_CACHE = "private, max-age=86400"

Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class RecordingView(RecordingState, frozen=True, kw_only=True):
    """How a recording goes, and what its seller made of it.

    Attributes:
        hidden: Nobody can watch it.
        begin_seconds: From where on it is shown, on the clock of the whole recording.
        end_seconds: Up to where.
        captions: The languages in which there are captions.
    """

    hidden: bool
    begin_seconds: float
    end_seconds: float
    captions: list[str]


class Captions(msgspec.Struct, frozen=True, kw_only=True):
    """The languages in which a replay has captions."""

    items: list[str]


class Moment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment of the whole recording."""

    at_seconds: Annotated[float, Meta(ge=0, le=1e6)] = 0.0


async def read_recording(call: Call, show: str) -> RecordingView:
    """How the recording goes, for the seller."""
    await hosted_show(call, show)
    return await view(call, show)


async def change_recording(call: Call, show: str, body: ReplayChange) -> RecordingView:
    """Hide or show the replay, or cut its ends off at the nearest boundaries of segments."""
    await ended_show(call, show)
    await call.services.replays.change(show, body)
    return await view(call, show)


async def delete_recording(call: Call, show: str) -> None:
    """Delete the recording for good, its captions and clips as well."""
    await ended_show(call, show)
    await call.services.recordings.delete(show)


async def read_still(call: Call, show: str, query: Moment) -> web.Response:
    """The picture of any moment of the recording, to choose by."""
    await ended_show(call, show)
    recordings = call.services.recordings
    whole = await recordings.recording(show)
    last_ms = whole.ends_ms - 1
    picture = await recordings.still(show, min(whole.epoch_at(query.at_seconds), last_ms))
    return jpeg(picture, SELLER_CACHE)


async def put_captions(call: Call, show: str, language: Language, body: str) -> Captions:
    """Upload captions as WebVTT, with the times of the replay as it is shown, over the old ones."""
    await ended_show(call, show)
    return Captions(items=await call.services.replays.put_captions(show, language, body))


async def delete_captions(call: Call, show: str, language: Language) -> Captions:
    """Delete the captions of a language."""
    await ended_show(call, show)
    return Captions(items=await call.services.replays.delete_captions(show, language))


async def download(call: Call, show: str) -> web.FileResponse:
    """The replay as one MP4 file, remuxed; a download that broke off can be gone on with."""
    await ended_show(call, show)
    edit = await call.services.replays.edit(show)
    path = await call.services.recordings.download(show, edit.cut)
    name = f"{show}.mp4"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.FileResponse(path, headers=headers)


async def ended_show(call: Call, show_id: str) -> None:
    """Let only the seller of a show in, and only once it is over.

    Raises:
        ShowNotFound, SignInRequired, NotAllowed, RecordingNotFound: see there.
    """
    await hosted_show(call, show_id)
    await require_over(call, show_id)


async def view(call: Call, show_id: str) -> RecordingView:
    """Put together what a seller sees of a recording."""
    services = call.services
    state = await services.recordings.state(show_id)
    edit = await services.replays.edit(show_id)
    whole = state.recording
    begin = whole.seconds_at(edit.cut.begins_ms) if whole and edit.cut.begins_ms is not None else 0.0
    end = whole.seconds_at(edit.cut.ends_ms) if whole and edit.cut.ends_ms is not None else None
    return RecordingView(
        **msgspec.structs.asdict(state),
        hidden=edit.hidden,
        begin_seconds=begin,
        end_seconds=end if end is not None else whole.seconds if whole else 0.0,
        captions=await services.replays.caption_languages(show_id),
    )


HOST = (ShowNotFound, SignInRequired, NotAllowed)
OVER = (*HOST, RecordingNotFound)
PATH = "/api/v1/shows/{show}/recording"

ROUTES = (
    Route("GET", PATH, read_recording, "Read how a show's recording goes", Access.SELLER, HOST),
    Route("PATCH", PATH, change_recording, "Hide or trim a replay", Access.SELLER, (*OVER, TrimInvalid)),
    Route("DELETE", PATH, delete_recording, "Delete a show's recording", Access.SELLER, OVER),
    Route(
        "GET",
        f"{PATH}/still",
        read_still,
        "The picture of a moment",
        Access.SELLER,
        OVER,
        produces="image/jpeg",
    ),
    Route(
        "PUT",
        f"{PATH}/captions/{{language}}",
        put_captions,
        "Upload captions",
        Access.SELLER,
        (*OVER, CaptionsInvalid, TooManyCaptions),
        consumes="text/vtt",
        max_body_bytes=CAPTIONS_BYTES,
        body_seconds=30.0,
    ),
    Route(
        "DELETE",
        f"{PATH}/captions/{{language}}",
        delete_captions,
        "Delete captions",
        Access.SELLER,
        OVER,
    ),
    Route(
        "GET",
        f"{PATH}.mp4",
        download,
        "Download a replay",
        Access.SELLER,
        (*OVER, DownloadBusy, DownloadFailed, NoRoomToDownload),
        produces="video/mp4",
        timeout_seconds=DOWNLOAD_SECONDS,
    ),
)
