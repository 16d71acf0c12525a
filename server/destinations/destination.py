"""What a destination is, and what a seller may say of one; pure."""

import re
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, Meta, UnsetType

from media import PushReason, PushStage, PushState
from server.destinations.errors import DestinationInvalid

MOST_DESTINATIONS = 4
"""Of one seller: each sends the whole stream once more over the server's uplink."""
_PORTS = {"rtmp": 1935, "rtmps": 443}
# Keys go into an address: what would end one, or begin an option of FFmpeg's, is refused.
_KEY = re.compile(r"[!#-~]{1,400}", re.ASCII)

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Url = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(max_length=400)]


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """A platform, without its key.

    Attributes:
        key_hint: The end of the key, to tell keys apart.
        state: off, or how the push goes (``media.PushState``).
        reason: Why it is tried again, or cannot be sent.
        since_ms: Since when it stands so.
    """

    id: str
    name: str
    url: str
    key_hint: str
    enabled: bool
    created_ms: int
    state: PushStage | None = None
    reason: PushReason | None = None
    since_ms: int | None = None

    def going(self, push: PushState) -> "Destination":
        """The same, with how its push goes."""
        return msgspec.structs.replace(self, state=push.state, reason=push.reason, since_ms=push.since_ms)


class DestinationDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform as its seller names it: the address that it shows beside the stream key, and that key."""

    name: Name
    url: Url
    key: Key


class DestinationChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seller wants changed; fields left out stay as they are."""

    name: Name | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    key: Key | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


def check_name(name: str) -> str:
    """Fold white space; a blank name is refused."""
    if not (cleaned := " ".join(name.split())):
        raise DestinationInvalid("Give the destination a name.", field="name")
    return cleaned


def check_url(text: str) -> str:
    """Check the address of a platform.

    Raises:
        DestinationInvalid: it is none that RTMP can be sent to.
    """
    wrong = DestinationInvalid(
        "Give the address that the platform shows beside your stream key. It begins with rtmp:// or rtmps://.",
        field="url",
    )
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.fragment or port == 0:
        raise wrong
    if not text.isascii() or not text.isprintable() or " " in text or not parts.path.strip("/"):
        raise wrong
    return text


def check_key(key: str) -> str:
    """Check a stream key."""
    if not _KEY.fullmatch(key := key.strip()):
        raise DestinationInvalid("Copy the stream key from the platform; it has no blanks.", field="key")
    return key


def host_of(url: str) -> tuple[str, int]:
    """Where the platform is."""
    parts = urlsplit(url)
    return str(parts.hostname), parts.port or _PORTS[parts.scheme]
