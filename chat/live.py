"""A room in use: its thinking, its fan-out and its journal, wired to the connections inside."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chat.commands import Announcement, Cheer, Join, Leave, Moderate, Outcome, Say, Tick
from chat.errors import Refused
from chat.fanout import Fanout
from chat.gateway import Connection
from chat.journal import Journal
from chat.moderation import Delete, ModerationAction, Mute, Unmute
from chat.people import Chatter
from chat.protocol import (
    ChatSend,
    Heart,
    ModDelete,
    ModMute,
    ModUnmute,
    Resume,
    encode,
    refusal,
)
from chat.room import Room
from chat.settings import ChatSettings
from chat.totals import ChatTotals

ModFrame = ModMute | ModUnmute | ModDelete


@dataclass(frozen=True, slots=True)
class Done:
    """An action that is in force, and the journal's ticket for its records."""

    outcome: Outcome
    ticket: int


@dataclass(slots=True)
class LiveRoom:
    """Carries out what the room decides.

    Args:
        room: The thinking.
        journal: Where its records go.
        settings: For the tick.
        totals: Counters to keep.
        now_ms: The clock.
    """

    room: Room
    journal: Journal
    settings: ChatSettings
    totals: ChatTotals
    now_ms: Callable[[], int]
    fanout: Fanout = field(init=False)
    last_used: float = field(init=False)
    told_people: int = 0
    _inside: dict[Connection, Chatter] = field(default_factory=dict)
    _by_person: dict[str, set[Connection]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.last_used = loop.time()
        self.fanout = Fanout(
            tick_seconds=self.settings.tick_ms / 1000,
            clock=loop,
            figures=self._figures,
            offset=self.room.offset,
            totals=self.totals,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected."""
        return not self._inside

    def tabs_of(self, person_id: str) -> int:
        """How many connections a person has here."""
        return len(self._by_person.get(person_id, ()))

    @property
    def connections(self) -> list[Connection]:
        """Everybody inside."""
        return list(self._inside)

    def join(self, connection: Connection, chatter: Chatter, resume: Resume | None) -> None:
        """Welcome a connection. What waits for the tick comes to it with the next frame, so nothing twice."""
        self._touch()
        command = Join(chatter=chatter, resume=resume, upto=self.fanout.sent_offset)
        outcome = self.room.apply(command, self.now_ms())
        connection.welcomed()
        for reply in outcome.replies:
            connection.send(reply)
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
                    say = Say(chatter=chatter, message_id=frame.id, text=frame.x)
                    self.carry(self.room.apply(say, self.now_ms()), connection)
                    self.totals.messages += 1
                case Heart():
                    self.room.apply(Cheer(chatter=chatter, hearts=frame.n), self.now_ms())
                    self.fanout.nudge()
        except Refused as error:
            self.refuse(connection, error, frame)

    def moderate(self, connection: Connection, frame: ModFrame) -> "Done | None":
        """Do what a moderator asks, at once; its ack is due when the journal has stored it."""
        chatter = self._inside[connection]
        request = Moderate(chatter=chatter, action=_action(frame), request_id=frame.id)
        try:
            outcome = self.room.apply(request, self.now_ms())
        except Refused as error:
            self.refuse(connection, error, frame)
            return None
        return Done(outcome, self.carry(outcome))

    def announce(self, news: Announcement) -> int:
        """Tell everybody the news; returns the journal's ticket."""
        self._touch()
        return self.carry(self.room.apply(news, self.now_ms()))

    def carry(self, outcome: Outcome, connection: Connection | None = None) -> int:
        """Carry out what the room decided; returns the journal's ticket."""
        ticket = self.journal.write(outcome.records, urgent=outcome.audit is not None)
        if connection is not None:
            for reply in outcome.replies:
                connection.send(reply)
        for event in outcome.events:
            self.fanout.push(encode(event), event.o, urgent=outcome.urgent)
        for person_id, item in outcome.to_person:
            for tab in list(self._by_person.get(person_id, ())):
                tab.send(item)
        if outcome.to_staff:
            self._tell_staff([encode(item) for item in outcome.to_staff])
        return ticket

    def _tell_staff(self, items: list[bytes]) -> None:
        for member in [each for each, chatter in self._inside.items() if chatter.is_staff]:
            member.send_batch(items)

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
        self.fanout.close()
        return await self.journal.close()

    def _figures(self) -> Sequence[bytes]:
        outcome = self.room.apply(Tick(), self.now_ms())
        return [encode(figure) for figure in outcome.figures]

    def _touch(self) -> None:
        self.last_used = asyncio.get_running_loop().time()


def _action(frame: ModFrame) -> ModerationAction:
    match frame:
        case ModMute():
            return Mute(person_id=frame.person, seconds=frame.seconds, reason=frame.reason)
        case ModUnmute():
            return Unmute(person_id=frame.person, reason=frame.reason)
        case ModDelete():
            return Delete(offset=frame.off, reason=frame.reason)
