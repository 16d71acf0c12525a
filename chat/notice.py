"""The note that stands above a chat: a message that was pinned, or words of the staff's own."""

import msgspec

from chat.people import PersonRef, Role

LONGEST_NOTICE = 300
NOTICE_KEY = "notice"
"""Its key in the snapshot, and the kind of its news."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is pinned.

    Args:
        x: The words.
        author: Whose words they are; `role` is their part in the room.
        by: Who pinned them, epoch milliseconds `ts`.
        off: The offset of the message; None for words that were written for this.
    """

    x: str
    author: PersonRef
    role: Role
    by: str
    ts: int
    off: int | None = None
