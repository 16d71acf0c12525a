"""Signs a small Struct into text that its bearer can read and cannot change, each purpose by its own key."""

import hashlib
from typing import Generic, TypeVar

import msgspec
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

Content = TypeVar("Content", bound=msgspec.Struct)

MAX_CHARACTERS = 2048


class Seal(Generic[Content]):
    """Seals and opens one kind of content.

    Args:
        secret_key: The server's; a key for the purpose is derived from it, so that what was sealed for one
            purpose never opens for another.
        purpose: The name of the kind of content.
        content: Its type.
    """

    def __init__(self, secret_key: bytes, purpose: str, content: type[Content]) -> None:
        self._content = content
        self._signer = Signer(
            secret_key,
            salt=f"showfloor.{purpose}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def close(self, content: Content) -> str:
        """Return the sealed text, of characters that cookies and URLs carry as they are."""
        return self._signer.sign(base64_encode(msgspec.json.encode(content))).decode("ascii")

    def open(self, text: str) -> Content | None:
        """Return the content, or None when the text was not sealed by this key for this purpose."""
        if len(text) > MAX_CHARACTERS or not text.isascii():
            return None
        try:
            return msgspec.json.decode(base64_decode(self._signer.unsign(text)), type=self._content)
        except (BadSignature, BadData, msgspec.DecodeError, UnicodeDecodeError):
            return None
