"""Reads and writes the rows of accounts, sellers and moderators; each function works on one connection."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from server.accounts import tables
from server.accounts.errors import AccountNotFound, EmailTaken, SellerNotFound
from server.accounts.people import Account, Seller
from server.inserts import insert_once


def insert_account(
    conn: sa.Connection, account: Account, email_key: str, password_hash: str, now_ms: int
) -> None:
    """Store a new account.

    Raises:
        EmailTaken: Another account has the e-mail. The unique constraint decides, so a race is decided too.
    """
    try:
        conn.execute(
            tables.accounts.insert().values(
                id=account.id,
                email=account.email,
                email_key=email_key,
                name=account.name,
                password_hash=password_hash,
                is_operator=account.is_operator,
                created_ms=now_ms,
            )
        )
    except sa.exc.IntegrityError as error:
        raise EmailTaken from error


def insert_seller(conn: sa.Connection, seller: Seller, account_id: str, now_ms: int) -> None:
    """Store the shop of an account."""
    conn.execute(
        tables.sellers.insert().values(
            id=seller.id, account_id=account_id, name=seller.name, about=seller.about, created_ms=now_ms
        )
    )


def account(conn: sa.Connection, account_id: str) -> Account:
    """Load an account.

    Raises:
        AccountNotFound: There is none.
    """
    row = conn.execute(_accounts().where(tables.accounts.c.id == account_id)).one_or_none()
    if row is None:
        raise AccountNotFound
    return _account(conn, row)


def account_by_email(conn: sa.Connection, email_key: str) -> tuple[Account, str] | None:
    """Load an account and its password's hash."""
    row = conn.execute(_accounts().where(tables.accounts.c.email_key == email_key)).one_or_none()
    return (_account(conn, row), row.password_hash) if row else None


def account_of_session(conn: sa.Connection, token_hash: bytes, now_ms: int) -> tuple[Account, int] | None:
    """Load the account of a session that is not over, and when it will be."""
    sessions = tables.sessions
    row = conn.execute(
        _accounts()
        .add_columns(sessions.c.expires_ms)
        .join(sessions, sessions.c.account_id == tables.accounts.c.id)
        .where(sessions.c.token_hash == token_hash, sessions.c.expires_ms > now_ms)
    ).one_or_none()
    return (_account(conn, row), row.expires_ms) if row else None


def set_password_hash(conn: sa.Connection, account_id: str, password_hash: str) -> None:
    """Replace the hash of a password."""
    accounts = tables.accounts
    conn.execute(accounts.update().where(accounts.c.id == account_id).values(password_hash=password_hash))


def sellers(conn: sa.Connection, ids: Collection[str]) -> dict[str, Seller]:
    """Load several sellers by id; unknown ids are left out."""
    rows = conn.execute(sa.select(tables.sellers).where(tables.sellers.c.id.in_(ids)))
    return {row.id: Seller(id=row.id, name=row.name, about=row.about) for row in rows}


def describe_seller(conn: sa.Connection, seller: Seller) -> None:
    """Change a seller's name and text.

    Raises:
        SellerNotFound: There is no such seller.
    """
    rows = tables.sellers
    done = conn.execute(
        rows.update().where(rows.c.id == seller.id).values(name=seller.name, about=seller.about)
    )
    if done.rowcount == 0:
        raise SellerNotFound


def add_moderator(conn: sa.Connection, seller_id: str, account_id: str, now_ms: int) -> None:
    """Make an account a moderator of a seller; once more changes nothing.

    Raises:
        SellerNotFound, AccountNotFound: One of them does not exist.
    """
    if not sellers(conn, [seller_id]):
        raise SellerNotFound
    account(conn, account_id)
    insert_once(conn, tables.moderators, seller_id=seller_id, account_id=account_id, since_ms=now_ms)


def remove_moderator(conn: sa.Connection, seller_id: str, account_id: str) -> None:
    """Take the role away again."""
    rows = tables.moderators
    conn.execute(rows.delete().where(rows.c.seller_id == seller_id, rows.c.account_id == account_id))


def operators(conn: sa.Connection) -> list[Account]:
    """All accounts that run the server, by their addresses."""
    query = _accounts().where(tables.accounts.c.is_operator).order_by(tables.accounts.c.email)
    return [_account(conn, row) for row in conn.execute(query).all()]


def set_operator(conn: sa.Connection, account_id: str, *, on: bool) -> None:
    """Give the operator's role, or take it away."""
    rows = tables.accounts
    conn.execute(rows.update().where(rows.c.id == account_id).values(is_operator=on))


def _accounts() -> sa.Select[Any]:
    """Accounts with the seller that each may own."""
    return sa.select(tables.accounts, tables.sellers.c.id.label("seller_id")).outerjoin(
        tables.sellers, tables.sellers.c.account_id == tables.accounts.c.id
    )


def _account(conn: sa.Connection, row: sa.Row[Any]) -> Account:
    moderators = tables.moderators
    moderates = conn.execute(
        sa.select(moderators.c.seller_id)
        .where(moderators.c.account_id == row.id)
        .order_by(moderators.c.seller_id)
    ).scalars()
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        is_operator=row.is_operator,
        seller_id=row.seller_id,
        moderates=tuple(moderates),
    )


def seller_email(conn: sa.Connection, seller_id: str) -> str | None:
    """The e-mail of the account behind a shop."""
    query = (
        sa.select(tables.accounts.c.email)
        .join(tables.sellers, tables.sellers.c.account_id == tables.accounts.c.id)
        .where(tables.sellers.c.id == seller_id)
    )
    return conn.execute(query).scalar_one_or_none()
