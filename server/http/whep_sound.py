"""Whether a WHEP viewer is sent the sound: a muted player needs none, nor need its picture wait for it."""

import msgspec
from aiohttp import web

from media import SessionNotFound
from server.http.call import Call
from server.http.route import Route
from server.http.streaming import CORS, preflight_route
from server.http.whep_layers import LAYER


class SoundWish(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a viewer's player can be heard."""

    on: bool


async def hear(call: Call, session: str, body: SoundWish) -> None:
    """Send the sound from now on, or leave it out."""
    call.services.media.hear(session, wanted=body.on)


async def preflight_sound(_call: Call, session: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=LAYER)


ROUTES = (
    Route(
        "POST",
        "/whep/session/{session}/sound",
        hear,
        "Send a viewer the sound, or leave it out while the player is muted",
        headers=CORS,
        errors=(SessionNotFound,),
        public_post=True,
    ),
    preflight_route("/whep/session/{session}/sound", preflight_sound),
)
