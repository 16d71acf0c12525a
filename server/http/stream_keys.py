"""The stream key of a show: what OBS and other encoders publish with."""

import msgspec

from server.http.call import Call
from server.http.route import Access, Route
from server.http.show_access import hosted_show
from server.http.shows import HOST


class StreamKey(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a key after it was made: only its end, to tell keys apart."""

    exists: bool
    whip_url: str
    created_ms: int | None = None
    hint: str | None = None


class FreshStreamKey(msgspec.Struct, frozen=True, kw_only=True):
    """A new key, told this once; only its hash is kept."""

    key: str
    whip_url: str


async def read_stream_key(call: Call, show: str) -> StreamKey:
    """Tell whether the show has a key."""
    await hosted_show(call, show)
    info = await call.services.accounts.stream_keys.info(show)
    if info is None:
        return StreamKey(exists=False, whip_url=whip_url(call))
    return StreamKey(exists=True, whip_url=whip_url(call), created_ms=info.created_ms, hint=info.hint)


async def create_stream_key(call: Call, show: str) -> FreshStreamKey:
    """Make a key; the one before it stops working."""
    await hosted_show(call, show)
    made = await call.services.accounts.stream_keys.create(show)
    return FreshStreamKey(key=made.key, whip_url=whip_url(call))


async def revoke_stream_key(call: Call, show: str) -> None:
    """Make the key stop working."""
    await hosted_show(call, show)
    await call.services.accounts.stream_keys.revoke(show)


def whip_url(call: Call) -> str:
    """Return what to type into the encoder; the key alone names the show."""
    return f"{call.services.settings.public_url}/whip"


PATH = "/api/v1/shows/{show}/stream-key"
ROUTES = (
    Route("GET", PATH, read_stream_key, "Tell whether there is a stream key", Access.SELLER, HOST),
    Route("POST", PATH, create_stream_key, "Make a new stream key", Access.SELLER, HOST, status=201),
    Route("DELETE", PATH, revoke_stream_key, "Revoke the stream key", Access.SELLER, HOST, status=204),
)
