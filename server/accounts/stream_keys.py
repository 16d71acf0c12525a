"""Keeps the key by which an encoder such as OBS publishes to one show: hashed, shown once, revocable."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from server.accounts import tables
from server.accounts.secret_tokens import digest, fresh
from server.db import Database
from server.inserts import insert_or_replace

PREFIX = "sfk_"


@dataclass(frozen=True, slots=True)
class StreamKeyInfo:
    """What is still known of a key: its last characters, and since when."""

    hint: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class NewStreamKey:
    """A key at the only moment it can be shown."""

    key: str = field(repr=False)
    hint: str
    created_ms: int


class StreamKeys:
    """One key a show; making another one replaces it, so that a leaked key ends at once."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def create(self, show_id: str) -> NewStreamKey:
        """Make the show's key; an earlier one stops working."""
        key, now_ms = fresh(PREFIX), self._now_ms()
        await self._database.write(
            lambda conn: insert_or_replace(
                conn,
                tables.stream_keys,
                "show_id",
                key_hash=key.digest,
                show_id=show_id,
                hint=key.hint,
                created_ms=now_ms,
            )
        )
        return NewStreamKey(key.text, key.hint, now_ms)

    async def info(self, show_id: str) -> StreamKeyInfo | None:
        """What may be shown of the show's key, if it has one."""
        keys = tables.stream_keys
        row = await self._database.read(
            lambda conn: conn.execute(sa.select(keys).where(keys.c.show_id == show_id)).one_or_none()
        )
        return StreamKeyInfo(row.hint, row.created_ms) if row else None

    async def revoke(self, show_id: str) -> None:
        """End the show's key; without one nothing changes."""
        keys = tables.stream_keys
        await self._database.write(lambda conn: conn.execute(keys.delete().where(keys.c.show_id == show_id)))

    async def show_of(self, key: str) -> str | None:
        """The id of the show that a presented key opens."""
        if not key.startswith(PREFIX):
            return None
        keys, key_hash = tables.stream_keys, digest(key)
        return await self._database.read(
            lambda conn: conn.execute(
                sa.select(keys.c.show_id).where(keys.c.key_hash == key_hash)
            ).scalar_one_or_none()
        )
