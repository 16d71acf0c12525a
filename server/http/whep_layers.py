"""Which sizes of the picture a WHEP player can get, and its choice among them (a draft's extension)."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from media import LayerChoice, LayerInfo, LayerUnknown, LayerWish, SessionNotFound
from server.http.call import Call
from server.http.refusals import BodyInvalid
from server.http.route import Route
from server.http.streaming import CORS, PREFLIGHT, preflight_route

LAYER = PREFLIGHT | {"Access-Control-Allow-Methods": "POST, OPTIONS", "Accept-Post": "application/json"}


class LayerSelection(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a player asks for; an empty object leaves the choice to the server.

    Attributes:
        media_id: The picture's `mid`; there is but one.
        encoding_id: The layer that is wanted, by its rid; less is sent only where the path does not carry it.
        max_height: Pixels of the shorter side that the player can show: nothing larger than needed is sent.
        spatial_layer_id: Of scalable codecs, whose layers this server does not tell apart: refused.
        temporal_layer_id: The same.
        max_spatial_layer_id: The same.
        max_temporal_layer_id: The same.
    """

    media_id: Annotated[str, Meta(max_length=64)] | None = None
    encoding_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    max_height: Annotated[int, Meta(ge=1, le=16_384)] | None = None
    spatial_layer_id: int | None = None
    temporal_layer_id: int | None = None
    max_spatial_layer_id: int | None = None
    max_temporal_layer_id: int | None = None


class EncodedLayer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One layer, as the draft writes it; bitrate in bits a second."""

    id: str
    simulcast_idx: int
    bitrate: int
    width: int | None
    height: int | None


class FlatLayer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The same in the draft's list of what can be chosen."""

    encoding_id: str
    simulcast_idx: int
    bitrate: int
    width: int | None
    height: int | None


class MediaLayers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The layers of one media section, the best first.

    Attributes:
        active: Those that the publisher sends now.
        inactive: Those that it has stopped.
        layers: The active ones once more, flat.
        sent: The one that this viewer gets; null while his picture is paused or has not begun.
        chosen: The one that he asked for; null where the server may choose.
        paused: Whether his path carries no picture, so that only sound is sent.
    """

    active: Sequence[EncodedLayer]
    inactive: Sequence[EncodedLayer]
    layers: Sequence[FlatLayer]
    sent: str | None
    chosen: str | None
    paused: bool


async def select(call: Call, session: str, body: LayerSelection) -> web.Response:
    """Choose a layer, or how large the picture may be; answers what there is and what is sent now."""
    for name in ("spatial_layer_id", "temporal_layer_id", "max_spatial_layer_id", "max_temporal_layer_id"):
        if getattr(body, name) is not None:
            raise BodyInvalid(
                "Choose by encodingId or maxHeight: scalable layers are sent whole.", field=_camel(name)
            )
    media = call.services.media
    if body.media_id not in {None, media.layers(session).media_id}:
        raise BodyInvalid("The session has no picture with this mediaId.", field="mediaId")
    wish = LayerWish(encoding_id=body.encoding_id, max_height=body.max_height)
    found = layers_by_media(media.select_layer(session, wish))
    return web.json_response(body=msgspec.json.encode(found))


async def preflight_layer(_call: Call, session: str) -> web.Response:  # noqa: ARG001 - the path has it
    """Tell a page of another site what it may do (CORS)."""
    return web.Response(status=204, headers=LAYER)


def layers_by_media(choice: LayerChoice) -> dict[str, MediaLayers]:
    """Write the layers as the draft's event does: by the `mid` of the section that they are of."""
    numbered = [(len(choice.layers) - 1 - place, layer) for place, layer in enumerate(choice.layers)]
    found = MediaLayers(
        active=[_encoded(number, layer) for number, layer in numbered if layer.active],
        inactive=[_encoded(number, layer) for number, layer in numbered if not layer.active],
        layers=[_flat(number, layer) for number, layer in numbered if layer.active],
        sent=choice.sent,
        chosen=choice.chosen,
        paused=choice.paused,
    )
    return {choice.media_id: found}


def _encoded(number: int, layer: LayerInfo) -> EncodedLayer:
    return EncodedLayer(
        id=layer.id, simulcast_idx=number, bitrate=layer.bitrate_bps, width=layer.width, height=layer.height
    )


def _flat(number: int, layer: LayerInfo) -> FlatLayer:
    return FlatLayer(
        encoding_id=layer.id,
        simulcast_idx=number,
        bitrate=layer.bitrate_bps,
        width=layer.width,
        height=layer.height,
    )


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


ROUTES = (
    Route(
        "POST",
        "/whep/session/{session}/layer",
        select,
        "Choose which size of the picture a viewer gets (WHEP layer selection)",
        headers=CORS,
        errors=(SessionNotFound, LayerUnknown, BodyInvalid),
        public_post=True,
    ),
    preflight_route("/whep/session/{session}/layer", preflight_layer),
)
