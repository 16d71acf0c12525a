"""Which addresses a peer is told to reach us at."""

from collections.abc import Callable, Sequence
from ipaddress import ip_address

from aioice.ice import get_host_addresses

from media.settings import MediaSettings

_WILDCARDS = ("::", "0.0.0.0")  # noqa: S104  compared with, not bound
_HOST_PREFERENCE = 126


def own_addresses(*, with_ipv6: bool) -> list[str]:
    """List the machine's addresses without loopback and link-local ones."""
    return list(get_host_addresses(use_ipv4=True, use_ipv6=with_ipv6))


def reachable_addresses(
    settings: MediaSettings, *, with_ipv6: bool, discover: Callable[..., Sequence[str]] = own_addresses
) -> tuple[str, ...]:
    """Choose the addresses of our candidates, best first.

    Public addresses replace everything else; a bound address speaks for itself; otherwise the machine's own,
    and loopback where there is nothing else or where the settings ask for it.
    """
    if settings.public_addresses:
        return settings.public_addresses
    if settings.udp_host not in _WILDCARDS:
        return (settings.udp_host,)
    found = list(discover(with_ipv6=with_ipv6))
    if not found or settings.offer_loopback:
        found.append("127.0.0.1")
    return tuple(found)


def candidate_lines(addresses: Sequence[str], port: int) -> list[str]:
    """Write `a=candidate` lines of host candidates (RFC 8839, section 5.1), best first."""
    return [
        f"a=candidate:{index + 1} 1 udp {_priority(index)} {ip_address(address)} {port} typ host"
        for index, address in enumerate(addresses)
    ]


def _priority(index: int) -> int:
    return (_HOST_PREFERENCE << 24) + ((65535 - index) << 8) + 255
