"""Reading and writing pictures: their rows, their files, and the names of both."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa

from server.inserts import insert_once
from server.pictures.rendering import Rendered
from server.pictures.tables import pictures

FOLDER = "pictures"
MIDDLE = 800
"""A page that knows no sizes, or a mail, gets one that is no wider: sharp enough, and not heavy."""
NAME = re.compile(r"(?P<id>[0-9a-f]{32})-(?P<width>[1-9][0-9]{0,3})\.webp", re.ASCII)


class PictureSize(msgspec.Struct, frozen=True, kw_only=True):
    """One size of a picture, in pixels."""

    url: str
    width: int
    height: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as products name it: `url` is of the middle size, `sizes` has all, the smallest first."""

    url: str
    width: int
    height: int
    sizes: list[PictureSize]


def address(picture_id: str, width: int) -> str:
    """Return the path under which a size is served."""
    return f"/{FOLDER}/{picture_id}-{width}.webp"


def picture_in(url: str) -> str | None:
    """Return the id of the picture that a path names, or None if it names none of ours."""
    match = NAME.fullmatch(url.removeprefix(f"/{FOLDER}/")) if url.startswith(f"/{FOLDER}/") else None
    return match["id"] if match else None


def view(picture_id: str, sizes: Iterable[dict[str, int]]) -> Picture:
    """Put together what products and pages need of a picture."""
    shown = [PictureSize(url=address(picture_id, size["width"]), **size) for size in sizes]
    middle = [size for size in shown if size.width <= MIDDLE][-1:] or shown[:1]
    return Picture(url=middle[0].url, width=middle[0].width, height=middle[0].height, sizes=shown)


def load(conn: sa.Connection, seller_id: str, ids: Sequence[str]) -> dict[str, Picture]:
    """Load a seller's pictures by their ids; unknown ones are left out."""
    query = sa.select(pictures.c.id, pictures.c.sizes).where(
        pictures.c.seller_id == seller_id, pictures.c.id.in_(ids)
    )
    return {row.id: view(row.id, row.sizes) for row in conn.execute(query)}


def want(conn: sa.Connection, seller_id: str, ids: Sequence[str], now_ms: int) -> dict[str, Picture]:
    """Load a seller's pictures and note that they are wanted now, so that no sweep takes them meanwhile."""
    wanted = sa.update(pictures).where(pictures.c.seller_id == seller_id, pictures.c.id.in_(ids))
    conn.execute(wanted.values(wanted_ms=now_ms))
    return load(conn, seller_id, ids)


def want_all(conn: sa.Connection, ids: Sequence[str], now_ms: int) -> None:
    """Note that pictures are wanted now, whoever uploaded them."""
    conn.execute(sa.update(pictures).where(pictures.c.id.in_(ids)).values(wanted_ms=now_ms))


def insert(conn: sa.Connection, seller_id: str, rendered: Rendered, now_ms: int) -> None:
    """Note a picture; one that the seller has already is wanted anew."""
    sizes = [{"width": size.width, "height": size.height} for size in rendered.sizes]
    stored = sum(len(size.data) for size in rendered.sizes)
    times = {"created_ms": now_ms, "wanted_ms": now_ms}
    if not insert_once(
        conn, pictures, seller_id=seller_id, id=rendered.id, sizes=sizes, bytes=stored, **times
    ):
        want(conn, seller_id, [rendered.id], now_ms)


def count(conn: sa.Connection, seller_id: str) -> int:
    """Count a seller's pictures."""
    query = sa.select(sa.func.count()).select_from(pictures).where(pictures.c.seller_id == seller_id)
    return int(conn.execute(query).scalar_one())


def idle(conn: sa.Connection, before_ms: int, limit: int) -> list[tuple[str, Picture]]:
    """List pictures that nobody asked for since then, with their ids, the longest unwanted first."""
    query = sa.select(pictures.c.id, pictures.c.sizes).where(pictures.c.wanted_ms < before_ms)
    rows = conn.execute(query.order_by(pictures.c.wanted_ms).limit(limit)).all()
    return [(row.id, view(row.id, row.sizes)) for row in rows]


def forget(conn: sa.Connection, ids: Sequence[str], before_ms: int) -> set[str]:
    """Delete rows that are still unwanted; return the ids of which no seller has a row any more."""
    conn.execute(sa.delete(pictures).where(pictures.c.id.in_(ids), pictures.c.wanted_ms < before_ms))
    kept = set(conn.execute(sa.select(pictures.c.id).where(pictures.c.id.in_(ids))).scalars())
    return set(ids) - kept


def write_files(folder: Path, rendered: Rendered) -> None:
    """Write every size; a reader never sees half a file. Blocks."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in rendered.sizes:
        path = folder / Path(address(rendered.id, size.width)).name
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(size.data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def remove_files(folder: Path, ids: Iterable[str]) -> None:
    """Remove every size of pictures. Blocks."""
    for picture_id in ids:
        for path in folder.glob(f"{picture_id}-*.webp"):
            path.unlink(missing_ok=True)
