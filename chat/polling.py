"""Decides what may be done with polls: who opens and closes one, and whose vote counts."""

import msgspec

from chat.bulletins import UNPLACED, Bulletin
from chat.errors import AlreadyDone, BadFrame, NotAllowed, TooMany, UnknownPoll
from chat.people import RULES, Chatter, PersonRef
from chat.poll import (
    LONGEST_OPTION,
    Poll,
    PollChoose,
    PollClose,
    PollClosed,
    PollFrame,
    PollOpen,
    PollOpened,
    PollVote,
)
from chat.polls import Polls
from chat.settings import ChatSettings
from chat.wording import readable


class Polling:
    """The rules of polls in one room.

    Args:
        polls: What is asked already.
        settings: Limits.
    """

    def __init__(self, polls: Polls, settings: ChatSettings) -> None:
        self._polls = polls
        self._settings = settings

    def decide(self, chatter: Chatter, frame: PollFrame, now_ms: int) -> Bulletin:
        """What comes of a frame.

        Raises:
            Refused: nothing does, and why.
        """
        if isinstance(frame, PollChoose):
            return self._choose(chatter, frame, now_ms)
        if not chatter.is_staff:
            raise NotAllowed("Only the host and the moderators may do this.")
        if isinstance(frame, PollOpen):
            return self._open(chatter, frame, now_ms)
        return self._close(PersonRef.of(chatter), frame, now_ms)

    def overdue(self, now_ms: int) -> list[Bulletin]:
        """The end of polls whose time is over; all processes name it alike, so that it happens once."""
        over = [each for each in self._polls.open if not each.is_open(now_ms)]
        closes = (PollClose(id=f"over:{each.id}"[:64], poll=each.id) for each in over)
        return [msgspec.structs.replace(self._close(RULES, close, now_ms), by=None) for close in closes]

    def _open(self, chatter: Chatter, frame: PollOpen, now_ms: int) -> Bulletin:
        if self._polls.find(frame.id) is not None:
            raise BadFrame("This id is in use; make a random one.", message_id=frame.id)
        if len(self._polls.open) >= self._settings.open_polls:
            raise TooMany("Enough polls are open; close one first.")
        options = tuple(readable(option, LONGEST_OPTION) for option in frame.options)
        if len({option.casefold() for option in options}) < len(options):
            raise BadFrame("Two options of this poll are the same.", message_id=frame.id)
        poll = Poll(
            id=frame.id,
            x=readable(frame.x, self._settings.max_message_chars),
            options=options,
            by=PersonRef.of(chatter),
            ts=now_ms,
            product_id=frame.product,
            ends_ms=None if frame.seconds is None else now_ms + 1000 * frame.seconds,
            final=frame.final,
        )
        event = PollOpened(o=UNPLACED, ts=now_ms, poll=poll)
        return Bulletin(id=frame.id, by=chatter.person_id, urgent=True, event=event)

    def _choose(self, chatter: Chatter, frame: PollChoose, now_ms: int) -> Bulletin:
        poll = self._known(frame.poll)
        if not poll.is_open(now_ms):
            raise AlreadyDone("This poll is closed.")
        if frame.option >= len(poll.options):
            raise BadFrame("There is no such option in this poll.", message_id=frame.id)
        vote = PollVote(poll_id=poll.id, person_id=chatter.person_id, option=frame.option, ts=now_ms)
        if not self._polls.takes(vote):
            raise AlreadyDone("You have voted in this poll, and votes in it are final.")
        return Bulletin(id=frame.id, by=chatter.person_id, vote=vote)

    def _close(self, by: PersonRef, frame: PollClose, now_ms: int) -> Bulletin:
        poll = self._known(frame.poll)
        if poll.closed_ms is not None:
            raise AlreadyDone("This poll is closed.")
        closed = msgspec.structs.replace(poll, closed_ms=now_ms)
        event = PollClosed(o=UNPLACED, ts=now_ms, id=frame.id, by=by, poll=closed)
        return Bulletin(id=frame.id, by=by.person_id, urgent=True, event=event)

    def _known(self, poll_id: str) -> Poll:
        poll = self._polls.find(poll_id)
        if poll is None:
            raise UnknownPoll("There is no such poll here.")
        return poll
