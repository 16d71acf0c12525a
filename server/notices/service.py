"""Tells those who asked of a show: when it is planned, when it is about to start, when it is on air."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from enum import StrEnum

import sqlalchemy as sa
import structlog

from server.accounts import Accounts
from server.accounts.errors import SellerNotFound
from server.accounts.throttle import Throttle
from server.db import Database
from server.inserts import insert
from server.interests import Interests, Mailing, Recipient, Subscription, Topic
from server.letters import Letter
from server.mail import Mail
from server.notices import letters
from server.notices.letters import Links
from server.notices.tables import notices
from server.notices.tokens import MailTokens
from server.shows import ShowNotFound, ShowRecord, ShowService, ShowStatus

GRACE_MS = 5 * 60_000  # a seller who has just planned a show still mends its title and its time
AHEAD_MS = 15 * 60_000
TOO_LATE_MS = 30 * 60_000  # nearer than that, the mail about the start says it all
DAY_MS = 86_400_000
BATCH = 200
LEASE_MS = 60_000
NAP_SECONDS = 30.0

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.notices")


class Kind(StrEnum):
    """What a notice says."""

    PLANNED = "planned"
    SOON = "soon"
    LIVE = "live"


class Notices:
    """Queues mails for a show in small parts, so that a seller with many followers holds nobody up.

    How far it got is a row: a restart goes on there, and the id of each mail lets none go out twice. The mail
    before the start and the one at the start share an id: who was reminded is not told again.
    """

    def __init__(
        self,
        database: Database,
        *,
        interests: Interests,
        shows: ShowService,
        accounts: Accounts,
        mail: Mail,
        tokens: MailTokens,
        public_url: str,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._interests = interests
        self._shows = shows
        self._accounts = accounts
        self._mail = mail
        self._public_url = public_url
        self._now_ms = now_ms
        self._asked = Throttle(burst=3, refill_seconds=3600)
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self.tokens = tokens

    async def start(self) -> None:
        """Begin to tell, also what an earlier run left."""
        self._worker = asyncio.create_task(self._work(), name="notices")

    async def close(self) -> None:
        """Stop; the rest is told after the next start."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None

    async def show_planned(self, show_id: str, starts_ms: int) -> None:
        """A show was planned, or its start was moved."""
        now_ms = self._now_ms()
        await self._note(show_id, Kind.PLANNED, now_ms + GRACE_MS, anew=False)
        await self._note(show_id, Kind.SOON, max(now_ms, starts_ms - AHEAD_MS), anew=True)

    async def show_began(self, show_id: str) -> None:
        """A show is on air; after a pause nobody is told again."""
        await self._note(show_id, Kind.LIVE, self._now_ms(), anew=False)
        self._wake.set()

    async def ask(self, wanted: Subscription, about: str) -> None:
        """Ask the address of a subscription whether it wants mails, unless it said so before.

        Args:
            wanted: The subscription.
            about: What the mails would be about, as the letter names it.
        """
        if wanted.email is None or wanted.mailing is not Mailing.ASKED:
            return
        email = wanted.email
        if self._asked.take(email.casefold(), self._now_ms()):
            return  # a stranger's mailbox is not to be filled by whoever types its address again and again
        link = f"{self._public_url}/mail/yes/{self.tokens.to_confirm(wanted.person_id, email)}"
        letter = letters.confirmation(to=email, language=wanted.language, link=link, about=about)
        day = self._now_ms() // DAY_MS
        await self._mail.queue(f"confirm:{day}:{_short(wanted.person_id + email)}", letter)

    async def tell_due(self) -> None:
        """Tell everything whose time has come."""
        while (claimed := await self._claim()) is not None:
            show_id, kind, reached = claimed
            await self._tell(show_id, kind, reached)

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.tell_due()
            except Exception:
                # Whatever it is, the worker goes on: nobody would start it again.
                log.exception("notices wait after a failure")
            try:
                async with asyncio.timeout(NAP_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _note(self, show_id: str, kind: Kind, due_ms: int, *, anew: bool) -> None:
        """Store a notice; one that is there is moved if it may be told `anew`, else left alone."""
        row = {"show_id": show_id, "kind": kind.value, "due_ms": due_ms, "reached": ""}
        key = ["show_id", "kind"]

        def work(conn: sa.Connection) -> None:
            stored = insert(conn, notices).values(**row)
            if anew:
                moved = {"due_ms": due_ms, "reached": ""}
                conn.execute(stored.on_conflict_do_update(index_elements=key, set_=moved))
            else:
                conn.execute(stored.on_conflict_do_nothing())

        await self._database.write(work)

    async def _claim(self) -> tuple[str, Kind, str] | None:
        """Take the notice that waits longest, for as long as one part may take."""
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> tuple[str, Kind, str] | None:
            due = sa.select(notices).where(notices.c.due_ms <= now_ms).order_by(notices.c.due_ms).limit(1)
            row = conn.execute(due.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            conn.execute(_this(row.show_id, Kind(row.kind)).values(due_ms=now_ms + LEASE_MS))
            return row.show_id, Kind(row.kind), row.reached

        return await self._database.write(work)

    async def _tell(self, show_id: str, kind: Kind, reached: str) -> None:
        try:
            show = await self._shows.show(show_id)
            seller = await self._accounts.seller(show.seller_id)
        except (ShowNotFound, SellerNotFound):
            await self._settle(show_id, kind, None)
            return
        if (later_ms := postponed_ms(show, kind, self._now_ms())) is not None:
            await self._settle(show_id, kind, later_ms)
            return
        if not is_worth_telling(show, kind, self._now_ms()):
            await self._settle(show_id, kind, None)
            return
        people = await self._interests.recipients(audience(show, kind), reached, BATCH)
        await self._mail.queue_all([self._mail_to(person, show, seller.name, kind) for person in people])
        # The mails are stored before the mark moves: a crash in between queues the same ids again.
        if people:
            await self._settle(show_id, kind, self._now_ms(), reached=people[-1].person_id)
        else:
            await self._settle(show_id, kind, None)

    def _mail_to(self, person: Recipient, show: ShowRecord, seller: str, kind: Kind) -> tuple[str, Letter]:
        stop = self.tokens.to_stop(person.topic, person.about_id, person.person_id, person.email)
        links = Links(show=f"{self._public_url}/s/{show.id}", stop=f"{self._public_url}/mail/stop/{stop}")
        write = {Kind.PLANNED: letters.planned, Kind.SOON: letters.soon, Kind.LIVE: letters.live}[kind]
        letter = write(show, seller, to=person.email, language=person.language, links=links)
        return mail_id(person, show, kind, self._now_ms()), letter

    async def _settle(self, show_id: str, kind: Kind, due_ms: int | None, **values: str) -> None:
        change = _this(show_id, kind).values(due_ms=due_ms, **values)
        await self._database.write(lambda conn: conn.execute(change))


def _this(show_id: str, kind: Kind) -> sa.Update:
    return sa.update(notices).where(notices.c.show_id == show_id, notices.c.kind == kind.value)


def postponed_ms(show: ShowRecord, kind: Kind, now_ms: int) -> int | None:
    """When a reminder is due after all, if the start was moved away; None: now."""
    early = kind is Kind.SOON and show.status is ShowStatus.SCHEDULED and show.starts_ms - AHEAD_MS > now_ms
    return show.starts_ms - AHEAD_MS if early else None


def is_worth_telling(show: ShowRecord, kind: Kind, now_ms: int) -> bool:
    """Whether the notice is still news: the show may have begun, ended or come too near in the meantime."""
    match kind:
        case Kind.PLANNED:
            return show.status is ShowStatus.SCHEDULED and show.starts_ms > now_ms + TOO_LATE_MS
        case Kind.SOON:
            return show.status is ShowStatus.SCHEDULED and show.starts_ms > now_ms - AHEAD_MS
        case Kind.LIVE:
            return show.status in {ShowStatus.LIVE, ShowStatus.INTERRUPTED}


def audience(show: ShowRecord, kind: Kind) -> Sequence[tuple[Topic, str]]:
    """Whom a notice is for: followers hear of plans and starts, who asked for a show of its start."""
    followers, reminded = (Topic.SELLER, show.seller_id), (Topic.SHOW, show.id)
    return {Kind.PLANNED: (followers,), Kind.SOON: (reminded,), Kind.LIVE: (reminded, followers)}[kind]


def mail_id(person: Recipient, show: ShowRecord, kind: Kind, now_ms: int) -> str:
    """The id by which one address gets one mail about a start, and one a day about a seller's plans."""
    to = _short(person.email.casefold())
    if kind is Kind.PLANNED:
        return f"planned:{now_ms // DAY_MS}:{_short(show.seller_id)}:{to}"
    return f"start:{_short(show.id)}:{show.starts_ms}:{to}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
