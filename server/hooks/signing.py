"""Signing what is told: HMAC-SHA256 over the time and the body, by a secret that is stored nowhere. Pure."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
"""How old a signed message may be; receivers should refuse older ones."""


def secret_of(server_key: bytes, endpoint_id: str, generation: int) -> str:
    """Make the secret of an endpoint; another generation gives another."""
    made = hmac.digest(server_key, f"webhook:{endpoint_id}:{generation}".encode(), hashlib.sha256)
    return PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")


def signature(secret: str, body: bytes, at_s: int) -> str:
    """Return the value of `Showfloor-Signature`: `t=<seconds>,v1=<hex>` over `<seconds>.<body>`."""
    made = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={made}"


def signed_headers(secret: str, body: bytes, *, kind: str, delivery_id: str, now_ms: int) -> dict[str, str]:
    """Return the headers of a message, every webhook's the same."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Showfloor-Webhooks",
        "Showfloor-Event": kind,
        "Showfloor-Delivery": delivery_id,
        "Showfloor-Signature": signature(secret, body, now_ms // 1000),
    }


def verify(secret: str, body: bytes, header: str, now_s: int) -> bool:
    """Tell whether a message is genuine and fresh, as a receiver does."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at = parts.get("t", "")
    if not at.isascii() or not at.isdigit() or abs(now_s - int(at)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(signature(secret, body, int(at)), f"t={at},v1={parts.get('v1', '')}")
