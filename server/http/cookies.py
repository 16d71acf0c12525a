"""The cookies, written with the same flags everywhere and laid onto whichever answer goes out."""

from dataclasses import dataclass

from aiohttp import web

SESSION_COOKIE = "sf_session"
GUEST_COOKIE = "sf_guest"
DEVICE_COOKIE = "sf_device"


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie to set; a max age of 0 removes it."""

    name: str
    value: str
    max_age_seconds: int


PENDING: web.RequestKey[dict[str, Cookie]] = web.RequestKey("pending_cookies", dict)


def remember(request: web.Request, name: str, value: str, max_age_seconds: int) -> None:
    """Set a cookie on the answer to this request, be it a result or a problem."""
    request.setdefault(PENDING, {})[name] = Cookie(name, value, max_age_seconds)


def forget(request: web.Request, name: str) -> None:
    """Remove a cookie with the answer to this request."""
    remember(request, name, "", 0)


def lay_onto(response: web.StreamResponse, request: web.Request, *, secure: bool) -> None:
    """Write the pending cookies: no script reads them, and other sites' forms do not send them."""
    for cookie in request.get(PENDING, {}).values():
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=cookie.max_age_seconds,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )
