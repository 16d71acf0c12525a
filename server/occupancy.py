"""Knows who is inside: the open connections, in all and by network; pure apart from the clock it is given."""

from collections.abc import Callable, Iterable
from typing import Protocol

from server.networks import is_in, is_loopback, network_of
from server.setting_types import Network

SWEEP_SECONDS = 1.0


class Closable(Protocol):
    """What is counted: a transport."""

    def is_closing(self) -> bool:
        """Whether it has ended or is about to."""
        ...


class Occupancy:
    """Bounds open connections.

    Rooms do not report that a connection ended, so ended ones are looked for when it matters: those of one
    network (few) as soon as it seems full, all of them (many) at most once a second.

    Args:
        max_connections: In all.
        max_per_network: From one IPv4 address or IPv6 /64.
        exempt: Proxies, behind which many people stand; this machine itself is exempt too.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        *,
        max_connections: int,
        max_per_network: int,
        exempt: Iterable[Network],
        clock: Callable[[], float],
    ) -> None:
        self._max_connections = max_connections
        self._max_per_network = max_per_network
        self._exempt = tuple(exempt)
        self._clock = clock
        self._inside: dict[str, set[Closable]] = {}
        self._total = 0
        self._swept_at = float("-inf")

    def refusal(self, connection: Closable, address: str) -> str | None:
        """Count a connection and return None; without room for it, return why: `full` or `crowded`."""
        network = network_of(address)
        if self._is_crowded(network, address):
            return "crowded"
        if self._total >= self._max_connections and not self._sweep():
            return "full"
        self._inside.setdefault(network, set()).add(connection)
        self._total += 1
        return None

    def _is_crowded(self, network: str, address: str) -> bool:
        if len(self._inside.get(network, ())) < self._max_per_network or self._is_exempt(address):
            return False
        self._forget_ended(network)
        return len(self._inside.get(network, ())) >= self._max_per_network

    def _is_exempt(self, address: str) -> bool:
        return is_loopback(address) or is_in(address, self._exempt)

    def _sweep(self) -> bool:
        """Forget all connections that ended, unless that was done just now; tell whether there is room."""
        if self._clock() - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = self._clock()
            for network in tuple(self._inside):
                self._forget_ended(network)
        return self._total < self._max_connections

    def _forget_ended(self, network: str) -> None:
        known = self._inside.pop(network)
        still = {connection for connection in known if not connection.is_closing()}
        self._total -= len(known) - len(still)
        if still:
            self._inside[network] = still
