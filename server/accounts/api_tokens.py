"""Keeps the tokens by which programs call the API for an account: hashed, scoped, shown once, revocable."""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from server.accounts import tables
from server.accounts.people import clean_name
from server.accounts.secret_tokens import digest, fresh
from server.db import Database

PREFIX = "sft_"


class Scope(enum.StrEnum):
    """What a token may do, at most what its account may."""

    READ = "read"
    WRITE = "write"
    CHAT_READ = "chat:read"
    CHAT_WRITE = "chat:write"
    CHAT_MODERATE = "chat:moderate"


@dataclass(frozen=True, slots=True)
class Granted:
    """A presented token that is good: for whom, and for what."""

    account_id: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as listed to its owner."""

    id: str
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_ms: int


@dataclass(frozen=True, slots=True)
class NewApiToken:
    """A token at the only moment it can be shown."""

    token: ApiToken
    text: str = field(repr=False)


class ApiTokens:
    """Rows of tokens; a revoked one stays as a row, so that its owner sees that it existed."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._new_id = new_id

    async def create(
        self, account_id: str, name: str, scopes: Iterable[Scope], *, expires_ms: int | None = None
    ) -> NewApiToken:
        """Make a token for an account."""
        secret = fresh(PREFIX)
        token = ApiToken(
            id=self._new_id(),
            name=clean_name(name),
            hint=secret.hint,
            scopes=tuple(sorted(scopes)),
            created_ms=self._now_ms(),
        )
        await self._database.write(
            lambda conn: conn.execute(
                tables.api_tokens.insert().values(
                    id=token.id,
                    token_hash=secret.digest,
                    account_id=account_id,
                    name=token.name,
                    hint=token.hint,
                    scopes=list(token.scopes),
                    created_ms=token.created_ms,
                    expires_ms=expires_ms,
                )
            )
        )
        return NewApiToken(token, secret.text)

    async def open(self, text: str) -> Granted | None:
        """What a presented token allows; None when it is unknown, expired or revoked."""
        if not text.startswith(PREFIX):
            return None
        tokens, token_hash, now_ms = tables.api_tokens, digest(text), self._now_ms()
        alive = sa.or_(tokens.c.expires_ms.is_(None), tokens.c.expires_ms > now_ms)
        row = await self._database.read(
            lambda conn: conn.execute(
                sa.select(tokens).where(
                    tokens.c.token_hash == token_hash, tokens.c.revoked_ms.is_(None), alive
                )
            ).one_or_none()
        )
        return Granted(row.account_id, frozenset(row.scopes)) if row else None

    async def of(self, account_id: str) -> list[ApiToken]:
        """The tokens of an account that still work, newest first."""
        tokens = tables.api_tokens
        rows = await self._database.read(
            lambda conn: conn.execute(
                sa.select(tokens)
                .where(tokens.c.account_id == account_id, tokens.c.revoked_ms.is_(None))
                .order_by(tokens.c.created_ms.desc(), tokens.c.id.desc())
            ).all()
        )
        return [ApiToken(row.id, row.name, row.hint, tuple(row.scopes), row.created_ms) for row in rows]

    async def revoke(self, account_id: str, token_id: str) -> None:
        """End a token of this account; a second time changes nothing."""
        tokens, now_ms = tables.api_tokens, self._now_ms()
        mine = sa.and_(
            tokens.c.id == token_id, tokens.c.account_id == account_id, tokens.c.revoked_ms.is_(None)
        )
        await self._database.write(
            lambda conn: conn.execute(tokens.update().where(mine).values(revoked_ms=now_ms))
        )
