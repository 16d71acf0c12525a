"""Seals into a cookie that a browser signed in to certain accounts before; it proves nothing else."""

from collections.abc import Callable

import msgspec

from server.accounts.sealed import Seal

MAX_AGE_SECONDS = 400 * 86_400  # the longest that browsers keep a cookie (RFC 6265bis, section 5.5)
MAX_ACCOUNTS = 8  # of one browser; the latest are kept


class Device(msgspec.Struct, frozen=True):
    """A browser that knew the passwords of these accounts."""

    id: str
    account_ids: tuple[str, ...] = ()


class Devices:
    """Known devices by signed cookie. Somebody else's wrong guesses do not lock a known device out."""

    max_age_seconds = MAX_AGE_SECONDS

    def __init__(self, secret_key: bytes, *, new_id: Callable[[], str]) -> None:
        self._seal = Seal(secret_key, "device", Device)
        self._new_id = new_id

    def open(self, cookie: str) -> Device | None:
        """The device of a cookie, or None when it was not made with this server's key."""
        return self._seal.open(cookie)

    def seal_with(self, device: Device | None, account_id: str) -> str:
        """The cookie's value for a browser, new or known, that has just signed in to an account."""
        known = device or Device(id=self._new_id())
        others = tuple(each for each in known.account_ids if each != account_id)
        return self._seal.close(Device(known.id, (*others, account_id)[-MAX_ACCOUNTS:]))
