"""Moderation over HTTP: the log, and policies as files to carry from show to show."""

from typing import Any

import msgspec

from chat import AuditEntry, Chatter, Policy, PolicyInvalid, RoomUnavailable, SetPolicy
from server.accounts.errors import NotAllowed, SignInRequired
from server.http.call import Call
from server.http.route import Access, Route
from server.http.show_access import moderated_show, role_in
from server.shows import ShowNotFound

AUDIT_LIMIT = 200
POLICY_BYTES = 512 * 1024


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What moderators and rules did, the latest first."""

    items: list[AuditEntry]


async def read_audit(call: Call, show: str) -> Audit:
    """Who did what to whom, when and why."""
    await moderated_show(call, show)
    return Audit(items=await call.services.chat.audit(show, AUDIT_LIMIT))


async def export_policy(call: Call, show: str) -> Policy:
    """The show's policy with its lists, as it stands without panic."""
    await moderated_show(call, show)
    return (await call.services.chat.regime(show)).policy


async def import_policy(call: Call, show: str, body: Policy) -> Policy:
    """Put a policy in force, at once and for everybody; what it leaves out is as it is at first."""
    record = await moderated_show(call, show)
    account = call.who.require_account()
    actor = Chatter(person_id=account.id, name=account.name, role=role_in(call.who, record))
    whole: dict[str, Any] = msgspec.to_builtins(body)
    await call.services.chat.moderate(show, actor, SetPolicy(change=whole, reason="imported"))
    return (await call.services.chat.regime(show)).policy


STAFF = (ShowNotFound, SignInRequired, NotAllowed, RoomUnavailable)

ROUTES = (
    Route("GET", "/api/v1/shows/{show}/audit", read_audit, "Read the audit log", Access.ACCOUNT, STAFF),
    Route(
        "GET", "/api/v1/shows/{show}/policy", export_policy, "Export the chat policy", Access.ACCOUNT, STAFF
    ),
    Route(
        "PUT",
        "/api/v1/shows/{show}/policy",
        import_policy,
        "Import a chat policy",
        Access.ACCOUNT,
        (*STAFF, PolicyInvalid),
        max_body_bytes=POLICY_BYTES,
    ),
)
