"""What happens in a room as every client sees it: ordered events with an offset, and latest-wins figures."""

from typing import Any, Literal

import msgspec

from chat.people import Chatter, PersonRef, Role
from chat.poll import PollClosed, PollOpened, PollVotes
from chat.question import QuestionAsked, QuestionsChanged, QuestionVotes

Json = dict[str, Any]


class Author(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The sender of a message as shown beside it; `first`: their first one, `bot`: by a program."""

    id: str
    name: str
    role: Role
    buyer: bool
    first: bool = False
    bot: bool = False

    @classmethod
    def of(cls, chatter: Chatter, *, first: bool = False) -> "Author":
        """A chatter's public face."""
        return cls(
            id=chatter.person_id,
            name=chatter.name,
            role=chatter.role,
            buyer=chatter.buyer,
            first=first,
            bot=chatter.bot,
        )

    def chatter(self) -> Chatter:
        """The person behind the message, as far as the message tells."""
        return Chatter(person_id=self.id, name=self.name, role=self.role, buyer=self.buyer, bot=self.bot)


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """The message that another one answers: its offset, and who said it."""

    off: int
    id: str
    name: str


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a message is made of; `id` is the sender's own, `re` what it answers, `at` whom it names."""

    o: int
    ts: int
    id: str
    author: Author = msgspec.field(name="from")
    x: str
    re: Quoted | None = None
    at: tuple[PersonRef, ...] = ()


class Message(Said, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="chat"):
    """Somebody said something."""


class Hidden(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="hidden"):
    """The message at offset `off` was taken away by a moderator."""

    o: int
    ts: int
    off: int
    by: str
    reason: str


class Purged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="purged"):
    """Messages were taken away: all that `person` said before this, or those at the offsets `offs`.

    Args:
        erased: For good, and nobody can undo that: the person was erased, with what they asked, or the
            messages are older than the shop keeps them.
    """

    o: int
    ts: int
    by: str
    reason: str
    person: str | None = None
    offs: tuple[int, ...] = ()
    erased: bool = False


class Restored(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="restored"):
    """Messages that were taken away are back, each at its old offset."""

    o: int
    ts: int
    by: str
    messages: tuple[Message, ...]


class Shadowed(Said, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="shadowed"):
    """A message that only its author and the staff may read; everybody else is sent `gone` in its place."""

    def as_message(self) -> Message:
        """The message as its author sees it."""
        return Message(**{name: getattr(self, name) for name in self.__struct_fields__})

    def as_gone(self) -> "Gone":
        """What others are sent."""
        return Gone(o=self.o, ts=self.ts)


class Gone(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="gone"):
    """Stands where a removed message was, so that a resumed timeline has no hole and no text."""

    o: int
    ts: int


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Something the server announced; `t` is its kind and chat never looks inside `d`."""

    t: str
    o: int
    ts: int
    id: str
    d: Json | None


Topic = QuestionAsked | QuestionsChanged | PollOpened | PollClosed
Event = Message | Hidden | Purged | Restored | Shadowed | Gone | News | Topic


def public(event: Event) -> Event:
    """What the audience is sent of an event."""
    match event:
        case Shadowed():
            return event.as_gone()
        case QuestionsChanged():
            return msgspec.structs.replace(event, qs=tuple(each.public() for each in event.qs))
        case _:
            return event


class Viewers(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="viewers"):
    """How many people are here."""

    n: int


class Hearts(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="hearts"):
    """Hearts since the last such figure, and since this process opened the room."""

    n: int
    total: int


Reaction = Literal["clap", "fire", "laugh", "wow"]


Cheers = dict[str, int]
"""How many of each reaction, hearts included."""


class Reactions(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="reactions"):
    """The same of the other reactions; only those that came."""

    n: Cheers
    total: Cheers


Figure = Viewers | Hearts | Reactions | QuestionVotes | PollVotes

EVENT_TYPES: dict[str, Any] = {
    "chat": Message,
    "hidden": Hidden,
    "purged": Purged,
    "restored": Restored,
    "shadowed": Shadowed,
    "gone": Gone,
    "qa.asked": QuestionAsked,
    "qa.changed": QuestionsChanged,
    "poll.opened": PollOpened,
    "poll.closed": PollClosed,
}


def kind_of(event: Event) -> str:
    """The event's `t` on the wire."""
    return event.t if isinstance(event, News) else str(event.__struct_config__.tag)


def as_json(event: Event) -> Json:
    """The event as JSON builtins, for the archive."""
    body: Json = msgspec.to_builtins(event)
    return body


def revive(kind: str, body: Json) -> Event:
    """An event from its stored JSON."""
    event: Event = msgspec.convert(body, EVENT_TYPES.get(kind, News))
    return event
