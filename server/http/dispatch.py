"""Turns a row of the table into an aiohttp handler: identify, admit, parse, call, encode."""

import asyncio
import fnmatch
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from server.accounts import Guest
from server.accounts.errors import NotAllowed
from server.http.call import Call
from server.http.identity import Who, identify
from server.http.refusals import (
    BodyInvalid,
    BodyMalformed,
    BodyTooLarge,
    BodyTooSlow,
    MediaTypeUnsupported,
    QueryInvalid,
    TimedOut,
)
from server.http.route import ROUTE_HEADERS, Access, Route, Signature
from server.http.security import refuse_cross_site
from server.http.services import SERVICES

BODY_SECONDS = 10.0
# PostgreSQL stores no NUL in a text. In JSON it is escaped, unless the backslash is itself escaped.
ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
AT = re.compile(r"^(?P<reason>.*?)(?: - at `(?P<at>.*)`)?$", re.DOTALL)


def endpoint(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Build the aiohttp handler of a route; a row that does not fit its handler fails here, at the start."""
    signature = route.signature()

    async def handle(request: web.Request) -> web.StreamResponse:
        request[ROUTE_HEADERS] = route.headers
        services = request.app[SERVICES]
        if not route.public_post:
            refuse_cross_site(request, services.settings)
        asked = route.access is not Access.UNASKED
        who = await identify(request, services.accounts, route.scope) if asked else Who()
        call = Call(services, who, request)
        admit(route.access, call)
        arguments = await _arguments(route, signature, request)
        try:
            async with asyncio.timeout(route.timeout_seconds) as limit:
                result = await route.handler(call, **arguments)
        except TimeoutError as error:
            if limit.expired():
                raise TimedOut from error
            raise
        return _response(route, call, result)

    return handle


def admit(access: Access, call: Call) -> None:
    """Check the visitor against the route's access, and make a newcomer a guest where one is needed.

    Raises:
        SignInRequired, NotAllowed: As `Who` says.
        CookieInvalid: The guest cookie was not made here.
    """
    who: Who = call.who
    match access:
        case Access.UNASKED | Access.PUBLIC:
            return
        case Access.GUEST:
            who.require_genuine()
            if who.stream_key_show is not None:
                raise NotAllowed("A stream key only publishes its show. Sign in to do this.")
            if who.person_id is None:
                call.remember_guest(Guest(id=call.services.new_id()))
        case Access.ACCOUNT:
            who.require_account()
        case Access.SELLER:
            who.require_seller_id()
        case Access.OPERATOR:
            who.require_operator()


async def _arguments(route: Route, signature: Signature, request: web.Request) -> dict[str, Any]:
    if route.access is not Access.UNASKED and "%00" in request.rel_url.raw_path_qs:
        raise QueryInvalid("The address holds a NUL character, which nothing here may have.", field="")
    arguments = {
        name: _convert(request.match_info[name], kind, name) for name, kind in signature.path.items()
    }
    if signature.query is not None:
        arguments["query"] = _convert(dict(request.query), signature.query, "")
    if signature.body is not None:
        arguments["body"] = await _body(route, signature.body, request)
    return arguments


def _convert(value: object, kind: type, name: str) -> Any:  # noqa: ANN401 - the type is the route's
    """Parse a path or query parameter, which always arrives as text."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        reason, at = _place(error)
        raise QueryInvalid(f"{reason}.", field=at or name) from error


async def _body(route: Route, kind: type, request: web.Request) -> Any:  # noqa: ANN401 - the type is the route's
    if not fnmatch.fnmatchcase(request.content_type, route.consumes):
        raise MediaTypeUnsupported(route.consumes)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        # A few compressed bytes can stand for gigabytes, and no client of ours needs it.
        raise MediaTypeUnsupported(f"{route.consumes} without compression")
    raw = await _read(request, route.max_body_bytes, route.body_seconds or BODY_SECONDS)
    if kind is bytes:
        return raw
    if kind is str:
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise BodyMalformed("The request's body is not UTF-8 text.") from error
    return _decode(raw, kind)


def _decode(raw: bytes, kind: type) -> Any:  # noqa: ANN401 - the type is the route's
    if ESCAPED_NUL.search(raw):
        raise BodyMalformed("The request's body holds a NUL character, which no text here may have.")
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        reason, at = _place(error)
        raise BodyInvalid(f"{reason}{f', in {at}' if at else ''}.", field=at) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BodyMalformed from error


def _place(error: msgspec.ValidationError) -> tuple[str, str]:
    """Split msgspec's "Expected `int`, got `str` - at `$.lines[0].quantity`" into reason and field."""
    match = AT.match(str(error))
    if match is None:
        return str(error), ""
    return match["reason"], (match["at"] or "").removeprefix("$").removeprefix(".")


async def _read(request: web.Request, max_bytes: int, seconds: float) -> bytes:
    """Read the body under a size limit and a deadline, however it is framed."""
    if (request.content_length or 0) > max_bytes:
        raise BodyTooLarge(max_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > max_bytes:
                    raise BodyTooLarge(max_bytes)
    except TimeoutError as error:
        raise BodyTooSlow from error
    return bytes(body)


def _response(route: Route, call: Call, result: Any) -> web.StreamResponse:  # noqa: ANN401 - checked below
    if isinstance(result, web.StreamResponse):
        result.headers.extend(call.headers)
        return result
    if "Cache-Control" not in call.headers:
        call.headers["Cache-Control"] = "no-store"
    if result is None:
        return web.Response(status=204, headers=call.headers)
    return web.Response(
        body=msgspec.json.encode(result),
        status=route.status,
        content_type=route.produces,
        headers=call.headers,
    )
