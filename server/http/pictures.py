"""Pictures over HTTP: a seller sends one, everybody may look at it for ever."""

from aiohttp import web

from server.db import StorageFull
from server.http.call import Call
from server.http.refusals import RouteNotFound
from server.http.route import Access, Route
from server.pictures import Picture
from server.pictures.errors import (
    PictureDamaged,
    PictureLimit,
    PicturesBusy,
    PictureTooLarge,
    PictureTypeUnsupported,
)
from server.pictures.service import UPLOAD_BYTES

# A name is the hash of what it shows, so what it shows never changes.
FOR_EVER = "public, max-age=31536000, immutable"
UPLOAD_SECONDS = 120.0  # 15 MiB at 1 Mbit/s
RENDER_SECONDS = 60.0


async def upload(call: Call, body: bytes) -> Picture:
    """Take a JPEG, PNG or WebP; what is served is made of its pixels alone."""
    return await call.services.pictures.take(call.seller_id, body)


async def read_picture(call: Call, name: str) -> web.FileResponse:
    """Send one size of a picture.

    Raises:
        RouteNotFound: There is none of this name.
    """
    file = call.services.pictures.file(name)
    if file is None or not file.is_file():
        raise RouteNotFound
    return web.FileResponse(file, headers={"Content-Type": "image/webp", "Cache-Control": FOR_EVER})


ROUTES = (
    Route(
        "POST",
        "/api/v1/studio/pictures",
        upload,
        "Upload a picture",
        Access.SELLER,
        (
            PictureTypeUnsupported,
            PictureDamaged,
            PictureTooLarge,
            PictureLimit,
            PicturesBusy,
            StorageFull,
        ),
        status=201,
        consumes="image/*",
        max_body_bytes=UPLOAD_BYTES,
        body_seconds=UPLOAD_SECONDS,
        timeout_seconds=RENDER_SECONDS,
    ),
    Route("GET", "/pictures/{name}", read_picture, "A picture", Access.UNASKED),
)
