"""Decides which layer a viewer gets: by what the page shows, what he chose, and what the path carries."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec


class LayerWish(msgspec.Struct, frozen=True, kw_only=True):
    """What a player asks for; nothing by default.

    Attributes:
        encoding_id: The layer that its viewer chose; less is sent only where the path does not carry it.
        max_height: Pixels of the short side that it can show; a layer that is larger than needed is not sent.
    """

    encoding_id: str | None = None
    max_height: int | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as it is at this moment.

    Attributes:
        rid: Its name; None where there is but one.
        bitrate_bps: What it takes.
        size: Pixels of its short side, 0 if unknown.
        flows: Whether the publisher sends it now.
    """

    rid: str | None
    bitrate_bps: int
    size: int
    flows: bool


_KEEP_SHARE = 0.95
_CLIMB_SHARE = 1.1


def choose_layer(
    layers: Sequence[Layer], wish: LayerWish, current: int | None, budget_bps: int | None
) -> int | None:
    """Choose one of the layers.

    Args:
        layers: All layers, in any order.
        wish: What the player asks for.
        current: The index of the one that is sent, None if none is.
        budget_bps: What the path carries for video; None if unknown, which is no limit.

    Returns:
        An index; None to pause the picture, since even the smallest is too much.
    """
    allowed = allowed_layers(layers, wish)
    if not allowed:
        return current
    if budget_bps is None:
        return allowed[0]
    for index in allowed:
        # To stay takes less than to come: else a path that carries just so much would flap.
        share = _KEEP_SHARE if index == current else _CLIMB_SHARE
        if layers[index].bitrate_bps * share <= budget_bps:
            return index
    return None


def allowed_layers(layers: Sequence[Layer], wish: LayerWish) -> list[int]:
    """The layers that may be sent, the best first: those that the publisher sends, none above the wish."""
    flowing = [index for index, layer in enumerate(layers) if layer.flows]
    ranked = sorted(flowing, key=lambda index: (layers[index].size, layers[index].bitrate_bps), reverse=True)
    chosen = next((index for index in ranked if layers[index].rid == wish.encoding_id), None)
    if wish.encoding_id is not None and chosen is not None:
        return ranked[ranked.index(chosen) :]
    if wish.max_height is None:
        return ranked
    # The smallest that still fills the player, and everything below it.
    enough = [place for place, index in enumerate(ranked) if layers[index].size >= wish.max_height]
    return ranked[enough[-1] if enough else 0 :]
