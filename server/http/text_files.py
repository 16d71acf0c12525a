"""Sends text: made small and compressed once and kept, and not at all to a browser that has it."""

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from aiohttp import web
from aiohttp.hdrs import METH_HEAD

from server.http.minifying import minified

KEPT_FILES = 512
SMALLEST_WORTH_ZIPPING = 512


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it goes out."""

    etag: str
    plain: bytes
    zipped: bytes

    @classmethod
    def of(cls, plain: bytes) -> Self:
        """Compress a text."""
        # 16 of 32 bytes tell versions apart; the time of zipping must not.
        etag = hashlib.sha256(plain).hexdigest()[:32]
        return cls(etag=etag, plain=plain, zipped=gzip.compress(plain, 9, mtime=0))


async def send_file(request: web.Request, file: Path, headers: dict[str, str]) -> web.Response:
    """Answer with a file of text as it is now."""
    return send_text(request, await asyncio.to_thread(current, file), headers)


def send_text(
    request: web.Request, text: Text, headers: dict[str, str], status: int = web.HTTPOk.status_code
) -> web.Response:
    """Answer with a text, gzipped if the browser takes that; 304 if it has this version (RFC 9110, 13)."""
    headers = {**headers, "ETag": f'"{text.etag}"', "Vary": "Accept-Encoding"}
    if status == web.HTTPOk.status_code and has_version(request, text.etag):
        return web.Response(status=web.HTTPNotModified.status_code, headers=headers)
    body = text.plain
    if len(body) >= SMALLEST_WORTH_ZIPPING and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = text.zipped
        headers["Content-Encoding"] = "gzip"
    if request.method == METH_HEAD:
        return web.Response(status=status, headers={**headers, "Content-Length": str(len(body))})
    return web.Response(status=status, headers=headers, body=body)


def current(file: Path) -> Text:
    """Return the file as it is now. Blocks."""
    return read_text(file, file.stat().st_mtime_ns)


@lru_cache(KEPT_FILES)
def read_text(file: Path, _modified_ns: int) -> Text:
    """Read, shorten and compress a file; kept until it changes."""
    return Text.of(minified(file.suffix, file.read_bytes()))


def has_version(request: web.Request, etag: str) -> bool:
    """Tell whether the browser named this version in If-None-Match."""
    return any(known.value in {etag, "*"} for known in request.if_none_match or ())
