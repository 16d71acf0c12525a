"""The chat in the house's database: kept as it happens, read beside a replay, erased for who asks."""

from server.talk.archive import ChatArchive
from server.talk.marks import ChatMarks
from server.talk.people import ChatPeople, SaidMessage, SaidQuestion
from server.talk.retention import Retention
from server.talk.transcript import ChatTranscript, Passage

__all__ = [
    "ChatArchive",
    "ChatMarks",
    "ChatPeople",
    "ChatTranscript",
    "Passage",
    "Retention",
    "SaidMessage",
    "SaidQuestion",
]
