"""Product files over HTTP: looked at, taken over with progress, and written."""

import asyncio
from typing import Literal

import msgspec
from aiohttp import web

from checkout import ImportReport
from server.http.call import Call
from server.http.csv_files import send_csv
from server.http.route import Access, Route

MOST_BYTES = 5 * 1024 * 1024
PROGRESS_SECONDS = 0.2
NDJSON = "application/x-ndjson"


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether products go on sale as the file says, or are all drafts."""

    status: Literal["file", "draft"] = "draft"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """So many of the file's products are written; none of it counts before the last."""

    done: int
    of: int


async def preview(call: Call, body: bytes) -> ImportReport:
    """What a product file of another shop holds, and every row that is wrong; nothing is written."""
    return await call.services.checkout.imports.preview(call.seller_id, body)


async def take_over(call: Call, query: ImportQuery, body: bytes) -> web.StreamResponse:
    """Take over every product of a file, or none: lines of progress, then the report as the last line."""
    progress = Progress(done=0, of=0)

    def told(done: int, of: int) -> None:
        nonlocal progress
        progress = Progress(done=done, of=of)

    work = asyncio.create_task(
        call.services.checkout.imports.take_over(
            call.seller_id, body, as_drafts=query.status == "draft", told=told
        )
    )
    response = web.StreamResponse(headers={"Content-Type": NDJSON, "Cache-Control": "no-store"})
    try:
        # A file that cannot be taken over at all is answered before anything is sent.
        while not (await asyncio.wait({work}, timeout=PROGRESS_SECONDS))[0]:
            if not response.prepared:
                await response.prepare(call.request)
            await response.write(msgspec.json.encode(progress) + b"\n")
        report = await work
    finally:
        # The page went away: what is written is written whole, or not at all.
        work.cancel()
    if not response.prepared:
        await response.prepare(call.request)
    await response.write(msgspec.json.encode(report) + b"\n")
    await response.write_eof()
    return response


async def export(call: Call) -> web.StreamResponse:
    """The shop's products as Shopify's CSV, archived ones too."""
    pieces = call.services.checkout.imports.file(call.seller_id, call.services.settings.public_url)
    return await send_csv(call, pieces, "products.csv")


ROUTES = (
    Route(
        "POST",
        "/api/v1/studio/imports/preview",
        preview,
        "Look at a product file",
        Access.SELLER,
        consumes="text/csv",
        max_body_bytes=MOST_BYTES,
        body_seconds=60,
        timeout_seconds=60,
    ),
    Route(
        "POST",
        "/api/v1/studio/imports",
        take_over,
        "Take over a product file",
        Access.SELLER,
        consumes="text/csv",
        produces=NDJSON,
        max_body_bytes=MOST_BYTES,
        body_seconds=60,
        timeout_seconds=120,
    ),
    Route(
        "GET",
        "/api/v1/studio/products.csv",
        export,
        "Export your products as CSV",
        Access.SELLER,
        produces="text/csv",
        timeout_seconds=120,
    ),
)
