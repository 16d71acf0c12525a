"""The people of a room: who they are and who may act on whom."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person is in one room."""

    viewer = "viewer"
    moderator = "moderator"
    host = "host"


_RANK = {Role.viewer: 0, Role.moderator: 1, Role.host: 2}


class Chatter(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a room, as the identity provider vouches for; `buyer` shows a badge.

    Args:
        first: Nothing that this person wrote is in any chat of the shop yet.
        bot: A program that acts for this person.
        writes: May say, ask, vote and cheer; False for a program that only listens.
        known_since_ms: When the account or the guest came to be; None: unknown.
        follows_since_ms: Since when the person follows the seller; None: does not.
    """

    person_id: str
    name: str
    role: Role = Role.viewer
    buyer: bool = False
    first: bool = False
    bot: bool = False
    writes: bool = True
    known_since_ms: int | None = None
    follows_since_ms: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether this person may moderate."""
        return self.role is not Role.viewer

    def outranks(self, other: "Chatter") -> bool:
        """Whether this person may act against the other: a host on moderators, both on viewers."""
        return _RANK[self.role] > _RANK[other.role]


class PersonRef(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the audit log names them."""

    person_id: str
    name: str

    @classmethod
    def of(cls, chatter: Chatter) -> "PersonRef":
        """The lasting part of a chatter."""
        return cls(person_id=chatter.person_id, name=chatter.name)


RULES = PersonRef(person_id="rules", name="Rules")
"""Who acts when nobody does: the automatic rules and the end of a waiting time."""
NOBODY = PersonRef(person_id="", name="")
"""The target of what concerns the whole room."""
