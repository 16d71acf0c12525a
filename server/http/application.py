"""Builds the aiohttp application out of the services and the table of routes."""

from collections.abc import Iterable

import msgspec
from aiohttp import web

from server.http import middlewares
from server.http.dispatch import endpoint
from server.http.middlewares import MAX_BODY_BYTES
from server.http.openapi import document
from server.http.operations import OPENAPI
from server.http.route import Route
from server.http.services import SERVICES, Services

KEEP_ALIVE_SECONDS = 30.0


def build_application(services: Services, routes: Iterable[Route], *, version: str) -> web.Application:
    """Register every route around the services.

    Raises:
        RouteError: A row of the table does not fit its handler.
    """
    routes = tuple(routes)
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app[SERVICES] = services
    described = document(routes, server_url=services.settings.public_url, version=version)
    app[OPENAPI] = msgspec.json.encode(described)
    middlewares.install(app)
    for route in routes:
        handler = endpoint(route)
        app.router.add_route(route.method, route.path, handler)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, handler)
    return app


def build_runner(app: web.Application) -> web.AppRunner:
    """Wrap the application for the front door, which hands it connections one by one.

    A connection between two requests is closed after 30 s; and no answer's sending may hold the exit up.
    """
    return web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        shutdown_timeout=2.0,
        max_field_size=8190,
        max_line_size=8190,
    )
