"""Tells WHIP and WHEP clients of STUN and TURN servers by `Link` (RFC 9725, section 4.6)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

CREDENTIAL_SECONDS = 4 * 3600
"""How long a TURN user name is good: longer than a show, short enough that a copied one is of little use."""


def ice_links(servers: Sequence[str], secret: str, now_ms: int) -> list[str]:
    """Write a `Link` value for each server; those of TURN carry credentials of their own.

    Args:
        servers: `stun:` and `turn:` URLs (RFC 7064, RFC 7065).
        secret: What the TURN servers share with us.
        now_ms: Epoch milliseconds.
    """
    name, password = turn_credentials(secret, now_ms // 1000 + CREDENTIAL_SECONDS)
    login = f'; username="{name}"; credential="{password}"; credential-type="password"'
    return [f'<{server}>; rel="ice-server"{login if server.startswith("turn") else ""}' for server in servers]


def turn_credentials(secret: str, expires_s: int) -> tuple[str, str]:
    """Make a user name and password as coturn's `use-auth-secret` checks them."""
    name = f"{expires_s}:showfloor"
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(digest).decode()
