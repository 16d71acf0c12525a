"""What viewers are told beside the media: that it comes and goes, its layers, and how many watch."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

import msgspec

from media.errors import SessionNotFound, TooBusy
from media.health import LayerChoice

NewsKind = Literal["active", "inactive", "layers", "viewercount", "reconnect"]
NEWS_KINDS: tuple[NewsKind, ...] = get_args(NewsKind)

_MAX_PER_SESSION = 4
_RETRY_SECONDS = 10


class ViewerNews(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news: an event of the WHEP extension for server-sent events.

    Attributes:
        viewers: With `viewercount`: how many watch the stream.
        layers: With `layers`: which there are, and which one this viewer gets.
    """

    kind: NewsKind
    viewers: int | None = None
    layers: LayerChoice | None = None


class Subscription:
    """News that its reader has not fetched yet: only the latest of each kind, so it never grows."""

    def __init__(self, kinds: Iterable[NewsKind]) -> None:
        self.kinds = frozenset(kinds)
        self._waiting: dict[NewsKind, ViewerNews] = {}
        self._counted: ViewerNews | None = None
        self._changed = asyncio.Event()
        self._ended = False

    def tell(self, news: ViewerNews) -> None:
        """Keep news for the reader, if it asked for its kind and a count is not the one it had."""
        if news.kind == "viewercount":
            if news == self._counted:
                return
            self._counted = news
        # Who fetches late wants to know how things are, not how they were in between.
        for overtaken in ("active", "inactive") if news.kind in {"active", "inactive"} else (news.kind,):
            self._waiting.pop(overtaken, None)
        if news.kind in self.kinds:
            self._waiting[news.kind] = news
            self._changed.set()

    def end(self) -> None:
        """Nothing will follow; what waits is still handed out."""
        self._ended = True
        self._changed.set()

    async def next(self) -> ViewerNews | None:
        """Wait for news, the oldest first; None once there will be none any more."""
        while not self._waiting and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        if not self._waiting:
            return None
        return self._waiting.pop(next(iter(self._waiting)))


@dataclass(slots=True)
class _Audience:
    stream_id: str
    subscriptions: dict[str, Subscription] = field(default_factory=dict)


class Listeners:
    """All subscriptions, by the session that they belong to and end with."""

    def __init__(self, new_id: Callable[[], str] = lambda: secrets.token_urlsafe(9)) -> None:
        self._new_id = new_id
        self._audiences: dict[str, _Audience] = {}

    def add(self, session_id: str, stream_id: str, kinds: Iterable[NewsKind]) -> str:
        """Subscribe a session; raises TooBusy if it has too many subscriptions."""
        audience = self._audiences.setdefault(session_id, _Audience(stream_id))
        if len(audience.subscriptions) >= _MAX_PER_SESSION:
            raise TooBusy("This session has as many subscriptions as it can.", retry_after_s=_RETRY_SECONDS)
        name = self._new_id()
        audience.subscriptions[name] = Subscription(kinds)
        return name

    def get(self, session_id: str, name: str) -> Subscription:
        """Find a subscription; raises SessionNotFound."""
        audience = self._audiences.get(session_id)
        if audience is None or name not in audience.subscriptions:
            raise SessionNotFound("This subscription has ended.")
        return audience.subscriptions[name]

    def remove(self, session_id: str, name: str) -> None:
        """End a subscription; raises SessionNotFound."""
        self.get(session_id, name).end()
        del self._audiences[session_id].subscriptions[name]

    def want(self, session_id: str, kind: NewsKind) -> bool:
        """Whether any subscription of a session asked for this kind."""
        audience = self._audiences.get(session_id)
        return audience is not None and any(kind in each.kinds for each in audience.subscriptions.values())

    def leave(self, session_id: str) -> None:
        """End all subscriptions of a session."""
        audience = self._audiences.pop(session_id, None)
        for subscription in audience.subscriptions.values() if audience else ():
            subscription.end()

    def tell(self, stream_id: str, kind: NewsKind) -> None:
        """Tell all listeners of a stream."""
        self._tell(stream_id, ViewerNews(kind=kind))

    def tell_layers(self, session_id: str, choice: LayerChoice) -> None:
        """Tell a session's listeners which layers it can get, and which one it gets."""
        audience = self._audiences.get(session_id)
        for subscription in audience.subscriptions.values() if audience else ():
            subscription.tell(ViewerNews(kind="layers", layers=choice))

    def count(self, stream_id: str, viewers: int) -> None:
        """Tell how many watch a stream; who heard this count last is not told again."""
        self._tell(stream_id, ViewerNews(kind="viewercount", viewers=viewers))

    def end_all(self, kind: NewsKind) -> None:
        """Tell everybody one last thing."""
        for session_id, audience in list(self._audiences.items()):
            self._tell(audience.stream_id, ViewerNews(kind=kind))
            self.leave(session_id)

    def _tell(self, stream_id: str, news: ViewerNews) -> None:
        for audience in self._audiences.values():
            if audience.stream_id == stream_id:
                for subscription in audience.subscriptions.values():
                    subscription.tell(news)
