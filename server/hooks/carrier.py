"""Posts one signed message: no redirects, no proxies, and only to an address that was looked at."""

import asyncio
import socket
from typing import Any, NamedTuple, Protocol

import aiohttp

from server.hooks.addresses import is_public

TIMEOUT_SECONDS = 10.0
AT_ONCE = 8
OK = range(200, 300)


class Answer(NamedTuple):
    """What came of one attempt: a status, or why there is none."""

    status: int | None
    error: str | None

    @property
    def heard(self) -> bool:
        """Whether the receiver took it."""
        return self.status in OK if self.status is not None else False


class Carrier(Protocol):
    """Takes a message somewhere."""

    async def carry(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Try once; never raises but for cancellation."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class AddressRefused(OSError):
    """The name leads to an address that webhooks may not reach."""


class HttpCarrier:
    """The network. The socket itself refuses addresses that are not public.

    The check is made on the very address that is about to be connected to, after the name was looked up, so
    that a name which answers differently a moment later (DNS rebinding) changes nothing.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def carry(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """See `Carrier`."""
        # Outside of the time-out: who waits for receivers that hang has not been tried yet.
        async with self._turns:
            return await self._post(url, body, headers)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                async with self._open().post(
                    url, data=body, headers=headers, allow_redirects=False, max_line_size=4096
                ) as response:
                    # What the receiver says beside its status is not read: it could go on for ever.
                    return Answer(response.status, None)
        except TimeoutError:
            return Answer(None, f"no answer within {TIMEOUT_SECONDS:.0f} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
            return Answer(None, (str(cause) or type(error).__name__)[:200])

    async def close(self) -> None:
        """See `Carrier`."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0,  # the turns count
                use_dns_cache=False,
                force_close=True,
                socket_factory=self._socket,
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session

    def _socket(self, where: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = where
        if not self._private and not is_public(str(address[0])):
            raise AddressRefused(f"{address[0]} is not an address of the public internet")
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)  # noqa: FBT003 - the standard library's own
        return opened
