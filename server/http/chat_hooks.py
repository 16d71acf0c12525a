"""Webhooks that judge a seller's chats, over HTTP: whom to ask, and trying it."""

import msgspec

from server.chat_hooks import ChatHook, ChatHookChange, ChatHookDraft, NewChatHook, Trial
from server.hooks.errors import EndpointInvalid, EndpointNotFound
from server.http.call import Call
from server.http.route import Access, Route


class ChatHookList(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's programs that judge, the oldest first."""

    items: list[ChatHook]


async def list_chat_hooks(call: Call) -> ChatHookList:
    """The programs that see what viewers say before anybody reads it."""
    return ChatHookList(items=await call.services.chat_hooks.hooks(call.seller_id))


async def add_chat_hook(call: Call, body: ChatHookDraft) -> NewChatHook:
    """Add a program that judges; its secret is shown this once."""
    return await call.services.chat_hooks.add(call.seller_id, body)


async def change_chat_hook(call: Call, hook: str, body: ChatHookChange) -> ChatHook:
    """Rename or move a program, say what becomes of messages when it fails, switch it off or on."""
    return await call.services.chat_hooks.change(call.seller_id, hook, body)


async def renew_chat_hook_secret(call: Call, hook: str) -> NewChatHook:
    """Give a program another secret; the old one counts no more."""
    return await call.services.chat_hooks.renew_secret(call.seller_id, hook)


async def remove_chat_hook(call: Call, hook: str) -> None:
    """Ask a program nothing any more."""
    await call.services.chat_hooks.remove(call.seller_id, hook)


async def try_chat_hook(call: Call, hook: str) -> Trial:
    """Ask a program about a sample message, to see what it answers and how quickly."""
    return await call.services.chat_hooks.try_out(call.seller_id, hook)


BASE = "/api/v1/studio/chat-hooks"
_KNOWN = (EndpointNotFound,)
ROUTES = (
    Route("GET", BASE, list_chat_hooks, "List programs that judge your chats", Access.SELLER),
    Route("POST", BASE, add_chat_hook, "Have a program judge", Access.SELLER, (EndpointInvalid,), status=201),
    Route(
        "PATCH",
        BASE + "/{hook}",
        change_chat_hook,
        "Change a program that judges",
        Access.SELLER,
        (EndpointNotFound, EndpointInvalid),
    ),
    Route(
        "DELETE", BASE + "/{hook}", remove_chat_hook, "Delete a program that judges", Access.SELLER, _KNOWN
    ),
    Route(
        "POST",
        BASE + "/{hook}/secret",
        renew_chat_hook_secret,
        "Renew the secret of a program that judges",
        Access.SELLER,
        _KNOWN,
    ),
    Route("POST", BASE + "/{hook}/trial", try_chat_hook, "Try a program that judges", Access.SELLER, _KNOWN),
)
