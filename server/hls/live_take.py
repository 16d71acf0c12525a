"""One take while it is written: its last half minute as bytes, its playlists, and who waits for more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from media import InitWritten, PartWritten, Rendition, TakeBegan
from server.hls.errors import HlsGone, HlsRequestInvalid
from server.hls.playlists import Part, Report, Segment, Timing, Variant, live, multivariant

WINDOW_SECONDS = 30.0
WAIT_SECONDS = 3.0
"""A request that is held so long is answered with what there is: less than hls.js waits."""
_FURTHEST_AHEAD = 2
_LEAST_BANDWIDTH = 64_000


@dataclass(slots=True)
class LiveRendition:
    """Segments and parts of one rendition.

    Attributes:
        segments: The window.
        breaks_before: Discontinuities that have left it.
    """

    name: Rendition
    segments: list[Segment] = field(default_factory=list)
    breaks_before: int = 0
    inits: dict[int, InitWritten] = field(default_factory=dict)
    bytes_of: dict[int, list[bytes]] = field(default_factory=dict)
    peak_bps: int = _LEAST_BANDWIDTH
    texts: dict[bool, bytes] = field(default_factory=dict)

    def add(self, news: PartWritten) -> None:
        """Take a part in, and let go of what is too old."""
        if not self.segments or self.segments[-1].done:
            self.segments.append(
                Segment(news.segment, news.begins_ms, news.init, news.discontinuity, folder=f"{self.name}/")
            )
            self.bytes_of[news.segment] = []
        segment = self.segments[-1]
        segment.parts.append(Part(news.seconds, news.independent))
        segment.done = news.closes
        self.bytes_of[news.segment].append(news.data)
        if news.closes:
            size = sum(map(len, self.bytes_of[news.segment]))
            self.peak_bps = max(self.peak_bps, round(size * 8 / max(0.3, segment.seconds)))
        while sum(old.seconds for old in self.segments[1:]) > WINDOW_SECONDS:
            gone = self.segments.pop(0)
            self.breaks_before += gone.discontinuity
            del self.bytes_of[gone.number]

    def has(self, segment: int, part: int | None) -> bool:
        """Whether a playlist would list it (RFC 8216bis, section 6.2.5.2).

        A part behind the last of a finished segment is the first of the next.
        """
        if not self.segments:
            return False
        last = self.segments[-1]
        if segment != last.number:
            return segment < last.number
        return last.done or (part is not None and len(last.parts) > part)

    def data(self, segment: int, part: int | None) -> bytes | None:
        """The bytes of a part, or of a whole segment; None while they are not there."""
        parts = self.bytes_of.get(segment)
        if parts is None:
            return None
        if part is not None:
            return parts[part] if part < len(parts) else None
        done = segment != self.segments[-1].number or self.segments[-1].done
        return b"".join(parts) if done else None

    def report(self) -> Report:
        """Where it stands."""
        last = self.segments[-1]
        return Report(f"{self.name}.m3u8", last.number, len(last.parts) - 1)


class LiveTake:
    """A take of a show that is on air, or was until a moment ago.

    Args:
        began: The writer's news of it.
        timing: What playlists promise.
    """

    def __init__(self, began: TakeBegan, timing: Timing) -> None:
        self.id = began.take_id
        self.stream_id = began.stream_id
        self._timing = timing
        self._renditions = {name: LiveRendition(name) for name in began.renditions}
        self._leading = began.renditions[0]
        self._changed = asyncio.Event()
        self._ended = False

    @property
    def ready(self) -> bool:
        """Whether there is something to play on every rendition."""
        return all(rendition.segments for rendition in self._renditions.values())

    def add_init(self, news: InitWritten) -> None:
        """Take an initialisation segment in."""
        self._renditions[news.rendition].inits[news.number] = news

    def add_part(self, news: PartWritten) -> None:
        """Take a part in, and wake who waits."""
        self._renditions[news.rendition].add(news)
        self._change()

    def end(self) -> None:
        """Nothing follows."""
        self._ended = True
        self._change()

    def multivariant(self, folder: str) -> str:
        """Write the playlist that names the others, which are in `folder`."""
        leading = self._renditions[self._leading]
        init = leading.inits[leading.segments[-1].init]
        codecs = [r.inits[r.segments[-1].init].codec for r in self._renditions.values()]
        with_sound = self._leading == "v" and "a" in self._renditions
        return multivariant(
            Variant(
                codecs=codecs,
                bandwidth=sum(rendition.peak_bps for rendition in self._renditions.values()),
                size=(init.width, init.height) if init.width else None,
                uri=f"{folder}{self._leading}.m3u8",
                sound_uri=f"{folder}a.m3u8" if with_sound else None,
            )
        )

    async def playlist(
        self, name: str, *, segment: int | None, part: int | None, skip: bool
    ) -> tuple[bytes, bool]:
        """Write a rendition's playlist once it lists a certain part; False if that did not come in time.

        Raises:
            HlsGone: there is no such rendition.
            HlsRequestInvalid: it asks for a part without a segment, or for the far future.
        """
        rendition = self._rendition(name)
        if segment is None:
            if part is not None:
                raise HlsRequestInvalid("_HLS_part needs _HLS_msn beside it.")
            return self._text(rendition, skip=skip), True
        last = rendition.segments[-1].number if rendition.segments else 0
        if segment > last + _FURTHEST_AHEAD:
            raise HlsRequestInvalid(f"Segment {segment} is too far ahead: the last is {last}.")
        came = await self._wait(lambda: rendition.has(segment, part) or self._ended)
        return self._text(rendition, skip=skip), came

    async def data(self, name: str, segment: int, part: int | None) -> bytes:
        """Return a part, waiting for one that is announced, or a whole segment.

        Raises:
            HlsGone: it is not there and not announced, or did not come in time.
        """
        rendition = self._rendition(name)
        data = rendition.data(segment, part)
        if data is None and part is not None and rendition.segments and not self._ended:
            last = rendition.segments[-1]
            hinted = (last.number + 1, 0) if last.done else (last.number, len(last.parts))
            if (segment, part) == hinted:
                await self._wait(lambda: rendition.data(segment, part) is not None or self._ended)
                data = rendition.data(segment, part)
        if data is None:
            raise HlsGone("This piece of the show is not here any more, or not yet.")
        return data

    def init(self, name: str, number: int) -> bytes:
        """Return an initialisation segment; raises HlsGone."""
        found = self._rendition(name).inits.get(number)
        if found is None:
            raise HlsGone("This piece of the show is not here any more, or not yet.")
        return found.data

    async def wait_until_ready(self) -> bool:
        """Wait for the first parts; False if they do not come."""
        return await self._wait(lambda: self.ready or self._ended) and self.ready

    def _rendition(self, name: str) -> LiveRendition:
        found = next((rendition for rendition in self._renditions.values() if rendition.name == name), None)
        if found is None:
            raise HlsGone("This show has no such rendition.")
        return found

    def _text(self, rendition: LiveRendition, *, skip: bool) -> bytes:
        """One text for everybody, until something changes."""
        text = rendition.texts.get(skip)
        if text is None:
            others = [r for r in self._renditions.values() if r is not rendition and r.segments]
            text = rendition.texts[skip] = live(
                rendition.segments,
                self._timing,
                breaks_before=rendition.breaks_before,
                reports=[other.report() for other in others],
                ended=self._ended,
                skip=skip,
            ).encode()
        return text

    async def _wait(self, condition: Callable[[], bool]) -> bool:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not condition():
                    await self._changed.wait()
        except TimeoutError:
            return condition()
        return True

    def _change(self) -> None:
        for rendition in self._renditions.values():
            rendition.texts.clear()
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
