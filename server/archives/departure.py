"""Takes a show that is over out of a shop, into a folder."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from chat import Message, News
from server.archives import contents as files
from server.archives import folder
from server.archives.contents import Asked, Contents, Polled
from server.archives.errors import ArchiveRefused
from server.archives.shop import Shop
from server.pictures import picture_in
from server.shows import ShowNotFound, ShowStatus

_AT_ONCE = 500
_UNTIL_MS = 4_102_444_800_000  # the year 2100


async def take_out(shop: Shop, show_id: str, target: Path) -> Contents:
    """Write a show into a new folder; nothing of it changes in the shop.

    What was taken away by a moderator, or could be read by few, is not written.

    Raises:
        ArchiveRefused: there is no such show, it is not over, or the folder is there already.
        OSError: the disk is full, or will not have it. What was written so far is gone again.
    """
    contents = await _contents(shop, show_id)
    part = await asyncio.to_thread(folder.begin, target)
    try:
        await _write(shop, contents, part)
        await asyncio.to_thread(folder.finish, part, target)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, part, ignore_errors=True)
        raise
    return contents


async def _contents(shop: Shop, show_id: str) -> Contents:
    try:
        show = await shop.shows.show(show_id)
    except ShowNotFound as missing:
        raise ArchiveRefused(f"There is no show {show_id!r}.") from missing
    if show.status is not ShowStatus.ENDED:
        raise ArchiveRefused("This show is not over. End it first: an archive is of a whole show.")
    contents = Contents(
        format=files.FORMAT,
        archived_ms=shop.now_ms(),
        show=show,
        pins=await shop.shows.pin_log(show_id),
        replay=await shop.replays.made_of(show_id),
        products=[],
    )
    ids = list(dict.fromkeys(contents.product_ids()))
    found = await shop.checkout.products(seller_id=show.seller_id, ids=ids)
    return msgspec.structs.replace(contents, products=found)


async def _write(shop: Shop, contents: Contents, part: Path) -> None:
    show = contents.show
    questions, polls = await shop.transcript.questions(show.id), await shop.transcript.polls(show.id)
    await asyncio.to_thread(_put, part / files.CONTENTS, files.encode(contents))
    await asyncio.to_thread(_put, part / files.QUESTIONS, files.encode(Asked(*questions)))
    await asyncio.to_thread(_put, part / files.POLLS, files.encode(Polled(*polls)))
    async for event in _talk(shop, show.id):
        await asyncio.to_thread(_put, part / files.TALK, event)
    async for orders in shop.checkout.after_sales.of_show(show.seller_id, show.id):
        await asyncio.to_thread(_put, part / files.ORDERS, b"".join(map(files.line, orders)))
    await asyncio.to_thread(_copy_pictures, shop, contents, part / files.PICTURES)
    await shop.recordings.copy_out(show.id, part / files.VIDEO)


async def _talk(shop: Shop, show_id: str) -> AsyncIterator[bytes]:
    """The lines of what was said and sold, some hundreds at a time."""
    after: int | None = 0
    while after is not None:
        passage = await shop.transcript.passage(
            show_id, from_ms=0, until_ms=_UNTIL_MS, after=after, limit=_AT_ONCE
        )
        events: list[Message | News] = passage.events
        yield b"".join(map(files.line, events))
        after = passage.next


def _put(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def _copy_pictures(shop: Shop, contents: Contents, target: Path) -> None:
    """Copy the largest size of each picture; drawings that come with the program stay out."""
    target.mkdir()
    for url in contents.picture_urls():
        picture_id, largest = picture_in(url), shop.pictures.largest(url)
        if largest is not None:
            shutil.copyfile(largest, target / f"{picture_id}.webp")
