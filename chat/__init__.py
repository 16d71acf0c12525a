"""Chat rooms for shows: messages, hearts, presence, announcements and moderation over WebSocket."""

from chat.commands import Announcement
from chat.errors import (
    AnnouncementInvalid,
    BadFrame,
    ChatError,
    MessageEmpty,
    MessageTooLong,
    Muted,
    NotAllowed,
    Refused,
    RoomUnavailable,
    TooFast,
    UnknownMessage,
    UnknownPerson,
)
from chat.events import ChatEvent, Moderated, PeopleChanged
from chat.moderation import AuditEntry, Delete, Measure, Mute, Unmute
from chat.people import Chatter, PersonRef, Role
from chat.ports import Archive, ArchiveError, Entry, Identity, Lift, Record, SavedRoom, Sticky
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
    "MessageEmpty",
    "MessageTooLong",
    "Moderated",
    "Mute",
    "Muted",
    "NotAllowed",
    "PeopleChanged",
    "PersonRef",
    "Record",
    "Refused",
    "Role",
    "RoomUnavailable",
    "SavedRoom",
    "Sticky",
    "TooFast",
    "UnknownMessage",
    "UnknownPerson",
    "Unmute",
]
