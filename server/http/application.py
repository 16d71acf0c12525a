"""Builds the aiohttp application out of the services and the table of routes, and runs it."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

import msgspec
from aiohttp import web

from server.http import middlewares
from server.http.dispatch import endpoint
from server.http.middlewares import MAX_BODY_BYTES
from server.http.openapi import document
from server.http.operations import OPENAPI
from server.http.route import Route
from server.http.routes import ROUTES
from server.http.services import SERVICES, Services

VERSION = "0.1.0"
KEEP_ALIVE_SECONDS = 15.0
SHUTDOWN_SECONDS = 2.0


def build_application(services: Services, routes: Iterable[Route] = ROUTES) -> web.Application:
    """Register every route around the services.

    Raises:
        RouteError: A row of the table does not fit its handler.
    """
    routes = tuple(routes)
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app[SERVICES] = services
    described = document(routes, server_url=services.settings.public_url, version=VERSION)
    app[OPENAPI] = msgspec.json.encode(described)
    middlewares.install(app)
    for route in routes:
        handler = endpoint(route)
        app.router.add_route(route.method, route.path, handler)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, handler)
    return app


class HttpApplication:
    """Runs the application for the front door, which hands it connections one by one.

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
            keepalive_timeout=keep_alive_seconds,
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
