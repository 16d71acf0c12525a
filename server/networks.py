"""Tells which addresses count as one visitor, and which belong to a proxy or to this machine; pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from server.setting_types import Network

# Behind these prefixes hides another address, perhaps a private one: RFC 6052, 3056, 4380, 8215.
TUNNELS = tuple(ip_network(prefix) for prefix in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))

IPV6_VISITOR_BITS = 64  # what one household gets, and may pick from at will (RFC 6177)


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, an IPv4-mapped one in its own form; None for what is none, such as a Unix socket."""
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(parsed, IPv6Address) and parsed.ipv4_mapped) or parsed


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address or an IPv6 /64."""
    parsed = parse_address(address)
    if isinstance(parsed, IPv6Address):
        rest = 128 - IPV6_VISITOR_BITS
        return f"{IPv6Address(int(parsed) >> rest << rest)}/{IPV6_VISITOR_BITS}"
    return address if parsed is None else str(parsed)


def is_loopback(address: str) -> bool:
    """Whether the address is this machine's own, as is a Unix socket, which has none."""
    parsed = parse_address(address)
    return parsed is None or parsed.is_loopback


def is_in(address: str, networks: Iterable[Network]) -> bool:
    """Whether the address is in one of the networks."""
    parsed = parse_address(address)
    return parsed is not None and any(parsed in network for network in networks)


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public internet, and to nobody's own network or machine."""
    parsed = parse_address(address)
    if parsed is None or any(parsed in tunnel for tunnel in TUNNELS):
        return False
    return parsed.is_global and not (
        parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified or parsed.is_loopback
    )
