"""Reads just enough of an HTTP request's head to know where it ends and which room it is for; pure."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

MAX_HEAD_BYTES = 16_384
# RFC 9112 section 2.2: lines end with CRLF, and a recipient may take a lone LF for one.
END = re.compile(rb"\r?\n\r?\n")
LONGEST_END = 4
CHAT_TARGET = re.compile(rb"[A-Z]+ /chat(?:\?[^ ]*)? HTTP/1\.\d\r?\n")


def _answer(status: int, phrase: str, code: str, detail: str, *, headers: str = "") -> bytes:
    """A whole HTTP/1.1 answer for a connection that no room will see; it is closed after it."""
    body = (
        f'{{"type":"about:blank","title":"{phrase}","status":{status},"code":"{code}","detail":"{detail}"}}'
    )
    return (
        f"HTTP/1.1 {status} {phrase}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"{headers}Connection: close\r\n\r\n{body}"
    ).encode("ascii")


TOO_SLOW = _answer(408, "Request Timeout", "header_timeout", "The request did not arrive in time. Try again.")
TOO_MANY = _answer(
    503,
    "Service Unavailable",
    "too_many_connections",
    "This server has all the visitors it can take. Try again in a few seconds.",
    headers="Retry-After: 5\r\n",
)
TOO_MANY_FROM_THERE = _answer(
    429,
    "Too Many Requests",
    "too_many_connections",
    "Your network has too many connections to this server. Close other pages of it and try again.",
    headers="Retry-After: 5\r\n",
)


class HeadRefused(Exception):
    """There is no head to go on with; `reason` is for counting, `answer` for the peer."""

    reason: ClassVar[str]
    answer: ClassVar[bytes]


class HeadMalformed(HeadRefused):
    """These bytes are not HTTP: a TLS handshake, most often, by a browser that was told https."""

    reason = "malformed"
    answer = _answer(
        400, "Bad Request", "header_malformed", "This port speaks HTTP. If the address says https, try http."
    )


class HeadTooLarge(HeadRefused):
    """The head exceeds 16 KB."""

    reason = "large"
    answer = _answer(
        431,
        "Request Header Fields Too Large",
        "header_too_large",
        "The request's head is too large. Clear this site's cookies and try again.",
    )


@dataclass(slots=True)
class HeadReader:
    """Collects bytes until the head is whole.

    Attributes:
        received: All bytes so far, without the empty lines that RFC 9112 section 2.2 lets precede a request.
    """

    received: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> bool:
        """Take more bytes; return whether the head is whole, perhaps with some of the body behind it.

        Raises:
            HeadMalformed: It does not begin with a method's name.
            HeadTooLarge: It is, whole or not.
        """
        searched = max(0, len(self.received) - LONGEST_END)
        self.received += data if self.received else data.lstrip(b"\r\n")
        if self.received and not self.received[:1].isalpha():
            raise HeadMalformed
        end = END.search(self.received, searched)
        if (end.end() if end else len(self.received)) > MAX_HEAD_BYTES:
            raise HeadTooLarge
        return end is not None

    @property
    def is_for_chat(self) -> bool:
        """Whether the request's target is /chat."""
        return CHAT_TARGET.match(self.received) is not None
