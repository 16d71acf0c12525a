"""The chat's errors, each with a stable code and a sentence that may be shown.

ChatError
+-- Refused              a person asked for something that the room does not do
|   +-- Muted            retry after `until_ms`
|   +-- Banned           the same, and nothing else either
|   +-- MessageTooLong
|   +-- MessageEmpty
|   +-- TooFast          retry after `retry_ms`
|   +-- NotAllowed
|   +-- UnknownPerson
|   +-- UnknownMessage
|   +-- UnknownAction    there is nothing to undo
|   +-- BadFrame         not understood, or a message id that is somebody else's
+-- RoomUnavailable      we cannot open the room now
+-- AnnouncementInvalid  the server announced something that clients could not tell from chat
"""

from typing import ClassVar


class ChatError(Exception):
    """Anything the chat raises on purpose."""

    code: ClassVar[str] = "chat_error"

    @property
    def extra(self) -> dict[str, int | str | None]:
        """Fields beside the sentence, for machines."""
        return {}


class Refused(ChatError):
    """The room does not do what this person asked; nothing has changed."""

    def __init__(self, sentence: str, *, retry_ms: int | None = None, until_ms: int | None = None) -> None:
        super().__init__(sentence)
        self.retry_ms = retry_ms
        self.until_ms = until_ms

    @property
    def extra(self) -> dict[str, int | str | None]:
        """When it may be tried again, if time alone helps."""
        times: dict[str, int | str | None] = {"retry_ms": self.retry_ms, "until_ms": self.until_ms}
        return {name: value for name, value in times.items() if value is not None}


class Muted(Refused):
    """A measure keeps this person silent."""

    code = "muted"


class Banned(Refused):
    """A measure keeps this person from taking part at all."""

    code = "banned"


class MessageTooLong(Refused):
    """More visible characters than the room allows."""

    code = "too_long"


class MessageEmpty(Refused):
    """Nothing visible is left of the message."""

    code = "empty"


class TooFast(Refused):
    """The person's pace is spent."""

    code = "too_fast"


class NotAllowed(Refused):
    """The person's role does not cover this."""

    code = "not_allowed"


class UnknownPerson(Refused):
    """Nobody of that id is or recently was in the room."""

    code = "unknown_person"


class UnknownMessage(Refused):
    """No such message is within reach, or it is gone already."""

    code = "unknown_message"


class UnknownAction(Refused):
    """No such action is in the log, it cannot be undone, or it is undone already."""

    code = "unknown_action"


class BadFrame(Refused):
    """The frame does not follow the protocol; `message_id` is its id where one could be read."""

    code = "bad_frame"

    def __init__(self, sentence: str, *, message_id: str | None = None) -> None:
        super().__init__(sentence)
        self.message_id = message_id


class RoomUnavailable(ChatError):
    """The archive does not answer, so a room's measures are unknown and nobody may enter it."""

    code = "chat_unavailable"


class AnnouncementInvalid(ChatError):
    """An announcement's kind is not a name of its own."""

    code = "announcement_invalid"
