"""A viewer of a show by LL-HLS, as light as can be: it asks for the next playlist, then for its part."""

import asyncio
import re
import time
from typing import cast

from bench.rig.hls_origin import SHOW, STAMP, TAKE

_HINT = re.compile(rb'PRELOAD-HINT:TYPE=PART,URI="v/(\d+)\.(\d+)\.m4s"')
_LAST_PART = re.compile(rb'EXT-X-PART:[^\n]*URI="v/(\d+\.\d+\.m4s)"')
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_FOLDER = f"/hls/{SHOW}/take/{TAKE}"


class HlsViewer(asyncio.Protocol):
    """One connection that is kept, and one request at a time on it, as a player has for a rendition.

    Attributes:
        delays: Seconds from a part's being there to its having come, for each.
        failed: Answers that were no success.
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._buffer = bytearray()
        self._wants_part = False
        self._playlist = ""
        self._transport: asyncio.Transport | None = None
        self.delays: list[float] = []
        self.failed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the playlist as it is now."""
        self._transport = cast("asyncio.Transport", transport)
        self._ask(f"{_FOLDER}/v.m3u8")

    def data_received(self, data: bytes) -> None:
        """Take an answer once all of it is there, and ask for what comes next."""
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head_end)
        end = head_end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < end:
            return
        succeeded, body = self._buffer.startswith(b"HTTP/1.1 200"), bytes(self._buffer[head_end + 4 : end])
        del self._buffer[:end]
        self._next(body, succeeded=succeeded)

    def _next(self, body: bytes, *, succeeded: bool) -> None:
        if not succeeded:
            self.failed += 1
            asyncio.get_running_loop().call_later(0.5, self._ask, f"{_FOLDER}/v.m3u8")
        elif self._wants_part:
            self._wants_part = False
            self.delays.append(time.time() - STAMP.unpack_from(body)[0])
            self._ask(self._playlist)
        else:
            segment, part = _HINT.findall(body)[-1]
            self._playlist = f"{_FOLDER}/v.m3u8?_HLS_msn={int(segment)}&_HLS_part={int(part)}"
            self._wants_part = True
            self._ask(f"{_FOLDER}/v/{_LAST_PART.findall(body)[-1].decode()}")

    def _ask(self, path: str) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()
