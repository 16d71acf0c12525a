"""Puts an archived show into a shop, as a show that is over."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from chat import Entry
from checkout import Image, Product, ProductDraft, described
from server.archives import contents as files
from server.archives import folder as folders
from server.archives.contents import Asked, Contents, Polled
from server.archives.errors import ArchiveDamaged, ArchiveRefused
from server.archives.shop import Shop
from server.pictures import Picture, picture_in

_AT_ONCE = 500


async def bring_in(shop: Shop, folder: Path, email: str) -> Contents:
    """Put an archived show into the shop of the account with this e-mail.

    Products that the shop does not have come as drafts without stock; those that it has stay as they are.
    The orders stay in the folder: their money was taken by another till. The show itself is written last, so
    that a run that was broken off leaves nothing that anybody sees, and can simply be repeated.

    Raises:
        ArchiveRefused: there is no such shop, or the show or one of its products is somebody's here.
        ArchiveDamaged: the folder is not what was written.
    """
    read, asked, polled = await asyncio.to_thread(_read, folder)
    seller_id = await _seller(shop, email)
    if await shop.shows.status(read.show.id) is not None:
        raise ArchiveRefused(f"The show {read.show.id!r} is here already.")
    missing = await _missing(shop, seller_id, read.products)
    if await shop.recordings.copy_in(read.show.id, folder / files.VIDEO):
        await shop.replays.put_all(read.show.id, read.replay)
    pictures = await _bring_pictures(shop, seller_id, folder / files.PICTURES, read)
    for product in missing:
        await shop.checkout.save_product(_draft(product, seller_id, pictures))
    await _bring_talk(shop, read.show.id, folder / files.TALK, asked, polled)
    poster = read.show.poster_url
    if poster is not None and poster in pictures:
        poster = pictures[poster].url
    await shop.shows.bring_in(
        msgspec.structs.replace(read.show, seller_id=seller_id, poster_url=poster, pinned=None), read.pins
    )
    return read


def _read(folder: Path) -> tuple[Contents, Asked, Polled]:
    """Check everything before anything is taken. Blocks."""
    folders.check(folder)
    wanted = (files.CONTENTS, files.QUESTIONS, files.POLLS, files.TALK)
    for name in wanted:
        if not (folder / name).is_file():
            raise ArchiveDamaged(f"{name} is missing.")
    for _ in _talk(folder / files.TALK):
        pass
    contents, asked, polled = ((folder / name).read_bytes() for name in wanted[:3])
    return (
        files.read_contents(contents),
        files.decode(asked, Asked, files.QUESTIONS),
        files.decode(polled, Polled, files.POLLS),
    )


def _talk(path: Path) -> Iterator[list[Entry]]:
    """Read the talk, some hundreds of lines at a time. Blocks."""
    entries: list[Entry] = []
    with path.open("rb") as file:
        for row in file:
            entries.append(files.entry(row))
            if len(entries) == _AT_ONCE:
                yield entries
                entries = []
    yield entries


async def _seller(shop: Shop, email: str) -> str:
    account = await shop.accounts.account_by_email(email)
    if account is None or account.seller_id is None:
        raise ArchiveRefused(f"{email} has no shop here. Name the address with which a seller signs in.")
    return account.seller_id


async def _missing(shop: Shop, seller_id: str, products: list[Product]) -> list[Product]:
    here = {each.id: each for each in await shop.checkout.products(ids=[each.id for each in products])}
    for product in products:
        if product.id in here and here[product.id].seller_id != seller_id:
            raise ArchiveRefused(f"The product {product.title!r} belongs to another shop here.")
    return [product for product in products if product.id not in here]


async def _bring_pictures(shop: Shop, seller_id: str, folder: Path, read: Contents) -> Mapping[str, Picture]:
    """Take every picture as if the seller had uploaded it; returns them by the addresses that they had."""
    taken: dict[str, Picture] = {}
    for url in read.picture_urls():
        file = folder / f"{picture_in(url)}.webp"
        if url not in taken and await asyncio.to_thread(file.is_file):
            taken[url] = await shop.pictures.take(seller_id, await asyncio.to_thread(file.read_bytes))
    return taken


def _draft(product: Product, seller_id: str, pictures: Mapping[str, Picture]) -> ProductDraft:
    """Describe a product anew, under the ids that the show's pins and talk know it by."""
    draft = described(product)
    return msgspec.structs.replace(
        draft,
        seller_id=seller_id,
        currency=product.currency,
        images=[_image(image, pictures) for image in product.images],
        variants=[msgspec.structs.replace(variant, stock=0) for variant in draft.variants],
        status="draft",
    )


def _image(image: Image, pictures: Mapping[str, Picture]) -> Image:
    picture = pictures.get(image.url)
    if picture is None:
        return image
    return msgspec.convert(msgspec.to_builtins(picture) | {"alt": image.alt}, Image)


async def _bring_talk(shop: Shop, show_id: str, path: Path, asked: Asked, polled: Polled) -> None:
    """Write the talk into the chat's room; what an earlier run has written stays as it is."""
    await shop.chat.open_room(show_id, fresh_epoch=shop.new_id(), entries=0)
    last = 0
    chunks = _talk(path)
    while chunk := await asyncio.to_thread(next, chunks, None):
        await shop.chat.append(show_id, chunk)
        last = chunk[-1].offset
    await shop.chat.append(show_id, [*asked.questions, *asked.votes, *polled.polls, *polled.votes])
    await shop.chat.close_room(show_id, last)
