"""Sends a CSV file piece by piece, as it is written."""

from collections.abc import AsyncIterator

from aiohttp import web

from server.http.call import Call


async def send_csv(call: Call, pieces: AsyncIterator[bytes], name: str) -> web.StreamResponse:
    """Stream a file for the browser to save. What fails before the first piece is answered as a problem."""
    first = await anext(pieces)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(call.request)
    await response.write(first)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response
