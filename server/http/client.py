"""Tells where a request really comes from; forwarding headers count only from proxies that are trusted."""

from collections.abc import Sequence

from aiohttp import web

from server.networks import is_in, network_of, parse_address
from server.setting_types import Network


def client_address(request: web.Request, trusted: Sequence[Network]) -> str:
    """The visitor's IP address.

    X-Forwarded-For is read from the right, where the nearest proxy wrote, and only as far as each hop is
    trusted: what stands further left anybody could have made up.
    """
    address = request.remote or ""
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", ()) for hop in line.split(",")]
    while hops and is_in(address, trusted):
        hop = hops.pop()
        if parse_address(hop) is None:
            break
        address = hop
    return address


def client_network(request: web.Request, trusted: Sequence[Network]) -> str:
    """What counts as one visitor's network, for throttles: an IPv4 address or an IPv6 /64."""
    return network_of(client_address(request, trusted))


def outside_network(request: web.Request, trusted: Sequence[Network]) -> str:
    """Like `client_network`, but empty for this machine itself.

    What bounds buyers and viewers must not count everybody as one behind a proxy that nobody named.
    """
    parsed = parse_address(client_address(request, trusted))
    return "" if parsed is None or parsed.is_loopback else client_network(request, trusted)


def client_scheme(request: web.Request, trusted: Sequence[Network]) -> str:
    """`https` or `http`, as the visitor's browser sees it."""
    forwarded = request.headers.get("X-Forwarded-Proto", "").strip().lower()
    if forwarded in {"http", "https"} and is_in(request.remote or "", trusted):
        return forwarded
    return request.scheme


def is_nearby(request: web.Request, trusted: Sequence[Network]) -> bool:
    """Whether the request comes from this machine or a private network, and not through a stranger's proxy.

    A proxy on this machine that is not named as trusted would make the whole world look near.
    """
    unexplained = "X-Forwarded-For" in request.headers and not is_in(request.remote or "", trusted)
    parsed = parse_address(client_address(request, trusted))
    return not unexplained and parsed is not None and parsed.is_private
