"""Moderation as data: what moderators do, the measures in force, and the audit entry each action leaves."""

from enum import StrEnum
from typing import Any, Literal

import msgspec

from chat.notice import Notice
from chat.people import PersonRef
from chat.policy import Regime


class MeasureKind(StrEnum):
    """What a measure takes from a person."""

    mute = "mute"
    """Their words: they may watch, cheer and vote."""
    ban = "ban"
    """Everything but watching."""
    shadow = "shadow"
    """Their audience: they go on talking, and only they and the staff read it."""


class Restrict(msgspec.Struct, frozen=True, kw_only=True):
    """Put a measure on a person for `seconds`, or until it is lifted; `purge` removes what they said."""

    kind: MeasureKind = MeasureKind.mute
    person_id: str
    seconds: int | None
    reason: str = ""
    purge: bool = False


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Lift a measure."""

    kind: MeasureKind = MeasureKind.mute
    person_id: str
    reason: str = ""


class Delete(msgspec.Struct, frozen=True, kw_only=True):
    """Take the message at an offset out of everybody's sight."""

    offset: int
    reason: str = ""


class Purge(msgspec.Struct, frozen=True, kw_only=True):
    """Take all messages of a person out of everybody's sight."""

    person_id: str
    reason: str = ""


class Warn(msgspec.Struct, frozen=True, kw_only=True):
    """Tell a person, and nobody else, what they should not do."""

    person_id: str
    reason: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Write something down about a person, for the other moderators."""

    person_id: str
    reason: str


class Undo(msgspec.Struct, frozen=True, kw_only=True):
    """Turn back what an earlier action did, an undo included."""

    entry_id: str
    reason: str = ""


class SetPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Change the room's policy; `change` has fields of Policy, and what it leaves out stays."""

    change: dict[str, Any]
    reason: str = ""


class Panic(msgspec.Struct, frozen=True, kw_only=True):
    """Turn panic on for `seconds` (None: as the policy has it), or off with 0."""

    seconds: int | None
    reason: str = ""


class PinNotice(msgspec.Struct, frozen=True, kw_only=True):
    """Pin the message at an offset above the chat, or without one these words."""

    offset: int | None = None
    words: str = ""
    reason: str = ""


class UnpinNotice(msgspec.Struct, frozen=True, kw_only=True):
    """Take down what is pinned above the chat."""

    reason: str = ""


class Clear(msgspec.Struct, frozen=True, kw_only=True):
    """Take everything that viewers said out of everybody's sight."""

    reason: str = ""


class Decide(msgspec.Struct, frozen=True, kw_only=True):
    """Close a case: let a held message through, agree with a report, grant an appeal, or not."""

    case_id: str
    accept: bool
    reason: str = ""


PersonAction = Restrict | Release | Delete | Purge | Warn | Note | Undo
RoomAction = SetPolicy | Panic | Decide | Clear | PinNotice | UnpinNotice
ModerationAction = PersonAction | RoomAction


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure in force; `until_ms` None means until somebody lifts it."""

    person: PersonRef
    until_ms: int | None
    reason: str
    by: PersonRef
    at_ms: int
    kind: MeasureKind = MeasureKind.mute

    def holds(self, now_ms: int) -> bool:
        """Whether it is still in force."""
        return self.until_ms is None or now_ms < self.until_ms

    def sentence(self, now_ms: int) -> str:
        """What the person is told."""
        done = "banned" if self.kind is MeasureKind.ban else "muted"
        reason = f" Reason: {self.reason}." if self.reason else ""
        if self.until_ms is None:
            return f"A moderator {done} you until further notice.{reason}"
        return f"A moderator {done} you for {time_left(self.until_ms - now_ms)} more.{reason}"


class Lift(msgspec.Struct, frozen=True, kw_only=True):
    """The measure of this kind against this person is over."""

    person_id: str
    kind: MeasureKind = MeasureKind.mute


class Reverse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What turns an action back: a measure, messages to show or to remove, a policy, what was pinned."""

    measure: Measure | None = None
    lift: Lift | None = None
    show: tuple[int, ...] = ()
    hide: tuple[int, ...] = ()
    regime: Regime | None = None
    notice: Notice | None = None
    unpin: bool = False


Deed = Literal[
    "mute",
    "unmute",
    "ban",
    "unban",
    "shadow",
    "unshadow",
    "delete",
    "purge",
    "clear",
    "pin",
    "unpin",
    "warn",
    "note",
    "undo",
    "policy",
    "panic",
    "calm",
    "hold",
    "approve",
    "refuse",
    "uphold",
    "dismiss",
    "grant",
    "deny",
]
DEED_OF: dict[MeasureKind, tuple[Deed, Deed]] = {
    MeasureKind.mute: ("mute", "unmute"),
    MeasureKind.ban: ("ban", "unban"),
    MeasureKind.shadow: ("shadow", "unshadow"),
}


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the append-only log: who did what to whom, why, and until when.

    Args:
        undoes: The entry that this one turned back.
        reverse: What would turn this one back; None when there is nothing to turn.
    """

    id: str
    room_id: str
    at_ms: int
    actor: PersonRef
    action: Deed
    target: PersonRef
    message: str | None
    reason: str
    until_ms: int | None
    undoes: str | None = None
    reverse: Reverse | None = None


def time_left(left_ms: int) -> str:
    """A duration in words, rounded up so that nobody is promised too little."""
    seconds = -(-max(left_ms, 1000) // 1000)
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{-(-seconds // size)} {unit}s"
    return f"{seconds} second" + ("s" if seconds > 1 else "")
