"""The people as the rest of the server sees them: accounts, guests, sellers and what they may do."""

import enum
import unicodedata

import msgspec

from server.accounts.errors import NameInvalid

NAME_MAX = 40


class AccountRole(enum.StrEnum):
    """What an account is to the whole shop; being a moderator is bound to one seller."""

    OPERATOR = "operator"
    SELLER = "seller"
    VIEWER = "viewer"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person with an e-mail and a password.

    Attributes:
        seller_id: The shop that this account owns, if any.
        moderates: Sellers in whose shows this account is a moderator.
    """

    id: str
    email: str
    name: str
    is_operator: bool = False
    seller_id: str | None = None
    moderates: tuple[str, ...] = ()

    @property
    def roles(self) -> list[AccountRole]:
        """All roles, the strongest first."""
        roles = [AccountRole.VIEWER]
        if self.seller_id is not None:
            roles.insert(0, AccountRole.SELLER)
        if self.is_operator:
            roles.insert(0, AccountRole.OPERATOR)
        return roles


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor without an account, known by a signed cookie alone.

    Attributes:
        name: Empty until given.
        has_chatted: Whether this guest was counted as one who came to the chat.
    """

    id: str
    name: str = ""
    has_chatted: bool = False


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that shows and products belong to."""

    id: str
    name: str
    about: str = ""


def clean_name(name: str) -> str:
    """Return the name as it may be shown: normalised, trimmed, without invisible characters.

    Raises:
        NameInvalid: Nothing is left, or it is longer than 40 characters.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    # Cc, Cf, Co, Cs, Cn: control, direction overrides, zero width and unassigned characters deceive readers.
    hidden = any(unicodedata.category(char).startswith("C") and char != "\u200d" for char in name)
    if (
        hidden
        or not 1 <= len(name) <= NAME_MAX
        or not any(char.isprintable() for char in name.strip("\u200d"))
    ):
        raise NameInvalid
    return name
