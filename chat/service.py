"""The chat as the rest of the house sees it: connections in, announcements in, events out."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from chat import protocol
from chat.commands import Announcement, Moderate
from chat.deadline import Deadline
from chat.desk_frames import AppealSend, ReportSend, RulesAccept
from chat.errors import Refused, RoomUnavailable, UnknownMessage
from chat.events import ChatEvent, Moderated, PeopleChanged
from chat.gateway import Connection, Gateway
from chat.hooks import Hooks, Inspect, NobodyOutside, Outside, Reviewer
from chat.live import LiveRoom
from chat.moderation import AuditEntry, ModerationAction
from chat.people import Chatter, Role
from chat.placing import Done
from chat.policy import Regime
from chat.poll import PollRequest
from chat.ports import Answered, Archive, ArchiveError, Identity
from chat.protocol import Ack, Bye, ChatSend, Heart, Hello, Inbound, Ping, Problem, React
from chat.question import QuestionFrame
from chat.redis_link import link_of
from chat.reviewing import Reviewing, nobody_reviews
from chat.rooms import Rooms
from chat.rules import Verdict
from chat.settings import ChatSettings
from chat.totals import ChatTotals
from chat.wording import presentable

T = TypeVar("T")
_log = logging.getLogger(__name__)
_PUBLISH_SECONDS = 5.0
_SWEEP_EVERY = 5


class ChatService:
    """Every chat room of this process.

    Args:
        settings: Limits.
        identity: Who is behind a token.
        archive: Where rooms outlive the process.
        publish: Takes the chat's events.
        now_ms: Wall clock, epoch milliseconds.
        new_id: Makes unique ids.
        hooks: Code of the operator's own that looks at what viewers say, by name.
        outside: Programs outside that judge it.
        reviewer: Looks once more at what everybody reads already; None: nobody does.
    """

    def __init__(
        self,
        settings: ChatSettings,
        *,
        identity: Identity,
        archive: Archive,
        publish: Callable[[ChatEvent], Awaitable[None]],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        hooks: Iterable[tuple[str, Inspect]] = (),
        outside: Outside | None = None,
        reviewer: Reviewer | None = None,
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._archive = archive
        self._publish = publish
        self._now_ms = now_ms
        self._totals = ChatTotals()
        self._link = link_of(settings)
        judge = Hooks(
            hooks, time.perf_counter_ns, self._totals, settings.max_message_chars, alarm=Deadline()
        ).judge
        self._reviewing = None if reviewer is None else Reviewing(reviewer, self._reviewed, self._totals)
        self._rooms = Rooms(
            settings,
            archive,
            self._totals,
            now_ms=now_ms,
            new_id=new_id,
            link=self._link,
            judge=judge,
            outside=outside or NobodyOutside(),
            heard=nobody_reviews if self._reviewing is None else self._reviewing.heard,
        )
        self._seats: dict[Connection, LiveRoom] = {}
        self._closed = False

    async def start(self) -> None:
        """Begin to accept connections."""
        if self._link is not None:
            await self._link.start()
        self._gateway = Gateway(self._settings, self, self._totals, self._now_ms)
        if self._reviewing is not None:
            self._reviewing.start()
        self._housekeeping = asyncio.create_task(self._keep_house(), name="chat housekeeping")

    async def close(self) -> None:
        """Say goodbye to everybody and store what is not stored yet."""
        self._closed = True
        if self._reviewing is not None:
            await self._reviewing.close()
        self._housekeeping.cancel()
        await asyncio.gather(self._housekeeping, return_exceptions=True)
        for live in self._rooms:
            live.fanout.close()
        await self._gateway.close()
        try:
            async with asyncio.timeout(self._settings.close_flush_seconds):
                await self._rooms.close_all()
        except TimeoutError:
            _log.error("not all of the chat could be stored before closing")
        if self._link is not None:
            await self._link.close()

    def connection(self) -> asyncio.Protocol:
        """A protocol for a transport whose first bytes are the head of a request for the chat."""
        return self._gateway.connection()

    async def announce(self, room_id: str, news: Announcement) -> None:
        """Tell everybody in a room; returns when news that newcomers must find is stored.

        Raises:
            RoomUnavailable: nothing was told; announce it again later, under the same event id.
            AnnouncementInvalid: the kind is one of the chat's own.
        """
        live = await self._rooms.open(room_id)
        placed = live.announce(news)
        if self._closed:
            # The other rooms of the house close after this one, and what they tell is not lost.
            await self._rooms.close(room_id)
        elif news.sticky is not None and not live.journal.degraded:
            await placed
            await live.flush()

    async def close_room(self, room_id: str) -> None:
        """Send everybody out of a room for good."""
        live = self._rooms.get(room_id)
        if live is None:
            return
        live.fanout.close()
        for connection, _ in live.audience.seats:
            connection.send(Bye(reconnect_ms=None))
            connection.close(protocol.CLOSE_DONE, "this room is closed")
            self.leave(connection)
        await self._rooms.close(room_id)

    def dismiss(self, person_id: str) -> None:
        """Break a moderator's connections: whoever comes back is what the house says by then.

        The other processes are not reached; there the role ends with the connection.
        """
        for live in self._rooms:
            for connection, chatter in live.audience.seats:
                if chatter.person_id == person_id and chatter.role is Role.moderator:
                    connection.send(Bye(reconnect_ms=0))
                    connection.close(protocol.CLOSE_AUTH, "your role has changed; come back with a new token")

    def people(self, room_id: str) -> int:
        """How many people are in a room, however many tabs they have; the hosts are not counted."""
        live = self._rooms.get(room_id)
        return live.room.viewers if live else 0

    def totals(self) -> ChatTotals:
        """The counters as they are now."""
        lives = list(self._rooms)
        self._totals.connections = len(self._gateway.connections)
        self._totals.rooms = len(lives)
        self._totals.degraded_rooms = sum(live.is_degraded for live in lives)
        return self._totals

    async def check(self) -> None:
        """Raise if the way to the other processes is closed; the chat goes on, but only for those here."""
        if self._link is not None:
            await self._link.check()

    def words_at(self, room_id: str, offset: int) -> str:
        """The words of a message that everybody in an open room may read.

        Raises:
            UnknownMessage: there is none, or not any more.
        """
        live = self._rooms.get(room_id)
        words = None if live is None else live.room.moderating.words_at(offset)
        if words is None:
            raise UnknownMessage("This message is gone.")
        return words

    async def answered(self, product_id: str, limit: int) -> list[Answered]:
        """What was answered about a product in any room, the latest first.

        Raises:
            RoomUnavailable: the questions cannot be read now.
        """
        return await self._read(self._archive.answered(product_id, limit), "The questions")

    async def has_spoken(self, person_ids: Sequence[str]) -> bool:
        """Whether any of these people has ever written in a chat of the shop.

        Raises:
            RoomUnavailable: this cannot be known now.
        """
        return await self._read(self._archive.has_spoken(person_ids), "The chat")

    async def audit(self, room_id: str, limit: int) -> list[AuditEntry]:
        """What the moderators of a room did, newest first.

        Raises:
            RoomUnavailable: the log cannot be read now.
        """
        return await self._read(self._archive.audit(room_id, limit), "The log")

    async def regime(self, room_id: str) -> Regime:
        """The policy of a room, and until when panic overrules it.

        Raises:
            RoomUnavailable: the room cannot be opened now.
        """
        return (await self._rooms.open(room_id)).room.regime

    async def moderate(self, room_id: str, actor: Chatter, command: ModerationAction) -> AuditEntry:
        """Moderate from outside of a connection; in force at once, returns when stored or being retried.

        Raises:
            Refused: it is not done, with the reason.
            RoomUnavailable: the room cannot be opened now.
        """
        live = await self._rooms.open(room_id)
        done = live.act(Moderate(chatter=actor, action=command))
        await self._settle(live, done)
        if done.audit is None:
            raise AssertionError("an action without a request id always leaves an entry")
        return done.audit

    async def take_back(self, person_id: str) -> None:
        """Take all that a person said out of everybody's sight, in the rooms that are open.

        For good: no moderator can bring it back. What is stored stays, for whoever owns the archive to erase;
        a room that nobody is in is put back, so that it forgets what it had read of it.

        Raises:
            RoomUnavailable: it could not be stored.
        """
        for live in self._rooms:
            await asyncio.gather(*live.erase(person_id))
            await _stored(live)
            if live.is_empty:
                await self._rooms.close(live.room_id)

    async def expire(self, room_id: str, before_ms: int) -> None:
        """Take what was said before a moment out of everybody's sight for good, if the room is open.

        Raises:
            RoomUnavailable: it could not be stored.
        """
        live = self._rooms.get(room_id)
        if live is not None and (placed := live.expire(before_ms)):
            await asyncio.gather(*placed)
            await _stored(live)

    async def enter(self, connection: Connection, hello: Hello) -> None:
        """Let the person behind a hello into the room (see gateway.House)."""
        try:
            async with asyncio.timeout(self._settings.identify_seconds):
                chatter = await self._identity.identify(hello.tok, hello.room)
            if chatter is None:
                problem = Problem(code="auth", text="This token does not open this room; get a new one.")
                connection.turn_away(problem, protocol.CLOSE_AUTH)
                return
            live = await self._rooms.open(hello.room)
        except (RoomUnavailable, TimeoutError):
            connection.send(Problem(code="chat_unavailable", text="The chat is not available right now."))
            connection.send(Bye(reconnect_ms=self._settings.reconnect_ms))
            connection.close(protocol.CLOSE_TRY_LATER, "not available")
            return
        if live.audience.tabs_of(chatter.person_id) >= self._settings.max_per_person:
            problem = Problem(code="too_many_tabs", text="You have this show open too many times.")
            connection.turn_away(problem, protocol.CLOSE_FLOOD)
        elif connection.is_entering:
            self._seats[connection] = live
            live.join(connection, presentable(chatter), hello.resume)

    def receive(self, connection: Connection, frame: Inbound) -> None:
        """Handle a frame of somebody inside (see gateway.House)."""
        live = self._seats[connection]
        match frame:
            case ChatSend() if live.is_command(connection, frame):
                self._promise(live, connection, frame.id, live.moderate(connection, frame))
            case ChatSend() | Heart() | React():
                live.receive(connection, frame)
            case QuestionFrame() | PollRequest():
                live.receive(connection, frame)
            case Hello() | Ping():
                pass  # the gateway's own
            case ReportSend() | AppealSend() | RulesAccept():
                self._promise(live, connection, frame.id, live.petition(connection, frame))
            case _:
                self._promise(live, connection, frame.id, live.moderate(connection, frame))

    def leave(self, connection: Connection) -> None:
        """Forget a connection (see gateway.House)."""
        live = self._seats.pop(connection, None)
        if live is not None:
            live.leave(connection)

    async def _read(self, work: Awaitable[T], what: str) -> T:
        try:
            async with asyncio.timeout(self._settings.archive_seconds):
                return await work
        except (ArchiveError, TimeoutError) as error:
            raise RoomUnavailable(f"{what} cannot be read right now; try again in a moment.") from error

    def _promise(self, live: LiveRoom, connection: Connection, request_id: str, done: Done | None) -> None:
        """Acknowledge what was done once it is stored."""
        if done is not None:
            self._gateway.start(self._confirm(live, connection, request_id, done))

    def _reviewed(self, room_id: str, offset: int, verdict: Verdict) -> None:
        """Act on a late verdict; a room that nobody is in any more keeps what it has."""
        live = self._rooms.get(room_id)
        if live is None or self._closed:
            return
        try:
            done = live.reviewed(offset, verdict)
        except Refused:
            _log.warning("a message is left to stand: so many cases wait that nobody could look at it")
            return
        if done is not None:
            self._totals.retracted += done.audit is not None
            self._gateway.start(self._conclude(live, done))

    async def _confirm(self, live: LiveRoom, connection: Connection, request_id: str, done: Done) -> None:
        stored = await self._settle(live, done)
        connection.send(Ack(id=request_id, off=done.placed.result(), pending=not stored))

    async def _conclude(self, live: LiveRoom, done: Done) -> None:
        await self._settle(live, done)

    async def _settle(self, live: LiveRoom, done: Done) -> bool:
        """Wait until an action is stored, then tell the house of it."""
        await done.placed
        stored = await live.flush()
        if done.audit is not None:
            self._totals.moderated += 1
            await self._tell([Moderated(room_id=live.room_id, entry=done.audit)])
        return stored

    async def _keep_house(self) -> None:
        beat = 0
        while True:
            await asyncio.sleep(self._settings.viewers_ms / 1000)
            beat += 1
            try:
                await self._tidy(thoroughly=beat % _SWEEP_EVERY == 0)
            except Exception:  # noqa: BLE001
                # Whatever it is, the next beat comes: nobody would start the housekeeping again.
                _log.exception("the chat's housekeeping failed")

    async def _tidy(self, *, thoroughly: bool) -> None:
        for live in self._rooms:
            live.look_at_figures()
            for done in live.keep_time():
                self._gateway.start(self._conclude(live, done))
        await self._tell(self._changed_audiences())
        if thoroughly:
            self._gateway.sweep()
            await self._rooms.close_idle()

    def _changed_audiences(self) -> list[ChatEvent]:
        changes: list[ChatEvent] = []
        for live in self._rooms:
            people = live.room.viewers
            if people != live.told_people:
                live.told_people = people
                changes.append(PeopleChanged(room_id=live.room_id, people=people, at_ms=self._now_ms()))
        return changes

    async def _tell(self, events: Sequence[ChatEvent]) -> None:
        for event in events:
            try:
                async with asyncio.timeout(_PUBLISH_SECONDS):
                    await self._publish(event)
            except Exception:  # noqa: BLE001
                # A listener's failure must not stop the chat; it has its own ways to catch up.
                _log.exception("nobody could be told of %s", type(event).__name__)


async def _stored(live: LiveRoom) -> None:
    if not await live.flush():
        raise RoomUnavailable("The chat cannot be stored right now; try again in a moment.")
