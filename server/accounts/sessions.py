"""Keeps sign-ins: a random token in the browser, only its hash in a row, an end date, and revocation."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from server.accounts import store, tables
from server.accounts.people import Account
from server.accounts.secret_tokens import digest, fresh
from server.db import Database

DAY_MS = 86_400_000
AGENT_MAX = 200
ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in: whose, the token for the cookie, and until when."""

    account: Account
    token: str = field(repr=False)
    expires_ms: int


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in as its owner sees it.

    Attributes:
        id: The beginning of the token's hash: it tells sessions apart and opens nothing.
        created_ms: When it began.
        used_ms: When it was last renewed, which is once a day while it is used.
        agent: What the browser said of itself; empty when it said nothing.
        current: Whether it is the one that asks.
    """

    id: str
    created_ms: int
    used_ms: int
    agent: str
    current: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session that goes on; when it was renewed, its cookie has to be, for this many seconds."""

    account: Account
    renewed_seconds: int | None = None


class Sessions:
    """Rows of sign-ins, each good for `session_days` after it was last used."""

    def __init__(self, database: Database, *, session_days: int, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._life_ms = session_days * DAY_MS
        self._now_ms = now_ms

    async def start(self, account: Account, agent: str = "") -> SignedIn:
        """Sign an account in, and sweep out sessions that have ended; ``agent`` is the browser's own word."""
        token = fresh("sfs_")
        now_ms = self._now_ms()
        expires_ms = now_ms + self._life_ms

        def work(conn: sa.Connection) -> None:
            sessions = tables.sessions
            conn.execute(sessions.delete().where(sessions.c.expires_ms <= now_ms))
            conn.execute(
                sessions.insert().values(
                    token_hash=token.digest,
                    account_id=account.id,
                    created_ms=now_ms,
                    expires_ms=expires_ms,
                    agent=agent[:AGENT_MAX] or None,
                )
            )

        await self._database.write(work)
        return SignedIn(account, token.text, expires_ms)

    async def resume(self, token: str) -> Resumed | None:
        """Whose session a token is; None when it is unknown, over or revoked.

        One that has not been renewed for a day is, for as long as a new one lasts.
        """
        token_hash, now_ms = digest(token), self._now_ms()
        found = await self._database.read(lambda conn: store.account_of_session(conn, token_hash, now_ms))
        if found is None:
            return None
        account, expires_ms = found
        if expires_ms - now_ms > self._life_ms - DAY_MS:
            return Resumed(account)
        await self._extend(token_hash, now_ms + self._life_ms)
        return Resumed(account, renewed_seconds=self._life_ms // 1000)

    async def end(self, token: str) -> None:
        """Sign out; an unknown token changes nothing."""
        token_hash = digest(token)
        await self._database.write(
            lambda conn: conn.execute(
                tables.sessions.delete().where(tables.sessions.c.token_hash == token_hash)
            )
        )

    async def of(self, account_id: str, token: str | None) -> list[SessionInfo]:
        """List where an account is signed in, the latest first; ``token`` is that of whoever asks."""
        rows, now_ms = tables.sessions, self._now_ms()
        own = digest(token) if token else None
        query = (
            sa.select(rows)
            .where(rows.c.account_id == account_id, rows.c.expires_ms > now_ms)
            .order_by(rows.c.expires_ms.desc())
        )
        return await self._database.read(
            lambda conn: [
                SessionInfo(
                    id=row.token_hash[:ID_BYTES].hex(),
                    created_ms=row.created_ms,
                    used_ms=row.expires_ms - self._life_ms,
                    agent=row.agent or "",
                    current=row.token_hash == own,
                )
                for row in conn.execute(query)
            ]
        )

    async def count(self) -> int:
        """How many sign-ins go on, of all accounts."""
        rows, now_ms = tables.sessions, self._now_ms()
        query = sa.select(sa.func.count()).where(rows.c.expires_ms > now_ms)
        return await self._database.read(lambda conn: conn.execute(query).scalar_one())

    async def end_one(self, account_id: str, session_id: str) -> None:
        """Sign an account out of one place; an unknown id changes nothing."""
        rows = tables.sessions

        def work(conn: sa.Connection) -> None:
            query = sa.select(rows.c.token_hash).where(rows.c.account_id == account_id)
            hashes = conn.execute(query).scalars()
            ended = [each for each in hashes if each[:ID_BYTES].hex() == session_id]
            conn.execute(rows.delete().where(rows.c.token_hash.in_(ended)))

        await self._database.write(work)

    async def end_all(self, account_id: str) -> None:
        """Sign an account out everywhere."""
        await self._database.write(
            lambda conn: conn.execute(
                tables.sessions.delete().where(tables.sessions.c.account_id == account_id)
            )
        )

    async def _extend(self, token_hash: bytes, expires_ms: int) -> None:
        sessions = tables.sessions
        await self._database.write(
            lambda conn: conn.execute(
                sessions.update().where(sessions.c.token_hash == token_hash).values(expires_ms=expires_ms)
            )
        )
