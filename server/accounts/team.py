"""Who moderates for a seller: those who took an invitation, a link that opens once."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from server.accounts import store, tables
from server.accounts.errors import InTeamAlready, InvitationInvalid, SellerNotFound, TeamFull
from server.accounts.secret_tokens import digest, fresh
from server.db import Database

PREFIX = "sfi_"
INVITATION_MS = 7 * 86_400_000
TEAM_MAX = 50


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A moderator as the seller sees them."""

    account_id: str
    name: str
    email: str
    since_ms: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that nobody took yet; `hint` is the end of its link."""

    id: str
    hint: str
    created_ms: int
    expires_ms: int


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation at the only moment its token can be shown."""

    invitation: Invitation
    token: str = field(repr=False)


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation says to whoever holds its link."""

    seller_id: str
    seller_name: str
    expires_ms: int


class Team:
    """The moderators of sellers. An invitation is a row until it is taken, called back or out of date."""

    def __init__(self, database: Database, *, now_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._new_id = new_id

    async def add(self, seller_id: str, account_id: str) -> None:
        """Let an account moderate the shows of a seller; once more changes nothing.

        Raises:
            SellerNotFound, AccountNotFound
        """
        now_ms = self._now_ms()
        await self._database.write(lambda conn: store.add_moderator(conn, seller_id, account_id, now_ms))

    async def remove(self, seller_id: str, account_id: str) -> None:
        """Take the role away again; who does not have it is left as they are."""
        await self._database.write(lambda conn: store.remove_moderator(conn, seller_id, account_id))

    async def has(self, seller_id: str, account_id: str) -> bool:
        """Whether an account moderates for a seller."""
        rows = tables.moderators
        query = sa.select(rows.c.since_ms).where(
            rows.c.seller_id == seller_id, rows.c.account_id == account_id
        )
        return await self._database.read(lambda conn: conn.execute(query).one_or_none()) is not None

    async def members(self, seller_id: str) -> list[Member]:
        """Who moderates for a seller, the longest first."""
        accounts, moderators = tables.accounts, tables.moderators
        query = (
            sa.select(accounts.c.id, accounts.c.name, accounts.c.email, moderators.c.since_ms)
            .join(moderators, moderators.c.account_id == accounts.c.id)
            .where(moderators.c.seller_id == seller_id)
            .order_by(moderators.c.since_ms, accounts.c.id)
        )
        rows = await self._database.read(lambda conn: conn.execute(query).all())
        return [
            Member(account_id=row.id, name=row.name, email=row.email, since_ms=row.since_ms) for row in rows
        ]

    async def invitations(self, seller_id: str) -> list[Invitation]:
        """The invitations of a seller that can still be taken, the newest first."""
        rows, now_ms = tables.team_invitations, self._now_ms()
        query = (
            sa.select(rows)
            .where(rows.c.seller_id == seller_id, rows.c.expires_ms > now_ms)
            .order_by(rows.c.created_ms.desc(), rows.c.id.desc())
        )
        found = await self._database.read(lambda conn: conn.execute(query).all())
        return [
            Invitation(id=row.id, hint=row.hint, created_ms=row.created_ms, expires_ms=row.expires_ms)
            for row in found
        ]

    async def invite(self, seller_id: str) -> NewInvitation:
        """Make an invitation; only the hash of its token is kept.

        Raises:
            SellerNotFound
            TeamFull: The team and its open invitations are as many as a team may be.
        """
        secret, now_ms = fresh(PREFIX), self._now_ms()
        invitation = Invitation(
            id=self._new_id(), hint=secret.hint, created_ms=now_ms, expires_ms=now_ms + INVITATION_MS
        )

        def work(conn: sa.Connection) -> None:
            rows = tables.team_invitations
            _lock(conn, seller_id)
            conn.execute(rows.delete().where(rows.c.seller_id == seller_id, rows.c.expires_ms <= now_ms))
            if _count(conn, tables.moderators, seller_id) + _count(conn, rows, seller_id) >= TEAM_MAX:
                raise TeamFull
            conn.execute(
                rows.insert().values(
                    id=invitation.id,
                    token_hash=secret.digest,
                    seller_id=seller_id,
                    hint=invitation.hint,
                    created_ms=now_ms,
                    expires_ms=invitation.expires_ms,
                )
            )

        await self._database.write(work)
        return NewInvitation(invitation, secret.text)

    async def call_back(self, seller_id: str, invitation_id: str) -> None:
        """End an invitation of this seller; one that is gone changes nothing."""
        rows = tables.team_invitations
        mine = sa.and_(rows.c.id == invitation_id, rows.c.seller_id == seller_id)
        await self._database.write(lambda conn: conn.execute(rows.delete().where(mine)))

    async def invited(self, token: str) -> Invited:
        """What an invitation is for, without taking it.

        Raises:
            InvitationInvalid: It was taken, called back, is out of date, or never was.
        """
        now_ms = self._now_ms()
        return await self._database.read(lambda conn: _invited(conn, token, now_ms))

    async def accept(self, token: str, account_id: str) -> Invited:
        """Take an invitation: the account moderates from now on, and the link opens nothing more.

        Raises:
            InvitationInvalid: It was taken, called back, is out of date, or never was.
            InTeamAlready: The account moderates there, or owns the shop; the link stays good for another.
            AccountNotFound
        """
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> Invited:
            invited = _invited(conn, token, now_ms)
            account = store.account(conn, account_id)
            if account.seller_id == invited.seller_id or invited.seller_id in account.moderates:
                raise InTeamAlready
            rows = tables.team_invitations
            # Two people with one link: whoever's delete finds the row is in, by the database's own word.
            if conn.execute(rows.delete().where(rows.c.token_hash == digest(token))).rowcount == 0:
                raise InvitationInvalid
            store.add_moderator(conn, invited.seller_id, account_id, now_ms)
            return invited

        return await self._database.write(work)


def _invited(conn: sa.Connection, token: str, now_ms: int) -> Invited:
    rows, sellers = tables.team_invitations, tables.sellers
    row = conn.execute(
        sa.select(sellers.c.id, sellers.c.name, rows.c.expires_ms)
        .join(sellers, sellers.c.id == rows.c.seller_id)
        .where(rows.c.token_hash == digest(token), rows.c.expires_ms > now_ms)
    ).one_or_none()
    if row is None:
        raise InvitationInvalid
    return Invited(seller_id=row.id, seller_name=row.name, expires_ms=row.expires_ms)


def _lock(conn: sa.Connection, seller_id: str) -> None:
    """Make one invitation of a seller at a time, so that the limit holds; SQLite has one writer anyway."""
    sellers = tables.sellers
    found = conn.execute(sa.select(sellers.c.id).where(sellers.c.id == seller_id).with_for_update())
    if found.one_or_none() is None:
        raise SellerNotFound


def _count(conn: sa.Connection, table: sa.Table, seller_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(table.c.seller_id == seller_id)
    return conn.execute(query).scalar_one()
