"""Makes the random secrets that are shown once, and the hash that stands for one in a row.

A token has 256 random bits, so one round of SHA-256 is enough: there is nothing to guess as in a password.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

HINT_LENGTH = 4


@dataclass(frozen=True, slots=True)
class SecretToken:
    """A fresh secret: the text for its owner, and what is stored of it."""

    text: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """What the row holds."""
        return digest(self.text)

    @property
    def hint(self) -> str:
        """The last characters, by which its owner recognises it in a list."""
        return self.text[-HINT_LENGTH:]


def fresh(prefix: str) -> SecretToken:
    """Make a secret; the prefix tells people, and scanners of leaked secrets, what it opens."""
    return SecretToken(prefix + secrets.token_urlsafe(32))


def digest(text: str) -> bytes:
    """The hash by which a presented secret is looked up."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
