"""Everything a handler may call, as one typed object that the composition root fills."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from server.http.throttles import Throttles

if TYPE_CHECKING:
    from chat import ChatService
    from checkout import CheckoutService
    from media import MediaService
    from server.accounts import Accounts
    from server.chat_hooks import ChatHooks
    from server.destinations import Destinations
    from server.hls import LiveOrigin
    from server.hooks import Hooks
    from server.interests import Interests
    from server.mail import Mail
    from server.metrics import Metrics
    from server.notices import Notices
    from server.pictures import Pictures
    from server.recordings import Recordings
    from server.replays import Replays
    from server.settings import Settings
    from server.shows import ShowService
    from server.talk import ChatPeople, ChatTranscript, Retention
    from server.translating import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The rooms and the server's own parts.

    Attributes:
        ready: Named checks for /readyz; one that raises says the process should get no traffic.
        partly_ready: Named checks that /readyz shows; when one raises, the process still serves.
        rehearsing: Simulated people are in the shows, and every page says so.
        throttles: Bounds what a network may repeat.
        opened_ms: When this process began.
        now_ms: Epoch milliseconds.
        new_id: A fresh, time-ordered id.
    """

    settings: Settings
    accounts: Accounts
    shows: ShowService
    media: MediaService
    hls: LiveOrigin
    recordings: Recordings
    replays: Replays
    chat: ChatService
    transcript: ChatTranscript
    checkout: CheckoutService
    mail: Mail
    interests: Interests
    chat_people: ChatPeople
    retention: Retention
    translator: Translator
    notices: Notices
    pictures: Pictures
    hooks: Hooks
    chat_hooks: ChatHooks
    destinations: Destinations
    metrics: Metrics
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    rehearsing: bool = False
    opened_ms: int = 0
    throttles: Throttles = field(default_factory=Throttles)
    ready: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    partly_ready: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
