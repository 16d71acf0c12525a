"""The server's news for a room: what is told once, and what newcomers find of it."""

from chat.bulletins import UNPLACED, Bulletin
from chat.commands import Announcement
from chat.errors import AnnouncementInvalid
from chat.ports import Sticky
from chat.protocol import RESERVED_KINDS
from chat.receipts import Receipts
from chat.timeline import Json, News


class Newsroom:
    """News by id, and the latest word under each snapshot key.

    Args:
        sticky: The snapshot as the archive knows it.
    """

    def __init__(self, sticky: dict[str, Json]) -> None:
        self.snapshot: dict[str, Json] = dict(sticky)
        self._told = Receipts()

    def announce(self, news: Announcement, now_ms: int) -> Bulletin | None:
        """What tells everybody; None if they were told.

        Raises:
            AnnouncementInvalid: the kind is one of the chat's own.
        """
        if not news.kind or news.kind in RESERVED_KINDS:
            raise AnnouncementInvalid(f"{news.kind!r} is not a name for news.")
        if news.event_id in self._told:
            return None
        event = News(t=news.kind, o=UNPLACED, ts=now_ms, id=news.event_id, d=news.payload)
        sticky = None if news.sticky is None else Sticky(key=news.sticky, payload=news.payload)
        return Bulletin(id=news.event_id, urgent=news.urgent, event=event, sticky=sticky)

    def told(self, news: News) -> None:
        """Everybody was told."""
        self._told.keep(news.id, None, news.o)

    def offset(self, event_id: str) -> int | None:
        """Where news stand that were told."""
        return self._told.offset(event_id)

    def stick(self, sticky: Sticky) -> None:
        """Newcomers find this from now on, or nothing under its key any more."""
        if sticky.payload is None:
            self.snapshot.pop(sticky.key, None)
        else:
            self.snapshot[sticky.key] = sticky.payload
