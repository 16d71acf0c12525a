"""Keeps the stream keys of platforms encrypted: who reads the database or its backup learns none of them."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"showfloor.destinations"


class KeyBox:
    """Closes and opens keys (Fernet: AES-128-CBC and HMAC-SHA256).

    Args:
        secret_key: The server's; a key for this purpose alone is derived from it (RFC 5869).
    """

    def __init__(self, secret_key: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret_key)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, key: str) -> bytes:
        """Encrypt a key."""
        return self._fernet.encrypt(key.encode())

    def open(self, box: bytes) -> str | None:
        """Decrypt a key; None when another server's key closed the box."""
        try:
            return self._fernet.decrypt(box).decode()
        except InvalidToken:
            return None
