"""A room in use: its thinking, its fan-out and its journal, wired to the connections inside."""

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial

import msgspec

from chat.applause import HEART
from chat.audience import Audience
from chat.bulletins import Bulletin, latest_sticky, records_of
from chat.commands import Announcement, Cheer, Engage, Join, Leave, Moderate, Petitioning, Say, Tick
from chat.consulting import Consulting
from chat.desk_frames import DeskFrame, PetitionFrame, desk_action, petition_of
from chat.errors import Refused
from chat.fanout import Fanout
from chat.gateway import Connection
from chat.hooks import Judge, Outside, Said, limited
from chat.journal import Journal
from chat.moderation import ModerationAction
from chat.moderation_frames import ModFrame, action_of
from chat.people import Chatter
from chat.placing import Done, Placed, settle, settled
from chat.poll import PollFrame, PollVote
from chat.ports import Record, SavedRoom
from chat.presence import Presence
from chat.protocol import Ack, ChatSend, Heart, React, Resume, encode, refusal
from chat.question import QaFrame, Vote
from chat.room import Room
from chat.rules import Verdict
from chat.sequencer import Sequencer
from chat.settings import ChatSettings
from chat.slash import Help, is_command
from chat.timeline import Cheers, Event, Message, public
from chat.totals import ChatTotals
from chat.ushering import Ushering


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
        judge: The operator's hooks.
        outside: Programs outside that judge.
        heard: Hears of what viewers said here and nobody has decided on, with its offset.
    """

    room_id: str
    saved: SavedRoom
    journal: Journal
    settings: ChatSettings
    totals: ChatTotals
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    make_sequencer: Callable[["LiveRoom"], Sequencer]
    judge: Judge
    outside: Outside
    heard: Callable[[Said, int], None]
    consulting: Consulting = field(init=False)
    room: Room = field(init=False)
    sequencer: Sequencer = field(init=False)
    fanout: Fanout = field(init=False)
    last_used: float = field(init=False)
    audience: Audience = field(default_factory=Audience)
    told_people: int = 0
    _ushering: Ushering = field(init=False)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.last_used = loop.time()
        self.consulting = Consulting(self.outside)
        self.room = self._room(self.saved)
        self.fanout = Fanout(
            tick_seconds=self.settings.tick_ms / 1000,
            clock=loop,
            figures=self._figures,
            offset=self.room.offset,
            totals=self.totals,
        )
        self._ushering = Ushering(self._welcome_anew)
        self.sequencer = self.make_sequencer(self)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected."""
        return not self.audience

    @property
    def is_degraded(self) -> bool:
        """Whether the archive or the other processes cannot be reached."""
        return self.journal.degraded or self.sequencer.degraded

    def join(self, connection: Connection, chatter: Chatter, resume: Resume | None) -> None:
        """Welcome a connection. What waits for the tick comes to it with the next frame, so nothing twice."""
        self._touch()
        connection.welcomed()
        self._welcome(connection, Join(chatter=chatter, resume=resume, upto=self.fanout.sent_offset))
        self.audience.enter(connection, chatter)

    def leave(self, connection: Connection) -> None:
        """Forget a connection; one that is not inside is nothing to forget."""
        chatter = self.audience.leave(connection)
        if chatter is None:
            return
        self._touch()
        self.room.apply(Leave(chatter=chatter), self.now_ms())
        self.fanout.members.pop(connection, None)

    def receive(self, connection: Connection, frame: ChatSend | Heart | React | QaFrame | PollFrame) -> None:
        """A message, reactions, or something about a question or a poll, of somebody inside."""
        chatter = self.audience[connection]
        try:
            match frame:
                case ChatSend():
                    say = Say(
                        chatter=chatter, message_id=frame.id, text=frame.x, answers=frame.re, meant=frame.at
                    )
                    self._take_in(connection, say, frame.id)
                    self.totals.messages += 1
                case Heart() | React():
                    cheer = self.room.apply(Cheer(chatter=chatter, cheers=_cheers_of(frame)), self.now_ms())
                    self.sequencer.cheer(cheer.cheers)
                case _:
                    self._take_in(connection, Engage(chatter=chatter, frame=frame), frame.id)
        except Refused as error:
            self.refuse(connection, error, frame)

    def is_command(self, connection: Connection, frame: ChatSend) -> bool:
        """Whether a message asks for something instead of saying it."""
        return self.audience[connection].is_staff and is_command(frame.x)

    def moderate(self, connection: Connection, frame: ModFrame | DeskFrame | ChatSend) -> Done | None:
        """Do what a moderator asks, at once; its ack is due when the journal has stored it."""
        chatter = self.audience[connection]
        try:
            # Asked first: what a command speaks of may be gone because it was carried out.
            if (done := self.room.done(frame.id, chatter)) is not None:
                return Done(None, settled(done.offset))
            action = self._action(frame)
            if isinstance(action, Help):
                connection.send(Ack(id=frame.id, text=action.text))
                return None
            return self.act(Moderate(chatter=chatter, action=action, request_id=frame.id))
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
            return Done(None, settled(ack.off if isinstance(ack, Ack) else None))
        return Done(bulletin.audit, self._enforce(bulletin))

    def erase(self, person_id: str) -> list[Placed]:
        """Take what a person said and asked away for good; each is done once it has its place."""
        return [self._order(each) for each in self.room.erase(person_id, self.now_ms())]

    def expire(self, before_ms: int) -> list[Placed]:
        """Take what was said before a moment away for good; done once it has its place."""
        bulletin = self.room.moderating.expire(before_ms, self.now_ms())
        return [] if bulletin is None else [self._order(bulletin)]

    def petition(self, connection: Connection, frame: PetitionFrame) -> Done | None:
        """Open a case for a viewer."""
        command = Petitioning(chatter=self.audience[connection], petition=petition_of(frame))
        try:
            bulletin = self.room.apply(command, self.now_ms()).bulletin
        except Refused as error:
            self.refuse(connection, error, frame)
            return None
        return Done(None, settled(None) if bulletin is None else self._enforce(bulletin))

    def reviewed(self, offset: int, verdict: Verdict) -> Done | None:
        """Act on a verdict that came when the message was read already; None if it comes too late.

        Raises:
            TooManyCases: nobody could look at one more.
        """
        bulletin = self.room.moderating.reviewed(offset, verdict, self.now_ms())
        return None if bulletin is None else Done(bulletin.audit, self._enforce(bulletin))

    def keep_time(self) -> list[Done]:
        """Do what time decides, and tell the staff of raids."""
        now_ms = self.now_ms()
        if (raid := self.room.raid(now_ms)) is not None:
            self.audience.tell_staff(raid)
        return [Done(each.audit, self._enforce(each)) for each in self.room.overdue(now_ms)]

    def announce(self, news: Announcement) -> Placed:
        """Tell everybody the news; the result is its offset once it has its place.

        Raises:
            AnnouncementInvalid: the kind is one of the chat's own.
        """
        self._touch()
        bulletin = self.room.apply(news, self.now_ms()).bulletin
        return self._order(bulletin) if bulletin is not None else settled(None)

    def refuse(
        self,
        connection: Connection,
        error: Refused,
        frame: ChatSend | Heart | React | QaFrame | PollFrame | ModFrame | DeskFrame | PetitionFrame,
    ) -> None:
        """Tell why not."""
        self.totals.refused += 1
        connection.send(refusal(error, None if isinstance(frame, (Heart, React)) else frame.id))

    def look_at_figures(self) -> None:
        """Have the viewer count told if it changed."""
        if self.room.has_new_figures:
            self.fanout.nudge()

    async def close(self) -> bool:
        """Send and store what waits; tells whether all of it is stored."""
        await self.consulting.close()
        await self.sequencer.close()
        self._ushering.stop()
        self.fanout.close()
        return await self.journal.close()

    @property
    def offset(self) -> int:
        """See `sequencer.Stage`."""
        return self.room.offset

    @property
    def audience_here(self) -> AbstractSet[str]:
        """See `sequencer.Stage`."""
        return self.room.presence.audience

    def happen(self, bulletin: Bulletin, offset: int | None, *, own: bool) -> None:
        """See `sequencer.Stage`."""
        vote = self.room.vote_of(bulletin)
        event = self.room.happen(bulletin, offset)
        if not own:
            self.audience.tell_concerned(bulletin)
        elif records := _records(bulletin, event, vote):
            self.journal.write(records, urgent=bulletin.moderates)
        if bulletin.vote is not None:
            self.fanout.nudge()
        if event is not None:
            self.audience.tell_placed(bulletin, event)
            self.fanout.push(encode(public(event)), event.o, urgent=bulletin.urgent)
            if own and bulletin.audit is None:
                self._have_reviewed(event)

    def find(self, bulletin: Bulletin) -> int | None:
        """See `sequencer.Stage`."""
        return self.room.find(bulletin)

    def cheered(self, cheers: Cheers, totals: Cheers | None) -> None:
        """See `sequencer.Stage`."""
        self.room.cheered(cheers, totals)
        self.fanout.nudge()

    def count_elsewhere(self, people: int) -> None:
        """See `sequencer.Stage`."""
        self.room.people_elsewhere = people

    def part(self, epoch: str, offset: int) -> None:
        """See `sequencer.Stage`."""
        self.room.part(epoch, offset)
        self._welcome_again()

    def restart(
        self, saved: SavedRoom, tail: Sequence[tuple[Bulletin, int | None]], stored: frozenset[int]
    ) -> None:
        """See `sequencer.Stage`; what another process told but could not store any more is stored here."""
        elsewhere = self.room.people_elsewhere
        self.room = self._room(saved, self.room.presence)
        self.room.people_elsewhere = elsewhere
        votes: list[Record] = []
        for bulletin, offset in tail:
            if (vote := self.room.vote_of(bulletin)) is not None:
                votes.append(vote)
            event = self.room.happen(bulletin, offset)
            if event is not None and event.o not in stored and event.o > min(stored, default=0):
                self.journal.write(records_of(event))
        self.journal.write(latest_sticky([bulletin for bulletin, _ in tail]))
        self.journal.write(votes)
        self._welcome_again()

    async def flush(self) -> bool:
        """See `sequencer.Stage`."""
        return await self.journal.stored(self.journal.ticket)

    def _action(self, frame: ModFrame | DeskFrame | ChatSend) -> ModerationAction | Help:
        if isinstance(frame, ChatSend):
            return self.room.order(frame.x, frame.re)
        return desk_action(frame) if isinstance(frame, DeskFrame) else action_of(frame)

    def _room(self, saved: SavedRoom, presence: Presence | None = None) -> Room:
        return Room(
            self.room_id,
            self.settings,
            saved,
            self.new_id,
            presence,
            judge=self.judge,
            consults=self.outside.concerns,
        )

    def _take_in(self, connection: Connection, command: Say | Engage, request_id: str) -> None:
        outcome = self.room.apply(command, self.now_ms())
        if outcome.consult is not None:
            self.consulting.ask(outcome.consult, partial(self._judged, connection, command, request_id))
        for reply in outcome.replies:
            connection.send(reply)
        if outcome.bulletin is not None and outcome.answered:
            self._enforce(outcome.bulletin)
        elif outcome.bulletin is not None:
            self.sequencer.order(outcome.bulletin, partial(_acknowledge, connection, request_id))

    def _judged(
        self, connection: Connection, command: Say | Engage, request_id: str, verdict: Verdict
    ) -> None:
        """Programs outside have judged: decide once more, by what is in force now."""
        plain = limited(verdict, verdict.rule, self.settings.max_message_chars)
        try:
            self._take_in(connection, msgspec.structs.replace(command, outside=plain), request_id)
        except Refused as error:
            self.totals.refused += 1
            connection.send(refusal(error, request_id))

    def _have_reviewed(self, event: Event) -> None:
        if isinstance(event, Message) and not event.author.chatter().is_staff:
            self.heard(self.room.moderating.said(event.author.chatter(), event.x), event.o)

    def _enforce(self, bulletin: Bulletin) -> Placed:
        """What was decided is in force here; store it, tell those concerned, then have it known elsewhere."""
        self.journal.write(bulletin.in_force, urgent=True)
        self.audience.tell_concerned(bulletin)
        return self._order(bulletin)

    def _order(self, bulletin: Bulletin) -> Placed:
        placed: Placed = asyncio.get_running_loop().create_future()
        self.sequencer.order(bulletin, partial(settle, placed))
        return placed

    def _welcome(self, connection: Connection, join: Join) -> None:
        for reply in self.room.apply(join, self.now_ms()).replies:
            connection.send(reply)
        self.fanout.members[connection] = None

    def _welcome_again(self) -> None:
        """Their epoch is over: everybody starts anew, without having to come back."""
        self.fanout.restart(self.room.offset)
        self._ushering.begin([connection for connection, _ in self.audience.seats])

    def _welcome_anew(self, connection: Connection) -> None:
        if connection in self.audience:
            chatter, upto = self.audience[connection], self.fanout.sent_offset
            self._welcome(connection, Join(chatter=chatter, resume=None, upto=upto, again=True))

    def _figures(self) -> Sequence[bytes]:
        outcome = self.room.apply(Tick(), self.now_ms())
        return [encode(figure) for figure in outcome.figures]

    def _touch(self) -> None:
        self.last_used = asyncio.get_running_loop().time()


def _acknowledge(connection: Connection, message_id: str, offset: int | None) -> None:
    connection.send(Ack(id=message_id, off=offset))


def _cheers_of(frame: Heart | React) -> Cheers:
    return {HEART: frame.n} if isinstance(frame, Heart) else {str(kind): n for kind, n in frame.n.items()}


def _records(bulletin: Bulletin, event: Event | None, vote: Vote | PollVote | None) -> list[Record]:
    records: list[Record] = [] if event is None else records_of(event)
    if vote is not None:
        records.append(vote)
    if bulletin.sticky is not None:
        records.append(bulletin.sticky)
    return records
