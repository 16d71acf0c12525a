"""The signed texts in links of mails: to say yes to mails, and to stop them with one tap (RFC 8058)."""

from collections.abc import Callable

import msgspec

from server.accounts.sealed import Seal
from server.interests import Topic

CONFIRM_MS = 7 * 86_400_000


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Whose mails about what are to stop, and where they went; mails from before do not say that."""

    topic: Topic
    about_id: str
    person_id: str
    email: str | None = None


class Confirm(msgspec.Struct, frozen=True, kw_only=True):
    """Whose address it is, and until when it may say yes."""

    person_id: str
    email: str
    expires_ms: int


class MailTokens:
    """Makes and opens them. A link to stop works for ever: the mail may be old, and all it does is stop."""

    def __init__(self, secret_key: bytes, *, now_ms: Callable[[], int]) -> None:
        self._stop = Seal(secret_key, "mail-stop", Stop)
        self._confirm = Seal(secret_key, "mail-confirm", Confirm)
        self._now_ms = now_ms

    def to_stop(self, topic: Topic, about_id: str, person_id: str, email: str) -> str:
        """Make the text of a link that stops mails."""
        return self._stop.close(Stop(topic=topic, about_id=about_id, person_id=person_id, email=email))

    def stop(self, token: str) -> Stop | None:
        """Open it; None when it was not made here."""
        return self._stop.open(token)

    def to_confirm(self, person_id: str, email: str) -> str:
        """Make the text of a link that says yes, good for a week."""
        expires_ms = self._now_ms() + CONFIRM_MS
        return self._confirm.close(Confirm(person_id=person_id, email=email, expires_ms=expires_ms))

    def confirm(self, token: str) -> Confirm | None:
        """Open it; None when it was not made here, or too long ago."""
        opened = self._confirm.open(token)
        return opened if opened and opened.expires_ms > self._now_ms() else None
