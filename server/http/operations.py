"""What keeps the server running: health, readiness, metrics, and the description of its API."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from aiohttp import web

from server.http.call import Call
from server.http.client import is_nearby
from server.http.refusals import RouteNotFound
from server.http.route import Access, Route
from server.http.services import Services
from server.metrics import CONTENT_TYPE

Check = Callable[[], Awaitable[None]]

CHECK_SECONDS = 3.0
log: structlog.stdlib.BoundLogger = structlog.get_logger("server.http")

OPENAPI: web.AppKey[bytes] = web.AppKey("openapi", bytes)


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this process should get traffic, with every named check, those it can do without included."""

    ready: bool
    checks: dict[str, bool]


async def healthz(_call: Call) -> web.Response:
    """Say that the process answers at all."""
    return web.Response(text="ok\n")


async def readyz(call: Call) -> web.Response:
    """Run all checks side by side; 503 while one that matters fails. Why it fails is in the log only."""
    readiness = await readiness_of(call.services)
    return web.Response(
        body=msgspec.json.encode(readiness),
        status=200 if readiness.ready else 503,
        content_type="application/json",
    )


async def readiness_of(services: Services) -> Readiness:
    """Run all checks side by side."""
    checks = {**services.ready, **services.partly_ready}
    passed = await asyncio.gather(*(_passes(name, check) for name, check in checks.items()))
    results = dict(zip(checks, passed, strict=True))
    return Readiness(ready=all(results[name] for name in services.ready), checks=results)


async def metrics(call: Call) -> web.Response:
    """Show what is counted, for Prometheus on this machine or a private network.

    Raises:
        RouteNotFound: It is somebody further away.
    """
    if not is_nearby(call.request, call.services.settings.trusted_proxies):
        raise RouteNotFound
    return web.Response(body=call.services.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


async def openapi(call: Call) -> web.Response:
    """Return the OpenAPI document, which was made at the start."""
    return web.Response(
        body=call.request.app[OPENAPI], content_type="application/json", headers={"Cache-Control": "no-cache"}
    )


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception:
        log.warning("readiness check failed", check=name, exc_info=True)
        return False
    return True


ROUTES = (
    Route("GET", "/healthz", healthz, "Alive", access=Access.UNASKED),
    Route("GET", "/readyz", readyz, "Ready for traffic", access=Access.UNASKED),
    Route("GET", "/metrics", metrics, "Prometheus metrics", access=Access.UNASKED),
    Route("GET", "/api/v1/openapi.json", openapi, "This document", access=Access.UNASKED),
)
