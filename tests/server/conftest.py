"""What tests of the server share: an owned clock, counted ids, a database with accounts, and services."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from argon2 import PasswordHasher

from server.accounts import Accounts, Passwords
from server.accounts.tables import metadata
from server.db import Database
from server.http.services import Services
from server.metrics import Metrics
from server.settings import Settings
from server.translating import Translator
from tests.databases import DatabaseOf

SECRET_KEY = b"k" * 32


class Clock:
    """Epoch milliseconds that stand still until a test moves them."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def __call__(self) -> int:
        return self.ms

    def pass_seconds(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


class Ids:
    """Ids in the order they were asked for."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"id-{self.count:04}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_id() -> Ids:
    return Ids()


@pytest.fixture
async def accounts_database(sqlite_of: DatabaseOf) -> Database:
    return await sqlite_of(metadata)


@pytest.fixture
def passwords() -> Passwords:
    """The real hashing with the least work that argon2 does."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def accounts(
    accounts_database: Database, passwords: Passwords, clock: Clock, new_id: Ids
) -> AsyncIterator[Accounts]:
    opened = Accounts(
        database=accounts_database,
        secret_key=SECRET_KEY,
        now_ms=clock,
        new_id=new_id,
        passwords=passwords,
    )
    yield opened
    await opened.close()


@pytest.fixture
def services(accounts: Accounts, clock: Clock, new_id: Ids, tmp_path: Path) -> Services:
    """The server's own parts for real, and no rooms."""
    no_room = cast("Any", None)
    return Services(
        settings=Settings(data_dir=tmp_path),
        accounts=accounts,
        shows=no_room,
        media=no_room,
        hls=no_room,
        recordings=no_room,
        replays=no_room,
        chat=no_room,
        transcript=no_room,
        checkout=no_room,
        mail=no_room,
        interests=no_room,
        chat_people=no_room,
        retention=no_room,
        translator=Translator(None),
        notices=no_room,
        pictures=no_room,
        hooks=no_room,
        destinations=no_room,
        chat_hooks=no_room,
        metrics=Metrics(),
        now_ms=clock,
        new_id=new_id,
    )
