"""Everything a room can be asked to do, and everything that may come of it."""

from dataclasses import dataclass, field

import msgspec

from chat.bulletins import Bulletin
from chat.cases import Petition
from chat.hooks import Said
from chat.moderation import ModerationAction
from chat.people import Chatter
from chat.poll import PollFrame
from chat.protocol import Outbound, Resume
from chat.question import QaFrame
from chat.rules import Verdict
from chat.timeline import Cheers, Figure, Json


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """A connection of this person opens; `upto` is the last offset that was sent to those already there.

    `again` welcomes a connection that is inside already, because its epoch is over.
    """

    chatter: Chatter
    resume: Resume | None
    upto: int
    again: bool = False


class Leave(msgspec.Struct, frozen=True, kw_only=True):
    """A connection of this person closed."""

    chatter: Chatter


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """A message, under the id its sender chose.

    Args:
        answers: The offset of the message that it answers.
        meant: Ids of people that it names, to tell apart those of one name.
        outside: What programs outside make of it, once they were asked.
    """

    chatter: Chatter
    message_id: str
    text: str
    answers: int | None = None
    meant: tuple[str, ...] = ()
    outside: Verdict | None = None


class Cheer(msgspec.Struct, frozen=True, kw_only=True):
    """So many of each reaction; hearts are `heart`."""

    chatter: Chatter
    cheers: Cheers


class Engage(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a question or a poll; `outside` as with Say."""

    chatter: Chatter
    frame: QaFrame | PollFrame
    outside: Verdict | None = None


class Moderate(msgspec.Struct, frozen=True, kw_only=True):
    """An action of a host or moderator; `request_id` makes a repeated request harmless."""

    chatter: Chatter
    action: ModerationAction
    request_id: str | None = None


class Petitioning(msgspec.Struct, frozen=True, kw_only=True):
    """A viewer asks something of the moderators."""

    chatter: Chatter
    petition: Petition


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """News of the server for everybody in a room.

    Args:
        event_id: The same id again is the same news.
        kind: The event's name on the wire, for example "pin", "stock", "sold" or "show".
        payload: What clients get as `d`; None under a sticky key takes that key out of the snapshot.
        sticky: The snapshot key under which newcomers find the latest payload.
        urgent: Whether it is sent at once or with the next tick.
    """

    event_id: str
    kind: str
    payload: Json | None
    sticky: str | None = None
    urgent: bool = True


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """Time to tell the figures that changed."""


Command = Join | Leave | Say | Cheer | Engage | Moderate | Petitioning | Announcement | Tick


@dataclass(slots=True)
class Outcome:
    """What came of a command, for the plumbing to carry out.

    Attributes:
        answered: The replies are the answer: the bulletin's place is of no interest to who asked.
        consult: What programs outside are to judge first; nothing has changed, and the command comes again.
    """

    replies: list[Outbound] = field(default_factory=list)
    bulletin: Bulletin | None = None
    answered: bool = False
    consult: Said | None = None
    cheers: Cheers = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
