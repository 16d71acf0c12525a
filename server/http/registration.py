"""Registers a table of routes, around the services that they call, as an aiohttp application."""

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

VERSION = "0.1.0"


def build_application(services: Services, routes: Iterable[Route]) -> web.Application:
    """Build the application.

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
