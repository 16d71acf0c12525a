"""Decides what stands above the chat: one note at a time, which goes when its message goes."""

import msgspec

from chat import text
from chat.bulletins import UNPLACED, Bulletin
from chat.errors import UnknownMessage
from chat.history import History
from chat.moderation import PinNotice, Reverse, UnpinNotice
from chat.notice import LONGEST_NOTICE, NOTICE_KEY, Notice
from chat.people import NOBODY, Chatter, PersonRef
from chat.ports import Sticky
from chat.scribe import Scribe, bulletin_of
from chat.timeline import Hidden, Json, Message, News, Purged
from chat.wording import readable


class Board:
    """The notice board of one room.

    Args:
        scribe: Writes the audit entries.
        history: Where pinned messages stand.
        saved: What the snapshot has of it.
    """

    def __init__(self, scribe: Scribe, history: History, saved: Json | None) -> None:
        self._scribe = scribe
        self._history = history
        self.notice: Notice | None = None
        self.take(saved)

    def take(self, payload: Json | None) -> None:
        """Something else is pinned, or nothing any more."""
        self.notice = None if payload is None else msgspec.convert(payload, Notice)

    def pin(self, actor: Chatter, pin: PinNotice, now_ms: int) -> Bulletin:
        """Pin a message, or words; it takes the place of what was pinned.

        Raises:
            UnknownMessage, MessageEmpty, MessageTooLong: there is nothing to pin.
        """
        if pin.offset is None:
            words, author, role = readable(pin.words, LONGEST_NOTICE), PersonRef.of(actor), actor.role
        else:
            message = self._history.find(pin.offset)
            if not isinstance(message, Message):
                raise UnknownMessage("This message is gone already, or too old to be pinned.")
            words, role = message.x, message.author.role
            author = PersonRef(person_id=message.author.id, name=message.author.name)
        notice = Notice(x=words, author=author, role=role, by=actor.name, ts=now_ms, off=pin.offset)
        audit = self._scribe.entry(
            actor, "pin", author, now_ms, pin.reason, message=words, reverse=self.reverse
        )
        return self.show(bulletin_of(audit), notice, now_ms)

    def unpin(self, actor: Chatter, unpin: UnpinNotice, now_ms: int) -> Bulletin:
        """Take down what is pinned.

        Raises:
            UnknownMessage: nothing is.
        """
        if self.notice is None:
            raise UnknownMessage("Nothing is pinned.")
        audit = self._scribe.entry(
            actor,
            "unpin",
            self.notice.author if self.notice.off is not None else NOBODY,
            now_ms,
            text.clean(unpin.reason),
            message=self.notice.x,
            reverse=self.reverse,
        )
        return self.show(bulletin_of(audit), None, now_ms)

    @property
    def reverse(self) -> Reverse:
        """What brings back what is pinned now."""
        return Reverse(notice=self.notice, unpin=self.notice is None)

    def show(self, bulletin: Bulletin, notice: Notice | None, now_ms: int) -> Bulletin:
        """Pin this now; the bulletin tells everybody."""
        self.notice = notice
        payload: Json | None = None if notice is None else msgspec.to_builtins(notice)
        event = News(t=NOTICE_KEY, o=UNPLACED, ts=now_ms, id=bulletin.id, d=payload)
        return msgspec.structs.replace(
            bulletin, event=event, sticky=Sticky(key=NOTICE_KEY, payload=payload), urgent=True
        )

    def without_removed(self, bulletin: Bulletin) -> Bulletin:
        """The bulletin, which takes the note down as well if it removes the message that is pinned."""
        if self.notice is None or not _removes(bulletin, self.notice):
            return bulletin
        self.notice = None
        return msgspec.structs.replace(bulletin, sticky=Sticky(key=NOTICE_KEY, payload=None))


def _removes(bulletin: Bulletin, notice: Notice) -> bool:
    if notice.off is None:
        return False
    match bulletin.event:
        case Hidden(off=off):
            return off == notice.off
        case Purged(offs=offs, person=person):
            return notice.off in offs or person == notice.author.person_id
        case _:
            return False
