"""The line on which a viewer sees a track: its numbers and times, continuous over changes of layer."""

import secrets
import struct
from collections import OrderedDict
from typing import NamedTuple

from media.answer import OutgoingSource
from media.codecs import Format
from media.pictures import NO_SHIFT, shift_to_follow, shifted
from media.rewriting import SequenceAccount
from media.rtp import Packet, write_rtp
from media.track import Track
from media.vpx import PictureNumbers, PictureShift, renumber

_MAX_INSERTED = 16
_FILLERS = 32
_FILLER_OCTETS = 200
_PADDING_OCTETS = 224
_PLAUSIBLE_SECONDS = 1.0


class Origin(NamedTuple):
    """A layer and how it is shown to the viewer, from one change of layer to the next.

    Attributes:
        timestamp_shift: Leads from the layer's times to the viewer's.
        pictures: The same for the codec's own picture numbers.
        lead: The part of `timestamp_shift` that only keeps time from going back.
    """

    track: Track
    timestamp_shift: int
    pictures: PictureShift = NO_SHIFT
    lead: int = 0


class ViewerLine:
    """Writes a track's packets as the viewer knows them, and finds them again by the number that he knows."""

    def __init__(self, track: Track, agreed: Format, source: OutgoingSource) -> None:
        self.origin = Origin(track, secrets.randbelow(1 << 31))
        self.last_time: int | None = None
        self._format = agreed
        self._source = source
        # Far from the wrap, so that the packets before the first keyframe have room.
        self._account: SequenceAccount[Origin] = SequenceAccount(0x1000 + secrets.randbelow(0x6000))
        self._rtx_sequence = secrets.randbelow(1 << 15)
        self._inserted: OrderedDict[int, Packet] = OrderedDict()
        self._filled = 0
        self._oldest_wanted = 0
        self._newest: PictureNumbers | None = None

    @property
    def first_position(self) -> int:
        """The position that has the next free number; all before it are used or are of another layer."""
        return self._account.next_position

    @property
    def sequence_shift(self) -> int:
        """What leads from the layer's positions to the viewer's sequence numbers."""
        return self._account.shift

    def begin(self, position: int) -> None:
        """Number `position` of the present layer next."""
        self._account.begin(position, self.origin)

    def follow(self, track: Track, first: Packet, timestamp: int, now: float) -> None:
        """Go over to another layer: times and picture numbers go on from here.

        Args:
            track: The layer.
            first: The first packet of its keyframe.
            timestamp: The layer's time with which that will be sent.
            now: Monotonic seconds.
        """
        old = self.origin
        if old.track is track:
            return
        ideal = old.timestamp_shift - old.lead + _distance(old.track, track, now)
        shift = ideal if self.last_time is None else max(ideal, self.last_time + 1 - timestamp)
        pictures = NO_SHIFT
        if self._newest is not None and first.numbers is not None:
            pictures = shift_to_follow(self._newest, first.numbers)
        self.origin = Origin(track, shift, pictures, shift - ideal)

    def sent(self, packet: Packet, timestamp: int) -> None:
        """Note a packet that was sent by itself, with a time of the layer's."""
        self._account.sent(packet.position)
        self._note(timestamp, packet.numbers)

    def sent_live(self, *, forget_stamps: bool) -> None:
        """Note that everything of the layer that is here by now was sent by the fan-out."""
        track = self.origin.track
        newest = track.ring.newest
        if newest is None:
            return
        self._account.sent(newest.position)
        self._note(newest.timestamp, track.newest_picture)
        if forget_stamps:
            self._account.forget_stamps()

    def stamp(self, packet: Packet, timestamp: int) -> None:
        """Remember that a packet goes out with another time than its own."""
        self._account.stamp(packet.position, timestamp)

    def stamp_after(self, live_time: int) -> int:
        """A time of the layer's for a frame that is sent now: later than all that the viewer saw."""
        if self.last_time is None:
            return live_time
        return max(self.last_time + 1 - self.origin.timestamp_shift, live_time)

    def insert(self, packet: Packet) -> None:
        """Remember a packet that the layer itself does not have, under the number of its position."""
        self._inserted[packet.position + self._account.shift] = packet
        while len(self._inserted) > _MAX_INSERTED:
            self._inserted.popitem(last=False)

    def original(self, packet: Packet, timestamp: int) -> bytes:
        """Write a packet of the present layer, with a time of the layer's."""
        return self._original(self.origin, packet, packet.position + self._account.shift, timestamp)

    def drop_history(self) -> None:
        """Send nothing again that was sent until now: a keyframe follows, with which he begins anew."""
        self._oldest_wanted = self._account.newest_sequence + 1

    def again(self, sequence: int) -> bytes | None:
        """Write what the viewer knows by a number: under RTX (RFC 4588) where agreed; None if it is gone."""
        found = self._account.locate(sequence)
        if found is None or found.sequence < self._oldest_wanted:
            return None
        packet = self._inserted.get(found.sequence) or found.origin.track.ring.get(found.position)
        if packet is None:
            return None
        timestamp = packet.timestamp if found.stamp is None else found.stamp
        if self._format.rtx_payload_type is None:
            return self._original(found.origin, packet, found.sequence, timestamp)
        self._rtx_sequence += 1
        return write_rtp(
            payload_type=self._format.rtx_payload_type,
            marker=packet.marker,
            sequence=self._rtx_sequence,
            timestamp=timestamp + found.origin.timestamp_shift,
            ssrc=self._source.rtx_ssrc,
            payload=struct.pack("!H", found.sequence & 0xFFFF) + _payload(found.origin, packet),
            padding=packet.padding,
        )

    def filler(self) -> bytes:
        """Write one of the newest packets again, each in its turn; padding where there is none."""
        self._filled = (self._filled + 1) % _FILLERS
        packet = self.again(self._account.newest_sequence - self._filled) if self._account.is_open else None
        if packet is not None and len(packet) >= _FILLER_OCTETS:
            return packet
        self._rtx_sequence += 1
        return write_rtp(
            payload_type=self._format.rtx_payload_type or 0,
            marker=False,
            sequence=self._rtx_sequence,
            timestamp=self.last_time or 0,
            ssrc=self._source.rtx_ssrc,
            payload=bytes(_PADDING_OCTETS - 1) + bytes([_PADDING_OCTETS]),
            padding=True,
        )

    def _original(self, origin: Origin, packet: Packet, sequence: int, timestamp: int) -> bytes:
        return write_rtp(
            payload_type=self._format.payload_type,
            marker=packet.marker,
            sequence=sequence,
            timestamp=timestamp + origin.timestamp_shift,
            ssrc=self._source.ssrc,
            payload=_payload(origin, packet),
            padding=packet.padding,
        )

    def _note(self, timestamp: int, numbers: PictureNumbers | None) -> None:
        seen = timestamp + self.origin.timestamp_shift
        self.last_time = seen if self.last_time is None else max(self.last_time, seen)
        if numbers is not None:
            self._newest = shifted(numbers, self.origin.pictures)


def _payload(origin: Origin, packet: Packet) -> bytes:
    if packet.numbers is None or origin.pictures == NO_SHIFT:
        return packet.payload
    return renumber(packet.payload, packet.numbers, origin.pictures)


def _distance(old: Track, new: Track, now: float) -> int:
    """What leads from a new layer's times to those of the old one for the same moment.

    The sender's reports say when things were captured; without them, or where they make no sense, what both
    send now counts as taken now.
    """
    by_arrival = old.time_at(now) - new.time_at(now)
    if old.capture is None or new.capture is None:
        return by_arrival
    by_capture = old.capture.stream_time_at(new.capture.moment, old.clock_rate) - new.capture.stream_time
    plausible = abs(by_capture - by_arrival) < _PLAUSIBLE_SECONDS * old.clock_rate
    return by_capture if plausible else by_arrival
