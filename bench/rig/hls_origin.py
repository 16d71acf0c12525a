"""An origin of LL-HLS as a process: a show whose parts say when they came, and a count of its requests."""

import asyncio
import logging
import struct
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, cast

import structlog
from aiohttp import web

from media import InitWritten, PartWritten, TakeBegan
from server.hls import LiveOrigin
from server.http import hls, operations
from server.http.registration import build_application
from server.http.services import Services
from server.metrics import Metrics
from server.recordings import Recordings, Room
from server.settings import Settings

SHOW, TAKE = "show", "take"
PART_SECONDS = 1 / 3
PARTS_A_SEGMENT = 6
# Requests are counted here, not bytes: parts are small, so that a thousand viewers fit on one machine.
PART_BYTES = 2_000
STAMP = struct.Struct("<d")


class Studio:
    """Writes a show's parts when their time has come."""

    def __init__(self, origin: LiveOrigin) -> None:
        self._origin = origin

    async def run(self) -> None:
        """Go on air until cancelled."""
        now_ms = round(time.time() * 1000)
        began = TakeBegan(stream_id=SHOW, take_id=TAKE, at_ms=now_ms, codec="H264", renditions=("v",))
        init = InitWritten(
            stream_id=SHOW, take_id=TAKE, rendition="v", number=0, codec="avc1.42c01f",
            width=640, height=360, data=b"init",
        )  # fmt: skip
        self._origin.receive(began)
        self._origin.receive(init)
        loop = asyncio.get_running_loop()
        start, number = loop.time(), 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, start + number * PART_SECONDS - loop.time()))
            self._origin.receive(self._part(number - 1, now_ms))

    def _part(self, number: int, began_ms: int) -> PartWritten:
        segment, part = divmod(number, PARTS_A_SEGMENT)
        return PartWritten(
            stream_id=SHOW, take_id=TAKE, rendition="v", segment=segment, part=part, init=0,
            begins_ms=began_ms + number * PART_SECONDS * 1000, seconds=PART_SECONDS,
            independent=part == 0, discontinuity=False, closes=part == PARTS_A_SEGMENT - 1,
            data=STAMP.pack(time.time()) + bytes(PART_BYTES),
        )  # fmt: skip


def application(folder: Path) -> tuple[web.Application, LiveOrigin]:
    """The server's own routes of LL-HLS, and nothing behind them but the show."""
    nobody = cast("Any", None)
    origin = LiveOrigin(lambda: nobody, wanted=lambda _stream: True)
    room = Room(quota_bytes=1, spare_bytes=0)
    recordings = Recordings(folder, room=room, days=0, enabled=False, now_ms=lambda: 0)
    needed = [each.name for each in fields(Services) if each.default is each.default_factory is MISSING]
    there = {
        "settings": Settings(data_dir=folder),
        "hls": origin,
        "recordings": recordings,
        "metrics": Metrics(),
        "now_ms": lambda: round(time.time() * 1000),
        "new_id": lambda: "id",
    }
    services = Services(**{**dict.fromkeys(needed, nobody), **cast("Any", there)})
    asked = 0

    @web.middleware
    async def count(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        nonlocal asked
        if request.path == "/asked":
            return web.json_response(asked)
        asked += request.path.startswith("/hls/")
        return await handler(request)

    app = build_application(services, (*hls.ROUTES, *operations.ROUTES))
    app.middlewares.insert(0, count)
    return app, origin


async def main(port: int) -> None:
    """Serve until killed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        app, origin = application(Path(folder))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await Studio(origin).run()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
