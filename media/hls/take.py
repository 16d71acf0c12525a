"""Numbers segments and parts of one take, and tells them."""

from collections.abc import Callable

from media.clock import MediaClock
from media.hls.boxes import fragment
from media.hls.cutting import VIDEO_RATE, Cut
from media.hls.init_segment import Init
from media.hls.news import InitWritten, PartWritten, Rendition, TakeBegan, TakeEnded, WriterNews
from media.hls.opus import RATE

_RATES: dict[Rendition, int] = {"v": VIDEO_RATE, "a": RATE}
_LEAD_SECONDS = 10.0
"""The file's time of the first frame: sound may begin before it, and times are not negative."""

Tell = Callable[[WriterNews], None]


class Take:
    """What is written without a break in its numbers.

    Args:
        stream_id: The stream.
        take_id: A name of its own.
        codec: The picture's; empty without one.
        renditions: The leading one first.
        moment: When the first frame was captured (monotonic).
        clock: To tell when parts begin.
        tell: Takes the news; must not block.

    Attributes:
        origin: The moment at which the file's time is 0.
        written_until: The moment up to which the leading rendition has parts.
    """

    def __init__(
        self,
        stream_id: str,
        take_id: str,
        *,
        codec: str,
        renditions: tuple[Rendition, ...],
        moment: float,
        clock: MediaClock,
        tell: Tell,
    ) -> None:
        self.codec = codec
        self.renditions = renditions
        self.origin = moment - _LEAD_SECONDS
        self.written_until = moment
        self._stream_id = stream_id
        self._id = take_id
        self._clock = clock
        self._tell = tell
        self._outputs = {rendition: _Output() for rendition in renditions}
        began = clock.epoch_ms(clock.now())
        tell(TakeBegan(stream_id=stream_id, take_id=take_id, at_ms=began, codec=codec, renditions=renditions))

    def write_init(self, rendition: Rendition, init: Init) -> None:
        """Use an initialisation segment from now on; the one in use already is not told again."""
        output = self._outputs[rendition]
        if output.init == init:
            return
        output.init, output.init_number = init, output.init_number + 1
        self._tell(
            InitWritten(
                stream_id=self._stream_id,
                take_id=self._id,
                rendition=rendition,
                number=output.init_number,
                codec=init.codec,
                width=init.width,
                height=init.height,
                data=init.data,
            )
        )

    def write_part(self, rendition: Rendition, cut: Cut) -> None:
        """Write a cut's samples as the next part."""
        output, rate = self._outputs[rendition], _RATES[rendition]
        first = cut.samples[0]
        output.fragments += 1
        shown = self.origin + (first.time + max(0, first.composition)) / rate
        self._tell(
            PartWritten(
                stream_id=self._stream_id,
                take_id=self._id,
                rendition=rendition,
                segment=output.segment,
                part=output.part,
                init=output.init_number,
                begins_ms=self._clock.epoch_seconds(shown) * 1000,
                seconds=(cut.end - first.time) / rate,
                independent=first.is_key,
                discontinuity=output.discontinuity and output.part == 0,
                closes=cut.closes,
                data=fragment(output.fragments, cut.samples, cut.end),
            )
        )
        if rendition == self.renditions[0]:
            self.written_until = self.origin + cut.end / rate
        output.part += 1
        if cut.closes:
            output.segment, output.part, output.discontinuity = output.segment + 1, 0, False

    def break_off(self) -> None:
        """What follows is another source's, or comes after a gap."""
        for output in self._outputs.values():
            output.discontinuity = output.fragments > 0

    def end(self) -> None:
        """Tell that nothing follows."""
        at_ms = self._clock.epoch_ms(self._clock.now())
        self._tell(TakeEnded(stream_id=self._stream_id, take_id=self._id, at_ms=at_ms))


class _Output:
    """Where one rendition stands."""

    def __init__(self) -> None:
        self.init: Init | None = None
        self.init_number = -1
        self.segment = 0
        self.part = 0
        self.fragments = 0
        self.discontinuity = False
