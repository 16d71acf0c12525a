"""A seller's team over HTTP: inviting a moderator by a link, taking an invitation, removing somebody."""

from typing import Annotated

import msgspec
from msgspec import Meta

from server.accounts import Invitation, Invited, Member
from server.accounts.errors import AccountNotFound, InTeamAlready, InvitationInvalid, NotAllowed, TeamFull
from server.http.call import Call
from server.http.route import Access, Route


class TeamView(msgspec.Struct, frozen=True, kw_only=True):
    """The moderators of a shop, the longest first, and the invitations that wait, the newest first."""

    members: list[Member]
    invitations: list[Invitation]


class FreshInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """A new invitation with its link, told this once; only a hash is kept.

    The token stands behind the `#` of the link, which browsers send to no server.
    """

    invitation: Invitation
    link: str


class InvitationToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind the `#` of an invitation's link; in a body, so that no log of addresses has it."""

    token: Annotated[str, Meta(min_length=1, max_length=100)]


async def show_team(call: Call) -> TeamView:
    """Who moderates your shows, and who is invited."""
    team = call.services.accounts.team
    return TeamView(
        members=await team.members(call.seller_id), invitations=await team.invitations(call.seller_id)
    )


async def invite(call: Call) -> FreshInvitation:
    """Make a link with which one person joins your team within seven days."""
    _require_person(call)
    made = await call.services.accounts.team.invite(call.seller_id)
    link = f"{call.services.settings.public_url}/join#{made.token}"
    return FreshInvitation(invitation=made.invitation, link=link)


async def call_back(call: Call, invitation: str) -> None:
    """End an invitation that nobody took."""
    await call.services.accounts.team.call_back(call.seller_id, invitation)


async def remove_member(call: Call, account: str) -> None:
    """Take the role of moderator from somebody; their open chats of this server lose it at once."""
    await call.services.accounts.team.remove(call.seller_id, account)
    call.services.chat.dismiss(account)


async def look_at_invitation(call: Call, body: InvitationToken) -> Invited:
    """Say whose team an invitation is for, without taking it."""
    return await call.services.accounts.team.invited(body.token)


async def accept(call: Call, body: InvitationToken) -> Invited:
    """Join the team that invites you."""
    _require_person(call)
    return await call.services.accounts.team.accept(body.token, call.who.require_account().id)


def _require_person(call: Call) -> None:
    """Keep tokens out of teams: a leaked one must not let its finder in for longer than itself.

    Raises:
        NotAllowed: A token asks.
    """
    if call.who.by_token:
        raise NotAllowed("A token cannot change who is in a team. Sign in with the account itself.")


BASE = "/api/v1/studio/team"
TAKEN = "/api/v1/team-invitations"
ROUTES = (
    Route("GET", BASE, show_team, "See your team", Access.SELLER),
    Route(
        "POST",
        BASE + "/invitations",
        invite,
        "Invite a moderator",
        Access.SELLER,
        (TeamFull, NotAllowed),
        status=201,
    ),
    Route("DELETE", BASE + "/invitations/{invitation}", call_back, "Call an invitation back", Access.SELLER),
    Route("DELETE", BASE + "/members/{account}", remove_member, "Remove a moderator", Access.SELLER),
    Route("POST", TAKEN + "/look", look_at_invitation, "Look at an invitation", errors=(InvitationInvalid,)),
    Route(
        "POST",
        TAKEN + "/accept",
        accept,
        "Join a team",
        Access.ACCOUNT,
        (InvitationInvalid, InTeamAlready, AccountNotFound, NotAllowed),
    ),
)
