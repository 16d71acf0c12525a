"""Mail: queued once per event, sent in the background, tried again with patience."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from server.db import Database, DatabaseBusy
from server.letters import Letter
from server.mail import Mail, MailRefused, MailUndelivered
from server.mail.carriers import Console, Folder, Smtp, carrier_for
from server.mail.service import FIRST_RETRY_MS, LEASE_MS, MAX_ATTEMPTS
from server.mail.tables import mails, metadata
from server.settings import Settings
from tests.databases import DatabaseOf
from tests.server.conftest import Clock

LETTER = Letter(to="mia@home.example", subject="Your order SF-1", text="Thank you — Спасибо.\n")


@dataclass
class Postman:
    """Keeps what it carries, and fails as often as it was told to."""

    failures: list[Exception] = field(default_factory=list)
    carried: list[EmailMessage] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def carry(self, message: EmailMessage) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.carried.append(message)
        self.arrived.set()


@pytest.fixture
async def database(database_of: DatabaseOf) -> Database:
    return await database_of(metadata)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def open_mail(database: Database, clock: Clock, postman: Postman) -> Callable[[], Mail]:
    """Open the mail as a new process would."""
    return lambda: Mail(Settings(), database=database, now_ms=clock, carrier=postman)


async def row(database: Database) -> sa.Row[tuple[object, ...]]:
    return await database.read(lambda conn: conn.execute(mails.select()).one())


async def test_a_receipt_is_sent_once_however_often_its_event_comes(
    open_mail: Callable[[], Mail], postman: Postman, database: Database
) -> None:
    mail = open_mail()
    for _ in range(2):
        await mail.queue("paid-1", LETTER)
        await mail.send_due()
    await open_mail().send_due()

    (message,) = postman.carried
    assert (message["To"], message["Subject"]) == (LETTER.to, LETTER.subject)
    assert message.get_content() == LETTER.text
    assert mail.counts.sent == 1
    assert (await row(database)).text == ""


async def test_a_mail_that_nobody_waits_for_can_be_stopped_with_one_tap(
    open_mail: Callable[[], Mail], postman: Postman
) -> None:
    mail = open_mail()
    await mail.queue("live-1", replace(LETTER, unsubscribe="https://shop.example/mail/stop/abc"))
    await mail.queue("paid-1", LETTER)
    await mail.send_due()

    live, receipt = sorted(postman.carried, key=lambda message: "List-Unsubscribe" not in message)
    assert live["List-Unsubscribe"] == "<https://shop.example/mail/stop/abc>"
    assert live["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in receipt


async def test_the_worker_sends_what_is_queued_and_what_an_earlier_run_left(
    open_mail: Callable[[], Mail], postman: Postman
) -> None:
    await open_mail().queue("paid-1", LETTER)
    mail = open_mail()
    await mail.start()
    async with asyncio.timeout(5):
        await postman.arrived.wait()
        postman.arrived.clear()
        await mail.queue("paid-2", LETTER)
        await postman.arrived.wait()
    await mail.close()

    assert len({message["Message-ID"] for message in postman.carried}) == 2


@pytest.mark.parametrize("failure", [DatabaseBusy("Too many changes are waiting."), LookupError("a fault")])
async def test_the_worker_outlives_whatever_fails(
    open_mail: Callable[[], Mail], postman: Postman, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    mail, tried = open_mail(), asyncio.Event()
    claim = mail._claim

    async def claim_at_second_try() -> list[sa.Row[Any]]:
        if not tried.is_set():
            tried.set()
            raise failure
        return await claim()

    monkeypatch.setattr(mail, "_claim", claim_at_second_try)
    await mail.start()
    async with asyncio.timeout(5):
        await tried.wait()
        await mail.queue("paid-1", LETTER)
        await postman.arrived.wait()
    await mail.close()


async def test_a_failed_mail_waits_longer_each_time(
    open_mail: Callable[[], Mail], postman: Postman, clock: Clock, database: Database
) -> None:
    postman.failures = [MailUndelivered("mailbox is busy") for _ in range(2)]
    mail = open_mail()
    await mail.queue("paid-1", LETTER)
    await mail.send_due()
    first_due = (await row(database)).due_ms
    clock.ms = first_due
    await mail.send_due()
    second_due = (await row(database)).due_ms

    assert (second_due - clock.ms) == 2 * FIRST_RETRY_MS
    assert (await row(database)).last_error == "mailbox is busy"
    clock.ms = second_due - 1
    await mail.send_due()
    assert postman.carried == []
    clock.ms = second_due
    await mail.send_due()
    assert len(postman.carried) == 1
    assert (mail.counts.sent, mail.counts.delayed) == (1, 2)


async def test_a_mail_refused_for_good_is_given_up_at_once(
    open_mail: Callable[[], Mail], postman: Postman, database: Database
) -> None:
    postman.failures = [MailRefused("no such mailbox")]
    mail = open_mail()
    await mail.queue("paid-1", LETTER)
    await mail.send_due()

    assert (await row(database)).due_ms is None
    assert (await row(database)).sent_ms is None
    assert mail.counts.given_up == 1


async def test_patience_ends_after_many_attempts(
    open_mail: Callable[[], Mail], postman: Postman, clock: Clock, database: Database
) -> None:
    postman.failures = [MailUndelivered("away") for _ in range(MAX_ATTEMPTS + 1)]
    mail = open_mail()
    await mail.queue("paid-1", LETTER)
    while (due := (await row(database)).due_ms) is not None:
        clock.ms = due
        await mail.send_due()

    assert (await row(database)).attempts == MAX_ATTEMPTS
    assert len(postman.failures) == 1


async def test_a_process_that_died_while_sending_is_followed_up_after_its_lease(
    open_mail: Callable[[], Mail], postman: Postman, clock: Clock
) -> None:
    dead, alive = open_mail(), open_mail()
    await dead.queue("paid-1", LETTER)
    assert await dead._claim()

    await alive.send_due()
    assert postman.carried == []
    clock.ms += LEASE_MS
    await alive.send_due()
    assert len(postman.carried) == 1


@pytest.mark.parametrize("address", ["mia@home.example\nBcc: all@home.example", "a@[.b", "a@,`.<"])
async def test_an_address_that_makes_no_header_is_given_up_and_keeps_nobody_waiting(
    open_mail: Callable[[], Mail], postman: Postman, database: Database, address: str
) -> None:
    mail = open_mail()
    await mail.queue("paid-1", Letter(address, "Hello", "text"))
    await mail.send_due()
    assert (await row(database)).due_ms is None
    assert mail.counts.given_up == 1

    await mail.queue("paid-2", LETTER)
    await mail.send_due()
    assert [message["To"] for message in postman.carried] == [LETTER.to]


async def test_a_carrier_that_fails_in_an_unknown_way_means_later(
    open_mail: Callable[[], Mail], postman: Postman, database: Database, clock: Clock
) -> None:
    postman.failures = [AttributeError("a fault of the carrier")]
    mail = open_mail()
    await mail.queue("paid-1", LETTER)
    await mail.send_due()
    assert (await row(database)).due_ms == clock.ms + FIRST_RETRY_MS


async def test_a_folder_holds_one_file_a_mail(open_mail: Callable[[], Mail], tmp_path: Path) -> None:
    mail = open_mail()
    mail._carrier = Folder(tmp_path / "mail")
    await mail.queue("paid-1", LETTER)
    await mail.send_due()

    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"To: mia@home.example" in file.read_bytes()


async def test_the_console_shows_the_whole_mail(open_mail: Callable[[], Mail]) -> None:
    mail = open_mail()
    mail._carrier = Console()
    with structlog.testing.capture_logs() as logs:
        await mail.queue("paid-1", LETTER)
        await mail.send_due()

    shown = str(logs[0])
    assert all(part in shown for part in (LETTER.to, LETTER.subject, "Спасибо"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [(b"550 no such mailbox", MailRefused), (b"451 try later", MailUndelivered), (b"250 ok", None)],
)
async def test_a_mail_server_is_believed_about_never_and_later(
    answer: bytes, error: type[Exception] | None
) -> None:
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        in_data = False
        while line := await reader.readline():
            received.append(line)
            verb = line[:4].upper()
            if in_data:
                in_data = line != b".\r\n"
                writer.write(b"" if in_data else b"250 queued\r\n")
            elif verb == b"DATA":
                in_data = True
                writer.write(b"354 go on\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write((answer if verb == b"RCPT" else b"250 ok") + b"\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "shop@shop.example", LETTER.to, LETTER.subject
    message.set_content("Thank you.")
    carrier = Smtp(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    if error:
        with pytest.raises(error) as caught:
            await carrier.carry(message)
        assert type(caught.value) is error
    else:
        await carrier.carry(message)
        assert b"Thank you.\r\n" in received
    server.close()
    await server.wait_closed()


async def test_a_mail_server_that_is_away_means_later() -> None:
    with pytest.raises(MailUndelivered):
        await Smtp("smtp://127.0.0.1:1").carry(EmailMessage())


def test_the_settings_choose_the_way() -> None:
    assert isinstance(carrier_for(Settings()), Console)
    assert isinstance(carrier_for(Settings(mail="file")), Folder)
    assert isinstance(carrier_for(Settings(mail="file", smtp_url="smtp://mail.example")), Smtp)
