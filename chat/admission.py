"""Who may connect at all: the Origin of browsers, and how many connections an address may hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network


def origin_allowed(origin: str | None, host: str, allowed: Iterable[str]) -> bool:
    """Whether a page of this origin may use the chat.

    Args:
        origin: The Origin header; None for clients that are no browsers, which carry no cookies to abuse.
        host: The Host header; a page of the same host is always welcome.
        allowed: Other origins, such as "https://shop.example".
    """
    if origin is None:
        return True
    if origin.lower() in {entry.rstrip("/").lower() for entry in allowed}:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()


def client_address(peer: str, forwarded_for: Iterable[str], trusted: Sequence[Network]) -> str:
    """The address a connection comes from, as far as those who say so are trusted.

    Walks X-Forwarded-For from the right: each trusted proxy appended the address that it saw.
    """
    hops = [hop.strip() for value in forwarded_for for hop in value.split(",")]
    address = peer
    while hops and _is_in(address, trusted):
        address = hops.pop()
    return address


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or an IPv6 /64, which is what one household gets."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return address if parsed is None else str(parsed)


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address, with IPv4 in its own form; None for what is none, such as a Unix socket."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(parsed, IPv6Address) and parsed.ipv4_mapped) or parsed


@dataclass(slots=True)
class Admission:
    """Counts connections in all and by network."""

    max_connections: int
    max_per_address: int
    total: int = 0
    _by_network: dict[str, int] = field(default_factory=dict)

    def enter(self, address: str) -> bool:
        """Take a place if there is one."""
        network = network_of(address)
        held = self._by_network.get(network, 0)
        if self.total >= self.max_connections or held >= self.max_per_address:
            return False
        self.total += 1
        self._by_network[network] = held + 1
        return True

    def leave(self, address: str) -> None:
        """Give the place back."""
        network = network_of(address)
        self.total -= 1
        held = self._by_network.pop(network) - 1
        if held:
            self._by_network[network] = held
