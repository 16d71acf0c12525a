"""The short-lived token with which a page's chat connection says who it is."""

import msgspec

from chat import Role, RoomUnavailable
from server.accounts import Scope
from server.accounts.errors import CookieInvalid, TooManyAttempts
from server.http.call import Call
from server.http.client import client_address
from server.http.route import Access, Route
from server.http.show_access import role_in
from server.networks import is_loopback, network_of
from server.shows import ShowNotFound


class ChatToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token for one room; it goes into the first message, never into a URL."""

    token: str
    expires_ms: int


async def create_chat_token(call: Call, show: str) -> ChatToken:
    """Make a token for the visitor, with the name and the role that they have in this show.

    A program with an API token needs the scope chat:read, chat:write to talk, and chat:moderate for the role.
    """
    record = await call.services.shows.show(show)
    who = call.who
    may_moderate = not who.by_token or Scope.CHAT_MODERATE in who.scopes
    role = role_in(who, record) if may_moderate else Role.viewer
    by_team = who.account is not None and record.seller_id in who.account.moderates
    count_newcomer(call)
    made = call.services.accounts.chat_tokens.mint(
        call.person_id,
        call.who.name,
        role,
        room_id=show,
        buyer=await call.services.checkout.has_bought(call.who.ids, record.seller_id),
        bot=who.by_token,
        writes=not who.by_token or Scope.CHAT_WRITE in who.scopes,
        first=not await call.services.chat.has_spoken(sorted(call.who.ids)),
        follows_since_ms=await call.services.interests.since_ms(call.who.ids, record.seller_id),
        team=record.seller_id if role is Role.moderator and by_team else None,
    )
    return ChatToken(token=made.token, expires_ms=made.expires_ms)


def count_newcomer(call: Call) -> None:
    """Count a guest's first visit to the chat, so that a new cookie is no free way around a mute.

    The cookie remembers that it was counted. This machine is not: behind a proxy that was not named as
    trusted, everybody would come from it.

    Raises:
        TooManyAttempts: Too many newcomers came from this network.
    """
    guest, services = call.who.guest, call.services
    if call.who.account is not None or guest is None or guest.has_chatted:
        return
    address = client_address(call.request, services.settings.trusted_proxies)
    wait_ms = 0
    if not is_loopback(address):
        wait_ms = services.throttles.newcomers.take(network_of(address), services.now_ms())
    if wait_ms:
        raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))
    call.remember_guest(msgspec.structs.replace(guest, has_chatted=True))


ROUTES = (
    Route(
        "POST",
        "/api/v1/shows/{show}/chat-token",
        create_chat_token,
        "Make a token for the chat",
        Access.GUEST,
        (ShowNotFound, CookieInvalid, TooManyAttempts, RoomUnavailable),
        status=201,
        scope=Scope.CHAT_READ,
    ),
)
