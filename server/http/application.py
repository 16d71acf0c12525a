"""Runs the HTTP application for the front door, which hands it connections one by one."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from aiohttp import web

from server.http.registration import build_application
from server.http.route import Route
from server.http.routes import ROUTES
from server.http.services import Services

KEEP_ALIVE_SECONDS = 15.0
LINGER_SECONDS = 1.0  # for the rest of a body that was refused, so that the answer is not reset away
SHUTDOWN_SECONDS = 2.0


class HttpApplication:
    """All handlers, ready to be given connections.

    Args:
        services: What handlers call.
        routes: The table of URLs.
        keep_alive_seconds: How long a connection may take, after an answer, until the whole head of its next
            request is there. aiohttp's timer starts with the answer and the first bytes of a head do not stop
            it, so it is the header deadline of every request after the first.
    """

    def __init__(
        self,
        services: Services,
        routes: Iterable[Route] = ROUTES,
        *,
        keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._runner = web.AppRunner(
            build_application(services, routes),
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=keep_alive_seconds,
            lingering_time=LINGER_SECONDS,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )

    def protocol(self) -> asyncio.Protocol:
        """Make the protocol of one connection."""
        server = self._runner.server
        if server is None:
            raise RuntimeError("the application is not running")
        return server()

    async def __aenter__(self) -> Self:
        """Get ready for connections."""
        await self._runner.setup()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let running handlers end, for 2 s at most, and close every connection."""
        await self._runner.cleanup()
