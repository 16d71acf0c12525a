"""Chat rooms for shows: messages, hearts, presence, announcements and moderation over WebSocket."""

from chat.cases import Accepted, Appeal, Case, Held, Report
from chat.commands import Announcement
from chat.errors import (
    AlreadyDecided,
    AnnouncementInvalid,
    BadFrame,
    Banned,
    ChatError,
    MessageEmpty,
    MessageTooLong,
    Muted,
    NotAllowed,
    PolicyInvalid,
    Refused,
    RoomUnavailable,
    TooFast,
    UnknownAction,
    UnknownMessage,
    UnknownPerson,
)
from chat.events import ChatEvent, Moderated, PeopleChanged
from chat.moderation import (
    AuditEntry,
    Delete,
    Lift,
    Measure,
    MeasureKind,
    Release,
    Restrict,
    Reverse,
    SetPolicy,
)
from chat.people import Chatter, PersonRef, Role
from chat.policy import Levels, Policy, Regime
from chat.ports import Archive, ArchiveError, Entry, Identity, Record, SavedRoom, Sticky
from chat.service import ChatService
from chat.settings import ChatSettings
from chat.totals import ChatTotals

__all__ = [
    "Accepted",
    "AlreadyDecided",
    "Announcement",
    "AnnouncementInvalid",
    "Appeal",
    "Archive",
    "ArchiveError",
    "AuditEntry",
    "BadFrame",
    "Banned",
    "Case",
    "ChatError",
    "ChatEvent",
    "ChatService",
    "ChatSettings",
    "ChatTotals",
    "Chatter",
    "Delete",
    "Entry",
    "Held",
    "Identity",
    "Levels",
    "Lift",
    "Measure",
    "MeasureKind",
    "MessageEmpty",
    "MessageTooLong",
    "Moderated",
    "Muted",
    "NotAllowed",
    "PeopleChanged",
    "PersonRef",
    "Policy",
    "PolicyInvalid",
    "Record",
    "Refused",
    "Regime",
    "Release",
    "Report",
    "Restrict",
    "Reverse",
    "Role",
    "RoomUnavailable",
    "SavedRoom",
    "SetPolicy",
    "Sticky",
    "TooFast",
    "UnknownAction",
    "UnknownMessage",
    "UnknownPerson",
]
