"""Keeps sign-ins: a random token in the browser, only its hash in a row, an end date, and revocation."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from server.accounts import store, tables
from server.accounts.people import Account
from server.accounts.secret_tokens import digest, fresh
from server.db import Database

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in: whose, the token for the cookie, and until when."""

    account: Account
    token: str = field(repr=False)
    expires_ms: int


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

    async def start(self, account: Account) -> SignedIn:
        """Sign an account in, and sweep out sessions that have ended."""
        token = fresh("sfs_")
        now_ms = self._now_ms()
        expires_ms = now_ms + self._life_ms

        def work(conn: sa.Connection) -> None:
            sessions = tables.sessions
            conn.execute(sessions.delete().where(sessions.c.expires_ms <= now_ms))
            conn.execute(
                sessions.insert().values(
                    token_hash=token.digest, account_id=account.id, created_ms=now_ms, expires_ms=expires_ms
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
