"""The frames of moderation: what hosts and moderators ask for, and what everybody concerned is told."""

from typing import Annotated

import msgspec

from chat.moderation import (
    AuditEntry,
    Clear,
    Delete,
    MeasureKind,
    ModerationAction,
    Note,
    PinNotice,
    Purge,
    Release,
    Restrict,
    Undo,
    UnpinNotice,
    Warn,
)
from chat.wire import Id, Inbound, Offset, Outbound, Reason

LONGEST_MUTE_SECONDS = 10 * 365 * 86_400


class _Mod(Inbound, frozen=True, kw_only=True):
    """What every frame of a moderator has in common."""

    id: Id
    reason: Reason = ""


class _ModPerson(_Mod, frozen=True, kw_only=True):
    person: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class _ModRestrict(_ModPerson, frozen=True, kw_only=True):
    """Without `seconds` until it is lifted; `purge` removes what the person said before."""

    seconds: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_MUTE_SECONDS)] | None = None
    purge: bool = False


class ModMute(_ModRestrict, frozen=True, kw_only=True, tag="mod.mute"):
    """Mute a person."""


class ModBan(_ModRestrict, frozen=True, kw_only=True, tag="mod.ban"):
    """Keep a person from everything but watching."""


class ModShadow(_ModRestrict, frozen=True, kw_only=True, tag="mod.shadow"):
    """Let a person talk to themselves."""


class ModUnmute(_ModPerson, frozen=True, kw_only=True, tag="mod.unmute"):
    """Lift a mute."""


class ModUnban(_ModPerson, frozen=True, kw_only=True, tag="mod.unban"):
    """Lift a ban."""


class ModUnshadow(_ModPerson, frozen=True, kw_only=True, tag="mod.unshadow"):
    """Let everybody hear a shadowed person again."""


class ModPurge(_ModPerson, frozen=True, kw_only=True, tag="mod.purge"):
    """Remove everything that a person said."""


class ModWarn(_ModPerson, frozen=True, kw_only=True, tag="mod.warn"):
    """Tell a person alone what not to do: the `reason`."""


class ModNote(_ModPerson, frozen=True, kw_only=True, tag="mod.note"):
    """Write the `reason` down about a person, for the other moderators."""


class ModDelete(_Mod, frozen=True, kw_only=True, tag="mod.delete"):
    """Remove the message at offset `off`."""

    off: Offset


class ModUndo(_Mod, frozen=True, kw_only=True, tag="mod.undo"):
    """Turn back what the audit entry `entry` did."""

    entry: Id


class ModPin(_Mod, frozen=True, kw_only=True, tag="mod.pin"):
    """Pin the message at offset `off` above the chat, or without it the words `x`."""

    off: Offset | None = None
    x: str = ""


class ModUnpin(_Mod, frozen=True, kw_only=True, tag="mod.unpin"):
    """Take down what is pinned."""


class ModClear(_Mod, frozen=True, kw_only=True, tag="mod.clear"):
    """Remove everything that viewers said."""


ModFrame = (
    ModMute
    | ModUnmute
    | ModBan
    | ModUnban
    | ModShadow
    | ModUnshadow
    | ModDelete
    | ModPurge
    | ModClear
    | ModPin
    | ModUnpin
    | ModWarn
    | ModNote
    | ModUndo
)
_RESTRICTED = {ModMute: MeasureKind.mute, ModBan: MeasureKind.ban, ModShadow: MeasureKind.shadow}
_RELEASED = {ModUnmute: MeasureKind.mute, ModUnban: MeasureKind.ban, ModUnshadow: MeasureKind.shadow}


class MutedNotice(Outbound, frozen=True, kw_only=True, tag="muted"):
    """You were muted just now; without `until_ms`, until further notice."""

    until_ms: int | None = None
    reason: str
    by: str


class UnmutedNotice(Outbound, frozen=True, kw_only=True, tag="unmuted"):
    """You may speak again."""


class BannedNotice(Outbound, frozen=True, kw_only=True, tag="banned"):
    """You may only watch from now on; without `until_ms`, until further notice."""

    until_ms: int | None = None
    reason: str
    by: str


class UnbannedNotice(Outbound, frozen=True, kw_only=True, tag="unbanned"):
    """You may take part again."""


class WarnedNotice(Outbound, frozen=True, kw_only=True, tag="warned"):
    """A moderator asks you to stop something."""

    reason: str
    by: str


class ModDone(Outbound, frozen=True, kw_only=True, tag="mod.done"):
    """For hosts and moderators: an action was taken."""

    entry: AuditEntry


Notice = MutedNotice | UnmutedNotice | BannedNotice | UnbannedNotice | WarnedNotice


def action_of(frame: ModFrame) -> ModerationAction:
    """What a moderator's frame asks for."""
    action: ModerationAction
    match frame:
        case ModMute() | ModBan() | ModShadow():
            action = Restrict(
                kind=_RESTRICTED[type(frame)],
                person_id=frame.person,
                seconds=frame.seconds,
                reason=frame.reason,
                purge=frame.purge,
            )
        case ModUnmute() | ModUnban() | ModUnshadow():
            action = Release(kind=_RELEASED[type(frame)], person_id=frame.person, reason=frame.reason)
        case ModClear():
            action = Clear(reason=frame.reason)
        case ModPin():
            action = PinNotice(offset=frame.off, words=frame.x, reason=frame.reason)
        case ModUnpin():
            action = UnpinNotice(reason=frame.reason)
        case ModPurge():
            action = Purge(person_id=frame.person, reason=frame.reason)
        case ModWarn():
            action = Warn(person_id=frame.person, reason=frame.reason)
        case ModNote():
            action = Note(person_id=frame.person, reason=frame.reason)
        case ModDelete():
            action = Delete(offset=frame.off, reason=frame.reason)
        case ModUndo():
            action = Undo(entry_id=frame.entry, reason=frame.reason)
    return action
