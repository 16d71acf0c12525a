"""The frames of the moderators' desk: policy, panic and cases; and those with which viewers reach it."""

from typing import Annotated

import msgspec

from chat.cases import AcceptRules, Case, CaseState, Complain, Petition, Plead
from chat.moderation import AuditEntry, Decide, Measure, ModerationAction, Panic, SetPolicy
from chat.policy import Regime
from chat.timeline import Json, Message
from chat.wire import Id, Inbound, Offset, Outbound, Reason


class ModPolicy(Inbound, frozen=True, kw_only=True, tag="mod.policy"):
    """Change some fields of the room's policy."""

    id: Id
    set: Json
    reason: Reason = ""


class ModPanic(Inbound, frozen=True, kw_only=True, tag="mod.panic"):
    """Panic on, for `seconds` or as long as the policy has it; 0 turns it off."""

    id: Id
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None
    reason: Reason = ""


class ModDecide(Inbound, frozen=True, kw_only=True, tag="mod.decide"):
    """Close the case `case`: let it through, agree, grant; or not."""

    id: Id
    case: Id
    accept: bool
    reason: Reason = ""


class ReportSend(Inbound, frozen=True, kw_only=True, tag="report"):
    """Have a moderator look at the message at `off`."""

    id: Id
    off: Offset
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class AppealSend(Inbound, frozen=True, kw_only=True, tag="appeal"):
    """Say why the measure against oneself should be lifted."""

    id: Id
    x: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class RulesAccept(Inbound, frozen=True, kw_only=True, tag="accept"):
    """Accept the guidelines of the room."""

    id: Id


DeskFrame = ModPolicy | ModPanic | ModDecide
PetitionFrame = ReportSend | AppealSend | RulesAccept


class HeldNotice(Outbound, frozen=True, kw_only=True, tag="held"):
    """A message waits for a moderator until `until_ms`; an ack or a nack follows."""

    id: str
    rule: str
    text: str
    until_ms: int


class AppealNotice(Outbound, frozen=True, kw_only=True, tag="appeal"):
    """How an appeal was decided."""

    state: CaseState
    reason: str


class DeskState(Outbound, frozen=True, kw_only=True, tag="mod.desk"):
    """For the staff, after the welcome: what is in force, what waits, what was done (newest first)."""

    measures: list[Measure]
    audit: list[AuditEntry]
    cases: list[Case]
    regime: Regime
    newcomers: int


class ShadowNotice(Outbound, frozen=True, kw_only=True, tag="mod.shadowed"):
    """For the staff: what a shadowed person said just now."""

    message: Message


class CaseChanged(Outbound, frozen=True, kw_only=True, tag="mod.case"):
    """For hosts and moderators: a case was opened or closed."""

    case: Case


class RegimeChanged(Outbound, frozen=True, kw_only=True, tag="mod.regime"):
    """For hosts and moderators: another policy is in force."""

    regime: Regime


class RaidNotice(Outbound, frozen=True, kw_only=True, tag="mod.raid"):
    """For the staff: so many brand-new people came within five minutes; `on` while it is a raid."""

    newcomers: int
    on: bool


def desk_action(frame: DeskFrame) -> ModerationAction:
    """What a moderator asks for."""
    match frame:
        case ModPolicy():
            return SetPolicy(change=frame.set, reason=frame.reason)
        case ModPanic():
            return Panic(seconds=frame.seconds, reason=frame.reason)
        case ModDecide():
            return Decide(case_id=frame.case, accept=frame.accept, reason=frame.reason)


def petition_of(frame: PetitionFrame) -> Petition:
    """What a viewer asks for."""
    match frame:
        case ReportSend():
            return Complain(offset=frame.off, reason=frame.reason)
        case AppealSend():
            return Plead(text=frame.x)
        case RulesAccept():
            return AcceptRules()
