"""Every request to Stripe is held against the parameters that the pinned SDK declares for its API version."""

import functools
import importlib
import pkgutil
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest
import stripe
import stripe.params
import typing_extensions

from checkout.errors import PaymentDeclined
from checkout.payments.intents import Intent, IntentUnreadable, read_intent
from checkout.payments.provider import OutcomeUnknown, Refused
from checkout.payments.returns import ProviderCharge, ProviderDispute, ProviderRefund
from checkout.payments.stripe import EVENTS, SCRIPT_URL, InProcessClient, StripeProvider
from checkout.sandbox.forms import nest
from tests.fakes.checkout_shop import ANN, CHALLENGED, DECLINED, Clock, Shop

DECLARED = {
    ("POST", "/v1/payment_intents"): "PaymentIntentCreateParams",
    ("GET", "/v1/payment_intents"): "PaymentIntentListParams",
    ("GET", "/v1/payment_intents/*"): "PaymentIntentRetrieveParams",
    ("POST", "/v1/payment_intents/*/confirm"): "PaymentIntentConfirmParams",
    ("POST", "/v1/payment_intents/*/cancel"): "PaymentIntentCancelParams",
    ("POST", "/v1/refunds"): "RefundCreateParams",
    ("GET", "/v1/refunds"): "RefundListParams",
    ("GET", "/v1/events"): "EventListParams",
    ("GET", "/v1/balance_transactions"): "BalanceTransactionListParams",
}


@functools.cache
def declared_types() -> dict[str, Any]:
    """Every type of the SDK's parameters by its name; their annotations refer to each other by name only."""
    found: dict[str, Any] = {"StripeContext": object, "UntypedStripeObject": dict, **vars(typing)}
    for module in pkgutil.iter_modules(stripe.params.__path__):
        if not module.name.startswith(("_payment_intent_", "_refund_", "_event_", "_balance_transaction_")):
            continue
        members = vars(importlib.import_module(f"stripe.params.{module.name}"))
        found |= {name: member for name, member in members.items() if isinstance(member, type)}
    return found


def is_flag(value: object) -> bool:
    return value in {"true", "false"}


def is_whole(value: object) -> bool:
    return isinstance(value, str) and value.removeprefix("-").isdigit()


LEAVES = {bool: ("a flag", is_flag), int: ("a whole number", is_whole)}


def complaints(kind: Any, value: object, path: str) -> list[str]:  # noqa: ANN401
    """Say what in a form's value does not fit a declared type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing_extensions.NotRequired, typing_extensions.Required}:
        return complaints(arguments[0], value, path)
    if origin in {typing.Union, types.UnionType}:
        return least_complaints(arguments, value, path)
    if origin is typing.Literal:
        return [] if value in arguments else [f"{path}: {value!r} is none of {arguments}"]
    if typing_extensions.is_typeddict(kind) and isinstance(value, Mapping):
        return against(kind, value, path)
    is_group = origin in {list, dict} or typing_extensions.is_typeddict(kind)
    name, fits = LEAVES.get(kind, ("a text", lambda given: isinstance(given, str)))
    if is_group:
        name, fits = "a group", lambda given: isinstance(given, Mapping)
    return [] if fits(value) else [f"{path}: not {name}"]


def least_complaints(choices: tuple[Any, ...], value: object, path: str) -> list[str]:
    """Try every choice. The SDK leaves its enums open (``Literal[...] | str``); here they are closed."""
    literals = tuple(part for part in choices if typing.get_origin(part) is typing.Literal)
    tried = literals if literals and isinstance(value, str) else choices
    return min((complaints(part, value, path) for part in tried), key=len)


def against(kind: Any, form: Mapping[str, object], path: str = "") -> list[str]:  # noqa: ANN401
    """Hold a whole form against a TypedDict."""
    hints = typing.get_type_hints(kind, localns=declared_types())
    unknown = [f"{path}{name}: not declared" for name in form if name not in hints]
    missing = [f"{path}{name}: missing" for name in kind.__required_keys__ if name not in form]
    wrong: Iterable[list[str]] = (
        complaints(hints[name], value, f"{path}{name}.") for name, value in form.items() if name in hints
    )
    return [*unknown, *missing, *(complaint for found in wrong for complaint in found)]


class Recorder:
    """Carries requests to the sandbox and remembers them."""

    def __init__(self, shop: Shop) -> None:
        self.seen: dict[tuple[str, str], list[dict[str, Any]]] = {}
        client = shop.service.parts.provider.http
        assert isinstance(client, InProcessClient)
        self._carry = client.transport
        client.transport = self.carry

    async def carry(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        bare, _, query = path.partition("?")
        steps = ["*" if step.startswith("pi_") else step for step in bare.split("/")]
        form = nest(parse_qsl(query if method == "GET" else body.decode(), keep_blank_values=True))
        self.seen.setdefault((method, "/".join(steps)), []).append(form)
        return await self._carry(method, path, headers, body)


async def test_every_request_that_we_make_is_declared_by_the_sdk(sqlite_shop: Shop) -> None:
    recorder = Recorder(sqlite_shop)
    jug = await sqlite_shop.jug()
    order = await sqlite_shop.ready(jug)
    with pytest.raises(PaymentDeclined):
        await sqlite_shop.pay(order, DECLINED)
    await sqlite_shop.pay(order)
    other = await sqlite_shop.ready(jug)
    challenged = await sqlite_shop.pay(other, CHALLENGED)
    assert challenged.next_action is not None
    await sqlite_shop.service.cancel(ANN, other.id)
    provider = sqlite_shop.service.parts.provider
    found = await provider.find(order.id, 0)
    assert found is not None
    assert (await provider.retrieve(found.id)).status == "succeeded"
    await sqlite_shop.refund(order, amount_minor=100)
    assert [refund.amount for refund in await provider.refunds_of(found.id)] == [100]
    await provider.undelivered_events()
    lines = await provider.statement(0, sqlite_shop.clock() // 1000 + 1)
    assert [line.type for line in lines] == ["refund", "charge"]
    assert await provider.paid_out("po_none") == []
    assert set(recorder.seen) == set(DECLARED)
    for request, forms in recorder.seen.items():
        for form in forms:
            assert against(declared_types()[DECLARED[request]], form) == [], request


def test_the_check_itself_finds_what_is_wrong() -> None:
    create = declared_types()["PaymentIntentCreateParams"]
    assert against(create, {"amount": "1", "currency": "eur"}) == []
    assert against(create, {"currency": "eur"}) == ["amount: missing"]
    assert len(against(create, {"amount": "1.5", "currency": "eur", "colour": "red"})) == 2
    group = {"amount": "1", "currency": "eur", "automatic_payment_methods": {"enabled": "yes"}}
    assert against(create, group) == ["automatic_payment_methods.enabled.: not a flag"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Intent, stripe.PaymentIntent),
        (ProviderRefund, stripe.Refund),
        (ProviderCharge, stripe.Charge),
        (ProviderDispute, stripe.Dispute),
    ],
)
def test_what_we_read_of_an_object_is_declared_by_the_sdk(ours: type[msgspec.Struct], theirs: type) -> None:
    assert set(ours.__struct_fields__) <= set(theirs.__annotations__)


def test_the_events_that_we_ask_for_exist() -> None:
    known = stripe.Event.__annotations__["type"]
    assert all(f"'{kind}'" in str(known) for kind in EVENTS)


def test_the_script_is_of_the_release_of_the_pinned_api() -> None:
    assert f"{stripe.api_version.split('.')[1]}/stripe.js" in SCRIPT_URL


def test_an_intent_that_we_do_not_understand_is_not_guessed_at() -> None:
    with pytest.raises(IntentUnreadable):
        read_intent({"id": "pi_1", "status": "melted", "amount": 1, "currency": "eur", "livemode": False})


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"id": "pi_1", "object": "payment_intent", "status": "melted"}', OutcomeUnknown),
        (200, b"<html>", OutcomeUnknown),
        (409, b'{"error": {"type": "invalid_request_error", "code": "lock_timeout"}}', OutcomeUnknown),
        (401, b'{"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}', Refused),
        (403, b'{"error": {"type": "invalid_request_error", "message": "no"}}', Refused),
        (404, b'{"error": {"type": "invalid_request_error", "code": "resource_missing"}}', Refused),
    ],
)
async def test_each_bad_answer_has_its_meaning(status: int, body: bytes, expected: type[Exception]) -> None:
    async def answer(
        _method: str, _path: str, _headers: Mapping[str, str], _body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        return status, {}, body

    provider = StripeProvider(
        "sk_test_x",
        webhook_secret="whsec_x",
        webhook_tolerance_seconds=300,
        timeout_seconds=5,
        now_ms=Clock(),
        transport=answer,
    )
    with pytest.raises(expected):
        await provider.retrieve("pi_1")
    await provider.close()
