"""Queues mails as rows and sends them, once for each event, with patience."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog

from server.db import Database
from server.inserts import insert_once
from server.mail.carriers import Carrier, MailRefused, carrier_for
from server.mail.tables import mails
from server.settings import Settings

LEASE_MS = 60_000  # longer than any attempt; a process that dies in the middle is followed up after it
FIRST_RETRY_MS = 30_000
LONGEST_RETRY_MS = 6 * 3_600_000
MAX_ATTEMPTS = 12  # about two days
BATCH = 20
LONGEST_NAP_MS = 60_000

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.mail")


class Letter(Protocol):
    """A plain text mail."""

    @property
    def to(self) -> str:
        """Who gets it."""
        ...

    @property
    def subject(self) -> str:
        """One line."""
        ...

    @property
    def text(self) -> str:
        """The body."""
        ...

    @property
    def unsubscribe(self) -> str | None:
        """The address that stops more of its kind: POST at once (RFC 8058), a page for who follows it."""
        ...


@dataclass(slots=True)
class MailCounts:
    """What became of mails since the start."""

    sent: int = 0
    delayed: int = 0
    given_up: int = 0


class Mail:
    """The way out for mails. What was queued survives a restart.

    Args:
        settings: The sender and the way.
        database: Where the rows are.
        now_ms: Epoch milliseconds.
        carrier: Another way than that of the settings.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        database: Database,
        now_ms: Callable[[], int],
        carrier: Carrier | None = None,
    ) -> None:
        self._sender = settings.mail_from
        self._host = urlsplit(settings.public_url).hostname or "localhost"
        self._database = database
        self._now_ms = now_ms
        self._carrier = carrier or carrier_for(settings)
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self.counts = MailCounts()

    async def start(self) -> None:
        """Begin to send, also what an earlier run left."""
        self._worker = asyncio.create_task(self._work(), name="mail")

    async def close(self) -> None:
        """Stop; what is not sent stays queued."""
        if self._worker is None:
            return
        self._worker.cancel()
        await asyncio.gather(self._worker, return_exceptions=True)
        self._worker = None

    async def queue(self, event_id: str, letter: Letter) -> None:
        """Store a mail to be sent; a second one for the same event changes nothing."""
        await self.queue_all([(event_id, letter)])

    async def queue_all(self, batch: Sequence[tuple[str, Letter]]) -> None:
        """Store several in one transaction, each with the id of what it tells."""
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> None:
            for event_id, letter in batch:
                if not letter.to:
                    continue  # of an order whose buyer was erased
                insert_once(
                    conn,
                    mails,
                    id=event_id,
                    recipient=letter.to,
                    subject=letter.subject[:400],
                    text=letter.text,
                    unsubscribe=letter.unsubscribe,
                    created_ms=now_ms,
                    attempts=0,
                    due_ms=now_ms,
                )

        await self._database.write(work)
        self._wake.set()

    async def forget(self, email: str) -> None:
        """Drop what waits for an address, and its name from what was sent."""
        key = email.casefold()

        def work(conn: sa.Connection) -> None:
            to = sa.func.lower(mails.c.recipient) == key
            conn.execute(mails.update().where(to).values(recipient="", subject="", text="", due_ms=None))

        await self._database.write(work)

    async def waiting(self) -> int:
        """How many mails are not sent yet."""
        query = sa.select(sa.func.count()).where(mails.c.due_ms.is_not(None))
        return await self._database.read(lambda conn: conn.execute(query).scalar_one())

    async def send_due(self) -> None:
        """Try every mail whose time has come, once."""
        while rows := await self._claim():
            for row in rows:
                await self._send(row)

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.send_due()
                nap_ms = await self._nap_ms()
            except Exception:
                # Whatever it is, the worker goes on: nobody would start it again.
                log.exception("mails wait after a failure")
                nap_ms = FIRST_RETRY_MS
            try:
                async with asyncio.timeout(nap_ms / 1000):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _claim(self) -> list[sa.Row[Any]]:
        """Take due mails for as long as an attempt may last, so that no other process sends them too."""
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> list[sa.Row[Any]]:
            due = sa.select(mails.c.id).where(mails.c.due_ms <= now_ms).order_by(mails.c.due_ms).limit(BATCH)
            claim = (
                mails.update()
                .where(mails.c.id.in_(due), mails.c.due_ms <= now_ms)
                .values(due_ms=now_ms + LEASE_MS, attempts=mails.c.attempts + 1)
                .returning(mails)
            )
            return list(conn.execute(claim))

        return await self._database.write(work)

    async def _send(self, row: sa.Row[Any]) -> None:
        """Try one mail. Whatever goes wrong is this mail's alone: the ones behind it still get their turn."""
        now_ms = self._now_ms()
        try:
            message = self._message(row)
        except Exception as error:  # noqa: BLE001 - a header that cannot be, and what the library trips over
            await self._failed(row, f"{type(error).__name__}: {error}", None)
            return
        try:
            await self._carrier.carry(message)
        except Exception as error:  # noqa: BLE001 - unknown failures of a carrier are tried again as known ones
            final = isinstance(error, MailRefused) or row.attempts >= MAX_ATTEMPTS
            await self._failed(row, str(error), None if final else now_ms + _retry_ms(row.attempts))
            return
        self.counts.sent += 1
        await self._settle(row.id, due_ms=None, sent_ms=now_ms, last_error=None, text="")

    async def _failed(self, row: sa.Row[Any], reason: str, due_ms: int | None) -> None:
        if due_ms is None:
            self.counts.given_up += 1
        else:
            self.counts.delayed += 1
        log.warning(
            "mail not sent", mail=row.id, attempt=row.attempts, reason=reason, given_up=due_ms is None
        )
        await self._settle(row.id, due_ms=due_ms, last_error=reason[:400])

    async def _settle(self, mail_id: str, **values: object) -> None:
        await self._database.write(
            lambda conn: conn.execute(mails.update().where(mails.c.id == mail_id).values(**values))
        )

    async def _nap_ms(self) -> int:
        """How long until the next mail is due."""
        due_ms: int | None = await self._database.read(
            lambda conn: conn.execute(sa.select(sa.func.min(mails.c.due_ms))).scalar_one()
        )
        if due_ms is None:
            return LONGEST_NAP_MS
        return max(0, min(due_ms - self._now_ms(), LONGEST_NAP_MS))

    def _message(self, row: sa.Row[Any]) -> EmailMessage:
        """Build the mail; the same id each time lets mail servers drop a double."""
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = row.recipient
        message["Subject"] = row.subject
        message["Date"] = format_datetime(datetime.fromtimestamp(row.created_ms / 1000, UTC))
        message["Message-ID"] = f"<{hashlib.sha256(row.id.encode()).hexdigest()[:32]}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
        if row.unsubscribe:
            message["List-Unsubscribe"] = f"<{row.unsubscribe}>"  # RFC 2369
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        message.set_content(row.text)
        return message


def _retry_ms(attempts: int) -> int:
    """Half a minute, then twice as long each time, up to six hours."""
    return min(FIRST_RETRY_MS << (attempts - 1), LONGEST_RETRY_MS)
