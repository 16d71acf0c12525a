"""Posts one signed message: no redirects, no proxies, and only to an address that was looked at."""

import asyncio
import socket
from typing import Any, NamedTuple, Protocol

import aiohttp

from server.networks import is_public

TIMEOUT_SECONDS = 10.0
AT_ONCE = 8
OK = range(200, 300)


class Answer(NamedTuple):
    """What came of one attempt: a status, or why there is none; the body only where it is read."""

    status: int | None
    error: str | None
    body: bytes = b""

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

    Args:
        private: Whether addresses of the operator's own network may be reached.
        timeout_seconds: From the connection to the last byte of the answer.
        at_once: So many are out at most.
        longest_answer: So many bytes of an answer are read, and none beyond; one that is longer is an error.
        idle_seconds: How long a connection is kept for the next message; 0: not at all.
    """

    def __init__(
        self,
        *,
        private: bool,
        timeout_seconds: float = TIMEOUT_SECONDS,
        at_once: int = AT_ONCE,
        longest_answer: int = 0,
        idle_seconds: float = 0,
    ) -> None:
        self._private = private
        self._timeout_seconds = timeout_seconds
        self._longest_answer = longest_answer
        self._idle_seconds = idle_seconds
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(at_once)

    async def carry(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """See `Carrier`."""
        # Outside of the time-out: who waits for receivers that hang has not been tried yet.
        async with self._turns:
            return await self._post(url, body, headers)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                async with self._open().post(
                    url, data=body, headers=headers, allow_redirects=False, max_line_size=4096
                ) as response:
                    return await self._read(response)
        except TimeoutError:
            return Answer(None, f"no answer within {self._timeout_seconds:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
            return Answer(None, (str(cause) or type(error).__name__)[:200])

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        """What the receiver says beside its status may go on for ever, so it is read only so far."""
        body = bytearray()
        while self._longest_answer and (piece := await response.content.read(self._longest_answer + 1)):
            body += piece
            if len(body) > self._longest_answer:
                return Answer(None, f"an answer of more than {self._longest_answer} bytes")
        return Answer(response.status, None, bytes(body))

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
                force_close=not self._idle_seconds,
                keepalive_timeout=self._idle_seconds or None,
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
