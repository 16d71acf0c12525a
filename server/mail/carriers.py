"""The three ways a mail leaves: by SMTP, into a folder, or onto the console."""

import asyncio
import hashlib
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from server.settings import Settings

SMTP_SECONDS = 20.0
PERMANENT = 500  # RFC 5321 section 4.2.1: 5yz is a permanent refusal

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.mail")


class MailUndelivered(Exception):
    """It did not work this time; the message is for the log."""


class MailRefused(MailUndelivered):
    """It will not work another time either."""


class Carrier(Protocol):
    """Takes a mail somewhere."""

    async def carry(self, message: EmailMessage) -> None:
        """Deliver one mail.

        Raises:
            MailUndelivered: Not now.
            MailRefused: Never.
        """
        ...


class Console:
    """Writes mails to the log, for a shop that is tried out."""

    async def carry(self, message: EmailMessage) -> None:
        """Log the mail."""
        log.info("mail to %s: %s\n\n%s", message["To"], message["Subject"], message.get_content())


class Folder:
    """Writes each mail to a file that mail programs open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(self, message: EmailMessage) -> None:
        """Write the file; the same mail once more replaces it."""
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise MailUndelivered(str(error)) from error

    def _write(self, message: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:20]
        unfinished = self._folder / f"{name}.{os.getpid()}"
        unfinished.write_bytes(message.as_bytes())
        unfinished.replace(self._folder / f"{name}.eml")


class Smtp:
    """Hands mails to a mail server.

    Args:
        url: `smtp://user:password@host:587`, with STARTTLS when the server offers it; or `smtps://`.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._over_tls = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._over_tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def carry(self, message: EmailMessage) -> None:
        """Send the mail within 20 s."""
        try:
            async with asyncio.timeout(SMTP_SECONDS):
                await aiosmtplib.send(
                    message,
                    hostname=self._host,
                    port=self._port,
                    username=self._user,
                    password=self._password,
                    use_tls=self._over_tls,
                    timeout=SMTP_SECONDS,
                )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
            kind = MailRefused if _is_permanent(error) else MailUndelivered
            raise kind(str(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise MailUndelivered(f"{type(error).__name__}: {error}") from error


def carrier_for(settings: Settings) -> Carrier:
    """The way that the settings choose."""
    if settings.smtp_url:
        return Smtp(settings.smtp_url)
    return Folder(settings.data_dir / "mail") if settings.mail == "file" else Console()


def _is_permanent(error: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPResponseException) -> bool:
    """Whether the answer is about this mail and final. Wrong credentials are ours to mend: those can wait."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(refused.code >= PERMANENT for refused in error.recipients)
    return error.code >= PERMANENT and not isinstance(error, aiosmtplib.SMTPAuthenticationError)
