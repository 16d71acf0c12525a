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
|   +-- AlreadyDecided   the case is closed
|   +-- TooManyCases     retry after `retry_ms`
|   +-- PolicyInvalid
|   +-- CommandInvalid   a line that begins with a slash is not understood
|   +-- RefusedByRule    an automatic rule or a moderator did not let it through
|   +-- RulesNotAccepted, BuyersOnly, FollowersOnly, AccountTooNew, SlowMode, LinksOff, EmojiOnly, SaidBefore
|   |                    modes of the room
|   +-- UnknownQuestion, UnknownPoll
|   +-- AlreadyDone      a question or poll is not open for this any more
|   +-- TooMany
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

    def __init__(
        self,
        sentence: str,
        *,
        retry_ms: int | None = None,
        until_ms: int | None = None,
        rule: str | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.retry_ms = retry_ms
        self.until_ms = until_ms
        self.rule = rule
        self.reason = reason

    @property
    def extra(self) -> dict[str, int | str | None]:
        """When it may be tried again, if time alone helps, and which rule it was, with its own words."""
        extra: dict[str, int | str | None] = {
            "retry_ms": self.retry_ms,
            "until_ms": self.until_ms,
            "rule": self.rule,
            "reason": self.reason,
        }
        return {name: value for name, value in extra.items() if value is not None}


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


class AlreadyDecided(Refused):
    """The case is closed, or there never was one."""

    code = "already_decided"


class TooManyCases(Refused):
    """The desk is full."""

    code = "too_many_cases"


class PolicyInvalid(Refused):
    """A policy names what there is not, or goes beyond a limit."""

    code = "policy_invalid"


class CommandInvalid(Refused):
    """A command is not written as it should be."""

    code = "command_invalid"


class RefusedByRule(Refused):
    """An automatic rule, a moderator or the end of the waiting time did not let the message through."""

    code = "refused"


class RulesNotAccepted(Refused):
    """The guidelines come before the first message."""

    code = "rules_first"


class BuyersOnly(Refused):
    """The room is for buyers now."""

    code = "buyers_only"


class FollowersOnly(Refused):
    """The room is for followers now, or for those who have followed longer."""

    code = "followers_only"

    @staticmethod
    def sentence(wait_ms: int | None) -> str:
        """What the person is told; `wait_ms` None: does not follow."""
        if wait_ms is None:
            return "Only followers of this seller can write now."
        return "Only people who have followed this seller for a while can write now."


class AccountTooNew(Refused):
    """The room is for those who are known longer."""

    code = "account_too_new"

    @staticmethod
    def sentence(wait_ms: int | None) -> str:
        """What the person is told; `wait_ms` None: nobody knows since when."""
        if wait_ms is None:
            return "People who are new here can only watch for now."
        return "You are new here; wait a little before you write."


class SlowMode(Refused):
    """Not so soon after the last message."""

    code = "slow_mode"


class LinksOff(Refused):
    """No links now."""

    code = "links_off"


class EmojiOnly(Refused):
    """Only emoji now."""

    code = "emoji_only"


class SaidBefore(Refused):
    """It was said lately by somebody."""

    code = "said_before"


class UnknownQuestion(Refused):
    """There is no such question in the room."""

    code = "unknown_question"


class UnknownPoll(Refused):
    """There is no such poll in the room."""

    code = "unknown_poll"


class AlreadyDone(Refused):
    """A question or poll is past the point where this can be done."""

    code = "already_done"


class TooMany(Refused):
    """A bound of the room is reached."""

    code = "too_many"


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
