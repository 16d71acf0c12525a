"""The media room's front: publish, watch, stop, and how it goes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import asdict

from media.answer import Answer, IceRestart
from media.clock import MediaClock
from media.codecs import Format
from media.counters import Counters
from media.dtls import Certificate
from media.errors import FragmentUnfit, NotPublishing, TooBusy
from media.events import MediaEvent, StreamLive
from media.gathering import Departures
from media.health import FrameClock, LayerChoice, MediaTotals, StreamHealth
from media.hls import WriterNews
from media.listeners import Listeners, NewsKind, Subscription, ViewerNews
from media.negotiation import Negotiator
from media.pacer import Pacer
from media.ring import Ring
from media.sdp import parse_offer
from media.selection import LayerWish
from media.session import admit
from media.sessions import Sessions
from media.settings import MediaSettings
from media.statistics import StreamStatistics
from media.stream import Stream, flush_all
from media.telling import Telling
from media.track import Track
from media.transport import MediaTransport
from media.trickle import read_fragment

_TICK_SECONDS = 0.05
_SWEEP_SECONDS = 1.0
_AUDIO_HISTORY_SECONDS = 2.0
_RETRY_SECONDS = 2
_RETRY_FULL_SECONDS = 10

logger = logging.getLogger(__name__)


class MediaService:
    """WHIP and WHEP without HTTP: one UDP socket, many streams."""

    def __init__(
        self,
        settings: MediaSettings,
        *,
        publish: Callable[[MediaEvent], Awaitable[None]],
        now_ms: Callable[[], int],
        written: Callable[[WriterNews], None] = lambda _news: None,
    ) -> None:
        self._settings = settings
        self._written = written
        self._now_ms = now_ms
        self._clock = MediaClock(now_ms)
        self._counters = Counters()
        self._departures = Departures(self._clock.now, lambda *due: flush_all(self._streams.values(), *due))
        self._transport = MediaTransport(self._counters, self._departures.run)
        self._replays = Pacer(self._clock.now)
        self._attempts = Pacer(self._clock.now)
        self._streams: dict[str, Stream] = {}
        self._listeners = Listeners()
        self._sessions = Sessions(
            self._transport,
            self._counters,
            own=self._own,
            left=self._listeners.leave,
            handshake_seconds=settings.handshake_seconds,
        )
        self._draining = False
        self._telling = Telling(publish)
        self._tasks: set[asyncio.Task[None]] = set()
        self._negotiator: Negotiator | None = None
        self._next_sweep = 0.0

    @property
    def udp_port(self) -> int:
        """The port in use, 0 before `start`."""
        return self._transport.port

    @property
    def is_draining(self) -> bool:
        """Whether nobody new is let in because the server is about to end."""
        return self._draining

    async def start(self) -> None:
        """Bind the socket; raises OSError if that is impossible."""
        settings = self._settings
        self._transport.open(settings.udp_host, settings.udp_port, settings.socket_buffer_bytes)
        self._negotiator = Negotiator(
            settings,
            certificate=Certificate.generateCertificate(),
            transport=self._transport,
            replays=self._replays,
            attempts=self._attempts,
            clock=self._clock,
            counters=self._counters,
        )
        self._own(self._keep_time())
        self._own(self._telling.run())

    async def close(self) -> None:
        """Say goodbye to everybody and free the port."""
        await asyncio.gather(*(self._sessions.drop(session) for session in self._sessions))
        for stream in self._streams.values():
            stream.end_writing()
        self._streams.clear()
        self._replays.close()
        self._attempts.close()
        self._departures.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._transport.close()

    async def add_publisher(self, stream_id: str, offer_sdp: str) -> Answer:
        """Answer a WHIP offer; a stream that is on already is taken over once the newcomer is connected.

        Raises:
            OfferInvalid, CodecUnsupported, TooBusy: see `media.errors`.
        """
        negotiator = self._started()
        offer = parse_offer(offer_sdp)
        stream = self._streams.get(stream_id) or self._new_stream(stream_id)
        session, answer = negotiator.publisher(offer, stream)
        self._streams[stream_id] = stream
        self._sessions.begin(session)
        return answer

    async def add_viewer(
        self, stream_id: str, offer_sdp: str, *, asker: str = "", sound: bool = True
    ) -> Answer:
        """Answer a WHEP offer.

        Args:
            stream_id: The stream.
            offer_sdp: The offer.
            asker: The network that asks, if known; one network has few joins in flight at a time, so that
                nobody can keep all others waiting.
            sound: Whether to send the sound from the start; see `hear`.

        Raises:
            NotPublishing: nobody sends the stream now.
            OfferInvalid, CodecUnsupported, TooBusy: see `media.errors`.
        """
        negotiator = self._started()
        admit(self._sessions, asker, self._settings)
        offer = parse_offer(offer_sdp)
        stream = self._streams.get(stream_id)
        if stream is None or stream.state != "live":
            raise NotPublishing("This show is not on air right now.", retry_after_s=_RETRY_SECONDS)
        if len(stream.viewers) >= self._settings.max_viewers_per_stream:
            raise TooBusy("This show has as many viewers as it can take.", retry_after_s=_RETRY_FULL_SECONDS)
        session, answer = negotiator.viewer(offer, stream)
        session.asker = asker
        self._sessions.begin(session)
        self._sessions.viewer(session.id).hear(wanted=sound)
        return answer

    def hear(self, session_id: str, *, wanted: bool) -> None:
        """Send a viewer the sound, or leave it out while its player is muted; raises SessionNotFound."""
        self._sessions.viewer(session_id).hear(wanted=wanted)

    async def trickle(self, session_id: str, fragment: str) -> None:
        """Take trickled candidates (RFC 8840): read and tolerated, since ICE-lite learns paths from checks.

        Raises:
            SessionNotFound: the session has ended.
            OfferInvalid: the fragment is not an SDP fragment.
            FragmentUnfit: its user fragment is not that of the session's present ICE.
        """
        session, given = self._sessions.get(session_id), read_fragment(fragment)
        if given.user_fragment not in {"", session.remote_fragment}:
            raise FragmentUnfit(
                'These candidates belong to another ICE session. Restart ICE with If-Match: "*".'
            )

    async def restart_ice(self, session_id: str, fragment: str) -> IceRestart | None:
        """Take the peer's new ICE credentials and give it ours; None if they are the ones it has already.

        Raises:
            SessionNotFound: the session has ended.
            OfferInvalid: the fragment is not an SDP fragment.
            FragmentUnfit: it holds no new user fragment and password.
        """
        negotiator = self._started()
        session, asked = self._sessions.get(session_id), read_fragment(fragment)
        if asked.user_fragment == session.remote_fragment:
            return None
        if not asked.can_restart:
            raise FragmentUnfit("An ICE restart needs a new a=ice-ufrag and a=ice-pwd.")
        return negotiator.restart(session, asked)

    def etag_of(self, session_id: str) -> str:
        """The quoted entity tag of a session's present ICE; raises SessionNotFound."""
        return self._sessions.get(session_id).etag

    def subscribe(self, session_id: str, kinds: Sequence[NewsKind]) -> str:
        """Let a viewer's session hear news, how things are now first; returns the subscription's name.

        Raises:
            SessionNotFound: the session has ended, or is a publisher's.
            TooBusy: it has too many subscriptions.
        """
        viewer, session = self._sessions.viewer(session_id), self._sessions.get(session_id)
        name = self._listeners.add(session_id, session.stream.id, kinds)
        subscription = self._listeners.get(session_id, name)
        subscription.tell(ViewerNews(kind="active" if session.stream.state == "live" else "inactive"))
        if viewer.adaptation is not None and "layers" in kinds:
            subscription.tell(ViewerNews(kind="layers", layers=viewer.adaptation.choice()))
            viewer.adaptation.listen(lambda choice: self._listeners.tell_layers(session_id, choice))
        subscription.tell(ViewerNews(kind="viewercount", viewers=len(session.stream.viewers)))
        return name

    def subscription(self, session_id: str, name: str) -> Subscription:
        """Find a subscription to read its news; raises SessionNotFound."""
        return self._listeners.get(session_id, name)

    def unsubscribe(self, session_id: str, name: str) -> None:
        """End a subscription; raises SessionNotFound."""
        self._listeners.remove(session_id, name)
        adaptation = self._sessions.viewer(session_id).adaptation
        if adaptation is not None and not self._listeners.want(session_id, "layers"):
            adaptation.listen(None)

    async def drain(self) -> None:
        """Before closing: take nobody in any more, and tell those who listen to connect anew."""
        self._draining = True
        self._listeners.end_all("reconnect")

    async def remove(self, session_id: str) -> None:
        """End one session, publisher's or viewer's; raises SessionNotFound."""
        await self._sessions.drop(self._sessions.get(session_id))

    async def end_stream(self, stream_id: str) -> None:
        """End a stream: everybody out. Ending one that is not there is no error."""
        stream = self._streams.pop(stream_id, None)
        if stream is None:
            return
        await asyncio.gather(*(self._sessions.drop(session) for session in self._sessions.of(stream)))
        stream.end()

    async def begin_writing(self, stream_id: str) -> None:
        """Write a stream as CMAF parts from its latest keyframe on; told to `written`, until it ends.

        Of no effect on a stream that is written already; it costs nothing while nobody publishes.
        """
        stream = self._streams.get(stream_id)
        if stream is not None:
            stream.begin_writing(self._written)

    async def end_writing(self, stream_id: str) -> None:
        """Stop writing a stream; one that is not written is no error."""
        if stream := self._streams.get(stream_id):
            stream.end_writing()

    def select_layer(self, session_id: str, wish: LayerWish) -> LayerChoice:
        """Let a viewer's player say which layer it wants, or how large its picture is; returns the outcome.

        Raises:
            SessionNotFound: the session has ended, is a publisher's, or has no picture.
            LayerUnknown: the publisher sends no layer of that name.
        """
        adaptation = self._sessions.adaptation(session_id)
        adaptation.ask(wish, self._clock.now())
        return adaptation.choice()

    def layers(self, session_id: str) -> LayerChoice:
        """Say which layers a viewer can get and which one he gets; raises SessionNotFound."""
        return self._sessions.adaptation(session_id).choice()

    def frame_clock(self, session_id: str) -> FrameClock:
        """Relate the RTP time of a viewer's picture to its capture.

        Raises:
            SessionNotFound: the session has ended, or is a publisher's.
            NotPublishing: the publisher has not told yet, or is away.
        """
        found = self._sessions.viewer(session_id).frame_clock(self._clock.now())
        if found is None:
            raise NotPublishing("The publisher has not told its clock yet.", retry_after_s=_RETRY_SECONDS)
        return found

    def capture_ms(self, stream_id: str) -> int | None:
        """What the clock of `frame_clock` shows now; None without a publisher who told its own."""
        stream = self._streams.get(stream_id)
        return self._clock.epoch_ms(self._clock.now()) if stream and stream.knows_capture else None

    def owner_of(self, session_id: str) -> str | None:
        """Tell which stream a session belongs to."""
        return self._sessions.owner_of(session_id)

    def health(self, stream_id: str) -> StreamHealth | None:
        """Say how a stream does; None if there is none."""
        stream = self._streams.get(stream_id)
        return stream.health() if stream else None

    def statistics(self, stream_id: str) -> StreamStatistics:
        """Count for each publisher and viewer of a stream; empty if there is none."""
        stream = self._streams.get(stream_id)
        return stream.statistics() if stream else StreamStatistics()

    def totals(self) -> MediaTotals:
        """Count everything, for metrics."""
        return MediaTotals(
            streams=len(self._streams),
            publishers=sum(s.publisher is not None for s in self._streams.values()),
            viewers=sum(len(s.viewers) for s in self._streams.values()),
            joins_in_flight=sum(not session.connected for session in self._sessions),
            **asdict(self._counters),
        )

    def _started(self) -> Negotiator:
        if self._negotiator is None:
            raise RuntimeError("the media service is not started")
        if self._draining:
            raise TooBusy("This server is about to restart.", retry_after_s=_RETRY_SECONDS)
        return self._negotiator

    def _new_stream(self, stream_id: str) -> Stream:
        return Stream(
            stream_id, new_track=self._new_track, clock=self._clock, now_ms=self._now_ms, tell=self._tell
        )

    def _new_track(self, agreed: Format) -> Track:
        seconds = self._settings.history_seconds if agreed.kind == "video" else _AUDIO_HISTORY_SECONDS
        ring = Ring(max_seconds=seconds, max_octets=self._settings.history_bytes)
        return Track(agreed, self._transport.new_fan(), ring, self._counters)

    def _tell(self, event: MediaEvent) -> None:
        self._listeners.tell(event.stream_id, "active" if isinstance(event, StreamLive) else "inactive")
        self._telling.tell(event)

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            try:
                await self._tick(self._clock.now())
            except Exception:
                # One stream's trouble must not stop the clock of all.
                logger.exception("keeping time failed")

    async def _tick(self, now: float) -> None:
        self._departures.observe(now, self._counters.packets_out)
        for stream in list(self._streams.values()):
            stream.tick(now, self._settings.interruption_seconds)
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP_SECONDS
            await self._sweep(now)

    async def _sweep(self, now: float) -> None:
        """Drop who is not heard any more (RFC 7675), and streams that nobody came back to."""
        for stream in self._streams.values():
            self._listeners.count(stream.id, len(stream.viewers))
        await self._sessions.drop_unheard(now - self._settings.idle_seconds)
        for stream in list(self._streams.values()):
            if stream.publisher is not None or self._sessions.of(stream):
                continue
            if not stream.ladders:
                del self._streams[stream.id]  # never was on air
            elif now - stream.since > self._settings.forget_seconds:
                await self.end_stream(stream.id)

    def _own(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
