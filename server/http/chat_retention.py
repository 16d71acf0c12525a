"""How long a seller's chats are kept, over HTTP."""

from typing import Annotated

import msgspec
from msgspec import Meta

from server.http.call import Call
from server.http.route import Access, Route


class ChatRetention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After so many days what was said is erased; null: it is kept."""

    days: Annotated[int, Meta(ge=1, le=3650)] | None


async def read_retention(call: Call) -> ChatRetention:
    """How long what is said in your shows is kept."""
    return ChatRetention(days=await call.services.retention.days(call.seller_id))


async def set_retention(call: Call, body: ChatRetention) -> ChatRetention:
    """Erase what is older than so many days, at once and from now on; it cannot be brought back."""
    await call.services.retention.keep(call.seller_id, body.days)
    return body


PATH = "/api/v1/studio/chat-retention"
ROUTES = (
    Route("GET", PATH, read_retention, "Read how long chats are kept", Access.SELLER),
    Route("PUT", PATH, set_retention, "Set how long chats are kept", Access.SELLER),
)
