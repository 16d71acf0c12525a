"""Chat rooms for shows: messages, hearts, presence, announcements and moderation over WebSocket."""

from chat.commands import Announcement
from chat.errors import (
    AnnouncementInvalid,
    BadFrame,
    Banned,
    ChatError,
    MessageEmpty,
    MessageTooLong,
    Muted,
    NotAllowed,
    Refused,
    RoomUnavailable,
    TooFast,
    UnknownAction,
    UnknownMessage,
    UnknownPerson,
)
from chat.events import ChatEvent, Moderated, PeopleChanged
from chat.moderation import AuditEntry, Delete, Lift, Measure, MeasureKind, Release, Restrict, Reverse
from chat.people import Chatter, PersonRef, Role
from chat.ports import Archive, ArchiveError, Entry, Identity, Record, SavedRoom, Sticky
from chat.service import ChatService
from chat.settings import ChatSettings
from chat.totals import ChatTotals

__all__ = [
    "Announcement",
    "AnnouncementInvalid",
    "Archive",
    "ArchiveError",
    "AuditEntry",
    "BadFrame",
    "Banned",
    "ChatError",
    "ChatEvent",
    "ChatService",
    "ChatSettings",
    "ChatTotals",
    "Chatter",
    "Delete",
    "Entry",
    "Identity",
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
    "Record",
    "Refused",
    "Release",
    "Restrict",
    "Reverse",
    "Role",
    "RoomUnavailable",
    "SavedRoom",
    "Sticky",
    "TooFast",
    "UnknownAction",
    "UnknownMessage",
    "UnknownPerson",
]
