"""Since when somebody follows a seller: the port behind a chat's followers-only mode."""

from collections.abc import Collection
from typing import Protocol


class Follows(Protocol):
    """Knows who follows whom."""

    async def since_ms(self, person_ids: Collection[str], seller_id: str) -> int | None:
        """Since when one of these ids, all of the same visitor, follows a seller; None: not at all."""
        ...


class NobodyFollows:
    """While there is nothing to follow with, a room for followers is a room for its staff."""

    async def since_ms(self, person_ids: Collection[str], seller_id: str) -> int | None:  # noqa: ARG002
        """See `Follows`."""
        return None
