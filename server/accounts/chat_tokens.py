"""Makes and checks the short-lived tickets that bring a person from a page into one chat room."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from chat import Chatter, Role
from server.accounts.sealed import Seal

_TIMED = 7
LIFE_MS = 120_000  # from the page's request to the first frame; a reconnection asks for a new one


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed: who enters which room as what, and until when."""

    person_id: str
    name: str
    role: str
    room_id: str
    buyer: bool
    expires_ms: int
    follows_since_ms: int | None = None
    first: bool = False
    bot: bool = False
    writes: bool = True
    team: str | None = None


@dataclass(frozen=True, slots=True)
class ChatToken:
    """The ticket as text, and when it stops opening the room."""

    token: str = field(repr=False)
    expires_ms: int


class ChatTokens:
    """Implements chat's `Identity`: the chat sees a person, a name and a role, and never an account.

    Args:
        secret_key: Signs the tickets.
        now_ms: The clock.
        in_team: Whether a seller's team still has an account, asked when a ticket says so.
    """

    def __init__(
        self, secret_key: bytes, *, now_ms: Callable[[], int], in_team: Callable[[str, str], Awaitable[bool]]
    ) -> None:
        self._seal = Seal(secret_key, "chat", Ticket)
        self._now_ms = now_ms
        self._in_team = in_team

    def mint(
        self,
        person_id: str,
        name: str,
        role: Role,
        room_id: str,
        *,
        buyer: bool = False,
        first: bool = False,
        bot: bool = False,
        writes: bool = True,
        follows_since_ms: int | None = None,
        team: str | None = None,
    ) -> ChatToken:
        """Make a ticket for one person and one room; `team` is the seller whose team gives them the role."""
        ticket = Ticket(
            person_id=person_id,
            name=name,
            role=role.value,
            room_id=room_id,
            buyer=buyer,
            first=first,
            bot=bot,
            writes=writes,
            expires_ms=self._now_ms() + LIFE_MS,
            follows_since_ms=follows_since_ms,
            team=team,
        )
        return ChatToken(self._seal.close(ticket), ticket.expires_ms)

    async def identify(self, token: str, room_id: str) -> Chatter | None:
        """The person of a ticket; None if it is forged, for another room, too old, or of a team they left."""
        ticket = self._seal.open(token)
        if ticket is None or ticket.room_id != room_id or ticket.expires_ms <= self._now_ms():
            return None
        if ticket.team is not None and not await self._in_team(ticket.team, ticket.person_id):
            return None
        return Chatter(
            person_id=ticket.person_id,
            name=ticket.name,
            role=Role(ticket.role),
            buyer=ticket.buyer,
            first=ticket.first,
            bot=ticket.bot,
            writes=ticket.writes,
            known_since_ms=made_at_ms(ticket.person_id),
            follows_since_ms=ticket.follows_since_ms,
        )


def made_at_ms(person_id: str) -> int | None:
    """When an account or a guest came to be: their ids are UUIDs of version 7, which begin with the time."""
    try:
        made = UUID(person_id)
    except ValueError:
        return None
    return made.int >> 80 if made.version == _TIMED else None
