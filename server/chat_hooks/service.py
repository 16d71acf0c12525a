"""A seller's webhooks that judge the chat: adding, changing, removing and trying them."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from chat import Role, Said
from server.chat_hooks.hooks import (
    MOST_HOOKS,
    ChatHook,
    ChatHookChange,
    ChatHookDraft,
    NewChatHook,
    Trial,
)
from server.chat_hooks.judging import Judge, Judges
from server.chat_hooks.tables import chat_hooks
from server.db import Database
from server.hooks.carrier import Carrier
from server.hooks.endpoints import check_url
from server.hooks.errors import EndpointInvalid, EndpointNotFound
from server.hooks.signing import secret_of

_SAMPLE = "Is this jug dishwasher safe?"


class ChatHooks:
    """The rows, and through `judges` what comes of them.

    Args:
        database: Where the rows are.
        carrier: The way out.
        seller_of: Finds a show's seller.
        server_key: Secrets are made of it.
        private: Whether addresses of the operator's own network may be asked.
        now_ms: Epoch milliseconds.
        new_id: Makes ids.
    """

    def __init__(
        self,
        database: Database,
        *,
        carrier: Carrier,
        seller_of: Callable[[str], Awaitable[str | None]],
        server_key: bytes,
        private: bool,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._server_key = server_key
        self._private = private
        self._now_ms = now_ms
        self._new_id = new_id
        self.judges = Judges(carrier, load=self._judges_of, seller_of=seller_of, now_ms=now_ms, new_id=new_id)

    async def hooks(self, seller_id: str) -> list[ChatHook]:
        """List a seller's, the oldest first."""
        mine = sa.select(chat_hooks).where(chat_hooks.c.seller_id == seller_id)
        ordered = mine.order_by(chat_hooks.c.created_ms, chat_hooks.c.id)
        rows = await self._database.read(lambda conn: list(conn.execute(ordered)))
        return [self._shown(row) for row in rows]

    async def add(self, seller_id: str, draft: ChatHookDraft) -> NewChatHook:
        """Add one.

        Raises:
            EndpointInvalid: its address makes no sense, its name is taken, or the shop has too many.
        """
        made = ChatHook(
            id=self._new_id(),
            name=draft.name,
            url=check_url(draft.url, private=self._private),
            on_failure=draft.on_failure,
            state="on",
            created_ms=self._now_ms(),
        )

        def work(conn: sa.Connection) -> None:
            mine = sa.select(sa.func.count()).where(chat_hooks.c.seller_id == seller_id)
            if conn.execute(mine).scalar_one() >= MOST_HOOKS:
                raise EndpointInvalid(f"A shop has at most {MOST_HOOKS} programs that judge.", field="url")
            _require_free(conn, seller_id, made.name, made.id)
            values: dict[str, Any] = msgspec.to_builtins(made)
            del values["resting_until_ms"]
            conn.execute(sa.insert(chat_hooks).values(**values, seller_id=seller_id, generation=1))

        await self._database.write(work)
        await self.judges.refresh()
        return NewChatHook(hook=made, secret=secret_of(self._server_key, made.id, 1))

    async def change(self, seller_id: str, hook_id: str, change: ChatHookChange) -> ChatHook:
        """Rename one, move it, say what becomes of messages when it fails, switch it off or on.

        Raises:
            EndpointNotFound, EndpointInvalid.
        """
        fields = ("name", "on_failure", "state")
        values = {name: value for name in fields if (value := getattr(change, name)) is not None}
        if change.url is not None:
            values["url"] = check_url(change.url, private=self._private)

        def work(conn: sa.Connection) -> sa.Row[Any]:
            _own(conn, seller_id, hook_id)
            if change.name is not None:
                _require_free(conn, seller_id, change.name, hook_id)
            if values:
                conn.execute(sa.update(chat_hooks).where(chat_hooks.c.id == hook_id).values(**values))
            return _own(conn, seller_id, hook_id)

        row = await self._database.write(work)
        await self.judges.refresh()
        return self._shown(row)

    async def renew_secret(self, seller_id: str, hook_id: str) -> NewChatHook:
        """Give one another secret; the old one counts no more.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """

        def work(conn: sa.Connection) -> sa.Row[Any]:
            generation = _own(conn, seller_id, hook_id).generation + 1
            mine = sa.update(chat_hooks).where(chat_hooks.c.id == hook_id)
            conn.execute(mine.values(generation=generation))
            return _own(conn, seller_id, hook_id)

        row = await self._database.write(work)
        await self.judges.refresh()
        return NewChatHook(hook=self._shown(row), secret=self._secret(row))

    async def remove(self, seller_id: str, hook_id: str) -> None:
        """Delete one.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """

        def work(conn: sa.Connection) -> None:
            _own(conn, seller_id, hook_id)
            conn.execute(sa.delete(chat_hooks).where(chat_hooks.c.id == hook_id))

        await self._database.write(work)
        await self.judges.refresh()

    async def try_out(self, seller_id: str, hook_id: str) -> Trial:
        """Ask one about a sample message, to see what it answers and how quickly.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """
        row = await self._database.read(lambda conn: _own(conn, seller_id, hook_id))
        said = Said(
            room_id="sample", person_id="sample", name="Sample", role=Role.viewer, buyer=False, text=_SAMPLE
        )
        return await self.judges.try_out(self._judge(row), said)

    async def _judges_of(self, seller_ids: set[str]) -> dict[str, list[Judge]]:
        on = sa.select(chat_hooks).where(chat_hooks.c.state == "on", chat_hooks.c.seller_id.in_(seller_ids))
        rows = await self._database.read(
            lambda conn: list(conn.execute(on.order_by(chat_hooks.c.created_ms)))
        )
        found: dict[str, list[Judge]] = {}
        for row in rows:
            found.setdefault(row.seller_id, []).append(self._judge(row))
        return found

    def _judge(self, row: sa.Row[Any]) -> Judge:
        return Judge(
            id=row.id, name=row.name, url=row.url, secret=self._secret(row), on_failure=row.on_failure
        )

    def _secret(self, row: sa.Row[Any]) -> str:
        return secret_of(self._server_key, row.id, row.generation)

    def _shown(self, row: sa.Row[Any]) -> ChatHook:
        return ChatHook(
            id=row.id,
            name=row.name,
            url=row.url,
            on_failure=row.on_failure,
            state=row.state,
            created_ms=row.created_ms,
            resting_until_ms=self.judges.resting_until_ms(row.id),
        )


def _own(conn: sa.Connection, seller_id: str, hook_id: str) -> sa.Row[Any]:
    mine = (chat_hooks.c.id == hook_id) & (chat_hooks.c.seller_id == seller_id)
    row = conn.execute(sa.select(chat_hooks).where(mine)).one_or_none()
    if row is None:
        raise EndpointNotFound
    return row


def _require_free(conn: sa.Connection, seller_id: str, name: str, hook_id: str) -> None:
    same = (chat_hooks.c.seller_id == seller_id) & (chat_hooks.c.name == name) & (chat_hooks.c.id != hook_id)
    if conn.execute(sa.select(chat_hooks.c.id).where(same)).first() is not None:
        raise EndpointInvalid("Another of your programs has this name.", field="name")
