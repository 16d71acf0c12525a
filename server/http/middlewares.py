"""What happens around every handler: request id, log and metrics, error answers, headers and cookies."""

import http
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from server.http.client import client_scheme
from server.http.cookies import lay_onto
from server.http.errors import is_known, problem_response
from server.http.pages import not_found_page, wants_page
from server.http.refusals import BodyMalformed, BodyTooLarge, MethodNotAllowed, RouteNotFound
from server.http.route import ROUTE_HEADERS
from server.http.security import security_headers
from server.http.services import SERVICES

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Middleware = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
SECURITY_HEADERS: web.AppKey[dict[str, str]] = web.AppKey("security_headers", dict)
QUIET = ("/static/", "/hls/", "/healthz", "/readyz", "/metrics")
LONGEST_LOGGED_PATH = 200
CAPABILITIES = ("/session/", "/mail/stop/", "/mail/yes/")
MAX_BODY_BYTES = 1_048_576  # of any route; most take far less

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.http")


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name the request, and write down how it went."""
    services = request.app[SERVICES]
    request[REQUEST_ID] = services.new_id()
    route = _pattern(request)
    started = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request_id=request[REQUEST_ID]):
        response = await handler(request)
        seconds = time.perf_counter() - started
        services.metrics.answered(request.method, route, response.status, seconds)
        # What machines ask for every few seconds, and every file of a page, would hide the rest.
        write = (
            log.debug
            if route.startswith(QUIET) and response.status < http.HTTPStatus.BAD_REQUEST
            else log.info
        )
        write(
            "answered",
            method=request.method,
            path=_shown_path(request),
            status=response.status,
            ms=round(seconds * 1000, 1),
        )
    return response


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every exception into problem+json, by the table of errors."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < http.HTTPStatus.BAD_REQUEST:
            raise
        response = await _problem(request, _meaning(error))
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return response
    except (web.RequestPayloadError, ConnectionError):
        return await _problem(request, BodyMalformed("The request's body ended early or is framed wrongly."))
    except Exception as error:
        if not is_known(error):
            log.exception("handler failed", route=_pattern(request))
        return await _problem(request, error)


async def finish_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Lay the common headers, and those of the route, onto an answer that is about to go out."""
    for name, value in (*request.get(ROUTE_HEADERS, {}).items(), *request.app[SECURITY_HEADERS].items()):
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Showfloor"  # which versions run is nobody's business
    if REQUEST_ID in request:
        response.headers["X-Request-Id"] = request[REQUEST_ID]


@web.middleware
async def set_cookies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lay the cookies onto the answer before aiohttp turns them into headers."""
    response = await handler(request)
    settings = request.app[SERVICES].settings
    secure = settings.over_tls or client_scheme(request, settings.trusted_proxies) == "https"
    lay_onto(response, request, secure=secure)
    return response


def install(app: web.Application) -> None:
    """Put everything of this file around an application that has its services."""
    app[SECURITY_HEADERS] = dict(security_headers(app[SERVICES].settings))
    app.middlewares.extend((observe, set_cookies, answer_errors))
    app.on_response_prepare.append(finish_headers)


async def _problem(request: web.Request, error: Exception) -> web.StreamResponse:
    if isinstance(error, RouteNotFound) and wants_page(request):
        return await not_found_page(request)
    return problem_response(error, request_id=request[REQUEST_ID])


def _meaning(error: web.HTTPException) -> Exception:
    """What one of aiohttp's own errors means in our words."""
    match error:
        case web.HTTPMethodNotAllowed():
            return MethodNotAllowed()
        case web.HTTPRequestEntityTooLarge():
            return BodyTooLarge(MAX_BODY_BYTES)
        case web.HTTPNotFound():
            return RouteNotFound()
        case _:
            return BodyMalformed("The request cannot be understood.")


def _shown_path(request: web.Request) -> str:
    """The path for the log, still percent-encoded, so that it cannot forge a line.

    The id of a media session is a capability and stays out, also where the method or the route is wrong; so
    does the signed text of a mail's link.
    """
    path = request.rel_url.raw_path
    for capability in CAPABILITIES:
        before, found, _ = path.partition(capability)
        path = f"{before}{found}"
    return path[:LONGEST_LOGGED_PATH]


def _pattern(request: web.Request) -> str:
    """The route's path with its parameters by name, or `unmatched`."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unmatched"
