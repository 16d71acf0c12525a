"""What a visitor is in a certain show, and what that lets them do."""

from chat import Role
from server.accounts.errors import NotAllowed
from server.http.call import Call
from server.http.identity import Who
from server.shows import ShowRecord


def role_in(who: Who, show: ShowRecord) -> Role:
    """Return the visitor's role in the show: its seller hosts, the seller's team moderates."""
    account = who.account
    if account is None:
        return Role.viewer
    if account.seller_id == show.seller_id:
        return Role.host
    if show.seller_id in account.moderates or account.is_operator:
        return Role.moderator
    return Role.viewer


async def hosted_show(call: Call, show_id: str) -> ShowRecord:
    """Return the show if the visitor hosts it.

    Raises:
        ShowNotFound: no show has this id.
        SignInRequired, NotAllowed: the visitor is not its seller.
    """
    show = await call.services.shows.show(show_id)
    call.who.require_account()
    if role_in(call.who, show) is not Role.host:
        raise NotAllowed("Only the seller of this show can do this.")
    return show


async def measured_show(call: Call, show_id: str) -> ShowRecord:
    """Return the show if the visitor hosts it or runs the server.

    Raises:
        ShowNotFound: no show has this id.
        SignInRequired, NotAllowed: the visitor does neither.
    """
    show = await call.services.shows.show(show_id)
    account = call.who.require_account()
    if role_in(call.who, show) is not Role.host and not account.is_operator:
        raise NotAllowed("Only this show's seller and the operator of the server can see this.")
    return show


async def moderated_show(call: Call, show_id: str) -> ShowRecord:
    """Return the show if the visitor hosts or moderates it.

    Raises:
        ShowNotFound: no show has this id.
        SignInRequired, NotAllowed: the visitor does neither.
    """
    show = await call.services.shows.show(show_id)
    call.who.require_account()
    if role_in(call.who, show) is Role.viewer:
        raise NotAllowed("Only this show's seller and moderators can see this.")
    return show
