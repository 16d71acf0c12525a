"""ICE-lite's decisions (RFC 8445, section 2.5): which session a check belongs to, and which path it chose."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from media.stun import binding_success, parse_binding_request

Address = tuple[str, int] | tuple[str, int, int, int]
"""A peer's socket address as the kernel gives it: two parts for IPv4, four for IPv6."""

_MAX_PATHS = 8


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """The user fragment and password that we give to one peer (RFC 8839, section 5.4)."""

    fragment: str
    password: str

    @classmethod
    def generate(cls, token: Callable[[int], str] = secrets.token_hex) -> "IceCredentials":
        """Make fresh ones: 8 and 32 characters."""
        return cls(token(4), token(16))


@dataclass(slots=True, eq=False)
class IcePath:
    """The addresses from which one peer has proven that it knows its password.

    Attributes:
        credentials: What its checks are signed with.
        former: What they were signed with before a restart, until a check with the new ones comes.
        selected: Where its packets go.
        proven: All its addresses, the oldest first.
    """

    credentials: IceCredentials
    former: IceCredentials | None = None
    selected: Address | None = None
    proven: list[Address] = field(default_factory=list)

    def accept(self, address: Address, *, nominated: bool) -> Address | None:
        """Note a proven address; returns the one it pushed out, if any."""
        if self.selected is None or nominated:
            self.selected = address
        if address in self.proven:
            return None
        self.proven.append(address)
        if len(self.proven) <= _MAX_PATHS:
            return None
        oldest = next(a for a in self.proven if a != self.selected)
        self.proven.remove(oldest)
        return oldest


@dataclass(frozen=True, slots=True)
class Binding:
    """A check that was right: what to answer, and what the path became."""

    path: IcePath
    reply: bytes
    selected_before: Address | None
    forgotten: Address | None


class IceLite:
    """All sessions' credentials; unknown or forged checks leave no trace."""

    def __init__(self) -> None:
        self._paths: dict[str, IcePath] = {}

    def open(self, path: IcePath) -> None:
        """Let checks for the path's fragment in."""
        self._paths[path.credentials.fragment] = path

    def restart(self, path: IcePath, fresh: IceCredentials) -> None:
        """Give a path new credentials (RFC 8445, section 9); media keeps flowing on the selected address."""
        self._retire(path)
        path.former, path.credentials = path.credentials, fresh
        self.open(path)

    def close(self, path: IcePath) -> None:
        """Forget the path; later checks are ignored."""
        self._retire(path)
        self._paths.pop(path.credentials.fragment, None)

    def check(self, datagram: bytes, address: Address, held_by: IcePath | None = None) -> Binding | None:
        """Judge one STUN datagram; None means: say nothing.

        Args:
            datagram: What came.
            address: Where it says that it came from.
            held_by: The path that is heard from this address now. Another peer cannot take it over: source
                addresses can be forged.
        """
        request = parse_binding_request(datagram)
        if request is None:
            return None
        path = self._paths.get(request.local_fragment)
        if path is None or (held_by is not None and held_by is not path):
            return None
        credentials = path.credentials
        if path.former is not None and path.former.fragment == request.local_fragment:
            credentials = path.former
        password = credentials.password.encode()
        if not request.is_signed_with(password):
            return None
        before = path.selected
        # The first check after a restart shows where the peer is now; late ones of before choose nothing.
        is_current = credentials is path.credentials
        is_new_home = is_current and path.former is not None
        if is_new_home:
            self._retire(path)
        forgotten = path.accept(address, nominated=is_new_home or (is_current and request.nominated))
        reply = binding_success(request.transaction_id, address[0], address[1], password)
        return Binding(path, reply, before, forgotten)

    def _retire(self, path: IcePath) -> None:
        if path.former is not None:
            self._paths.pop(path.former.fragment, None)
            path.former = None
