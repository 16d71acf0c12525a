"""Reads trickle ICE fragments (RFC 8840) far enough to know that they are some."""

from media.errors import OfferInvalid

_MAX_CHARACTERS = 16 * 1024
_MAX_CANDIDATES = 200


def read_fragment(fragment: str) -> list[str]:
    """Return the candidates of a fragment, `.local` names of mDNS among them.

    Raises:
        OfferInvalid: the fragment is too long or no SDP fragment at all.
    """
    if len(fragment) > _MAX_CHARACTERS:
        raise OfferInvalid("The ICE fragment is larger than any real one.")
    lines = [line.strip() for line in fragment.splitlines() if line.strip()]
    if any(len(line) < 2 or line[1] != "=" for line in lines):
        raise OfferInvalid("The body is not an SDP fragment.")
    return [line[2:] for line in lines if line.startswith("a=candidate:")][:_MAX_CANDIDATES]
