"""Who the visitor is, and signing up, in and out."""

from typing import Annotated

import msgspec
from msgspec import Meta

from server.accounts import Account, AccountRole, Guest, clean_name
from server.accounts.errors import (
    EmailInvalid,
    EmailTaken,
    HashingBusy,
    NameInvalid,
    NotAllowed,
    PasswordTooLong,
    PasswordTooShort,
    SignInFailed,
    TooManyAttempts,
)
from server.http.call import Call
from server.http.client import client_address
from server.http.cookies import SESSION_COOKIE
from server.http.route import Access, Route

Text = Annotated[str, Meta(max_length=1024)]


class AccountCard(msgspec.Struct, frozen=True, kw_only=True):
    """An account as its owner sees it; ``moderates`` names the sellers in whose shows it helps."""

    id: str
    email: str
    name: str
    roles: list[AccountRole]
    seller_id: str | None
    moderates: tuple[str, ...]


class GuestCard(msgspec.Struct, frozen=True, kw_only=True):
    """A guest as it sees itself; the name is empty until given."""

    id: str
    name: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor, and what every page needs to know of this shop."""

    account: AccountCard | None
    guest: GuestCard | None
    person_id: str | None
    sandbox: bool
    rehearsing: bool
    translates: bool
    currency: str
    server_ms: int


class NameChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name a guest wants to be called."""

    name: Text


class SignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An e-mail and its password."""

    email: Text
    password: Text


class SignUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new account; `sell` opens a shop with it."""

    email: Text
    password: Text
    name: Text
    sell: bool = False


async def me(call: Call) -> Me:
    """Tell the visitor who they are."""
    return me_now(call)


async def name_guest(call: Call, body: NameChoice) -> Me:
    """Name the guest of this browser; the id stays, so that orders and mutes stay too."""
    name = clean_name(body.name)
    guest = call.who.guest or Guest(id=call.services.new_id())
    call.remember_guest(msgspec.structs.replace(guest, name=name))
    return me_now(call)


async def sign_in(call: Call, body: SignIn) -> Me:
    """Sign in with an e-mail and a password."""
    address = client_address(call.request, call.services.settings.trusted_proxies)
    accounts = call.services.accounts
    agent = call.request.headers.get("User-Agent", "")
    call.remember_session(await accounts.sign_in(body.email, body.password, address, call.device, agent))
    return me_now(call)


async def sign_out(call: Call) -> None:
    """End this browser's session; without one nothing changes."""
    token = call.request.cookies.get(SESSION_COOKIE)
    if token:
        await call.services.accounts.sessions.end(token)
    call.forget_session()


async def sign_up(call: Call, body: SignUp) -> Me:
    """Open an account and sign in with it; an operator who opens it for somebody stays signed in."""
    accounts = call.services.accounts
    visitor = call.who.account
    by_operator = visitor is not None and visitor.is_operator
    if body.sell and call.services.settings.open_sign_up == "operator" and not by_operator:
        raise NotAllowed("Only the operator of this server opens shops. Sign up without one, or ask them.")
    accounts.count_sign_up(client_address(call.request, call.services.settings.trusted_proxies))
    account = await accounts.create(body.email, body.password, body.name, sell=body.sell)
    if not by_operator:
        agent = call.request.headers.get("User-Agent", "")
        call.remember_session(await accounts.sessions.start(account, agent))
    return me_now(call)


def me_now(call: Call) -> Me:
    """The visitor as they are after what was just done."""
    account, guest = call.who.account, call.who.guest
    return Me(
        account=_card(account) if account else None,
        guest=GuestCard(id=guest.id, name=guest.name) if guest else None,
        person_id=call.who.person_id,
        sandbox=call.services.settings.sandbox,
        rehearsing=call.services.rehearsing,
        translates=call.services.translator.is_there,
        currency=call.services.settings.currency,
        server_ms=call.services.now_ms(),
    )


def _card(account: Account) -> AccountCard:
    return AccountCard(
        id=account.id,
        email=account.email,
        name=account.name,
        roles=account.roles,
        seller_id=account.seller_id,
        moderates=account.moderates,
    )


SIGN_UP_ERRORS = (
    EmailInvalid,
    EmailTaken,
    NameInvalid,
    PasswordTooShort,
    PasswordTooLong,
    HashingBusy,
    TooManyAttempts,
    NotAllowed,
)

ROUTES = (
    Route("GET", "/api/v1/me", me, "Who am I"),
    Route(
        "PUT",
        "/api/v1/me/name",
        name_guest,
        "Name this browser's guest",
        access=Access.GUEST,
        errors=(NameInvalid,),
    ),
    Route(
        "POST",
        "/api/v1/sessions",
        sign_in,
        "Sign in",
        errors=(SignInFailed, TooManyAttempts, HashingBusy),
        status=201,
    ),
    Route("DELETE", "/api/v1/sessions/current", sign_out, "Sign out"),
    Route("POST", "/api/v1/accounts", sign_up, "Open an account", errors=SIGN_UP_ERRORS, status=201),
)
