"""Endpoints and deliveries as the API shows them, and what an address has to be like. Pure."""

from typing import Literal
from urllib.parse import urlsplit

import msgspec

from server.hooks.errors import EndpointInvalid

HookKind = Literal[
    "order.placed",
    "order.paid",
    "order.shipped",
    "order.withdrawn",
    "order.called_off",
    "order.refunded",
    "order.disputed",
    "order.dispute_closed",
    "return.requested",
    "return.answered",
    "stock.changed",
]
MOST_ENDPOINTS = 10
LONGEST_URL = 500


class EndpointDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to tell what."""

    url: str
    kinds: list[HookKind]


class EndpointChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `on` begins anew after a failure."""

    url: str | None = None
    kinds: list[HookKind] | None = None
    state: Literal["on", "off"] | None = None


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is told; `disabled` means that it did not answer for days."""

    id: str
    url: str
    kinds: list[HookKind]
    state: Literal["on", "off", "disabled"]
    created_ms: int
    failing_since_ms: int | None = None


class NewSecret(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint with the secret that signs what it is told, shown this once."""

    endpoint: Endpoint
    secret: str


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one endpoint; `due_ms` is there while it is still to be told."""

    id: str
    event_id: str
    kind: str
    body: str
    created_ms: int
    attempts: int
    due_ms: int | None
    delivered_ms: int | None
    status: int | None
    error: str | None


def check_url(url: str, *, private: bool) -> str:
    """Return an address that may be told things.

    Args:
        url: as the seller typed it.
        private: whether plain http, other ports and names within the operator's network are allowed.

    Raises:
        EndpointInvalid: it is no such address.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _invalid() from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    secure = parts.scheme == "https" and port in {None, 443} and "." in (parts.hostname or "")
    if not plain or not parts.hostname or parts.username is not None or parts.fragment:
        raise _invalid()
    if not secure and not (private and parts.scheme in {"http", "https"}):
        raise _invalid()
    return url


def _invalid() -> EndpointInvalid:
    return EndpointInvalid("Give a whole public address that begins with https://.", field="url")


def check_kinds(kinds: list[HookKind]) -> list[HookKind]:
    """Return the kinds of news, each once.

    Raises:
        EndpointInvalid: there are none.
    """
    if not kinds:
        raise EndpointInvalid("Choose what it is told.", field="kinds")
    return sorted(set(kinds))
