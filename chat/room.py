"""The thinking of one room: `apply` decides, `happen` makes it so; no clock and no socket is touched here."""

from collections.abc import Callable
from typing import assert_never

import msgspec

from chat.applause import Applause
from chat.asking import Asking
from chat.bulletins import Bulletin
from chat.commands import (
    Announcement,
    Cheer,
    Command,
    Engage,
    Join,
    Leave,
    Moderate,
    Outcome,
    Petitioning,
    Say,
    Tick,
)
from chat.conversing import Conversing
from chat.desk_frames import RaidNotice
from chat.errors import NotAllowed, TooFast
from chat.history import History
from chat.hooks import Consults, Judge, Said, no_hooks, nobody_outside
from chat.moderating import Moderating
from chat.moderation import ModerationAction
from chat.newsroom import Newsroom
from chat.people import Chatter
from chat.policy import Regime
from chat.poll import PollClosed, PollOpened, PollRequest, PollVote
from chat.polling import Polling
from chat.polls import Polls
from chat.ports import SavedRoom
from chat.presence import Presence
from chat.protocol import Ack
from chat.question import QaAsk, QuestionAsked, QuestionsChanged, Vote
from chat.questions import Questions
from chat.receipts import Receipt, Receipts
from chat.settings import ChatSettings
from chat.slash import Answered, Help, parse, unescaped
from chat.throttle import Throttle
from chat.timeline import (
    Cheers,
    Event,
    Gone,
    Hidden,
    Message,
    News,
    Purged,
    Restored,
    Shadowed,
    Viewers,
    revive,
)
from chat.welcoming import Welcoming
from chat.wording import readable

_STAFF_SPEED = 5


class Room:
    """One show's room: its timeline, its people, its measures.

    What a command leads to is a bulletin. A sequencer gives it its place, and `happen` takes it into the
    timeline, in this process and in every other that serves the room.

    Args:
        room_id: The show.
        settings: Limits.
        saved: The room as its archive knows it.
        new_id: Makes ids of audit entries.
        presence: The people who are inside already.
        judge: The operator's hooks.
        consults: Whether programs outside judge in a room.
    """

    def __init__(
        self,
        room_id: str,
        settings: ChatSettings,
        saved: SavedRoom,
        new_id: Callable[[], str],
        presence: Presence | None = None,
        *,
        judge: Judge = no_hooks,
        consults: Consults = nobody_outside,
    ) -> None:
        self.room_id = room_id
        self.epoch = saved.epoch
        self.degraded = False
        self.presence = presence or Presence()
        self.people_elsewhere = 0
        self._settings = settings
        self._new_id = new_id
        self._receipts = Receipts()
        self._newsroom = Newsroom(saved.sticky)
        self._pace = Throttle(settings.message_ms, settings.message_burst)
        self._staff_pace = Throttle(
            settings.message_ms // _STAFF_SPEED, settings.message_burst * _STAFF_SPEED
        )
        self._applause = Applause(settings)
        self._viewers_told = 0
        self._history = History(settings.ring, offset=saved.offset)
        self.moderating = Moderating(
            room_id,
            saved,
            history=self._history,
            presence=self.presence,
            new_id=new_id,
            judge=judge,
            consults=consults,
        )
        self._welcoming = Welcoming(settings, history=self._history, moderating=self.moderating)
        self._questions = Questions(saved.questions, saved.votes)
        self._conversing = Conversing(self._history, self.presence)
        self._asking = Asking(self._questions, settings)
        self._polls = Polls(saved.polls, saved.poll_votes)
        self._polling = Polling(self._polls, settings)
        self._recall(saved)

    @property
    def offset(self) -> int:
        """The offset of the newest ordered event."""
        return self._history.offset

    @property
    def has_new_figures(self) -> bool:
        """Whether a Tick would tell anything."""
        return (
            self._applause.is_untold
            or self.viewers != self._viewers_told
            or self._questions.has_untold_votes
            or self._polls.has_untold_votes
        )

    def erase(self, person_id: str, now_ms: int) -> list[Bulletin]:
        """What has to happen for the room to forget what a person said and asked; nothing if it has none."""
        asked = self._asking.erase(person_id, self._new_id(), now_ms)
        if asked is None and not self._history.has_words_of(person_id):
            return []
        # The questions first: their last words are then taken away with all the others.
        return [each for each in (asked, self.moderating.erase(person_id, now_ms)) if each is not None]

    @property
    def viewers(self) -> int:
        """The people who watch, in all processes."""
        return len(self.presence.audience) + self.people_elsewhere

    def apply(self, command: Command, now_ms: int) -> Outcome:
        """Decide one command; what it leads to happens once its bulletin has its place.

        Raises:
            Refused: the room does not do it, and nothing has changed.
            AnnouncementInvalid: an announcement's kind is reserved.
        """
        if isinstance(command, Say | Cheer | Engage | Petitioning) and not command.chatter.writes:
            raise NotAllowed("This token may only read the chat; it needs the scope chat:write.")
        match command:
            case Say():
                outcome = self._say(command, now_ms)
            case Cheer():
                outcome = self._cheer(command, now_ms)
            case Join():
                outcome = self._join(command, now_ms)
            case Leave():
                outcome = self._leave(command)
            case Engage():
                outcome = self._engage(command, now_ms)
            case Moderate():
                outcome = self._moderate(command, now_ms)
            case Petitioning():
                outcome = self._petition(command, now_ms)
            case Announcement():
                outcome = Outcome(bulletin=self._newsroom.announce(command, now_ms))
            case Tick():
                outcome = self._tick()
            case _:
                assert_never(command)
        return outcome

    def happen(self, bulletin: Bulletin, offset: int | None) -> Event | None:
        """Make a bulletin part of the room; returns its event, unless it is there already."""
        self.moderating.happen(bulletin)
        if bulletin.sticky is not None:
            self._newsroom.stick(bulletin.sticky)
        match bulletin.vote:
            case Vote():
                self._questions.count(bulletin.vote)
            case PollVote():
                self._polls.count(bulletin.vote)
        if bulletin.moderates:
            self._receipts.keep(bulletin.id, bulletin.by, offset)
        if offset is None or offset <= self.offset:
            return None
        event = bulletin.placed(offset)
        self._history.append(event)
        self._note(event)
        return event

    def vote_of(self, bulletin: Bulletin) -> Vote | PollVote | None:
        """The vote of a bulletin that is about to happen, if it will count."""
        vote = bulletin.vote
        return None if isinstance(vote, PollVote) and not self._polls.takes(vote) else vote

    def find(self, bulletin: Bulletin) -> int | None:
        """The offset of a bulletin's event, if it has happened."""
        if bulletin.event is None:
            return None
        book = self._newsroom if isinstance(bulletin.event, News) else self._receipts
        return book.offset(bulletin.id)

    def cheered(self, cheers: Cheers, totals: Cheers | None) -> None:
        """See `Applause.take`."""
        self._applause.take(cheers, totals)

    def part(self, epoch: str, offset: int) -> None:
        """Go on in another epoch, after `offset`, apart from the other processes."""
        self.epoch = epoch
        self.degraded = True
        self.people_elsewhere = 0
        self._history.offset = offset

    def _join(self, join: Join, now_ms: int) -> Outcome:
        chatter = join.chatter
        if not join.again:
            self.presence.enter(chatter)
            self.moderating.raids.note(chatter.person_id, chatter.known_since_ms, now_ms)
        welcome = self._welcoming.welcome(
            join,
            now_ms,
            epoch=self.epoch,
            snapshot={**self._newsroom.snapshot, **self._questions.snapshot, **self._polls.snapshot},
            viewers=self.viewers,
            degraded=self.degraded,
            voted=self._questions.voted(chatter.person_id),
            chosen=self._polls.chosen(chatter.person_id),
        )
        if not chatter.is_staff:
            return Outcome(replies=[welcome])
        return Outcome(replies=[welcome, self.moderating.desk_state(now_ms)])

    def _leave(self, leave: Leave) -> Outcome:
        self.presence.leave(leave.chatter)
        return Outcome()

    def _say(self, say: Say, now_ms: int) -> Outcome:
        chatter = say.chatter
        if done := self._receipts.find(say.message_id, chatter):
            return Outcome(replies=[Ack(id=say.message_id, off=done.offset)])
        if (again := self.moderating.held_again(say)) is not None:
            return again
        self.moderating.measures.require_voice(chatter, now_ms)
        raw = unescaped(say.text) if chatter.is_staff else say.text
        words = readable(raw, self._settings.max_message_chars)
        pace = self._staff_pace if chatter.is_staff else self._pace
        if say.outside is None and (wait_ms := pace.take(chatter.person_id, now_ms)):
            raise TooFast("You are writing too fast; wait a moment.", retry_ms=wait_ms)
        return self.moderating.spoken(chatter, self._conversing.utterance(say, words), now_ms, say.outside)

    def _engage(self, engage: Engage, now_ms: int) -> Outcome:
        chatter, frame = engage.chatter, engage.frame
        if done := self._receipts.find(frame.id, chatter):
            return Outcome(replies=[Ack(id=frame.id, off=done.offset)])
        moderating = self.moderating
        moderating.measures.require_place(chatter, now_ms)
        if chatter.is_staff or isinstance(frame, QaAsk):
            moderating.measures.require_voice(chatter, now_ms)
        is_heard = not moderating.is_shadowed(chatter, now_ms)
        if isinstance(frame, QaAsk):
            words = readable(frame.x, self._settings.max_message_chars)
            asked = moderating.asked(chatter, words, now_ms, engage.outside)
            if isinstance(asked, Said):
                return Outcome(consult=asked)
            is_heard = asked is not None
            frame = msgspec.structs.replace(frame, x=asked or words)
        # Whoever is not heard is refused what everybody is refused, or the difference would tell them.
        bulletin = (
            self._polling.decide(chatter, frame, now_ms)
            if isinstance(frame, PollRequest)
            else self._asking.decide(chatter, frame, now_ms)
        )
        return Outcome(bulletin=bulletin) if is_heard else Outcome(replies=[Ack(id=frame.id)])

    def _cheer(self, cheer: Cheer, now_ms: int) -> Outcome:
        self.moderating.measures.require_place(cheer.chatter, now_ms)
        self._applause.require_pace(cheer.chatter, cheer.cheers, now_ms)
        return Outcome(cheers=cheer.cheers)

    def _tick(self) -> Outcome:
        outcome = Outcome()
        outcome.figures += self._applause.tell()
        if self.viewers != self._viewers_told:
            self._viewers_told = self.viewers
            outcome.figures.append(Viewers(n=self._viewers_told))
        for votes in (self._questions.tell_votes(), self._polls.tell_votes()):
            if votes is not None:
                outcome.figures.append(votes)
        return outcome

    def _moderate(self, request: Moderate, now_ms: int) -> Outcome:
        actor, request_id = request.chatter, request.request_id
        if request_id is not None and (done := self._receipts.find(request_id, actor)):
            return Outcome(replies=[Ack(id=request_id, off=done.offset)])
        bulletin = self.moderating.moderate(actor, request.action, now_ms, request_id)
        # The action is done now, so the request must not be done again while its bulletin waits for a place.
        self._receipts.keep(request_id or bulletin.id, actor.person_id, None)
        return Outcome(bulletin=bulletin)

    def done(self, request_id: str, chatter: Chatter) -> Receipt | None:
        """What a person's request has led to already; None if it is new.

        Raises:
            BadFrame: the id is somebody else's.
        """
        return self._receipts.find(request_id, chatter)

    def order(self, words: str, answers: int | None) -> ModerationAction | Help:
        """What a command of the staff asks for.

        Raises:
            Refused: it is not understood, with how it is written.
        """
        answered = None
        if answers is not None:
            answered = Answered(answers, self._conversing.meant(answers))
        return parse(words, self.moderating, answered)

    def _petition(self, petitioning: Petitioning, now_ms: int) -> Outcome:
        bulletin = self.moderating.petition(petitioning.chatter, petitioning.petition, now_ms)
        return Outcome(bulletin=bulletin)

    def overdue(self, now_ms: int) -> list[Bulletin]:
        """What time decides: held messages that nobody looked at, and the end of panic and of polls."""
        return self.moderating.overdue(now_ms) + self._polling.overdue(now_ms)

    @property
    def regime(self) -> Regime:
        """The policy in force, and until when panic overrules it."""
        return self.moderating.gate.regime

    def raid(self, now_ms: int) -> RaidNotice | None:
        """What the staff is told when the number of new people is another, and when a raid begins or ends."""
        limit = self.moderating.gate.regime.policy.raid_people
        changed = self.moderating.raids.changed(limit, now_ms)
        return None if changed is None else RaidNotice(newcomers=changed[0], on=changed[1])

    def _recall(self, saved: SavedRoom) -> None:
        """Take up the timeline where the archive has it: texts that were removed stay removed."""
        for entry in saved.entries:
            event = revive(entry.kind, entry.body)
            self._history.append(event)
            self._note(event)

    def _note(self, event: Event) -> None:
        """Remember what an event of the timeline means for later commands."""
        match event:
            case Message() | Shadowed():
                author = event.author.chatter()
                self.presence.remember(author)
                self._receipts.keep(event.id, author.person_id, event.o)
                self.moderating.heard(event)
                self._conversing.heard(author.person_id)
            case News():
                self._newsroom.told(event)
            case Hidden():
                self._history.forget_text(event.off)
            case Purged():
                self._history.purge(event)
                if event.erased and event.person is not None:
                    self.moderating.forget(event.person)
            case Restored():
                for message in event.messages:
                    self._history.bring_back(message)
            case QuestionAsked():
                self._receipts.keep(event.q.id, event.q.asker.person_id, event.o)
                self._questions.take(event)
            case QuestionsChanged():
                self._receipts.keep(event.id, event.by.person_id, event.o)
                self._questions.take(event)
            case PollOpened():
                self._receipts.keep(event.poll.id, event.poll.by.person_id, event.o)
                self._polls.take(event)
            case PollClosed():
                self._receipts.keep(event.id, event.by.person_id, event.o)
                self._polls.take(event)
            case Gone():
                pass
