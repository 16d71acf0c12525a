"""Seals a guest into a cookie and opens it again; a guest has no row anywhere."""

from server.accounts.people import Guest
from server.accounts.sealed import Seal

MAX_AGE_SECONDS = 400 * 86_400  # the longest that browsers keep a cookie (RFC 6265bis, section 5.5)


class Guests:
    """Guests by signed cookie: the visitor can read it, and cannot make or change one."""

    max_age_seconds = MAX_AGE_SECONDS

    def __init__(self, secret_key: bytes) -> None:
        self._seal = Seal(secret_key, "guest", Guest)

    def seal(self, guest: Guest) -> str:
        """The cookie's value for a guest."""
        return self._seal.close(guest)

    def open(self, cookie: str) -> Guest | None:
        """The guest of a cookie, or None when it was not made with this server's key."""
        return self._seal.open(cookie)
