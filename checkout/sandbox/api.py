"""The sandbox's routes: which requests exist, which fields each takes, and which key opens it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from checkout.sandbox import intents, returns
from checkout.sandbox.cards import read_card
from checkout.sandbox.forms import Fields, require
from checkout.sandbox.intents import TOKEN_SECONDS
from checkout.sandbox.problems import invalid
from checkout.sandbox.shelf import Body
from checkout.sandbox.till import Till

ADDRESS: Fields = {
    "line1": "text",
    "line2": "text",
    "city": "text",
    "postal_code": "text",
    "state": "text",
    "country": "text",
}
CONFIRM: Fields = {"confirmation_token": "text", "use_stripe_sdk": "flag"}
CREATE: Fields = {
    "amount": "whole",
    "currency": "text",
    "automatic_payment_methods": {"enabled": "flag", "allow_redirects": "text"},
    "confirm": "flag",
    "description": "text",
    "metadata": "map",
    "shipping": {"name": "text", "phone": "text", "address": ADDRESS},
    **CONFIRM,
}
REFUND: Fields = {"payment_intent": "text", "amount": "whole", "reason": "text", "metadata": "map"}
TOKEN: Fields = {
    "payment_method_data": {
        "type": "text",
        "card": {"number": "text", "exp_month": "text", "exp_year": "text", "cvc": "text"},
        "billing_details": {"name": "text", "email": "text", "phone": "text", "address": ADDRESS},
    },
    "return_url": "text",
}


class Call(NamedTuple):
    """A request that was understood: who asks, about which object, with which values."""

    till: Till
    object_id: str
    values: dict[str, Any]
    secret_key: bool
    new_secret: Callable[[], str]


class Route(NamedTuple):
    """One request of the API."""

    method: str
    path: re.Pattern[str]
    fields: Fields
    for_pages: bool
    act: Callable[[Call], Body]


def make_token(call: Call) -> Body:
    """``POST /v1/confirmation_tokens``."""
    method = call.values.get("payment_method_data") or {}
    if method.get("type") != "card":
        raise invalid("Only cards are taken here.", param="payment_method_data[type]")
    now = datetime.fromtimestamp(call.till.now_s, UTC)
    card, month, year = read_card(method.get("card") or {}, now.year, now.month)
    shown = {"brand": card.brand, "last4": card.last4, "exp_month": month, "exp_year": year}
    token = {
        "id": call.till.id("ctoken"),
        "object": "confirmation_token",
        "created": call.till.now_s,
        "expires_at": call.till.now_s + TOKEN_SECONDS,
        "livemode": False,
        "payment_intent": None,
        "payment_method_preview": {"type": "card", "card": shown},
    }
    return call.till.shelf.put(token)


def create_intent(call: Call) -> Body:
    """``POST /v1/payment_intents``."""
    require(call.values, "amount", "currency")
    if call.values.get("confirm"):
        require(call.values, "confirmation_token")
    return intents.create(call.till, call.values, call.new_secret())


def list_intents(call: Call) -> Body:
    """``GET /v1/payment_intents``, the newest first."""
    since = call.values.get("created", {}).get("gte", 0)
    found = [body for body in call.till.shelf.all("payment_intent") if body["created"] >= since]
    return page(found, call.values, "/v1/payment_intents")


def read_intent(call: Call) -> Body:
    """``GET /v1/payment_intents/{id}``."""
    if call.secret_key:
        return call.till.shelf.get("payment_intent", call.object_id)
    require(call.values, "client_secret")
    return intents.public(intents.with_secret(call.till, call.object_id, call.values["client_secret"]))


def confirm_intent(call: Call) -> Body:
    """``POST /v1/payment_intents/{id}/confirm``."""
    require(call.values, "confirmation_token")
    intent = call.till.shelf.get("payment_intent", call.object_id)
    return intents.confirm(call.till, intent, call.values["confirmation_token"])


def cancel_intent(call: Call) -> Body:
    """``POST /v1/payment_intents/{id}/cancel``."""
    intent = call.till.shelf.get("payment_intent", call.object_id)
    return intents.cancel(call.till, intent, call.values.get("cancellation_reason"))


def authenticate_intent(call: Call) -> Body:
    """``POST /v1/payment_intents/{id}/authenticate``: the bank's page, which Stripe keeps to itself."""
    require(call.values, "client_secret", "outcome")
    if call.values["outcome"] not in {"succeed", "fail"}:
        raise invalid("outcome is succeed or fail.", param="outcome")
    intent = intents.with_secret(call.till, call.object_id, call.values["client_secret"])
    succeeds = call.values["outcome"] == "succeed"
    return intents.public(intents.authenticate(call.till, intent, succeeds=succeeds))


def make_refund(call: Call) -> Body:
    """``POST /v1/refunds``."""
    require(call.values, "payment_intent")
    intent = call.till.shelf.get("payment_intent", call.values["payment_intent"])
    return returns.refund(call.till, intent, call.values)


def list_refunds(call: Call) -> Body:
    """``GET /v1/refunds``, the newest first."""
    found = call.till.shelf.all("refund")
    if "payment_intent" in call.values:
        found = [body for body in found if body["payment_intent"] == call.values["payment_intent"]]
    return page(found, call.values, "/v1/refunds")


def list_balance(call: Call) -> Body:
    """``GET /v1/balance_transactions``, the newest first."""
    span, payout = call.values.get("created", {}), call.values.get("payout")
    found = [
        body
        for body in call.till.shelf.all("balance_transaction", limit=MOST_LINES)
        if span.get("gte", 0) <= body["created"] < span.get("lt", body["created"] + 1)
        and payout in {None, body["payout"]}
    ]
    listed = page(found, call.values, "/v1/balance_transactions")
    if "data.source" in call.values.get("expand", []):
        listed["data"] = [
            {**body, "source": call.till.shelf.get(body["source_kind"], body["source"])}
            for body in listed["data"]
        ]
    return listed


def list_events(call: Call) -> Body:
    """``GET /v1/events``, the newest first."""
    found = call.till.shelf.all("event")
    if "types" in call.values:
        found = [event for event in found if event["type"] in call.values["types"]]
    if "delivery_success" in call.values:
        wanted = call.values["delivery_success"]
        found = [event for event in found if (event["pending_webhooks"] == 0) == wanted]
    return page(found, call.values, "/v1/events")


def page(found: list[Body], values: dict[str, Any], url: str) -> Body:
    """Cut one page out of a list, as Stripe's cursors do."""
    after = values.get("starting_after")
    ids = [body["id"] for body in found]
    start = ids.index(after) + 1 if after in ids else 0
    limit = values.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("limit is 1 to 100.", param="limit")
    rest = found[start:]
    return {"object": "list", "url": url, "has_more": len(rest) > limit, "data": rest[:limit]}


def _route(
    method: str, path: str, fields: Fields, act: Callable[[Call], Body], *, pages: bool = False
) -> Route:
    pattern = re.compile(path.replace("{id}", r"(?P<id>[A-Za-z0-9_]{1,64})"))
    return Route(method, pattern, fields, pages, act)


PAGING: Fields = {"limit": "whole", "starting_after": "text"}
MOST_LINES = 100_000
INTENT = "/v1/payment_intents/{id}"
ROUTES = (
    _route("POST", "/v1/confirmation_tokens", TOKEN, make_token, pages=True),
    _route("POST", "/v1/payment_intents", CREATE, create_intent),
    _route("GET", "/v1/payment_intents", {"created": {"gte": "whole"}, **PAGING}, list_intents),
    _route("GET", INTENT, {"client_secret": "text"}, read_intent, pages=True),
    _route("POST", f"{INTENT}/confirm", CONFIRM, confirm_intent),
    _route("POST", f"{INTENT}/cancel", {"cancellation_reason": "text"}, cancel_intent),
    _route(
        "POST",
        f"{INTENT}/authenticate",
        {"client_secret": "text", "outcome": "text"},
        authenticate_intent,
        pages=True,
    ),
    _route("POST", "/v1/refunds", REFUND, make_refund),
    _route("GET", "/v1/refunds", {"payment_intent": "text", **PAGING}, list_refunds),
    _route(
        "GET",
        "/v1/balance_transactions",
        {"created": {"gte": "whole", "lt": "whole"}, "payout": "text", "expand": "texts", **PAGING},
        list_balance,
    ),
    _route("GET", "/v1/events", {"types": "texts", "delivery_success": "flag", **PAGING}, list_events),
)
