"""The tokens with which an account's own programs call the API."""

from typing import Annotated

import msgspec
from msgspec import Meta

from server.accounts import ApiToken as StoredToken
from server.accounts import Scope
from server.accounts.errors import NameInvalid, NotAllowed
from server.http.call import Call
from server.http.route import Access, Route


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a token after it was made: its end tells tokens apart."""

    id: str
    name: str
    hint: str
    scopes: list[str]
    created_ms: int


class ApiTokens(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens that work, newest first."""

    items: list[ApiToken]


class ApiTokenDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the token is for, and whether it may change anything."""

    name: Annotated[str, Meta(max_length=200)]
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=len(Scope))]


class FreshApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new token, told this once; only its hash is kept."""

    id: str
    token: str


async def list_tokens(call: Call) -> ApiTokens:
    """List the account's tokens."""
    tokens = await call.services.accounts.api_tokens.of(call.person_id)
    return ApiTokens(items=[_shown(token) for token in tokens])


async def create_token(call: Call, body: ApiTokenDraft) -> FreshApiToken:
    """Make a token. Only a person may: a leaked token must not be able to make itself a successor.

    Raises:
        NotAllowed: A token asks.
    """
    if call.who.by_token:
        raise NotAllowed("A token cannot make another token. Sign in with the account itself.")
    made = await call.services.accounts.api_tokens.create(call.person_id, body.name, set(body.scopes))
    return FreshApiToken(id=made.token.id, token=made.text)


async def revoke_token(call: Call, token: str) -> None:
    """End a token; one that has ended, or is somebody else's, is left as it is."""
    await call.services.accounts.api_tokens.revoke(call.person_id, token)


def _shown(token: StoredToken) -> ApiToken:
    return ApiToken(
        id=token.id,
        name=token.name,
        hint=token.hint,
        scopes=list(token.scopes),
        created_ms=token.created_ms,
    )


ROUTES = (
    Route("GET", "/api/v1/me/tokens", list_tokens, "List API tokens", access=Access.ACCOUNT),
    Route(
        "POST",
        "/api/v1/me/tokens",
        create_token,
        "Make an API token",
        access=Access.ACCOUNT,
        errors=(NameInvalid, NotAllowed),
        status=201,
    ),
    Route("DELETE", "/api/v1/me/tokens/{token}", revoke_token, "Revoke an API token", access=Access.ACCOUNT),
)
