"""Decides how fast passwords may be tried, so that guessing fails and guesses lock nobody out; pure."""

from server.accounts.throttle import Throttle, take_each

LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3; a longer text is nobody's and only fills the table


class SignInLimits:
    """Counts tries by e-mail and network, by network, and by e-mail from everywhere.

    A person mistypes a few times; a list of leaked passwords is tried thousands of times. Whoever guesses at
    one e-mail from one network uses up their own tries only. The limit for an e-mail from everywhere is far
    wider, for guesses from many networks; a browser that signed in before has tries of its own beside it.

    Counted in memory: with several processes each allows as many, and a restart forgives.
    """

    def __init__(self) -> None:
        self._by_pair = Throttle(burst=5, refill_seconds=12)
        self._by_network = Throttle(burst=20, refill_seconds=10)
        self._by_email = Throttle(burst=100, refill_seconds=6)

    def take(self, email_key: str, network: str, device_id: str | None, now_ms: int) -> int:
        """Count one try and return 0; when none is left, count nothing and return how long to wait, in ms.

        Args:
            email_key: The e-mail as it is compared.
            network: Where the try comes from.
            device_id: The browser, if it signed in to this account before.
            now_ms: Epoch milliseconds.
        """
        pair = (self._by_pair, _pair(email_key, network, device_id))
        if device_id is not None:
            return take_each([pair], now_ms)
        everywhere = (self._by_email, email_key[:LONGEST_EMAIL])
        return take_each([pair, (self._by_network, network), everywhere], now_ms)

    def forgive(self, email_key: str, network: str, device_id: str | None) -> None:
        """Give tries back after one that succeeded; not the network's: it could be one account of many."""
        self._by_pair.forgive(_pair(email_key, network, device_id))


def _pair(email_key: str, network: str, device_id: str | None) -> str:
    place = network if device_id is None else f"device {device_id}"
    return f"{place} {email_key[:LONGEST_EMAIL]}"
