"""Tells where a request really comes from; forwarding headers count only from proxies that are trusted."""

import ipaddress
from collections.abc import Sequence

from aiohttp import web

from server.setting_types import Network


def client_address(request: web.Request, trusted: Sequence[Network]) -> str:
    """The visitor's IP address.

    X-Forwarded-For is read from the right, where the nearest proxy wrote, and only as far as each hop is
    trusted: what stands further left anybody could have made up.
    """
    address = request.remote or ""
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", ()) for hop in line.split(",")]
    while hops and _is_trusted(address, trusted):
        hop = hops.pop()
        if not _is_address(hop):
            break
        address = hop
    return address


def client_scheme(request: web.Request, trusted: Sequence[Network]) -> str:
    """`https` or `http`, as the visitor's browser sees it."""
    forwarded = request.headers.get("X-Forwarded-Proto", "").strip().lower()
    if forwarded in {"http", "https"} and _is_trusted(request.remote or "", trusted):
        return forwarded
    return request.scheme


def is_nearby(request: web.Request, trusted: Sequence[Network]) -> bool:
    """Whether the request comes from this machine or a private network, and not through a stranger's proxy.

    A proxy on this machine that is not named as trusted would make the whole world look near.
    """
    unexplained = "X-Forwarded-For" in request.headers and not _is_trusted(request.remote or "", trusted)
    address = client_address(request, trusted)
    return not unexplained and _is_address(address) and ipaddress.ip_address(address).is_private


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    if not _is_address(address):
        return False
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
