"""Hashes and checks passwords by argon2id, off the event loop and only so many at once."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts.errors import HashingBusy, PasswordTooLong, PasswordTooShort

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200
WORKERS = 2
MAX_WAITING = 32
WAIT_SECONDS = 10.0

T = TypeVar("T")


class Passwords:
    """Checks take tens of milliseconds and 19 MiB each by design, so they are capped; more are refused.

    Args:
        hasher: Parameters of argon2id; the default follows OWASP's password storage sheet (19 MiB, 2 passes).
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="passwords")
        self._waiting = 0
        self._decoy = self._hasher.hash(secrets.token_hex())

    def close(self) -> None:
        """Let running checks end and take no more."""
        self._threads.shutdown(cancel_futures=True)

    async def hash(self, password: str) -> str:
        """Return the text to store.

        Raises:
            PasswordTooShort, PasswordTooLong: It is not one to accept.
            HashingBusy: Too many are waiting.
        """
        if len(password) < MIN_CHARACTERS:
            raise PasswordTooShort
        if len(password) > MAX_CHARACTERS:
            raise PasswordTooLong
        return await self._off_loop(lambda: self._hasher.hash(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether this is the password; without a stored hash the same work is done for nothing.

        So the time of an answer does not tell whether an e-mail has an account.

        Raises:
            HashingBusy: Too many are waiting.
        """
        if len(password) > MAX_CHARACTERS:
            password = ""
        return await self._off_loop(lambda: self._verify(stored, password))

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    async def _off_loop(self, work: Callable[[], T]) -> T:
        if self._waiting >= MAX_WAITING:
            raise HashingBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError as error:
            raise HashingBusy from error
        finally:
            self._waiting -= 1
