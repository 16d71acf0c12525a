"""Finds which of a publisher's tracks a packet belongs to: by its SSRC, or by what introduces a new one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from media.answer import REPAIRED_STREAM_ID, RTP_STREAM_ID
from media.incoming import IncomingTrack
from media.rtp import RtpHeader, extension


class Route(NamedTuple):
    """A track, and whether the packet is a retransmission (RFC 4588) of it."""

    track: IncomingTrack
    is_repair: bool


class IncomingRoutes:
    """Sorts by payload type, which is unique within the connection; the layers of a simulcast by their rid.

    Senders name the rid (RFC 8852) in a header extension until they know that we have it, so we remember.
    """

    def __init__(self, tracks: Sequence[IncomingTrack], extensions: Mapping[str, int]) -> None:
        self._tracks = tracks
        self._rid = extensions.get(RTP_STREAM_ID)
        self._repaired = extensions.get(REPAIRED_STREAM_ID)
        self._layers: dict[int, Route] = {}
        self._plain: dict[int, Route] = {}
        for track in tracks:
            if track.rid is None:
                self._plain[track.format.payload_type] = Route(track, is_repair=False)
                if track.format.rtx_payload_type is not None:
                    self._plain[track.format.rtx_payload_type] = Route(track, is_repair=True)

    def find(self, data: bytes, header: RtpHeader) -> Route | None:
        """Find a packet's track; None for what was not agreed, or is of a layer that is not known yet."""
        return (
            self._plain.get(header.payload_type) or self._layers.get(header.ssrc) or self._meet(data, header)
        )

    def _meet(self, data: bytes, header: RtpHeader) -> Route | None:
        rid, repaired = self._name(data, header, self._rid), self._name(data, header, self._repaired)
        for track in self._tracks:
            if track.rid is None:
                continue
            if header.payload_type == track.format.payload_type and track.rid == rid:
                return self._remember(header.ssrc, Route(track, is_repair=False))
            if header.payload_type == track.format.rtx_payload_type and track.rid == (repaired or rid):
                return self._remember(header.ssrc, Route(track, is_repair=True))
        return None

    def _remember(self, ssrc: int, route: Route) -> Route:
        # An encoder that restarts a layer brings a new SSRC; the old one means nothing any more.
        self._layers = {known: other for known, other in self._layers.items() if other != route}
        self._layers[ssrc] = route
        return route

    @staticmethod
    def _name(data: bytes, header: RtpHeader, number: int | None) -> str | None:
        value = extension(data, header, number) if number is not None else None
        return None if value is None else value.decode("ascii", "replace")
