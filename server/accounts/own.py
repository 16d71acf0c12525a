"""What people do with their own account: another name, another password, an end."""

from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from server.accounts import store, tables
from server.accounts.errors import ErasureExpired, PasswordWrong, ShopOpen
from server.accounts.passwords import Passwords
from server.accounts.people import Account, clean_name
from server.accounts.sealed import Seal
from server.accounts.throttle import Throttle
from server.db import Database

SURE_MS = 10 * 60_000


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody proved with their password that they want their account erased."""

    account_id: str
    expires_ms: int


class OwnAccount:
    """The account of whoever asks. A stolen cookie alone changes no password and erases nothing."""

    def __init__(
        self, database: Database, passwords: Passwords, secret_key: bytes, *, now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._now_ms = now_ms
        self._tries = Throttle(burst=5, refill_seconds=60)
        self._intents = Seal(secret_key, "erasure", Intent)

    def wait_ms(self, account_id: str) -> int:
        """Count one try of the own password and return 0, or how long to wait."""
        return self._tries.take(account_id, self._now_ms())

    async def rename(self, account: Account, name: str) -> Account:
        """Give the account another name.

        Raises:
            NameInvalid: It cannot be shown.
        """
        clean = clean_name(name)
        rows = tables.accounts
        change = rows.update().where(rows.c.id == account.id).values(name=clean)
        await self._database.write(lambda conn: conn.execute(change))
        return msgspec.structs.replace(account, name=clean)

    async def change_password(self, account: Account, current: str, new: str) -> None:
        """Replace the password; every sign-in ends with the old one.

        Raises:
            PasswordWrong, PasswordTooShort, PasswordTooLong, HashingBusy
        """
        await self.prove(account, current)
        hashed = await self._passwords.hash(new)

        def work(conn: sa.Connection) -> None:
            store.set_password_hash(conn, account.id, hashed)
            conn.execute(tables.sessions.delete().where(tables.sessions.c.account_id == account.id))

        await self._database.write(work)

    async def prove(self, account: Account, password: str) -> None:
        """Check the own password.

        Raises:
            PasswordWrong, HashingBusy
        """
        rows = tables.accounts
        query = sa.select(rows.c.password_hash).where(rows.c.id == account.id)
        stored = await self._database.read(lambda conn: conn.execute(query).scalar_one())
        if not await self._passwords.matches(stored, password):
            raise PasswordWrong

    async def intend_erasure(self, account: Account, password: str) -> str:
        """Prove that it is oneself who wants to be erased; returns what says so for ten minutes.

        Raises:
            PasswordWrong, HashingBusy
            ShopOpen: The account owns a shop, or runs the server.
        """
        require_erasable(account)
        await self.prove(account, password)
        return self._intents.close(Intent(account_id=account.id, expires_ms=self._now_ms() + SURE_MS))

    def require_intent(self, account: Account, intent: str) -> None:
        """Refuse to erase what nobody proved to want erased.

        Raises:
            ErasureExpired, ShopOpen
        """
        require_erasable(account)
        found = self._intents.open(intent)
        if found is None or found.account_id != account.id or found.expires_ms <= self._now_ms():
            raise ErasureExpired

    async def erase(self, account: Account) -> None:
        """Delete the account with its sign-ins, tokens and roles."""

        def work(conn: sa.Connection) -> None:
            for table in (tables.sessions, tables.api_tokens, tables.moderators):
                conn.execute(table.delete().where(table.c.account_id == account.id))
            conn.execute(tables.accounts.delete().where(tables.accounts.c.id == account.id))

        await self._database.write(work)


def require_erasable(account: Account) -> None:
    """Refuse to erase who others depend on.

    Raises:
        ShopOpen: The account owns a shop, or runs the server.
    """
    if account.seller_id is not None or account.is_operator:
        raise ShopOpen
