"""Whom archives are written from and read into."""

from collections.abc import Callable
from dataclasses import dataclass

from checkout import CheckoutService
from server.accounts import Accounts
from server.pictures import Pictures
from server.recordings import Recordings
from server.replays import Replays
from server.shows import ShowService
from server.talk import ChatArchive, ChatTranscript


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The parts of a shop that a show leaves something in."""

    accounts: Accounts
    shows: ShowService
    recordings: Recordings
    replays: Replays
    transcript: ChatTranscript
    chat: ChatArchive
    checkout: CheckoutService
    pictures: Pictures
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
