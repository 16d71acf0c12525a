"""Accounts: passwords, sign-ins and their limits, sessions, shops and moderators."""

import asyncio
import contextlib
from collections.abc import Iterable
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from server.accounts import Account, AccountRole, Accounts, Passwords, Seller, clean_name
from server.accounts.errors import (
    AccountNotFound,
    EmailInvalid,
    EmailTaken,
    HashingBusy,
    NameInvalid,
    PasswordTooLong,
    PasswordTooShort,
    SellerNotFound,
    SignInFailed,
    TooManyAttempts,
)
from server.accounts.passwords import MAX_WAITING
from server.accounts.tables import accounts as account_rows
from server.accounts.tables import metadata
from server.db import Database
from tests.databases import DatabaseOf
from tests.server.conftest import Clock

EMAIL = "Anna@Kiln.example"
PASSWORD = "clay and fire"


@pytest.fixture
async def accounts_database(database_of: DatabaseOf) -> Database:
    """On every kind of database, not only SQLite."""
    return await database_of(metadata)


@pytest.fixture
async def anna(accounts: Accounts) -> Account:
    return await accounts.create(EMAIL, PASSWORD, "Anna", sell=True)


async def test_an_account_that_sells_has_a_shop_of_its_name(accounts: Accounts, anna: Account) -> None:
    assert anna.seller_id is not None
    assert await accounts.seller(anna.seller_id) == Seller(id=anna.seller_id, name="Anna")
    assert anna.roles == [AccountRole.SELLER, AccountRole.VIEWER]
    assert await accounts.account(anna.id) == anna


async def test_a_password_signs_in_however_the_email_is_written(accounts: Accounts, anna: Account) -> None:
    signed_in = await accounts.sign_in(" anna@kiln.EXAMPLE ", PASSWORD, "192.0.2.1")

    assert signed_in.account == anna
    assert await whose(accounts, signed_in.token) == anna


async def test_neither_password_nor_token_is_stored(
    accounts: Accounts, anna: Account, accounts_database: Database
) -> None:
    token = (await accounts.sessions.start(anna)).token
    key = (await accounts.stream_keys.create("show")).key

    def dump_rows(conn: sa.Connection) -> str:
        return str([conn.execute(table.select()).all() for table in metadata.sorted_tables])

    dump = await accounts_database.read(dump_rows)

    assert "$argon2id$" in dump
    for secret in (PASSWORD, token, key):
        assert secret not in dump


async def test_a_wrong_password_and_an_unknown_email_say_the_same(accounts: Accounts, anna: Account) -> None:
    with pytest.raises(SignInFailed) as wrong:
        await accounts.sign_in(anna.email, "water and ice", "192.0.2.1")
    with pytest.raises(SignInFailed) as unknown:
        await accounts.sign_in("nobody@kiln.example", PASSWORD, "192.0.2.1")

    assert str(wrong.value) == str(unknown.value)


@pytest.mark.parametrize("email", [EMAIL, "nobody@kiln.example"])
async def test_a_refused_sign_in_hashes_once_whether_or_not_the_email_is_known(
    accounts: Accounts, anna: Account, email: str
) -> None:
    del anna
    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        with pytest.raises(SignInFailed):
            await accounts.sign_in(email, "water and ice", "192.0.2.1")

        assert verify.call_count == 1


async def test_an_email_opens_one_account_even_in_a_race(accounts: Accounts) -> None:
    made = await asyncio.gather(
        *(accounts.create(EMAIL, PASSWORD, "Anna") for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(result, Account) for result in made) == 1
    assert sum(isinstance(result, EmailTaken) for result in made) == 3
    assert await accounts.count() == 1


@pytest.mark.parametrize(
    ("email", "password", "name", "error"),
    [
        ("anna", PASSWORD, "Anna", EmailInvalid),
        ("anna@", PASSWORD, "Anna", EmailInvalid),
        (EMAIL, "short", "Anna", PasswordTooShort),
        (EMAIL, "x" * 201, "Anna", PasswordTooLong),
        (EMAIL, PASSWORD, " \t ", NameInvalid),
        (EMAIL, PASSWORD, "An\u202ena", NameInvalid),
        (EMAIL, PASSWORD, "x" * 41, NameInvalid),
    ],
)
async def test_what_cannot_be_an_account_is_refused_and_leaves_none(
    accounts: Accounts, email: str, password: str, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await accounts.create(email, password, name)

    assert await accounts.count() == 0


def test_names_keep_what_people_write_and_lose_spare_space() -> None:
    assert clean_name("  Анна   Мария ") == "Анна Мария"
    assert clean_name("👩\u200d🎨 Mia") == "👩\u200d🎨 Mia"


async def test_a_known_password_of_old_parameters_is_hashed_anew(
    accounts: Accounts, anna: Account, passwords: Passwords, accounts_database: Database
) -> None:
    async def stored() -> str:
        return str(
            await accounts_database.read(lambda conn: conn.execute(account_rows.select()).one().password_hash)
        )

    before = await stored()
    passwords._hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1")

    assert before != await stored()
    assert "m=16,t=2" in await stored()


async def test_many_guesses_at_once_do_not_slip_through_together(accounts: Accounts, anna: Account) -> None:
    tries = await asyncio.gather(
        *(accounts.sign_in(anna.email, f"guess number {n}", f"2001:db8::{n}") for n in range(12)),
        return_exceptions=True,
    )

    assert sum(isinstance(result, SignInFailed) for result in tries) == 5
    assert sum(isinstance(result, TooManyAttempts) for result in tries) == 7


async def test_tries_come_back_with_time_and_the_wait_is_told(
    accounts: Accounts, anna: Account, clock: Clock
) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            await accounts.sign_in(anna.email, "water and ice", "192.0.2.1")
    with pytest.raises(TooManyAttempts) as refused:
        await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1")
    wait = refused.value.extra["retry_after_s"]

    assert wait == 12
    clock.pass_seconds(12)
    assert (await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1")).account == anna


async def guess(accounts: Accounts, email: str, addresses: Iterable[str]) -> None:
    for address in addresses:
        with contextlib.suppress(SignInFailed, TooManyAttempts):
            await accounts.sign_in(email, "water and ice", address)


async def test_guesses_from_elsewhere_lock_nobody_out(accounts: Accounts, anna: Account) -> None:
    await guess(accounts, anna.email, ["203.0.113.9"] * 15)
    assert (await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1")).account == anna


async def test_guesses_from_many_networks_end_but_not_for_a_known_device(
    accounts: Accounts, anna: Account
) -> None:
    device = accounts.devices.open(accounts.devices.seal_with(None, anna.id))
    others = accounts.devices.open(accounts.devices.seal_with(None, "somebody-else"))
    await guess(accounts, anna.email, [f"198.51.100.{n}" for n in range(100)])

    with pytest.raises(TooManyAttempts):
        await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1", others)
    assert (await accounts.sign_in(anna.email, PASSWORD, "192.0.2.1", device)).account == anna


async def test_a_known_device_is_no_way_to_guess_faster(accounts: Accounts, anna: Account) -> None:
    device = accounts.devices.open(accounts.devices.seal_with(None, anna.id))
    for n in range(5):
        with pytest.raises(SignInFailed):
            await accounts.sign_in(anna.email, "water and ice", f"192.0.2.{n}", device)
    with pytest.raises(TooManyAttempts):
        await accounts.sign_in(anna.email, PASSWORD, "192.0.2.9", device)


def test_a_device_remembers_its_latest_accounts(accounts: Accounts) -> None:
    first = accounts.devices.open(accounts.devices.seal_with(None, "a0"))
    device = first
    for n in (*range(1, 9), 3):
        device = accounts.devices.open(accounts.devices.seal_with(device, f"a{n}"))

    assert first is not None
    assert device is not None
    assert device.id == first.id
    assert device.account_ids == ("a1", "a2", "a4", "a5", "a6", "a7", "a8", "a3")
    assert accounts.devices.open("forged") is None


async def test_one_address_cannot_try_many_emails(accounts: Accounts) -> None:
    tries = await asyncio.gather(
        *(accounts.sign_in(f"{n}@kiln.example", PASSWORD, "192.0.2.1") for n in range(25)),
        return_exceptions=True,
    )

    assert sum(isinstance(result, TooManyAttempts) for result in tries) == 5


async def test_more_checks_than_the_queue_holds_are_refused(passwords: Passwords) -> None:
    results = await asyncio.gather(
        *(passwords.matches(None, PASSWORD) for _ in range(MAX_WAITING + 3)), return_exceptions=True
    )

    assert sum(isinstance(result, HashingBusy) for result in results) == 3
    passwords.close()


async def whose(accounts: Accounts, token: str) -> Account | None:
    resumed = await accounts.sessions.resume(token)
    return resumed.account if resumed else None


async def test_a_session_ends_by_time_and_lives_on_by_use(
    accounts: Accounts, anna: Account, clock: Clock
) -> None:
    token = (await accounts.sessions.start(anna)).token
    for _ in range(3):
        clock.pass_seconds(20 * 86_400)
        assert await whose(accounts, token) == anna

    clock.pass_seconds(31 * 86_400)
    assert await whose(accounts, token) is None


async def test_a_revoked_session_opens_nothing(accounts: Accounts, anna: Account) -> None:
    here, there = [(await accounts.sessions.start(anna)).token for _ in range(2)]
    await accounts.sessions.end(here)
    assert await whose(accounts, here) is None
    assert await whose(accounts, there) == anna

    await accounts.sessions.end_all(anna.id)
    assert await whose(accounts, there) is None


async def test_a_moderator_belongs_to_one_seller_and_can_be_dismissed(
    accounts: Accounts, anna: Account
) -> None:
    assert anna.seller_id is not None
    mod = await accounts.create("mod@kiln.example", PASSWORD, "Mo")
    await accounts.team.add(anna.seller_id, mod.id)
    await accounts.team.add(anna.seller_id, mod.id)
    assert (await accounts.account(mod.id)).moderates == (anna.seller_id,)

    await accounts.team.remove(anna.seller_id, mod.id)
    assert (await accounts.account(mod.id)).moderates == ()


async def test_moderators_need_a_seller_and_an_account(accounts: Accounts, anna: Account) -> None:
    assert anna.seller_id is not None
    with pytest.raises(SellerNotFound):
        await accounts.team.add("nobody", anna.id)
    with pytest.raises(AccountNotFound):
        await accounts.team.add(anna.seller_id, "nobody")


async def test_a_shop_that_is_not_there_is_not_found(accounts: Accounts) -> None:
    with pytest.raises(SellerNotFound):
        await accounts.seller("nobody")
