"""What the chat tells the house."""

import msgspec

from chat.moderation import AuditEntry


class PeopleChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The number of people in a room is another; told at most once a second."""

    room_id: str
    people: int
    at_ms: int


class Moderated(msgspec.Struct, frozen=True, kw_only=True):
    """A host or moderator did something."""

    room_id: str
    entry: AuditEntry


ChatEvent = PeopleChanged | Moderated
