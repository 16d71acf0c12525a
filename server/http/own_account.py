"""The own account over HTTP: name, password, sign-ins, a copy of one's data, and being erased."""

from dataclasses import replace
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from checkout import Order, Place, SavedAddress
from checkout.errors import OrdersOpen
from server.accounts import SessionInfo
from server.accounts.errors import (
    ErasureExpired,
    HashingBusy,
    NameInvalid,
    PasswordTooLong,
    PasswordTooShort,
    PasswordWrong,
    ShopOpen,
    TooManyAttempts,
)
from server.http.call import Call
from server.http.cookies import GUEST_COOKIE, SESSION_COOKIE, forget
from server.http.interests import Following, Reminder, list_watched
from server.http.me import AccountCard, Me, me_now
from server.http.orders import count
from server.http.route import Access, Route
from server.interests import Mailing
from server.talk import ChatMarks, SaidMessage, SaidQuestion

Text = Annotated[str, Meta(max_length=1024)]


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an account can be changed at once."""

    name: Text


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password as it is, and as it is to be."""

    current: Text
    new: Text


class SignIns(msgspec.Struct, frozen=True, kw_only=True):
    """Where the account is signed in."""

    items: list[SessionInfo]


class ErasureRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first step to be erased: the own password."""

    password: Text


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What the second step needs, for ten minutes, and what it would touch."""

    intent: str
    messages: int
    questions: int
    orders: int


class ErasureConfirmation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The second step: what the first one gave."""

    intent: Text


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that this server keeps of a person, as they may take it with them (GDPR, article 20)."""

    made_ms: int
    person_ids: list[str]
    account: AccountCard | None
    sign_ins: list[SessionInfo]
    orders: list[Order]
    messages: list[SaidMessage]
    questions: list[SaidQuestion]
    chat: ChatMarks
    waiting: list[Place]
    following: list[Following]
    reminders: list[Reminder]
    wishes: list[str]
    addresses: list[str]
    saved_addresses: list[SavedAddress]


async def change_profile(call: Call, body: Profile) -> Me:
    """Take another name."""
    account = await call.services.accounts.own.rename(call.who.require_account(), body.name)
    call.who = replace(call.who, account=account)
    return me_now(call)


async def change_password(call: Call, body: PasswordChange) -> Me:
    """Take another password; every other place is signed out."""
    account, accounts = call.who.require_account(), call.services.accounts
    _count_try(call)
    await accounts.own.change_password(account, body.current, body.new)
    agent = call.request.headers.get("User-Agent", "")
    call.remember_session(await accounts.sessions.start(account, agent))
    return me_now(call)


async def list_sign_ins(call: Call) -> SignIns:
    """Where you are signed in."""
    token = call.request.cookies.get(SESSION_COOKIE)
    return SignIns(items=await call.services.accounts.sessions.of(call.who.require_account().id, token))


async def end_sign_in(call: Call, session: str) -> None:
    """Sign out of one place."""
    await call.services.accounts.sessions.end_one(call.who.require_account().id, session)


async def take_copy(call: Call) -> web.Response:
    """Everything that this server keeps of you, as a file."""
    count(call, (call.services.throttles.copies_by_person, call.person_id))
    copy = await _copy(call)
    name = 'attachment; filename="showfloor-my-data.json"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    body = msgspec.json.format(msgspec.json.encode(copy), indent=2)
    return web.Response(body=body, content_type="application/json", headers=headers)


async def ask_for_erasure(call: Call, body: ErasureRequest) -> Erasure:
    """The first of two steps to be erased: prove that it is you, and see what goes.

    Raises:
        OrdersOpen: An order is not over.
    """
    services, account = call.services, call.who.require_account()
    _count_try(call)
    intent = await services.accounts.own.intend_erasure(account, body.password)
    orders = await services.checkout.require_none_open(call.who.ids)
    return Erasure(
        intent=intent,
        messages=len(await services.chat_people.messages(call.who.ids)),
        questions=len(await services.chat_people.questions(call.who.ids)),
        orders=len(orders),
    )


async def erase(call: Call, body: ErasureConfirmation) -> None:
    """The second step: messages, questions, follows and wishes go, orders lose you, the account ends.

    Each part is its own transaction and does nothing twice, and the account is the last: whoever is cut off
    in the middle asks again.
    """
    services, account, ids = call.services, call.who.require_account(), call.who.ids
    services.accounts.own.require_intent(account, body.intent)
    await services.hooks.forget(await services.checkout.require_none_open(ids))
    await services.checkout.forget_buyer(ids)
    for person_id in ids:
        await services.chat.take_back(person_id)
    await services.chat_people.forget(ids)
    for address in {account.email, *await _addresses(call)}:
        await services.mail.forget(address)
    await services.interests.forget(ids)
    await services.accounts.own.erase(account)
    call.forget_session()
    forget(call.request, GUEST_COOKIE)


async def _copy(call: Call) -> Copy:
    services, ids = call.services, call.who.ids
    watched = await list_watched(call)
    account = call.who.account
    return Copy(
        made_ms=services.now_ms(),
        person_ids=list(ids),
        account=me_now(call).account,
        sign_ins=(await list_sign_ins(call)).items if account else [],
        orders=[order for buyer in ids for order in await services.checkout.orders(buyer)],
        messages=await services.chat_people.messages(ids),
        questions=await services.chat_people.questions(ids),
        chat=await services.chat_people.marks(ids),
        waiting=await services.checkout.waiting.places(ids),
        following=watched.following,
        reminders=watched.reminders,
        wishes=await services.interests.wishes(ids),
        addresses=await _addresses(call),
        saved_addresses=await services.checkout.addresses.of(ids),
    )


async def _addresses(call: Call) -> list[str]:
    """The addresses that said yes to mails for this visitor; one that did not may be a stranger's."""
    found = await call.services.interests.subscriptions(call.who.ids)
    return sorted({each.email for each in found if each.email and each.mailing is Mailing.ON})


def _count_try(call: Call) -> None:
    """Count a try of the own password: a stolen cookie must not become a way to guess it.

    Raises:
        TooManyAttempts: There were too many.
    """
    if wait_ms := call.services.accounts.own.wait_ms(call.person_id):
        raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))


PASSWORD_ERRORS = (PasswordWrong, HashingBusy, TooManyAttempts)

ROUTES = (
    Route("PATCH", "/api/v1/me", change_profile, "Take another name", Access.ACCOUNT, (NameInvalid,)),
    Route(
        "PUT",
        "/api/v1/me/password",
        change_password,
        "Take another password",
        Access.ACCOUNT,
        (*PASSWORD_ERRORS, PasswordTooShort, PasswordTooLong),
    ),
    Route("GET", "/api/v1/me/sign-ins", list_sign_ins, "Where you are signed in", Access.ACCOUNT),
    Route("DELETE", "/api/v1/me/sign-ins/{session}", end_sign_in, "Sign out of one place", Access.ACCOUNT),
    Route(
        "GET",
        "/api/v1/me/copy",
        take_copy,
        "Take a copy of your data",
        Access.GUEST,
        (TooManyAttempts,),
        built=Copy,
    ),
    Route(
        "POST",
        "/api/v1/me/erasure",
        ask_for_erasure,
        "Ask to be erased",
        Access.ACCOUNT,
        (*PASSWORD_ERRORS, ShopOpen, OrdersOpen),
        status=201,
    ),
    Route(
        "DELETE",
        "/api/v1/me/erasure",
        erase,
        "Be erased",
        Access.ACCOUNT,
        (ErasureExpired, ShopOpen, OrdersOpen),
        timeout_seconds=60.0,
    ),
)
