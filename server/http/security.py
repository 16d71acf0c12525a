"""The headers that make browsers refuse what no page of ours needs, and the guard against other sites."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from server.http.identity import SAFE_METHODS
from server.http.refusals import CrossSite
from server.settings import Settings

STRIPE_JS = "https://js.stripe.com"


def security_headers(settings: Settings) -> Mapping[str, str]:
    """The same headers for every answer."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": (
            "camera=(self), microphone=(self), display-capture=(self), payment=(self), geolocation=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.over_tls:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def embedded_policy(settings: Settings) -> str:
    """The policy of a page that may be framed: by our own pages always, by others as the operator says."""
    ancestors = " ".join(("'self'", *settings.embed_origins))
    return content_security_policy(settings, frame_ancestors=ancestors)


def framing_policy(settings: Settings) -> str:
    """The policy of a page of ours that frames another one of ours."""
    return content_security_policy(settings, frames="'self'")


def content_security_policy(settings: Settings, *, frame_ancestors: str = "'none'", frames: str = "") -> str:
    """No inline script or style, nothing from elsewhere; Stripe's script and frames only when it is used."""
    stripe = not settings.sandbox
    framed = [*([STRIPE_JS, "https://hooks.stripe.com"] if stripe else []), *([frames] if frames else [])]
    directives = {
        "default-src": "'self'",
        "script-src": f"'self' {STRIPE_JS}" if stripe else "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self' https://api.stripe.com" if stripe else "'self'",
        "frame-src": " ".join(framed) or "'none'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def refuse_cross_site(request: web.Request, settings: Settings) -> None:
    """Refuse an unsafe request that another site's page makes in the visitor's name.

    Browsers say it in Sec-Fetch-Site; older ones at least in Origin. A request with neither is from no
    browser. One with an Authorization header is let through, for then no cookie counts (see `identify`).

    Raises:
        CrossSite: It is.
    """
    if request.method in SAFE_METHODS or "Authorization" in request.headers:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() in (settings.public_url.lower(), *settings.allowed_origins):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSite
        return
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise CrossSite
