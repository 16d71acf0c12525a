"""What was decided and waits for its place among a room's events."""

import asyncio
from dataclasses import dataclass

from chat.moderation import AuditEntry

Placed = asyncio.Future[int | None]


@dataclass(frozen=True, slots=True)
class Done:
    """An action that is in force: its entry, unless it was done before, and the offset it will have."""

    audit: AuditEntry | None
    placed: Placed


def settle(placed: Placed, offset: int | None) -> None:
    """It has its place."""
    if not placed.done():
        placed.set_result(offset)


def settled(offset: int | None) -> Placed:
    """A place that is known already."""
    placed: Placed = asyncio.get_running_loop().create_future()
    placed.set_result(offset)
    return placed
