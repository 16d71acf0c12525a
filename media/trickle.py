"""Reads and writes SDP fragments of trickle ICE (RFC 8840), as WHIP uses them (RFC 9725, section 4.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from media.errors import OfferInvalid

_MAX_CHARACTERS = 16 * 1024
_MAX_CANDIDATES = 200
_MAX_ECHOED = 200


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a peer says of its side of ICE.

    Attributes:
        candidates: Its candidates, `.local` names of mDNS among them.
        user_fragment: Its user fragment, empty if the fragment states none.
        password: Its password, likewise.
        section: The `m=` and `a=mid` lines of the first section, empty if there is none.
    """

    candidates: Sequence[str]
    user_fragment: str = ""
    password: str = ""
    section: Sequence[str] = ()

    @property
    def can_restart(self) -> bool:
        """Whether there are credentials of the size that RFC 8839, section 5.4 demands."""
        return 4 <= len(self.user_fragment) <= 256 and 22 <= len(self.password) <= 256


def read_fragment(text: str) -> Fragment:
    """Read a fragment.

    Raises:
        OfferInvalid: it is too long or no SDP fragment at all.
    """
    if len(text) > _MAX_CHARACTERS:
        raise OfferInvalid("The ICE fragment is larger than any real one.")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) < 2 or line[1] != "=" for line in lines):
        raise OfferInvalid("The body is not an SDP fragment.")
    candidates = [line[2:] for line in lines if line.startswith("a=candidate:")]
    section = (_first(lines, "m="), _first(lines, "a=mid:"))
    return Fragment(
        candidates[:_MAX_CANDIDATES],
        _first(lines, "a=ice-ufrag:").removeprefix("a=ice-ufrag:"),
        _first(lines, "a=ice-pwd:").removeprefix("a=ice-pwd:"),
        [line[:_MAX_ECHOED] for line in section if line],
    )


def write_fragment(asked: Fragment, fragment: str, password: str, candidates: Sequence[str]) -> str:
    """Write our side of an ICE restart, in the section that the peer's own fragment named."""
    lines = ["a=ice-lite", *asked.section, f"a=ice-ufrag:{fragment}", f"a=ice-pwd:{password}", *candidates]
    return "\r\n".join([*lines, "a=end-of-candidates", ""])


def _first(lines: Sequence[str], start: str) -> str:
    return next((line for line in lines if line.startswith(start)), "")
