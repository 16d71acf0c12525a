"""A room in use: its thinking, its fan-out and its journal, wired to the connections inside."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from chat.bulletins import Bulletin, entry_of, latest_sticky
from chat.commands import Announcement, Cheer, Join, Leave, Moderate, Say, Tick
from chat.errors import Refused
from chat.fanout import Fanout
from chat.gateway import Connection
from chat.journal import Journal
from chat.moderation import AuditEntry, Delete, ModerationAction, Mute, Unmute
from chat.people import Chatter
from chat.ports import Record, SavedRoom
from chat.protocol import (
    Ack,
    ChatSend,
    Heart,
    ModDelete,
    ModDone,
    ModMute,
    ModUnmute,
    MutedNotice,
    Outbound,
    Resume,
    UnmutedNotice,
    encode,
    refusal,
)
from chat.room import Room
from chat.sequencer import Sequencer
from chat.settings import ChatSettings
from chat.timeline import Event
from chat.totals import ChatTotals

ModFrame = ModMute | ModUnmute | ModDelete
Placed = asyncio.Future[int | None]


@dataclass(frozen=True, slots=True)
class Done:
    """An action that is in force: its entry, unless it was done before, and the offset it will have."""

    audit: AuditEntry | None
    placed: Placed


@dataclass(slots=True)
class LiveRoom:
    """Carries out what the room decides; the stage of its sequencer.

    Args:
        room_id: The show.
        saved: The room as its archive knows it.
        journal: Where its records go.
        settings: Limits and the tick.
        totals: Counters to keep.
        now_ms: The clock.
        new_id: Makes ids of audit entries.
        make_sequencer: Makes what gives the room's events their order.
    """

    room_id: str
    saved: SavedRoom
    journal: Journal
    settings: ChatSettings
    totals: ChatTotals
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    make_sequencer: Callable[["LiveRoom"], Sequencer]
    room: Room = field(init=False)
    sequencer: Sequencer = field(init=False)
    fanout: Fanout = field(init=False)
    last_used: float = field(init=False)
    told_people: int = 0
    _inside: dict[Connection, Chatter] = field(default_factory=dict)
    _by_person: dict[str, set[Connection]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.last_used = loop.time()
        self.room = Room(self.room_id, self.settings, self.saved, self.new_id)
        self.fanout = Fanout(
            tick_seconds=self.settings.tick_ms / 1000,
            clock=loop,
            figures=self._figures,
            offset=self.room.offset,
            totals=self.totals,
        )
        self.sequencer = self.make_sequencer(self)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected."""
        return not self._inside

    @property
    def connections(self) -> list[Connection]:
        """Everybody inside."""
        return list(self._inside)

    def tabs_of(self, person_id: str) -> int:
        """How many connections a person has here."""
        return len(self._by_person.get(person_id, ()))

    def join(self, connection: Connection, chatter: Chatter, resume: Resume | None) -> None:
        """Welcome a connection. What waits for the tick comes to it with the next frame, so nothing twice."""
        self._touch()
        connection.welcomed()
        self._welcome(connection, Join(chatter=chatter, resume=resume, upto=self.fanout.sent_offset))
        self._inside[connection] = chatter
        self._by_person.setdefault(chatter.person_id, set()).add(connection)
        self.fanout.members[connection] = None

    def leave(self, connection: Connection) -> None:
        """Forget a connection; one that is not inside is nothing to forget."""
        chatter = self._inside.pop(connection, None)
        if chatter is None:
            return
        self._touch()
        self.room.apply(Leave(chatter=chatter), self.now_ms())
        self.fanout.members.pop(connection, None)
        tabs = self._by_person[chatter.person_id]
        tabs.discard(connection)
        if not tabs:
            del self._by_person[chatter.person_id]

    def receive(self, connection: Connection, frame: ChatSend | Heart) -> None:
        """A message or hearts of somebody inside."""
        chatter = self._inside[connection]
        try:
            match frame:
                case ChatSend():
                    self._say(connection, Say(chatter=chatter, message_id=frame.id, text=frame.x))
                case Heart():
                    cheer = self.room.apply(Cheer(chatter=chatter, hearts=frame.n), self.now_ms())
                    self.sequencer.cheer(cheer.hearts)
        except Refused as error:
            self.refuse(connection, error, frame)

    def moderate(self, connection: Connection, frame: ModFrame) -> Done | None:
        """Do what a moderator asks, at once; its ack is due when the journal has stored it."""
        request = Moderate(chatter=self._inside[connection], action=_action(frame), request_id=frame.id)
        try:
            return self.act(request)
        except Refused as error:
            self.refuse(connection, error, frame)
            return None

    def act(self, request: Moderate) -> Done:
        """Do what a moderator asks, at once.

        Raises:
            Refused: it is not done.
        """
        outcome = self.room.apply(request, self.now_ms())
        bulletin = outcome.bulletin
        if bulletin is None:
            (ack,) = outcome.replies
            return Done(None, _settled(ack.off if isinstance(ack, Ack) else None))
        self.journal.write(bulletin.in_force, urgent=True)
        self._tell_concerned(bulletin)
        return Done(bulletin.audit, self._order(bulletin))

    def announce(self, news: Announcement) -> Placed:
        """Tell everybody the news; the result is its offset once it has its place.

        Raises:
            AnnouncementInvalid: the kind is one of the chat's own.
        """
        self._touch()
        bulletin = self.room.apply(news, self.now_ms()).bulletin
        return self._order(bulletin) if bulletin is not None else _settled(None)

    def refuse(self, connection: Connection, error: Refused, frame: ChatSend | Heart | ModFrame) -> None:
        """Tell why not."""
        self.totals.refused += 1
        connection.send(refusal(error, None if isinstance(frame, Heart) else frame.id))

    def look_at_figures(self) -> None:
        """Have the viewer count told if it changed."""
        if self.room.has_new_figures:
            self.fanout.nudge()

    async def close(self) -> bool:
        """Send and store what waits; tells whether all of it is stored."""
        await self.sequencer.close()
        self.fanout.close()
        return await self.journal.close()

    @property
    def offset(self) -> int:
        """See `sequencer.Stage`."""
        return self.room.offset

    @property
    def people_here(self) -> int:
        """See `sequencer.Stage`."""
        return self.room.presence.viewers

    def happen(self, bulletin: Bulletin, offset: int | None, *, own: bool) -> None:
        """See `sequencer.Stage`."""
        event = self.room.happen(bulletin, offset)
        if not own:
            self._tell_concerned(bulletin)
        elif event is not None:
            self.journal.write(_records(bulletin, event), urgent=bulletin.moderates)
        if event is not None:
            self.fanout.push(encode(event), event.o, urgent=bulletin.urgent)

    def find(self, bulletin: Bulletin) -> int | None:
        """See `sequencer.Stage`."""
        return self.room.find(bulletin)

    def cheered(self, hearts: int, total: int | None) -> None:
        """See `sequencer.Stage`."""
        self.room.cheered(hearts, total)
        self.fanout.nudge()

    def count_elsewhere(self, people: int) -> None:
        """See `sequencer.Stage`."""
        self.room.people_elsewhere = people

    def part(self, epoch: str, offset: int) -> None:
        """See `sequencer.Stage`."""
        self.room.part(epoch, offset)
        self._welcome_again()

    def restart(self, saved: SavedRoom, tail: Sequence[tuple[Bulletin, int | None]]) -> None:
        """See `sequencer.Stage`; what another process told but could not store any more is stored here."""
        self.room = Room(self.room_id, self.settings, saved, self.new_id, self.room.presence)
        known = {entry.offset for entry in saved.entries}
        for bulletin, offset in tail:
            event = self.room.happen(bulletin, offset)
            if event is not None and event.o not in known:
                self.journal.write([entry_of(event)])
        self.journal.write(latest_sticky([bulletin for bulletin, _ in tail]))
        self._welcome_again()

    async def flush(self) -> bool:
        """See `sequencer.Stage`."""
        return await self.journal.stored(self.journal.ticket)

    def _say(self, connection: Connection, say: Say) -> None:
        outcome = self.room.apply(say, self.now_ms())
        for reply in outcome.replies:
            connection.send(reply)
        if outcome.bulletin is not None:
            self.sequencer.order(outcome.bulletin, partial(_acknowledge, connection, say.message_id))
        self.totals.messages += 1

    def _order(self, bulletin: Bulletin) -> Placed:
        placed: Placed = asyncio.get_running_loop().create_future()
        self.sequencer.order(bulletin, partial(_settle, placed))
        return placed

    def _tell_concerned(self, bulletin: Bulletin) -> None:
        """Tell a person of a measure, and the staff of an action."""
        if measure := bulletin.measure:
            muted = MutedNotice(until_ms=measure.until_ms, reason=measure.reason, by=measure.by.name)
            self._tell_person(measure.person.person_id, muted)
        if bulletin.lift is not None:
            self._tell_person(bulletin.lift.person_id, UnmutedNotice())
        if bulletin.audit is not None:
            done = [encode(ModDone(entry=bulletin.audit))]
            for member in [each for each, chatter in self._inside.items() if chatter.is_staff]:
                member.send_batch(done)

    def _tell_person(self, person_id: str, item: Outbound) -> None:
        for tab in list(self._by_person.get(person_id, ())):
            tab.send(item)

    def _welcome(self, connection: Connection, join: Join) -> None:
        for reply in self.room.apply(join, self.now_ms()).replies:
            connection.send(reply)

    def _welcome_again(self) -> None:
        """Their epoch is over: everybody starts anew, without having to come back."""
        self.fanout.restart(self.room.offset)
        for connection, chatter in list(self._inside.items()):
            self._welcome(connection, Join(chatter=chatter, resume=None, upto=self.room.offset, again=True))

    def _figures(self) -> Sequence[bytes]:
        outcome = self.room.apply(Tick(), self.now_ms())
        return [encode(figure) for figure in outcome.figures]

    def _touch(self) -> None:
        self.last_used = asyncio.get_running_loop().time()


def _acknowledge(connection: Connection, message_id: str, offset: int | None) -> None:
    connection.send(Ack(id=message_id, off=offset))


def _settle(placed: Placed, offset: int | None) -> None:
    if not placed.done():
        placed.set_result(offset)


def _settled(offset: int | None) -> Placed:
    placed: Placed = asyncio.get_running_loop().create_future()
    placed.set_result(offset)
    return placed


def _records(bulletin: Bulletin, event: Event) -> list[Record]:
    records: list[Record] = [entry_of(event)]
    if bulletin.sticky is not None:
        records.append(bulletin.sticky)
    return records


def _action(frame: ModFrame) -> ModerationAction:
    match frame:
        case ModMute():
            return Mute(person_id=frame.person, seconds=frame.seconds, reason=frame.reason)
        case ModUnmute():
            return Unmute(person_id=frame.person, reason=frame.reason)
        case ModDelete():
            return Delete(offset=frame.off, reason=frame.reason)
