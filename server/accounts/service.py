"""What the server can do with accounts, in one place for handlers and for the composition root."""

from collections.abc import Callable, Collection

import msgspec
import sqlalchemy as sa

from server.accounts import store, tables
from server.accounts.api_tokens import ApiTokens
from server.accounts.chat_tokens import ChatTokens
from server.accounts.devices import Device, Devices
from server.accounts.emails import parse_email
from server.accounts.errors import AccountNotFound, SellerNotFound, SignInFailed, TooManyAttempts
from server.accounts.guests import Guests
from server.accounts.own import OwnAccount
from server.accounts.passwords import Passwords
from server.accounts.people import Account, Seller, clean_name
from server.accounts.sessions import Sessions, SignedIn
from server.accounts.shops import Shops
from server.accounts.sign_in_limits import SignInLimits
from server.accounts.stream_keys import StreamKeys
from server.accounts.team import Team
from server.accounts.throttle import Throttle
from server.db import Database
from server.networks import network_of


class Accounts:
    """People, their sign-ins, and the keys that stand for them.

    Args:
        secret_key: Signs guests' cookies and chat tickets.
        passwords: Hashing; a test passes a cheap one.
        session_days: How long an unused sign-in lasts.
    """

    def __init__(
        self,
        *,
        database: Database,
        secret_key: bytes,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        passwords: Passwords | None = None,
        session_days: int = 30,
    ) -> None:
        self._database = database
        self._now_ms = now_ms
        self._new_id = new_id
        self._passwords = passwords or Passwords()
        self._sign_ins = SignInLimits()
        self._sign_ups = Throttle(burst=5, refill_seconds=120)
        self.own = OwnAccount(database, self._passwords, secret_key, now_ms=now_ms)
        self.sessions = Sessions(database, session_days=session_days, now_ms=now_ms)
        self.guests = Guests(secret_key)
        self.devices = Devices(secret_key, new_id=new_id)
        self.stream_keys = StreamKeys(database, now_ms=now_ms)
        self.api_tokens = ApiTokens(database, now_ms=now_ms, new_id=new_id)
        self.shops = Shops(database)
        self.team = Team(database, now_ms=now_ms, new_id=new_id)
        self.chat_tokens = ChatTokens(secret_key, now_ms=now_ms, in_team=self.team.has)

    async def close(self) -> None:
        """Let running password checks end."""
        self._passwords.close()

    async def create(
        self, email: str, password: str, name: str, *, sell: bool = False, operator: bool = False
    ) -> Account:
        """Open an account, with a shop of the same name when `sell`.

        Raises:
            EmailInvalid, EmailTaken, NameInvalid, PasswordTooShort, PasswordTooLong, HashingBusy
        """
        shown, key = parse_email(email)
        name = clean_name(name)
        password_hash = await self._passwords.hash(password)
        now_ms = self._now_ms()
        seller = Seller(id=self._new_id(), name=name) if sell else None
        account = Account(
            id=self._new_id(),
            email=shown,
            name=name,
            is_operator=operator,
            seller_id=seller.id if seller else None,
        )

        def work(conn: sa.Connection) -> Account:
            store.insert_account(conn, account, key, password_hash, now_ms)
            if seller:
                store.insert_seller(conn, seller, account.id, now_ms)
            return account

        return await self._database.write(work)

    async def sign_in(
        self, email: str, password: str, address: str, device: Device | None = None, agent: str = ""
    ) -> SignedIn:
        """Check a password and start a session.

        A try is counted before the slow check, so that many at once do not slip through together.

        Args:
            email: As typed.
            password: As typed.
            address: The visitor's IP address.
            device: The browser, if it signed in to any account before.
            agent: What the browser says of itself, for the list of sign-ins.

        Raises:
            SignInFailed: Wrong e-mail or password; both take the same time and say the same.
            TooManyAttempts: From this network, or for this e-mail.
            HashingBusy: Too many sign-ins of everybody.
        """
        key, network = email.strip().casefold(), network_of(address)
        found = await self._database.read(lambda conn: store.account_by_email(conn, key))
        account, stored = found or (None, None)
        device_id = device.id if device and account and account.id in device.account_ids else None
        _refuse_for(self._sign_ins.take(key, network, device_id, self._now_ms()))
        if not await self._passwords.matches(stored, password) or account is None or stored is None:
            raise SignInFailed
        self._sign_ins.forgive(key, network, device_id)
        if self._passwords.outdated(stored):
            renewed = await self._passwords.hash(password)
            account_id = account.id
            await self._database.write(lambda conn: store.set_password_hash(conn, account_id, renewed))
        return await self.sessions.start(account, agent)

    async def account(self, account_id: str) -> Account:
        """Load an account.

        Raises:
            AccountNotFound: There is none.
        """
        return await self._database.read(lambda conn: store.account(conn, account_id))

    async def account_by_email(self, email: str) -> Account | None:
        """Load an account by its e-mail, if there is one."""
        key = email.strip().casefold()
        found = await self._database.read(lambda conn: store.account_by_email(conn, key))
        return found[0] if found else None

    async def count(self) -> int:
        """How many accounts there are; an empty database is a new shop."""
        return await self._database.read(
            lambda conn: conn.execute(sa.select(sa.func.count()).select_from(tables.accounts)).scalar_one()
        )

    async def operators(self) -> list[Account]:
        """Who runs this server, by their addresses."""
        return await self._database.read(store.operators)

    async def set_operator(self, email: str, *, on: bool) -> Account:
        """Give an account the operator's role, or take it away.

        Raises:
            AccountNotFound: Nobody has this address.
        """
        account = await self.account_by_email(email)
        if account is None:
            raise AccountNotFound
        await self._database.write(lambda conn: store.set_operator(conn, account.id, on=on))
        return msgspec.structs.replace(account, is_operator=on)

    async def seller(self, seller_id: str) -> Seller:
        """Load a seller.

        Raises:
            SellerNotFound: There is none.
        """
        found = await self.sellers([seller_id])
        if seller_id not in found:
            raise SellerNotFound
        return found[seller_id]

    async def sellers(self, ids: Collection[str]) -> dict[str, Seller]:
        """Load several sellers by id; unknown ids are left out."""
        return await self._database.read(lambda conn: store.sellers(conn, ids))

    async def seller_email(self, seller_id: str) -> str | None:
        """Find the address that mails to a shop go to; None for an unknown shop."""
        return await self._database.read(lambda conn: store.seller_email(conn, seller_id))

    def count_sign_up(self, address: str) -> None:
        """Count a new account from a network; hashing a password is too dear to be had without limit.

        Raises:
            TooManyAttempts: There were too many.
        """
        _refuse_for(self._sign_ups.take(network_of(address), self._now_ms()))


def _refuse_for(wait_ms: int) -> None:
    if wait_ms:
        raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))
