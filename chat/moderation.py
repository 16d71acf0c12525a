"""Moderation as data: the three actions, the measures in force, and the audit entry each action leaves."""

from typing import Literal

import msgspec

from chat.people import PersonRef


class Mute(msgspec.Struct, frozen=True, kw_only=True):
    """Silence a person for `seconds`, or until unmuted when that is None."""

    person_id: str
    seconds: int | None
    reason: str = ""


class Unmute(msgspec.Struct, frozen=True, kw_only=True):
    """Let a muted person speak again."""

    person_id: str
    reason: str = ""


class Delete(msgspec.Struct, frozen=True, kw_only=True):
    """Take the message at an offset out of everybody's sight."""

    offset: int
    reason: str = ""


ModerationAction = Mute | Unmute | Delete


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A mute in force; `until_ms` None means until somebody lifts it."""

    person: PersonRef
    until_ms: int | None
    reason: str
    by: PersonRef
    at_ms: int

    def holds(self, now_ms: int) -> bool:
        """Whether the person is still muted."""
        return self.until_ms is None or now_ms < self.until_ms

    def sentence(self, now_ms: int) -> str:
        """What the muted person is told."""
        reason = f" Reason: {self.reason}." if self.reason else ""
        if self.until_ms is None:
            return f"A moderator muted you until further notice.{reason}"
        return f"A moderator muted you for {time_left(self.until_ms - now_ms)} more.{reason}"


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the append-only log: who did what to whom, why, and until when."""

    id: str
    room_id: str
    at_ms: int
    actor: PersonRef
    action: Literal["mute", "unmute", "delete"]
    target: PersonRef
    message: str | None
    reason: str
    until_ms: int | None


def time_left(left_ms: int) -> str:
    """A duration in words, rounded up so that nobody is promised too little."""
    seconds = -(-max(left_ms, 1000) // 1000)
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{-(-seconds // size)} {unit}s"
    return f"{seconds} second" + ("s" if seconds > 1 else "")
