"""What a show's beginning, pause and end do: the picture moves the show, the show moves everything else."""

from chat import Announcement
from media import StreamInterrupted, StreamLive
from server.reactions.rooms import Rooms
from server.shows import ShowClosed, ShowNotFound, ShowPlanned, ShowStatus, ShowStatusChanged


async def put_on_air(rooms: Rooms, event: StreamLive) -> None:
    """The seller's picture is there, from the browser or from an encoder: the show is live."""
    await move_show(rooms, event.stream_id, ShowStatus.LIVE)


async def record(rooms: Rooms, event: StreamLive) -> None:
    """What is sent is written from its first picture on, if this server records."""
    if rooms.records:
        await rooms.media.begin_writing(event.stream_id)


async def send_on(rooms: Rooms, event: StreamLive) -> None:
    """What is sent goes on to the seller's other platforms, if any are switched on."""
    try:
        show = await rooms.shows.show(event.stream_id)
    except ShowNotFound:
        return
    if show.status is not ShowStatus.ENDED:  # of one that ended meanwhile no goodbye would follow
        await rooms.destinations.begin(show.seller_id, show.id)


async def say_goodbye(rooms: Rooms, event: ShowStatusChanged) -> None:
    """An ended show ends on the seller's other platforms too."""
    if event.status is ShowStatus.ENDED:
        show = await rooms.shows.show(event.show_id)
        await rooms.destinations.end(show.seller_id, show.id)


async def wait_for_picture(rooms: Rooms, event: StreamInterrupted) -> None:
    """The seller's picture is gone: viewers stay, and see that it is awaited."""
    await move_show(rooms, event.stream_id, ShowStatus.INTERRUPTED)


async def move_show(rooms: Rooms, show_id: str, to: ShowStatus) -> None:
    """Move the show unless it was ended in the meantime."""
    try:
        await rooms.shows.move(show_id, to)
    except ShowNotFound:
        return
    except ShowClosed:
        await rooms.media.end_stream(show_id)


async def tell_status(rooms: Rooms, event: ShowStatusChanged) -> None:
    """Everybody in the room sees the show begin, pause and end."""
    payload: dict[str, object] = {"status": event.status.value, "at_ms": event.at_ms}
    await rooms.chat.announce(
        event.show_id,
        Announcement(event_id=event.event_id, kind="show", payload=payload, sticky="show"),
    )


async def stop_stream(rooms: Rooms, event: ShowStatusChanged) -> None:
    """An ended show takes its publisher and viewers off the relay."""
    if event.status is ShowStatus.ENDED:
        await rooms.media.end_stream(event.show_id)


async def note_plan(rooms: Rooms, event: ShowPlanned) -> None:
    """Who follows the seller hears of the show, and who asked for it is reminded before it starts."""
    await rooms.notices.show_planned(event.show_id, event.starts_ms)


async def note_start(rooms: Rooms, event: ShowStatusChanged) -> None:
    """Who follows the seller or asked for the show hears that it is on air."""
    if event.status is ShowStatus.LIVE:
        await rooms.notices.show_began(event.show_id)
